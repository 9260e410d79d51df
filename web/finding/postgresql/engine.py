"""The engine on PostgreSQL: the same calls and answers as the embedded one, from any process on any machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

import numpy as np
from django.db import DEFAULT_DB_ALIAS

from plurivox.search import Found, Listing, Results, Similar, completion, meaning, ranking, results, words
from plurivox.search import query as queries
from plurivox.search.candidates import Asked, shared, spoken
from plurivox.search.query import Query
from plurivox.search.results import Ranked
from plurivox.vectors import Encoder
from web.finding.postgresql import building, knowledge, tables, writing
from web.finding.postgresql.drawing import Drawing, held
from web.finding.postgresql.tables import State, ask

Array: TypeAlias = Any
T = TypeVar("T")


class PostgresqlEngine:
    """See plurivox.search.SearchEngine. Without an encoder it searches by words alone. Keeps nothing of its own.

    `reads` names the database that is searched where it is a replica of the site's own: then an edit is found as soon
    as the replica has it.
    """

    def __init__(self, encoder: Encoder | None, reads: str = DEFAULT_DB_ALIAS) -> None:
        self.encoder, self.reads = encoder, reads
        self.weights = ranking.Weights()

    def add(self, listings: Iterable[Listing]) -> None:
        """See SearchEngine."""
        writing.add(listings, self.encoder)

    def remove(self, questions: Iterable[str]) -> None:
        """See SearchEngine."""
        writing.remove(questions)

    def build(self, listings: Iterable[Listing]) -> None:
        """Take in a whole library, each question once; searches go on in the one before until it stands."""
        building.build(listings, self.encoder)

    def is_current(self) -> bool:
        """Whether a library was taken in, and not with vectors of another model; else it is to be built."""
        state = tables.state()
        return state.version > tables.NEVER and (self.encoder is None or state.model in ("", self.encoder.sha256))

    def ids(self) -> frozenset[str]:
        """See SearchEngine."""
        return self._settled(lambda state: frozenset(_column("SELECT question FROM ~question", state)))

    def statements(self) -> frozenset[str]:
        """See SearchEngine."""
        return self._settled(lambda state: frozenset(_column("SELECT said FROM ~said", state)))

    def _settled(self, read: Callable[[State], T]) -> T:
        """What is read of one state; read again where another set went live meanwhile."""
        with tables.reading(self.reads):
            while True:
                state = tables.state()
                found = read(state)
                if tables.state().live == state.live:
                    return found

    def search(self, text: str, *, title: str = "", most: int = 10, tags: Collection[str] = ()) -> Results:
        """See SearchEngine."""

        def read(state: State) -> Results:
            query = queries.read(text, knowledge.of(state).known, title)
            return self.answer(state, query, self.vector(state, query.whole), most, tags)

        return self._settled(read)

    def answer(
        self, state: State, query: Query, vector: Array | None, most: int = 10, tags: Collection[str] = ()
    ) -> Results:
        """The results for a message that was read, and its vector."""
        best, drawing = self._ranked(state, query, vector, most, tags)
        return results.tell(query, self._with_said(drawing, best))

    def vector(self, state: State, text: str) -> Array | None:
        """The vector of a message, where what is kept has vectors of the same model."""
        if self.encoder is None or state.model != self.encoder.sha256 or not text.strip():
            return None
        return self.encoder.encode([text])[0]

    def _ranked(
        self, state: State, query: Query, vector: Array | None, most: int, tags: Collection[str]
    ) -> tuple[list[Ranked], Drawing]:
        wanted = tuple(sorted(set(tags)))
        asked = spoken(query)
        drawing = Drawing(state, held(state, list(filter(tables.plain, asked))), query.subjects, wanted)
        if not all(map(tables.plain, wanted)):
            return [], drawing
        by_words = words.rare(query.words, state.questions, lambda word: drawing.has.questions.get(word, 0))
        by_said = words.rare(asked, state.said, lambda word: drawing.has.said.get(word, 0))
        found = drawing.candidates(Asked(query, by_words, by_said, vector, wanted))
        return results.rank(shared([found]), self.weights, most), drawing

    def _with_said(self, drawing: Drawing, best: Sequence[Ranked]) -> list[Ranked]:
        """The best, drawn again with all their statements."""
        if not best:
            return []
        text = "SELECT number FROM ~question WHERE question = ANY(%s::text[])"
        found = ask(text, [[one.question for one in best]], drawing.state.live)
        numbers: Array = np.array([number for (number,) in found], np.int64)
        part, _ = drawing.draw(numbers, with_vectors=best[0].where.asked.vector is not None, with_said=True)
        place = {name: at for at, name in enumerate(part.questions.all())}
        kept = [one for one in best if one.question in place]
        return results.moved(kept, part, [place[one.question] for one in kept])

    def suggest(self, typed: str, *, most: int = 8) -> tuple[str, ...]:
        """See SearchEngine."""
        return self._settled(partial(self._suggest, typed, most))

    def _suggest(self, typed: str, most: int, state: State) -> tuple[str, ...]:
        knows = knowledge.of(state)
        read = completion.read(typed, knows.known.spelling, knows.completion)
        has = held(state, list(filter(tables.plain, {**dict.fromkeys(read.whole), **read.begun})))
        wanted = read.weighed(lambda query: words.rare(query, state.questions, lambda word: has.questions.get(word, 0)))
        found = Drawing(state, has).by_words(wanted.all()).rows
        rows, _ = found.words.best(wanted.all(), most * completion.DEEP)
        names = dict(
            ask(
                "SELECT number, question FROM ~question WHERE number = ANY(%s::int4[])",
                [found.numbers[rows].tolist()],
                state.live,
            )
        )
        scores = wanted.scores(found.words, rows)
        every = zip(found.numbers[rows].tolist(), scores.tolist(), strict=True)
        ranked = sorted((-round(score, 3), names[number]) for number, score in every if number in names)
        return tuple(question for _, question in ranked[:most])

    def similar(
        self, text: str, texts: Callable[[Sequence[str]], Mapping[str, str]], *, most: int = 5
    ) -> tuple[Similar, ...]:
        """See SearchEngine."""

        def read(state: State) -> list[Ranked]:
            query = queries.read(text, knowledge.of(state).known)
            return self._ranked(state, query, self.vector(state, query.whole), results.COMPARED, ())[0]

        return results.similar(text, self._settled(read), texts, self.encoder, most)

    def related(self, question: str, *, most: int = 6) -> tuple[Found, ...]:
        """See SearchEngine."""
        return self._settled(partial(self._related, question, most)) if tables.plain(question) else ()

    def _related(self, question: str, most: int, state: State) -> tuple[Found, ...]:
        text = (
            "SELECT number, subjects, side, vector FROM ~question LEFT JOIN ~question_vector USING (number)"
            " WHERE question = %s"
        )
        found = ask(text, [question], state.live)
        if not found:
            return ()
        ((_, subjects, side, kept),) = found
        about = subjects[0] if subjects else ""
        vector = None if kept is None else meaning.large(np.frombuffer(kept, np.int8))
        drawing = Drawing(state, held(state, ()), filter(None, [about]))
        ways = [drawing.by_subject(dict.fromkeys(drawing.names, 1.0), results.BESIDE)]
        if vector is not None:
            ways.append(drawing.by_meaning(vector, results.BESIDE)[0])
        part, numbers = drawing.draw(np.unique(np.concatenate(ways)), with_vectors=vector is not None)
        start = results.Start(question, about, side, vector)
        return results.go_on(start, [(part, np.arange(len(numbers)))], most)


def _column(text: str, state: State) -> list[str]:
    return [name for (name,) in ask(text, live=state.live)]
