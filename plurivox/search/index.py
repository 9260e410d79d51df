"""The embedded engine: words and meaning together, over arrays, in one process. Nothing to install, nothing to start.

Keeps one large segment and small ones for what came since; each is asked, and the best of all are put in order. Returns
ids, scores and reasons, never text (I9). `disk` lays it down and opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from plurivox.search import candidates, completion, ranking, results, segment, words
from plurivox.search import query as queries
from plurivox.search.completion import Completion
from plurivox.search.engine import Found, Results, Similar
from plurivox.search.listing import Listing
from plurivox.search.query import Known, Query
from plurivox.search.results import Ranked
from plurivox.search.segment import Segment
from plurivox.search.spelling import Spelling
from plurivox.terms import lexicon
from plurivox.vectors import Encoder

Array: TypeAlias = Any

#: Small segments that are kept beside the large one before they are joined, and questions a small one has at most.
MOST_PARTS, SMALL = 8, 4_096


@cache
def nothing_known() -> Known:
    """What is known without a library: the vocabulary."""
    return Known(Spelling(dict.fromkeys(queries.vocabulary_words(), 0)), lexicon.build({}))


class Index:
    """See SearchEngine. Without an encoder it searches by words alone."""

    def __init__(self, encoder: Encoder | None, parts: Sequence[Segment] = (), model: str = "") -> None:
        self.encoder = encoder
        #: SHA-256 of the model that the vectors are of, or "" where there are none.
        self.model = encoder.sha256 if encoder else model
        self.weights = ranking.Weights()
        self.segments = list(parts)
        self._places: dict[str, tuple[Segment, int]] = {}
        self.known, self._completion = nothing_known(), Completion({})
        for part in self.segments:
            self._enter(part)
        self._learn(self.segments)

    def _enter(self, part: Segment) -> None:
        shown = np.flatnonzero(~part.hidden).tolist()
        self._places.update((part.questions[number], (part, number)) for number in shown)

    def _learn(self, parts: Iterable[Segment]) -> None:
        """Know the words and subjects of these too."""
        often: dict[str, int] = {}
        subjects: dict[str, str] = dict(self.known.subjects.names)
        for part in parts:
            for word, count in part.spelling.items():
                often[word] = often.get(word, 0) + count
            subjects.update((name, name) for name in part.subjects.places)
        if often:
            self.known = Known(Spelling(often, self.known.spelling), lexicon.build(subjects))
            self._completion = Completion(self.known.spelling.often)

    def add(self, listings: Iterable[Listing]) -> None:
        """See SearchEngine."""
        made = segment.build({listing.id: listing for listing in listings}.values(), self.encoder)
        self.remove(made.questions.all())
        self.segments.append(made)
        self._enter(made)
        self._learn([made])
        small = [part for part in self.segments if len(part.questions) <= SMALL]
        if len(small) > MOST_PARTS:
            self._join(small)

    def build(self, listings: Iterable[Listing]) -> None:
        """Take in a whole library, each question once; what was there before is forgotten. Lists need not be kept."""
        self.segments, self._places = [segment.build(listings, self.encoder)], {}
        self.known, self._completion = nothing_known(), Completion({})
        self._enter(self.segments[0])
        self._learn(self.segments)

    def _join(self, parts: Sequence[Segment]) -> None:
        """Make one segment of several."""
        made = segment.join(parts)
        self.segments = [part for part in self.segments if part not in parts] + [made]
        self._enter(made)

    def remove(self, questions: Iterable[str]) -> None:
        """See SearchEngine."""
        for question in questions:
            place = self._places.pop(question, None)
            if place is not None:
                place[0].hide(place[1])

    def ids(self) -> frozenset[str]:
        """See SearchEngine."""
        return frozenset(self._places)

    def statements(self) -> frozenset[str]:
        """See SearchEngine."""
        return frozenset(part.said[at] for part in self.segments for at in np.flatnonzero(~part.said_hidden).tolist())

    def search(self, text: str, *, title: str = "", most: int = 10, tags: Collection[str] = ()) -> Results:
        """See SearchEngine."""
        query = queries.read(text, self.known, title)
        return self.answer(query, self.vector(query.whole), most, tags)

    def vector(self, text: str) -> Array | None:
        """The vector of a message, where there is a model and something to read."""
        if self.encoder is None or not text.strip():
            return None
        return self.encoder.encode([text])[0]

    def answer(self, query: Query, vector: Array | None, most: int = 10, tags: Collection[str] = ()) -> Results:
        """The results for a message that was read, and its vector."""
        return results.tell(query, self._ranked(query, vector, most, tags))

    def _ranked(self, query: Query, vector: Array | None, most: int, tags: Collection[str]) -> list[Ranked]:
        found = candidates.find(self.segments, candidates.ask(self.segments, query, vector, tags))
        return results.rank(found, self.weights, most)

    def suggest(self, typed: str, *, most: int = 8) -> tuple[str, ...]:
        """See SearchEngine."""
        parts = [part.words for part in self.segments]
        read = completion.read(typed, self.known.spelling, self._completion)
        wanted = read.weighed(lambda query: words.weighed(query, parts))
        ranked = []
        for part in self.segments:
            numbers, _ = part.words.best(wanted.all(), most * completion.DEEP, part.hidden)
            for number, score in zip(numbers.tolist(), wanted.scores(part.words, numbers).tolist(), strict=True):
                ranked.append((-round(score, 3), part.questions[number]))
        return tuple(question for _, question in sorted(ranked)[:most])

    def similar(
        self, text: str, texts: Callable[[Sequence[str]], Mapping[str, str]], *, most: int = 5
    ) -> tuple[Similar, ...]:
        """See SearchEngine."""
        query = queries.read(text, self.known)
        ranked = self._ranked(query, self.vector(query.whole), results.COMPARED, ())
        return results.similar(text, ranked, texts, self.encoder, most)

    def related(self, question: str, *, most: int = 6) -> tuple[Found, ...]:
        """See SearchEngine."""
        place = self._places.get(question)
        if place is None:
            return ()
        part, number = place
        about = list(part.subjects.places)[int(part.about[number])] if part.about[number] < segment.NO_SUBJECT else ""
        vector = part.meanings.vector(number) if part.meanings.count else None
        beside = []
        for other in self.segments:
            ways = [other.subjects.best({about: 1.0}, results.BESIDE, other.hidden)[0].astype(np.int64)]
            if vector is not None:
                ways.append(other.meanings.nearest(vector, results.BESIDE, other.hidden)[0].astype(np.int64))
            numbers: Array = np.unique(np.concatenate(ways))
            beside.append((other, numbers))
        return results.go_on(results.Start(question, about, int(part.sides[number]), vector), beside, most)
