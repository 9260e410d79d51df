"""A whole library made anew in the set of tables that is not live, and made live in one step. Searches go on meanwhile.

One transaction, minutes long: stopped anywhere, what was live stays live. What others changed meanwhile is taken over
from the live set before the switch. A second build waits for the first.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, count
from typing import IO, Any, NamedTuple, TypeAlias

import numpy as np
from django.db import transaction
from psycopg.errors import LockNotAvailable

from plurivox.search import Listing, meaning
from plurivox.vectors import SIZE, Encoder
from web.finding.postgresql import knowledge, rows, tables, writing
from web.finding.postgresql.rows import Kept
from web.finding.postgresql.tables import State, ask

Array: TypeAlias = Any

#: Vectors in one list, and so many at least before there are lists: fewer are compared each.
LIST, FEWEST = 500, 8_000

#: Vectors turned at a time.
BLOCK = 16_384

#: Memory for making the indexes of words.
_MEMORY = "SET LOCAL maintenance_work_mem = '256MB'"

#: How long the set that was live is waited for, to be emptied; what is not emptied now is emptied by the next build.
_PATIENCE = "SET LOCAL lock_timeout = '5s'"

#: One build at a time, on whichever machine: any number that nothing else here takes as a lock.
_ALONE = "SELECT pg_advisory_xact_lock(5061912)"

_CENTRES = "INSERT INTO ~centres (kind, made, centres, mean) SELECT %s, nextval('finding_version'), %s, %s"

_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY 1
"""

#: Questions that were changed after a version.
_CHANGED = "SELECT question FROM finding_changed WHERE version > %s"


def build(listings: Iterable[Listing], encoder: Encoder | None) -> None:
    """See PostgresqlEngine."""
    with transaction.atomic():
        ask(_ALONE)
        before = tables.state()
        _empty(before.idle)
        _switch(before, _Builder(before.idle, encoder).build(listings, before))
    with suppress(LockNotAvailable), transaction.atomic():
        ask(_PATIENCE)
        ask(_ALONE)
        if tables.state().idle == before.live:
            _empty(before.live)


def _empty(idle: str) -> None:
    ask("TRUNCATE " + ", ".join(f"~{name}" for name in tables.NAMES), live=idle)


def _switch(before: State, made: _Made) -> None:
    """Make what was made live, with what others changed meanwhile."""
    now = tables.state(locked=True)
    ask("SELECT setval('finding_number', greatest(%s, nextval('finding_number')))", [made.last_number])
    names = [name for (name,) in ask(_CHANGED, [before.version])]
    kept = writing.kept(names, now.live)
    state = writing.forget(made.state, names)
    state = writing.put(state, kept, with_vectors=made.state.model == now.model != "")
    ask("DELETE FROM finding_changed")
    knowledge.written(state)


def _once(listings: Iterable[Listing]) -> Iterator[Listing]:
    """Each question once: where an id comes again, the first counts."""
    seen: set[str] = set()
    for one in listings:
        if one.id not in seen:
            seen.add(one.id)
            yield one


class _Made(NamedTuple):
    """The state that was made, and the last number that it gave."""

    state: State
    last_number: int


class _Builder:
    """Fills the idle set."""

    def __init__(self, idle: str, encoder: Encoder | None) -> None:
        self.idle, self.encoder = idle, encoder
        ((self.first,),) = ask("SELECT nextval('finding_number')")
        #: The question of each statement, by its number.
        self.owners = array("I")
        self.questions = self.question_words = self.said_words = 0
        self.words: dict[str, int] = {}
        self.in_questions, self.in_said = array("I"), array("I")
        self.stems: dict[str, int] = {}
        self.subjects: dict[str, int] = {}

    def build(self, listings: Iterable[Listing], before: State) -> _Made:
        """Without what changes meanwhile."""
        ask(_MEMORY)
        indexes = ask(_INDEXES, [[tables.named(f"~{name}", self.idle) for name in tables.NAMES]])
        for name, _ in indexes:
            ask(f"DROP INDEX {name}")
        with tempfile.TemporaryFile() as own, tempfile.TemporaryFile() as spoken:
            for batch in rows.keep(_once(listings), self.encoder):
                self._put(batch)
                own.write(b"".join(one.vector or b"" for one in batch))
                spoken.write(b"".join(vector for one in batch for vector in one.said_vectors or ()))
            if self.encoder is not None:
                self._vectors("question", own)
                self._vectors("said", spoken)
        self._counts()
        for _, made in indexes:
            ask(made)
        ask("ANALYZE " + ", ".join(f"~{name}" for name in tables.NAMES), live=self.idle)
        made = before._replace(
            live=self.idle,
            model=self.encoder.sha256 if self.encoder else "",
            questions=self.questions,
            question_words=self.question_words,
            said=len(self.owners),
            said_words=self.said_words,
        )
        return _Made(made, self.first + max(self.questions, len(self.owners)))

    def _put(self, batch: Sequence[Kept]) -> None:
        asked, spoken = [], []
        for one in batch:
            number = self.first + self.questions
            asked.append(rows.question(one, number, self._place))
            spoken += rows.said(one, number, count(self.first + len(self.owners)), self._place)
            self.questions += 1
            self.owners.extend([number] * len(one.said))
            self.question_words += one.words.length
            self.said_words += sum(said.length for said in one.said)
            for word in one.words.times:
                self.in_questions[self._at(word)] += 1
            for said in one.said:
                for word in said.times:
                    self.in_said[self._at(word)] += 1
            writing.tally(self.stems, one.stems)
            writing.tally(self.subjects, one.subjects)
        tables.copy(rows.QUESTION, rows.QUESTION_TYPES, asked, self.idle)
        tables.copy(rows.SAID, rows.SAID_TYPES, spoken, self.idle)

    def _at(self, word: str) -> int:
        at = self.words.setdefault(word, len(self.words))
        if at == len(self.in_said):
            self.in_questions.append(0)
            self.in_said.append(0)
        return at

    def _place(self, word: str) -> int:
        return self._at(word) + 1

    def _vectors(self, kind: str, file: IO[bytes]) -> None:
        """Vectors list by list, so that those of one list lie together."""
        size = file.tell()
        if not size:
            return
        vectors = np.memmap(file, np.int8, "r", shape=(size // SIZE, SIZE))
        lists: Array = np.zeros(len(vectors), np.int32)
        mean: Array = np.zeros(SIZE, np.float32)
        if len(vectors) > FEWEST:
            centres = meaning.learn(vectors, len(vectors) // LIST)
            lists = meaning.belonging(vectors, centres)
            mean = np.mean([meaning.large(vectors[at : at + BLOCK]).mean(0) for at in range(0, size // SIZE, BLOCK)], 0)
            data = [array.astype(np.float32).tobytes() for array in (centres, mean)]
            ask(_CENTRES, [kind, *data], self.idle)
        order: Array = np.argsort(lists, kind="stable")
        every = chain.from_iterable(
            self._placed(kind, vectors, order[at : at + BLOCK], lists, mean) for at in range(0, len(order), BLOCK)
        )
        if kind == "question":
            tables.copy(rows.VECTOR, rows.VECTOR_TYPES, every, self.idle)
        else:
            tables.copy(rows.SAID_VECTOR, rows.SAID_VECTOR_TYPES, every, self.idle)

    def _placed(self, kind: str, vectors: Array, places: Array, lists: Array, mean: Array) -> Iterator[tuple[Any, ...]]:
        """Rows of some vectors: number, its question where it is a statement, list, sketch, vector."""
        block = vectors[places]
        sketches = meaning.sketched(block, mean)
        for at, where, sketch, vector in zip(places.tolist(), lists[places].tolist(), sketches, block, strict=True):
            owner = () if kind == "question" else (self.owners[at],)
            yield (self.first + at, *owner, where, sketch.tobytes(), vector.tobytes())

    def _counts(self) -> None:
        every = zip(self.words, count(1), self.in_questions, self.in_said, strict=False)
        tables.copy("COPY ~word FROM STDIN (FORMAT BINARY)", ("text", "int4", "int4", "int4"), every, self.idle)
        for name, counts in (("stem", self.stems), ("subject", self.subjects)):
            text = f"COPY ~{name} FROM STDIN (FORMAT BINARY)"
            tables.copy(text, ("text", "int4", "int8"), ((one, n, 0) for one, n in counts.items()), self.idle)
