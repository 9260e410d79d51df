"""One part of an index: questions and their statements, as arrays that can lie on disk. Only hiding changes it.

Holds words, vectors and ids. A file of it is numbers or plain text, never a pickle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from plurivox.search import meaning, traces, words
from plurivox.search.listing import Listing
from plurivox.search.meaning import Meaning
from plurivox.search.words import Words
from plurivox.vectors import SIZE, Encoder

Array: TypeAlias = Any

#: Where a question names no subject.
NO_SUBJECT = 2**32 - 1

#: Questions and statements whose vectors are made at a time.
BATCH = 4_096


class Ids:
    """Ids by number, in one run of bytes."""

    def __init__(self, data: Any, ends: Array) -> None:
        self.data, self.ends = data, ends

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> str:
        start = int(self.ends[at - 1]) if at else 0
        return bytes(self.data[start : int(self.ends[at])]).decode()

    def all(self) -> list[str]:
        """Every id, in order."""
        return [self[at] for at in range(len(self))]


def ids(names: Iterable[str]) -> Ids:
    """These ids."""
    data, ends = bytearray(), array("Q")
    for name in names:
        data += name.encode()
        ends.append(len(data))
    return Ids(np.frombuffer(bytes(data), np.uint8), np.frombuffer(ends, np.uint64))


@dataclass(slots=True, eq=False)
class Segment:
    """Questions numbered from 0, their statements numbered from 0, and what they are found by."""

    questions: Ids
    said: Ids
    voices: Ids
    owner: Array
    """The question of each statement; ascending."""
    voice: Array
    """The number of each statement's voice."""
    about: Array
    """The place of the name of its subject, in `subjects`; NO_SUBJECT where it has none."""
    sides: Array
    """The facet each question asks for, by its place in traces.FACETS."""
    words: Words
    """Words of the questions: their text, subject, synonyms, topic; and the things they name."""
    subjects: Words
    """Keys of the names of their subject: one 'word' a name."""
    said_words: Words
    meanings: Meaning
    said_meanings: Meaning
    tags: Mapping[str, Array]
    """Questions of each tag."""
    spelling: Mapping[str, int]
    """Words of the questions and how many questions hold each, to mend slips by."""
    hidden: Array
    said_hidden: Array
    name: str = ""
    """Its name on disk."""

    @property
    def shown(self) -> int:
        """How many questions may be found."""
        return len(self.hidden) - int(np.count_nonzero(self.hidden))

    def hiding(self, hidden: Array) -> Segment:
        """The same with these questions hidden, and the others not."""
        return replace(self, hidden=hidden, said_hidden=hidden[self.owner])

    def range(self, question: int) -> tuple[int, int]:
        """The first of a question's statements, and the one after the last."""
        # of the array's own type: numpy would turn the whole array otherwise
        ends: Array = np.searchsorted(self.owner, np.array([question, question + 1], self.owner.dtype))
        return int(ends[0]), int(ends[1])

    def hide(self, question: int) -> None:
        """Find a question and its statements no more."""
        first, last = self.range(question)
        self.hidden[question] = True
        self.said_hidden[first:last] = True


def build(listings: Iterable[Listing], encoder: Encoder | None) -> Segment:
    """A segment of these questions, in order. Without an encoder it is found by words alone."""
    writer = _Writer(encoder)
    for listing in listings:
        writer.add(listing)
    return writer.done()


class _Writer:
    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder = encoder
        self.questions: list[str] = []
        self.said, self.said_ends = bytearray(), array("Q")
        self.voices: dict[str, int] = {}
        self.owner, self.voice, self.sides, self.about = array("I"), array("I"), array("B"), array("I")
        self.words, self.subjects, self.said_words = words.Writer(), words.Writer(), words.Writer()
        self.tags: dict[str, Array] = {}
        self.spelling: dict[str, int] = {}
        self.vectors, self.said_vectors = _Vectors(encoder), _Vectors(encoder)

    def add(self, listing: Listing) -> None:
        number, left = len(self.questions), traces.leave(listing)
        self.questions.append(listing.id)
        self.sides.append(left.side)
        self.about.append(self.subjects.place(left.subjects[0]) if left.subjects else NO_SUBJECT)
        self.words.count(left.words)
        self.subjects.add(left.subjects)
        for stem in left.stems:
            self.spelling[stem] = self.spelling.get(stem, 0) + 1
        for tag in sorted(listing.tags):
            self.tags.setdefault(tag, array("I")).append(number)
        self.vectors.add(listing.text)
        for said, counted in zip(listing.said, left.said, strict=True):
            self.said += said.id.encode()
            self.said_ends.append(len(self.said))
            self.owner.append(number)
            self.voice.append(self.voices.setdefault(said.voice, len(self.voices)))
            self.said_words.count(counted)
            self.said_vectors.add(said.text)

    def done(self) -> Segment:
        count = len(self.questions)
        return Segment(
            ids(self.questions),
            Ids(np.frombuffer(bytes(self.said), np.uint8), np.frombuffer(self.said_ends, np.uint64)),
            ids(self.voices),
            np.frombuffer(self.owner, np.uint32),
            np.frombuffer(self.voice, np.uint32),
            np.frombuffer(self.about, np.uint32),
            np.frombuffer(self.sides, np.uint8),
            self.words.done(),
            self.subjects.done(),
            self.said_words.done(),
            self.vectors.done(),
            self.said_vectors.done(),
            {tag: np.frombuffer(numbers, np.uint32) for tag, numbers in self.tags.items()},
            self.spelling,
            np.zeros(count, bool),
            np.zeros(len(self.owner), bool),
        )


class _Vectors:
    """Texts gathered, encoded by the batch, kept in 8 bits."""

    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder, self.waiting = encoder, []  # type: ignore[var-annotated]
        self.data = bytearray()

    def add(self, text: str) -> None:
        if self.encoder is not None:
            self.waiting.append(meaning.read(text))
            if len(self.waiting) >= BATCH:
                self._encode(self.encoder)

    def _encode(self, encoder: Encoder) -> None:
        self.data += meaning.small(encoder.encode(self.waiting)).tobytes()
        self.waiting.clear()

    def done(self) -> Meaning:
        if self.encoder is not None and self.waiting:
            self._encode(self.encoder)
        return meaning.build(np.frombuffer(self.data, np.int8).reshape(-1, SIZE))


def join(parts: Sequence[Segment]) -> Segment:
    """One segment of all questions that are not hidden in these, in order."""
    kept = [(part, np.flatnonzero(~part.hidden), np.flatnonzero(~part.said_hidden)) for part in parts]
    voices = list(dict.fromkeys(name for part in parts for name in part.voices.all()))
    tags: dict[str, list[Array]] = {}
    spelling: dict[str, int] = {}
    owner, voice, count = [], [], 0
    for part, questions, said in kept:
        number: Array = np.full(len(part.hidden), -1, np.int64)
        number[questions] = np.arange(count, count + len(questions))
        count += len(questions)
        owner.append(number[part.owner[said]])
        anew = np.array([voices.index(name) for name in part.voices.all()], np.uint32)
        voice.append(anew[part.voice[said]])
        for tag, holding in part.tags.items():
            tags.setdefault(tag, []).append(number[holding[~part.hidden[holding]]])
        for word, often in part.spelling.items():
            spelling[word] = spelling.get(word, 0) + often
    said_count = sum(len(said) for _, _, said in kept)
    subjects = words.join([(part.subjects, questions) for part, questions, _ in kept])
    about = []
    for part, questions, _ in kept:
        anew = np.array([*(subjects.places[name] for name in part.subjects.places), NO_SUBJECT], np.uint32)
        about.append(anew[np.minimum(part.about[questions], len(anew) - 1)])
    return Segment(
        ids(part.questions[at] for part, questions, _ in kept for at in questions.tolist()),
        ids(part.said[at] for part, _, said in kept for at in said.tolist()),
        ids(voices),
        np.concatenate(owner).astype(np.uint32),
        np.concatenate(voice).astype(np.uint32),
        np.concatenate(about),
        np.concatenate([part.sides[questions] for part, questions, _ in kept]),
        words.join([(part.words, questions) for part, questions, _ in kept]),
        subjects,
        words.join([(part.said_words, said) for part, _, said in kept]),
        meaning.build(np.concatenate([part.meanings.kept(questions) for part, questions, _ in kept])),
        meaning.build(np.concatenate([part.said_meanings.kept(said) for part, _, said in kept])),
        {tag: np.concatenate(holding).astype(np.uint32) for tag, holding in tags.items()},
        spelling,
        np.zeros(count, bool),
        np.zeros(said_count, bool),
    )
