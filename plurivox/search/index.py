"""The embedded engine: words and meaning together, over arrays, in one process. Nothing to install, nothing to start.

Keeps one large segment and small ones for what came since; each is asked, and the best of all are put in order. Returns
ids, scores and reasons, never text (I9). `disk` lays it down and opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from plurivox.search import candidates, duplicates, ranking, reading, segment, words
from plurivox.search import query as queries
from plurivox.search.candidates import Candidates
from plurivox.search.completion import Completion
from plurivox.search.engine import Answered, Because, Found, Results, Similar, Why
from plurivox.search.listing import Listing
from plurivox.search.query import Known, Query
from plurivox.search.segment import FACETS, Segment
from plurivox.search.spelling import Spelling
from plurivox.terms import lexicon
from plurivox.terms.words import read as read_words
from plurivox.vectors import Encoder

Array: TypeAlias = Any

#: Small segments that are kept beside the large one before they are joined, and questions a small one has at most.
MOST_PARTS, SMALL = 8, 4_096

#: Candidates whose texts are compared word by word to say how probable it is that they ask the same.
COMPARED = 20

#: A question as near as this to another, on the same side, asks the same and is not offered to go on with.
SAME = 0.93


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
        best = self._ranked(query, vector, most, tags)
        rows: dict[int, tuple[Candidates, list[int]]] = {}
        for _, _, where, row in best:
            rows.setdefault(id(where), (where, []))[1].append(row)
        said = {key: where.said(numbers) for key, (where, numbers) in rows.items()}
        every = [_found(score, question, where, row, said[id(where)]) for score, question, where, row in best]
        found = tuple(one for one in every if one.because)
        return Results(query, found, _answered(best[0][2], best[0][3]) if found else Answered.NOT_YET)

    def _ranked(
        self, query: Query, vector: Array | None, most: int, tags: Collection[str]
    ) -> list[tuple[float, str, Candidates, int]]:
        """Score, question, where it was found and its row there; the best first, of equals by id."""
        ranked: list[tuple[float, str, Candidates, int]] = []
        for found in candidates.find(self.segments, candidates.ask(self.segments, query, vector, tags)):
            scores = found.figures.total(self.weights)
            least = np.sort(scores)[-most] if len(scores) > most else -np.inf
            for row in np.flatnonzero((scores >= least) & (scores > 0)).tolist():
                ranked.append((float(scores[row]), found.part.questions[int(found.numbers[row])], found, row))
        return sorted(ranked, key=lambda one: (-one[0], one[1]))[:most]

    def suggest(self, typed: str, *, most: int = 8) -> tuple[str, ...]:
        """See SearchEngine."""
        whole, begun = self._typed(typed)
        parts = [part.words for part in self.segments]
        fixed = words.weighed(dict.fromkeys(whole, 1.0), parts)
        half = self._half(begun, parts)
        ranked = []
        for part in self.segments:
            numbers, _ = part.words.best({**half, **fixed}, most * 8, part.hidden)
            if not len(numbers):
                continue
            scores = part.words.scores(fixed, numbers)
            if half:  # half a word is one word, whichever it becomes
                scores += np.max([part.words.scores({word: weight}, numbers) for word, weight in half.items()], axis=0)
            for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
                ranked.append((-round(score, 3), part.questions[number]))
        return tuple(question for _, question in sorted(ranked)[:most])

    def _typed(self, typed: str) -> tuple[list[str], dict[str, int]]:
        """The tokens of whole words, and those that the last, half a word, may become, with how often each stands."""
        stop = reading.manners().stop
        stems = list(read_words(typed[:_TYPED]).stems)
        spelling = self.known.spelling
        begun: dict[str, int] = {}
        if stems and typed[-1].isalnum():
            for word in self._completion.complete(stems[-1]):
                token = reading.token(word)
                begun[token] = begun.get(token, 0) + spelling.often[word]
        if begun:
            stems.pop()
        whole = []
        for stem in stems:
            if stem not in stop:
                near = spelling.near(stem)[:1]
                whole.append(reading.token(near[0].word if near else stem))
        return whole, begun

    def _half(self, begun: Mapping[str, int], parts: Sequence[words.Words]) -> dict[str, float]:
        """What each word weighs that half a word may become: as much as the commonest is rare, and less the rarer."""
        commonest = max(begun.values(), default=0)
        rare = min(words.weighed(dict.fromkeys(begun, 1.0), parts).values(), default=0.0)
        return {word: rare * (1 + count / commonest) / 2 for word, count in begun.items()}

    def similar(
        self, text: str, texts: Callable[[Sequence[str]], Mapping[str, str]], *, most: int = 5
    ) -> tuple[Similar, ...]:
        """See SearchEngine."""
        query = queries.read(text, self.known)
        ranked = self._ranked(query, self.vector(query.whole), COMPARED, ())
        shown = texts([question for _, question, _, _ in ranked])
        pairs = [(question, shown[question]) for _, question, _, _ in ranked if question in shown]
        probable = duplicates.same_questions(text, [other for _, other in pairs], self.encoder)
        found = [Similar(question, round(p, 3)) for (question, _), p in zip(pairs, probable, strict=True)]
        return tuple(sorted(found, key=lambda one: (-one.probability, one.question))[:most])

    def related(self, question: str, *, most: int = 6) -> tuple[Found, ...]:
        """See SearchEngine."""
        place = self._places.get(question)
        if place is None:
            return ()
        part, number = place
        about = list(part.subjects.places)[int(part.about[number])] if part.about[number] < _NO_SUBJECT else ""
        side = int(part.sides[number])
        vector = part.meanings.vector(number) if part.meanings.count else None
        same: list[tuple[float, Found]] = []
        near: list[tuple[float, Found]] = []
        for other in self.segments:
            ways = [other.subjects.best({about: 1.0}, 50, other.hidden)[0].astype(np.int64)]
            if vector is not None:
                ways.append(other.meanings.nearest(vector, 50, other.hidden)[0].astype(np.int64))
            numbers: Array = np.unique(np.concatenate(ways))
            cosines = other.meanings.of(vector, numbers) if vector is not None else np.zeros(len(numbers))
            for at, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
                is_about = bool(about) and candidates.holds(other.subjects, about, at)
                is_same = int(other.sides[at]) == side and (is_about or cosine >= SAME)
                if other.questions[at] == question or is_same or (cosine < candidates.SPEAKS and not is_about):
                    continue
                why = Because(Why.SUBJECT, about) if is_about else Because(Why.MEANING)
                row = (-round(cosine, 4), Found(other.questions[at], round(cosine, 4), "", "", (why,)))
                (same if is_about else near).append(row)
        order = sorted(same)[: max(most - len(near), most // 2)]
        return tuple(found for _, found in (order + sorted(near))[:most])


#: Characters that are read while somebody types.
_TYPED = 200

_NO_SUBJECT = segment.NO_SUBJECT

#: Cosine from which the first question answers a message though its subject is not named, and from which it is near.
_YES, _NEARBY = 0.6, 0.4


def _found(score: float, question: str, where: Candidates, row: int, said: Mapping[int, int]) -> Found:
    """One candidate as it is given back, with its best statement."""
    best, part = said.get(row, -1), where.part
    statement = part.said[best] if best >= 0 else ""
    voice = part.voices[int(part.voice[best])] if best >= 0 else ""
    return Found(question, score, statement, voice, where.because(row, best))


def _answered(found: Candidates, row: int) -> Answered:
    """How far the best candidate answers."""
    meaning, subject = float(found.figures.meaning[row]), float(found.figures.subject[row])
    if meaning >= _YES or (subject >= _YES and (meaning >= _NEARBY or found.asked.vector is None)):
        return Answered.YES
    return Answered.NEARBY if meaning >= _NEARBY or subject > 0 or found.asked.vector is None else Answered.NOT_YET


__all__ = ["FACETS", "Index", "nothing_known"]
