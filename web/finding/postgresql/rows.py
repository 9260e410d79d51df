"""A listing as the rows that PostgreSQL keeps of it: words, numbers, vectors; sorted, so that they make no text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from plurivox.search import Listing, meaning, traces
from plurivox.search.traces import Counted
from plurivox.search.words import MOST_TIMES
from plurivox.vectors import Encoder
from web.finding.postgresql import tables

#: Questions taken in at once: some thousand texts for the model, some megabytes of rows.
BATCH = 256


class Kept(NamedTuple):
    """What is kept of one listing, before its words have their numbers."""

    listing: Listing
    subjects: tuple[str, ...]
    stems: tuple[str, ...]
    side: int
    words: Counted
    said: tuple[Counted, ...]
    vector: bytes | None
    said_vectors: Sequence[bytes] | None


def keep(listings: Iterable[Listing], encoder: Encoder | None) -> Iterator[list[Kept]]:
    """The listings some at a time, each with its vectors where there is a model."""
    waiting = iter(listings)
    while batch := list(islice(waiting, BATCH)):
        vectors = iter(_vectors(batch, encoder))
        yield [_kept(listing, vectors if encoder else None) for listing in batch]


def _vectors(batch: Sequence[Listing], encoder: Encoder | None) -> Iterable[bytes]:
    if encoder is None:
        return ()
    texts = [meaning.read(text) for one in batch for text in (one.text, *(said.text for said in one.said))]
    return [row.tobytes() for row in meaning.small(encoder.encode(texts))]


def _kept(listing: Listing, vectors: Iterator[bytes] | None) -> Kept:
    left = traces.leave(listing)
    return Kept(
        listing,
        tuple(filter(tables.plain, left.subjects)),
        tuple(sorted(filter(tables.plain, left.stems))),
        left.side,
        _plain(left.words),
        tuple(_plain(said) for said in left.said),
        next(vectors) if vectors is not None else None,
        list(islice(vectors, len(listing.said))) if vectors is not None else None,
    )


def _plain(counted: Counted) -> Counted:
    if all(map(tables.plain, counted.times)):
        return counted
    return Counted({word: n for word, n in counted.times.items() if tables.plain(word)}, counted.length)


QUESTION = """
COPY ~question (number, question, side, subjects, tags, stems, words, times, length, said) FROM STDIN (FORMAT BINARY)
"""
QUESTION_TYPES = ("int4", "text", "int2", "text[]", "text[]", "text[]", "int4[]", "bytea", "int4", "int4")
SAID = "COPY ~said (number, question, said, voice, words, times, length) FROM STDIN (FORMAT BINARY)"
SAID_TYPES = ("int4", "int4", "text", "text", "int4[]", "bytea", "int4")
VECTOR = "COPY ~question_vector (number, list, sketch, vector) FROM STDIN (FORMAT BINARY)"
VECTOR_TYPES = ("int4", "int4", "bytea", "bytea")
SAID_VECTOR = "COPY ~said_vector (number, question, list, sketch, vector) FROM STDIN (FORMAT BINARY)"
SAID_VECTOR_TYPES = ("int4", "int4", "int4", "bytea", "bytea")


def question(kept: Kept, number: int, place: Callable[[str], int]) -> tuple[Any, ...]:
    """The row of a question; `place` gives a word's number."""
    one = kept.listing
    words = counted(kept.words.times, place)
    lists = (list(kept.subjects), sorted(one.tags), list(kept.stems))
    return (number, one.id, kept.side, *lists, *words, kept.words.length, len(one.said))


def said(kept: Kept, number: int, numbers: Iterable[int], place: Callable[[str], int]) -> Iterator[tuple[Any, ...]]:
    """The rows of a question's statements."""
    for own, one, words in zip(numbers, kept.listing.said, kept.said, strict=False):
        yield (own, number, one.id, one.voice, *counted(words.times, place), words.length)


def counted(times: Mapping[str, int], place: Callable[[str], int]) -> tuple[list[int], bytes]:
    """The numbers of a text's words, ascending, and how often each stands."""
    found = sorted((place(word), min(n, MOST_TIMES)) for word, n in times.items())
    return [number for number, _ in found], bytes(n for _, n in found)
