"""PostgreSQL proposes questions, a bounded number in each way, drawn as a small segment of plurivox.search.

By words: the rare ones choose, as in plurivox.search.words. By subject. By meaning: the lists of the nearest centres,
compared exactly. By statements: the same two. Puts nothing in order and explains nothing; plurivox.search does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from plurivox.search import meaning, segment, words
from plurivox.search.candidates import BY_MEANING, BY_SAID, BY_WORDS, Asked, Candidates, figured
from plurivox.search.segment import Segment
from plurivox.search.words import Words
from plurivox.vectors import SIZE
from web.finding.postgresql import knowledge
from web.finding.postgresql.knowledge import Lists
from web.finding.postgresql.tables import State, ask

Array: TypeAlias = Any

#: Texts whose words are read for one query, of questions and of statements: 2 ms each. LiveQA-Med scores the
#: same with 1,000 as with 4,000.
READ = 2_000

#: Common words that must stand together, where none is rare enough to choose: at first so many, then fewer.
TOGETHER = (4, 3, 2, 1)

#: Lists of vectors that are looked into, and sketches in them whose vectors are compared exactly.
PROBES, SKETCHED = 32, 600

#: Vectors that are compared each, where a search is narrowed to so few.
FEW = 8_000

_NO_NUMBERS: Array = np.zeros(0, np.int64)
_NO_SCORES: Array = np.zeros(0, np.float32)


class Rows(NamedTuple):
    """Texts that were read: their numbers ascending, the number of each one's question, and their words."""

    numbers: Array
    owners: Array
    words: Words


class Held(NamedTuple):
    """Words as the library has them: their numbers, and how many questions and statements hold each."""

    numbers: Mapping[str, int]
    questions: Mapping[str, int]
    said: Mapping[str, int]


def held(state: State, tokens: Sequence[str]) -> Held:
    """What the library has of these words."""
    asked = "SELECT word, number, questions, said FROM ~word WHERE word = ANY(%s::text[])"
    found = ask(asked, [list(tokens)], state.live)
    return Held({row[0]: row[1] for row in found}, {row[0]: row[2] for row in found}, {row[0]: row[3] for row in found})


class Drawing:
    """One message asked of one state of the library."""

    def __init__(self, state: State, has: Held, names: Iterable[str] = (), tags: Sequence[str] = ()) -> None:
        """`names`: keys of the subjects that are asked for."""
        self.state, self.has, self.names, self.tags = state, has, frozenset(names), list(tags)
        self._lists: dict[str, Lists] = {}
        self._mean = state.question_words / max(1, state.questions)
        self._mean_said = state.said_words / max(1, state.said)

    def candidates(self, asked: Asked) -> Candidates:
        """What may answer, with its figures."""
        ways = [self.by_words(asked.by_words).best(asked.by_words, BY_WORDS), self.by_subject(asked.query.subjects)]
        said = self.by_said(asked.by_said)
        spoken, scores = said.words.best(asked.by_said, BY_SAID)
        owners = said.owners[spoken]
        near, cosines = _NO_NUMBERS, _NO_SCORES
        if asked.vector is not None:
            ways.append(self.by_meaning(asked.vector, BY_MEANING)[0])
            _, near, cosines = self.by_said_meaning(asked.vector, BY_SAID)
        numbers = np.unique(np.concatenate([*ways, owners, near]).astype(np.int64))
        part, numbers = self.draw(numbers, with_vectors=asked.vector is not None)
        rows = np.arange(len(numbers))
        return figured(part, asked, rows, _rows(numbers, near, cosines), _rows(numbers, owners, scores))

    def by_words(self, weights: Mapping[str, float]) -> _Found:
        """Questions that hold words of a query."""
        return _Found(self._by_words(_QUESTIONS, weights, self.has.questions, self._mean))

    def by_said(self, weights: Mapping[str, float]) -> Rows:
        """Statements that hold words of a query."""
        return self._by_words(_SAID, weights, self.has.said, self._mean_said)

    def _by_words(
        self, asked: Mapping[str, str], weights: Mapping[str, float], often: Mapping[str, int], mean: float
    ) -> Rows:
        rarest = sorted((often[word], word) for word, weight in weights.items() if weight > 0 and often.get(word))
        chosen, left = [], READ
        for many, word in rarest:
            if many > left:
                break
            chosen.append(self.has.numbers[word])
            left -= many
        if chosen or not rarest:
            found = self._read(asked, "&&", chosen, READ) if chosen else []
        else:
            found = self._together(asked, [self.has.numbers[word] for _, word in rarest])
        return self._rows(sorted(found), mean)

    def _together(self, asked: Mapping[str, str], common: Sequence[int]) -> list[tuple[Any, ...]]:
        """Texts that hold several of these words together; where that gives too few, fewer of them."""
        found: dict[int, tuple[Any, ...]] = {}
        for many in dict.fromkeys(min(many, len(common)) for many in TOGETHER):
            found |= {row[0]: row for row in self._read(asked, "@>", common[:many], READ)}
            if len(found) >= BY_WORDS:
                break
        return list(found.values())

    def _read(self, asked: Mapping[str, str], how: str, numbers: Sequence[int], most: int) -> list[tuple[Any, ...]]:
        narrowed = asked["narrowed"] if self.tags else ""
        values = [list(numbers), *([self.tags] if self.tags else []), most]
        return ask(asked["rows"].replace("HOW", how) + narrowed + " LIMIT %s", values, self.state.live)

    def _rows(self, found: Sequence[tuple[Any, ...]], mean: float) -> Rows:
        """Rows of number, owner, words, times, length as postings of the words that are asked for."""
        numbers: Array = np.array([row[0] for row in found], np.int64)
        owners: Array = np.array([row[1] for row in found], np.int64)
        return Rows(numbers, owners, self.postings([row[2:5] for row in found], mean))

    def postings(self, rows: Sequence[tuple[Any, ...]], mean: float) -> Words:
        """Postings of the words that are asked for, over texts given by words, times and length."""
        places = {word: at for at, word in enumerate(self.has.numbers)}
        wanted: Array = np.array(list(self.has.numbers.values()), np.int64)
        many: Array = np.array([len(row[0]) for row in rows], np.int64)
        every: Array = np.fromiter(chain.from_iterable(row[0] for row in rows), np.int64, int(many.sum()))
        if not len(wanted) or not len(every):
            return words.posted(places, _NO_NUMBERS, _NO_NUMBERS.astype(np.uint32), np.zeros(0, np.uint8), len(rows))
        order = np.argsort(wanted)
        at = np.minimum(np.searchsorted(wanted, every, sorter=order), len(wanted) - 1)
        kept = np.flatnonzero(wanted[order[at]] == every)
        texts: Array = np.repeat(np.arange(len(rows), dtype=np.uint32), many)[kept]
        times = np.frombuffer(b"".join(row[1] for row in rows), np.uint8)[kept]
        lengths: Array = np.array([row[2] for row in rows], np.int64)
        parts = words.shares(times, lengths[texts], mean)
        return words.posted(places, order[at[kept]], texts, parts, len(rows))

    def by_subject(self, subjects: Mapping[str, float], most: int = BY_WORDS) -> Array:
        """Questions about what is named: about the heaviest name first."""
        if not subjects:
            return _NO_NUMBERS
        found: list[int] = []
        for name in sorted(subjects, key=lambda name: (-subjects[name], name)):
            found += [number for (number,) in ask(_ABOUT, [[name], self.tags, most - len(found)], self.state.live)]
            if len(found) >= most:
                break
        return np.array(found, np.int64)

    def by_meaning(self, vector: Array, most: int) -> tuple[Array, Array]:
        """The questions whose vectors stand nearest, and their cosines."""
        numbers, _, cosines = self._nearest("question", vector, most)
        return numbers, cosines

    def by_said_meaning(self, vector: Array, most: int) -> tuple[Array, Array, Array]:
        """The statements whose vectors stand nearest, their questions, and their cosines."""
        return self._nearest("said", vector, most)

    def _nearest(self, kind: str, vector: Array, most: int) -> tuple[Array, Array, Array]:
        numbers, sketches = self._sketches(kind, vector)
        if not numbers:
            return _NO_NUMBERS, _NO_NUMBERS, _NO_SCORES
        near: Array = np.frombuffer(numbers, ">i4").astype(np.int64)
        if len(near) > SKETCHED:
            read = np.frombuffer(sketches, np.uint8).reshape(len(near), -1)
            apart = meaning.apart(read, vector, self._of(kind).mean)
            near = near[np.lexsort((near, apart))[:SKETCHED]]
        found = ask(_VECTORS[kind], [near.tolist()], self.state.live)
        read, owners = (np.array([row[at] for row in found], np.int64) for at in (0, 1))
        every = np.frombuffer(b"".join(row[2] for row in found), np.int8).reshape(-1, SIZE)
        cosines = meaning.cosines(every, vector)
        best = np.lexsort((read, -cosines))[:most]
        return read[best], owners[best], cosines[best]

    def _sketches(self, kind: str, vector: Array) -> tuple[bytes, bytes]:
        """Numbers and sketches of the vectors in the lists that are looked into."""
        text, values = _SKETCHES[kind], list[object]()
        few = self._few(kind) if self.tags else None
        if few is not None:
            text, values = text + _AMONG[kind], [few]
        else:
            centres = self._of(kind).centres
            if len(centres):
                lists = meaning.nearest_lists(centres, vector, 2 * PROBES if self.tags else PROBES)
                text, values = text + " WHERE list = ANY(%s::int4[])", [lists.tolist()]
            if self.tags:
                text += " AND " if values else " WHERE "
                text, values = text + _NARROWED[kind], [*values, self.tags]
        ((numbers, sketches),) = ask(text, values, self.state.live)
        return numbers, sketches

    def _of(self, kind: str) -> Lists:
        if kind not in self._lists:
            self._lists[kind] = knowledge.lists(self.state.live, kind)
        return self._lists[kind]

    def _few(self, kind: str) -> list[int] | None:
        """The questions that have the tags, where these are so few that their vectors are compared each."""
        weight = "1" if kind == "question" else "said"
        text = "SELECT number, WEIGHT FROM ~question WHERE tags @> %s::text[] LIMIT %s".replace("WEIGHT", weight)
        found = ask(text, [self.tags, FEW + 1], self.state.live)
        return [number for number, _ in found] if sum(many for _, many in found) <= FEW else None

    def draw(self, numbers: Array, *, with_vectors: bool, with_said: bool = False) -> tuple[Segment, Array]:
        """These questions as a segment, in the order of their numbers, without those that are gone by now."""
        found = sorted(ask(_WHOLE, [numbers.tolist()], self.state.live))
        own: Array = np.array([row[0] for row in found], np.int64)
        said = sorted(ask(_WHOLE_SAID, [numbers.tolist()], self.state.live)) if with_said else []
        said = [row for row in said if row[0] in set(own.tolist())]
        subjects = words.Writer()
        for row in found:
            subjects.add([name for name in row[3] if name in self.names])
        voices = list(dict.fromkeys(row[3] for row in said))
        place = {voice: at for at, voice in enumerate(voices)}
        return Segment(
            segment.ids(row[1] for row in found),
            segment.ids(row[2] for row in said),
            segment.ids(voices),
            np.searchsorted(own, np.array([row[0] for row in said], np.int64)).astype(np.uint32),
            np.array([place[row[3]] for row in said], np.uint32),
            np.zeros(len(found), np.uint32),
            np.array([row[2] for row in found], np.uint8),
            self.postings([row[4:7] for row in found], self._mean),
            subjects.done(),
            self.postings([row[4:7] for row in said], self._mean_said),
            _meanings([row[7] for row in found], with_vectors),
            _meanings([row[7] for row in said], with_vectors),
            {},
            {},
            np.zeros(len(found), bool),
            np.zeros(len(said), bool),
        ), own


class _Found(NamedTuple):
    """Questions that were read."""

    rows: Rows

    def best(self, weights: Mapping[str, float], most: int) -> Array:
        """The numbers of the best of them."""
        return self.rows.numbers[self.rows.words.best(weights, most)[0]]


def _rows(numbers: Array, owners: Array, scores: Array) -> tuple[Array, Array]:
    """The rows of these owners among `numbers`; those that are gone are left out."""
    there = np.isin(owners, numbers)
    return np.searchsorted(numbers, owners[there]), scores[there]


def _meanings(vectors: Sequence[bytes | None], with_vectors: bool) -> meaning.Meaning:
    """Vectors that were read; one that is missing is alike to nothing."""
    kept = b"".join(one or bytes(SIZE) for one in vectors) if with_vectors else b""
    return meaning.build(np.frombuffer(kept, np.int8).reshape(-1, SIZE))


_ABOUT = """
SELECT number FROM ~question WHERE subjects @> %s::text[] AND tags @> %s::text[] ORDER BY number LIMIT %s
"""
_QUESTIONS = {
    "rows": "SELECT number, number, words, times, length FROM ~question WHERE words HOW %s::int4[]",
    "narrowed": " AND tags @> %s::text[]",
}
_SAID = {
    "rows": "SELECT number, question, words, times, length FROM ~said WHERE words HOW %s::int4[]",
    "narrowed": " AND question IN (SELECT number FROM ~question WHERE tags @> %s::text[])",
}
_SKETCHES = {
    "question": "SELECT string_agg(int4send(number), ''::bytea), string_agg(sketch, ''::bytea) FROM ~question_vector",
    "said": "SELECT string_agg(int4send(number), ''::bytea), string_agg(sketch, ''::bytea) FROM ~said_vector",
}
_VECTORS = {
    "question": "SELECT number, number, vector FROM ~question_vector WHERE number = ANY(%s::int4[])",
    "said": "SELECT number, question, vector FROM ~said_vector WHERE number = ANY(%s::int4[])",
}
_AMONG = {"question": " WHERE number = ANY(%s::int4[])", "said": " WHERE question = ANY(%s::int4[])"}
_NARROWED = {
    "question": "number IN (SELECT number FROM ~question WHERE tags @> %s::text[])",
    "said": "question IN (SELECT number FROM ~question WHERE tags @> %s::text[])",
}
_WHOLE = """
SELECT number, question, side, subjects, words, times, length, vector
FROM ~question LEFT JOIN ~question_vector USING (number) WHERE number = ANY(%s::int4[])
"""
_WHOLE_SAID = """
SELECT said.question, said.number, said.said, voice, words, times, length, vector
FROM ~said AS said LEFT JOIN ~said_vector AS held USING (number) WHERE said.question = ANY(%s::int4[])
"""
