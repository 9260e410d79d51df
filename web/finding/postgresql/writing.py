"""Questions taken in and forgotten, each call in one transaction: what it says is found when it returns, or not at all.

One writer at a time, by the row of finding_state; readers never wait. What changes while the library is built anew is
noted, and taken over when the new set goes live (building.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from plurivox.search import Listing, Said
from plurivox.search.traces import Counted
from plurivox.vectors import SIZE, Encoder
from web.finding.postgresql import knowledge, rows, tables
from web.finding.postgresql.rows import Kept
from web.finding.postgresql.tables import State, ask

#: How many questions and statements hold each word, that these questions hold, is less by them.
_LESS_WORDS = """
UPDATE ~word AS word SET questions = word.questions - less.questions, said = word.said - less.said FROM (
    SELECT held, count(*) FILTER (WHERE asked) AS questions, count(*) FILTER (WHERE NOT asked) AS said FROM (
        SELECT unnest(words) AS held, true AS asked FROM ~question WHERE number = ANY(%(numbers)s::int4[])
        UNION ALL SELECT unnest(words), false FROM ~said WHERE question = ANY(%(numbers)s::int4[])
    ) AS each GROUP BY held
) AS less WHERE word.number = less.held RETURNING word.number, word.questions, word.said
"""
_LESS_STEMS = """
UPDATE ~stem AS stem SET questions = stem.questions - less.n, version = %(version)s FROM (
    SELECT held, count(*) AS n FROM (
        SELECT unnest(stems) AS held FROM ~question WHERE number = ANY(%(numbers)s::int4[])
    ) AS each GROUP BY held
) AS less WHERE stem.stem = less.held
"""
_LESS_SUBJECTS = """
UPDATE ~subject AS subject SET questions = subject.questions - less.n, version = %(version)s FROM (
    SELECT held, count(*) AS n FROM (
        SELECT unnest(subjects) AS held FROM ~question WHERE number = ANY(%(numbers)s::int4[])
    ) AS each GROUP BY held
) AS less WHERE subject.subject = less.held
"""
_LENGTHS = """
SELECT (SELECT coalesce(sum(length), 0) FROM ~question WHERE number = ANY(%(numbers)s::int4[])),
    count(*), coalesce(sum(length), 0) FROM ~said WHERE question = ANY(%(numbers)s::int4[])
"""
_FORGET = (
    "DELETE FROM ~question_vector WHERE number = ANY(%(numbers)s::int4[])",
    "DELETE FROM ~said_vector WHERE question = ANY(%(numbers)s::int4[])",
    "DELETE FROM ~said WHERE question = ANY(%(numbers)s::int4[])",
    "DELETE FROM ~question WHERE number = ANY(%(numbers)s::int4[])",
)
_MORE_WORDS = """
UPDATE ~word AS word SET questions = word.questions + more.questions, said = word.said + more.said
FROM unnest(%s::text[], %s::int4[], %s::int4[]) AS more (word, questions, said)
WHERE word.word = more.word RETURNING word.word, word.number
"""
_NEW_WORDS = """
INSERT INTO ~word (word, number, questions, said)
SELECT word, (SELECT coalesce(max(number), 0) FROM ~word) + row_number() OVER (), questions, said
FROM unnest(%s::text[], %s::int4[], %s::int4[]) AS more (word, questions, said) RETURNING word, number
"""
_MORE_STEMS = """
INSERT INTO ~stem AS held (stem, questions, version)
SELECT name, n, %s FROM unnest(%s::text[], %s::int4[]) AS more (name, n)
ON CONFLICT (stem) DO UPDATE SET questions = held.questions + excluded.questions, version = excluded.version
"""
_MORE_SUBJECTS = """
INSERT INTO ~subject AS held (subject, questions, version)
SELECT name, n, %s FROM unnest(%s::text[], %s::int4[]) AS more (name, n)
ON CONFLICT (subject) DO UPDATE SET questions = held.questions + excluded.questions, version = excluded.version
"""
_NOTED = """
INSERT INTO finding_changed (question, version) SELECT name, %s FROM unnest(%s::text[]) AS more (name)
ON CONFLICT (question) DO UPDATE SET version = excluded.version
"""


_KEPT = """
SELECT number, question, side, subjects, tags, stems,
    ARRAY(SELECT word FROM ~word AS word WHERE word.number = ANY(words) ORDER BY word.number), times, length, vector
FROM ~question LEFT JOIN ~question_vector USING (number) WHERE question = ANY(%s::text[]) ORDER BY number
"""
_KEPT_SAID = """
SELECT held.said, voice,
    ARRAY(SELECT word FROM ~word AS word WHERE word.number = ANY(words) ORDER BY word.number), times, length, vector
FROM ~said AS held LEFT JOIN ~said_vector USING (number) WHERE held.question = %s ORDER BY number
"""


def add(listings: Iterable[Listing], encoder: Encoder | None) -> None:
    """Take these in; one that is there already is replaced."""
    every = {one.id: one for one in listings}
    with transaction.atomic():
        for batch in rows.keep(every.values(), encoder):
            _replace(batch, encoder.sha256 if encoder else "")


def _replace(batch: Sequence[Kept], model: str) -> None:
    state = tables.state(locked=True)
    names = [one.listing.id for one in batch]
    if model and state.questions == 0:
        state = state._replace(model=model)
    state = put(forget(state, names), batch, with_vectors=state.model == model)
    _done(state, names)


@transaction.atomic
def remove(questions: Iterable[str]) -> None:
    """Forget these."""
    names = sorted({name for name in questions if tables.plain(name)})
    if names:
        _done(forget(tables.state(locked=True), names), names)


def _done(state: State, names: Collection[str]) -> None:
    ask(_NOTED, [state.version, list(names)])
    knowledge.written(state)


def forget(state: State, names: Collection[str]) -> State:
    """The state without these questions, as it is written."""
    found = ask(
        "SELECT number FROM ~question WHERE question = ANY(%s::text[]) ORDER BY number", [list(names)], state.live
    )
    numbers = [number for (number,) in found]
    ((question_words, said, said_words),) = ask(_LENGTHS, {"numbers": numbers}, state.live)
    state = tables.change(
        state,
        questions=state.questions - len(numbers),
        question_words=state.question_words - question_words,
        said=state.said - said,
        said_words=state.said_words - said_words,
    )
    if numbers:
        values = {"numbers": numbers, "version": state.version}
        less = ask(_LESS_WORDS, values, state.live)
        ask(_LESS_STEMS, values, state.live)
        ask(_LESS_SUBJECTS, values, state.live)
        for text in _FORGET:
            ask(text, values, state.live)
        gone = [number for number, *left in less if not any(left)]
        ask("DELETE FROM ~word WHERE number = ANY(%s::int4[])", [gone], state.live)
    return state


def put(state: State, batch: Sequence[Kept], *, with_vectors: bool) -> State:
    """The state with these questions, none of which is there, as it is written."""
    live = state.live
    numbers = _numbers(len(batch) + sum(len(one.said) for one in batch))
    own, spoken = numbers[: len(batch)], iter(numbers[len(batch) :])
    said = [[next(spoken) for _ in one.said] for one in batch]
    place = _places(batch, live).__getitem__
    tables.copy(
        rows.QUESTION, rows.QUESTION_TYPES, (rows.question(k, n, place) for k, n in zip(batch, own, strict=True)), live
    )
    every = [row for k, n, s in zip(batch, own, said, strict=True) for row in rows.said(k, n, s, place)]
    tables.copy(rows.SAID, rows.SAID_TYPES, every, live)
    if with_vectors:
        _vectors(batch, own, said, live)
    ask(_MORE_STEMS, [state.version, *_tally(one.stems for one in batch)], live)
    ask(_MORE_SUBJECTS, [state.version, *_tally(one.subjects for one in batch)], live)
    return tables.change(
        state,
        questions=state.questions + len(batch),
        question_words=state.question_words + sum(one.words.length for one in batch),
        said=state.said + len(every),
        said_words=state.said_words + sum(said.length for one in batch for said in one.said),
    )


def _numbers(count: int) -> list[int]:
    """So many numbers that were never given before."""
    return [n for (n,) in ask("SELECT nextval('finding_number')::int4 FROM generate_series(1, %s)", [count])]


def _places(batch: Sequence[Kept], live: str) -> dict[str, int]:
    """The number of each word of these, counted with what is there."""
    questions: dict[str, int] = {}
    said: dict[str, int] = {}
    for one in batch:
        tally(questions, one.words.times)
        for words in one.said:
            tally(said, words.times)

    def columns(words: Collection[str]) -> list[list[object]]:
        return [list(words), [questions.get(word, 0) for word in words], [said.get(word, 0) for word in words]]

    every = sorted(questions.keys() | said.keys())
    places = dict(ask(_MORE_WORDS, columns(every), live))
    new = [word for word in every if word not in places]
    return places | dict(ask(_NEW_WORDS, columns(new), live))


def _vectors(batch: Sequence[Kept], own: Sequence[int], said: Sequence[Sequence[int]], live: str) -> None:
    asked = [(number, one.vector) for number, one in zip(own, batch, strict=True) if one.vector is not None]
    every = _placed(live, "question", asked)
    tables.copy(rows.VECTOR, rows.VECTOR_TYPES, every, live)
    spoken = [
        (number, owner, vector)
        for owner, numbers, one in zip(own, said, batch, strict=True)
        for number, vector in zip(numbers, one.said_vectors or (), strict=False)
    ]
    tables.copy(rows.SAID_VECTOR, rows.SAID_VECTOR_TYPES, _placed(live, "said", spoken), live)


def _placed(live: str, kind: str, every: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Numbers and vectors, with the list and the sketch of each vector between them."""
    vectors = np.frombuffer(b"".join(row[-1] for row in every), np.int8).reshape(-1, SIZE)
    lists, sketches = knowledge.lists(live, kind).place(vectors)
    return [(*row[:-1], where, sketch, row[-1]) for row, where, sketch in zip(every, lists, sketches, strict=True)]


def kept(names: Collection[str], live: str) -> list[Kept]:
    """These questions as they are kept in a set; those that are not there are left out."""
    found = ask(_KEPT, [list(names)], live)
    every = []
    for number, question, side, subjects, tags, stems, words, times, length, vector in found:
        said = ask(_KEPT_SAID, [number], live)
        listing = Listing(question, "", said=tuple(Said(row[0], "", row[1]) for row in said), tags=frozenset(tags))
        counted = tuple(Counted(dict(zip(row[2], row[3], strict=True)), row[4]) for row in said)
        asked = Counted(dict(zip(words, times, strict=True)), length)
        vectors = [row[5] for row in said]
        whole = None if vector is None or None in vectors else vectors
        every.append(Kept(listing, tuple(subjects), tuple(stems), side, asked, counted, vector, whole))
    return every


def tally(counts: dict[str, int], names: Iterable[str]) -> None:
    """One more of each of these."""
    for name in names:
        counts[name] = counts.get(name, 0) + 1


def _tally(names: Iterable[Iterable[str]]) -> list[list[object]]:
    counts: dict[str, int] = {}
    for own in names:
        tally(counts, own)
    return [sorted(counts), [counts[name] for name in sorted(counts)]]
