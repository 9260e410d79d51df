"""Vectors of many texts, and which of them stand nearest to a query's: inverted lists, a sketch, then 8-bit numbers.

Each vector is kept in 8 bits a number; its sketch is one bit a number (the sign after the mean is taken away; Charikar
2002). A query looks into the lists of the nearest centres, takes the nearest by sketch (differing bits), and orders
these by the 8-bit vectors. Recall and time: bench/search.py, ADR 0017. Exact for a few thousand texts. Deterministic:
the centres are learnt from evenly spaced vectors, with no lot drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any

#: Numbers of a vector are between -1 and 1; a vector of length 1 seldom has one above 0.3, and what is above is cut.
_STEP = np.float32(0.3 / 127)

#: Fewer texts are compared each, without lists.
EXACT = 4_096

#: Texts a list holds on average, and sketches whose vectors are compared, at least.
_LIST, _SKETCHED = 1_000, 3_000

#: Lists looked into: a third of them, between these.
_FEWEST, _PROBES = 24, 128

#: Vectors a centre is learnt from, and rounds of learning.
_SAMPLED, _ROUNDS = 40, 8

#: Vectors turned at a time: 64 MB.
_BLOCK = 16_384


def read(text: str) -> str:
    """A text as it is given to the model."""
    return " ".join(text.split())


def small(vectors: Array) -> Array:
    """Vectors in 8 bits a number."""
    return np.clip(np.rint(np.asarray(vectors, np.float32) / _STEP), -127, 127).astype(np.int8)


def large(vectors: Array) -> Array:
    """Vectors in 8 bits, in 32 again."""
    return vectors.astype(np.float32) * _STEP


@dataclass(frozen=True, slots=True)
class Meaning:
    """The vectors of a set of texts, numbered from 0.

    `order` has the texts list by list; `vectors` and `sketches` stand in that order. List k is
    order[starts[k]:starts[k + 1]].
    """

    vectors: Array
    sketches: Array
    order: Array
    starts: Array
    centres: Array
    mean: Array
    places: Array
    """Where the vector of each text stands: the inverse of `order`."""

    @property
    def count(self) -> int:
        return len(self.order)

    def nearest(self, vector: Array, most: int, hidden: Array | None = None) -> tuple[Array, Array]:
        """The `most` texts whose vectors stand nearest, and their cosines; of equals the first."""
        if self.count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        shown = self._shown(hidden)
        if shown is not None:
            places = self.places[shown]
        else:
            probes = min(_PROBES, max(_FEWEST, len(self.centres) // 3))
            places = self._candidates(vector, max(_SKETCHED, 4 * most), probes)
            if hidden is not None:
                places = places[~hidden[self.order[places]]]
        cosines = self.cosines(vector, places)
        texts = self.order[places]
        best = np.lexsort((texts, -cosines))[:most]
        return texts[best], cosines[best]

    def _shown(self, hidden: Array | None) -> Array | None:
        """The texts that are not hidden, where they are few enough to be compared each."""
        if hidden is None or self.count - np.count_nonzero(hidden) > 4 * EXACT:
            return None
        return np.flatnonzero(~hidden)

    def cosines(self, vector: Array, places: Array) -> Array:
        """The cosines of the vectors at these places (not texts)."""
        return cosines(self.vectors[places], vector)

    def _candidates(self, vector: Array, wanted: int, probes: int) -> Array:
        """Places whose vectors are compared."""
        if len(self.centres) == 0:
            return np.arange(self.count)
        lists = np.sort(nearest_lists(self.centres, vector, probes)).tolist()
        places: Array = np.concatenate([np.arange(self.starts[k], self.starts[k + 1]) for k in lists])
        if len(places) <= wanted:
            return places
        query = _sketched(vector[None, :] - self.mean)[:, 0]
        apart: Array = np.zeros(len(places), np.uint16)
        for row, bits in zip(self.sketches, query, strict=True):
            differing = [row[self.starts[k] : self.starts[k + 1]] for k in lists]
            apart += np.bitwise_count(np.concatenate(differing) ^ bits)
        return places[np.argpartition(apart, wanted)[:wanted]]

    def of(self, vector: Array, texts: Array) -> Array:
        """The cosines of these texts."""
        return self.cosines(vector, self.places[texts])

    def vector(self, text: int) -> Array:
        """The vector of one text, as it is kept."""
        return large(self.vectors[self.places[text]])

    def kept(self, texts: Array) -> Array:
        """The 8-bit vectors of these texts, in their order."""
        return self.vectors[self.places[texts]] if self.count else self.vectors


def build(vectors: Array) -> Meaning:
    """The vectors (in 8 bits, one row a text), ready to be searched. `vectors` is copied once, list by list."""
    count, size = vectors.shape
    if count <= EXACT:
        none: Array = np.zeros((0, size), np.float32)
        flat = np.arange(count, dtype=np.uint32)
        empty: Array = np.zeros((size // 64, 0), np.uint64)
        return Meaning(vectors, empty, flat, np.array([0, count]), none, np.zeros(size, np.float32), flat)
    lists = max(16, count // _LIST)
    centres = learn(vectors, lists)
    belongs = belonging(vectors, centres)
    total: Array = np.zeros(size, np.float64)
    for block in _blocks(count):
        total += (vectors[block].astype(np.float32) * _STEP).sum(axis=0)
    mean = (total / count).astype(np.float32)
    order: Array = np.argsort(belongs, kind="stable").astype(np.uint32)
    starts: Array = np.zeros(lists + 1, np.int64)
    np.cumsum(np.bincount(belongs, minlength=lists), out=starts[1:])
    sorted_vectors: Array = np.empty((count, size), np.int8)
    sketches: Array = np.empty((size // 64, count), np.uint64)
    for block in _blocks(count):
        rows = vectors[order[block]]
        sorted_vectors[block] = rows
        sketches[:, block] = _sketched(rows.astype(np.float32) * _STEP - mean)
    places: Array = np.empty(count, np.uint32)
    places[order] = np.arange(count, dtype=np.uint32)
    return Meaning(sorted_vectors, sketches, order, starts, centres, mean, places)


def cosines(vectors: Array, vector: Array) -> Array:
    """The cosines of vectors in 8 bits to one of 32."""
    # not `@`: its threads wait for each other longer than these rows take, and its last bits hang on their number
    found: Array = np.einsum("ij,j->i", vectors.astype(np.float32), vector * _STEP)
    return found


def sketched(vectors: Array, mean: Array) -> Array:
    """The sketches of vectors in 8 bits: a row of bytes each."""
    return np.packbits(large(vectors) > mean, axis=1)


def apart(sketches: Array, vector: Array, mean: Array) -> Array:
    """In how many bits each sketch differs from that of a vector in 32 bits."""
    bits: Array = np.packbits(vector > mean).view(np.uint64)
    found: Array = np.bitwise_count(sketches.view(np.uint64) ^ bits).sum(axis=1, dtype=np.uint16)
    return found


def nearest_lists(centres: Array, vector: Array, probes: int) -> Array:
    """The lists to look into, those of the nearest centres first."""
    near: Array = np.argsort(-np.einsum("ij,j->i", centres, vector), kind="stable")[:probes]
    return near


def learn(vectors: Array, lists: int) -> Array:
    """The centres of so many lists."""
    return _learnt(_spaced(vectors, lists * _SAMPLED), lists)


def belonging(vectors: Array, centres: Array) -> Array:
    """The list of each vector: that of the nearest centre."""
    found: Array = np.empty(len(vectors), np.int32)
    for block in _blocks(len(vectors)):
        found[block] = np.argmax((vectors[block].astype(np.float32) * _STEP) @ centres.T, axis=1)
    return found


def _spaced(vectors: Array, most: int) -> Array:
    count = len(vectors)
    rows = np.arange(count) if count <= most else np.linspace(0, count - 1, most).astype(np.int64)
    return vectors[rows].astype(np.float32) * _STEP


def _learnt(sample: Array, lists: int) -> Array:
    """Centres by spherical k-means (Dhillon and Modha 2001), started from evenly spaced vectors."""
    centres = _unit(sample[np.linspace(0, len(sample) - 1, lists).astype(np.int64)])
    for _ in range(_ROUNDS):
        belongs = np.concatenate([np.argmax(sample[block] @ centres.T, axis=1) for block in _blocks(len(sample))])
        order = np.argsort(belongs, kind="stable")
        found, starts = np.unique(belongs[order], return_index=True)
        centres = centres.copy()
        centres[found] = _unit(np.add.reduceat(sample[order], starts, axis=0))
    return centres


def _unit(rows: Array) -> Array:
    return rows / np.maximum(1e-9, np.linalg.norm(rows, axis=1, keepdims=True))


def _sketched(rows: Array) -> Array:
    """One bit a number, packed into words of 64 bits: a column a vector."""
    return np.packbits(rows > 0, axis=1).view(np.uint64).T


def _blocks(count: int) -> list[slice]:
    return [slice(at, min(at + _BLOCK, count)) for at in range(0, count, _BLOCK)]
