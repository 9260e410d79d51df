"""Likenesses of all statements to all others, a block of rows at a time, so that memory stays bounded.

A likeness is a function from a slice of statements to their rows, `(rows, all statements)` figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from typing import Any, TypeAlias

import numpy as np

#: Arrays of figures (numpy's own types stay outside this project's strict checking).
Array: TypeAlias = Any

Likeness: TypeAlias = Callable[[slice], Array]

#: Rows computed at a time: 512 rows of 3,000 statements are 6 MB.
BLOCK = 512

#: Keeps divisors above nothing.
TINY = np.float32(1e-6)


def blocks(count: int) -> Iterator[slice]:
    """The rows 0 to count in slices of BLOCK."""
    return (slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK))


def product(left: Array, right: Array) -> Likeness:
    """Each row of left times each row of right."""
    turned = np.ascontiguousarray(right.T)
    return lambda rows: left[rows] @ turned


def unit(vectors: Array) -> Array:
    """The vectors at length 1."""
    return vectors / np.maximum(TINY, np.linalg.norm(vectors, axis=1, keepdims=True))


def at(likeness: Likeness, a: Array, b: Array, count: int) -> Array:
    """The figures of the pairs (a[k], b[k])."""
    value: Array = np.zeros(len(a), np.float32)
    for here, block, found in _computed(likeness, a, count):
        value[here] = found[a[here] - block.start, b[here]]
    return value


def lead(likeness: Likeness, a: Array, b: Array, starts: Array, count: int) -> Array:
    """How far b stands above the best other statement of its answer, seen from a; below zero where it is not the best.

    `starts` are the places where each answer's statements begin. An answer's only statement leads by its whole figure.
    """
    value: Array = np.zeros(len(a), np.float32)
    answer: Array = np.searchsorted(starts, np.arange(count), side="right") - 1
    for here, block, found in _computed(likeness, a, count):
        best: Array = np.maximum.reduceat(found, starts, axis=1)
        is_best = found >= best[:, answer]
        several = np.add.reduceat(is_best, starts, axis=1, dtype=np.int32) > 1
        second: Array = np.maximum.reduceat(np.where(is_best, np.float32(-np.inf), found), starts, axis=1)
        second = np.where(several, best, np.where(np.isfinite(second), second, 0))
        row, column = a[here] - block.start, b[here]
        its = found[row, column]
        top = best[row, answer[column]]
        value[here] = its - np.where(its >= top, second[row, answer[column]], top)
    return value


def pair_lead(value: Array, a: Array, b: Array, answer: Array) -> Array:
    """How far b stands above the best other statement of its answer, seen from a, among these pairs alone.

    `value[k]` is the figure of the pair (a[k], b[k]), given one way; the pairs the other way count as well. Below zero
    where b is not the best; the whole figure above NOBODY where it is the only one.
    """
    ones, others = np.concatenate([a, b]), np.concatenate([b, a])
    both = np.concatenate([value, value])
    order: Array = np.lexsort((-both, answer[others], ones))
    group = np.stack([ones[order], answer[others[order]]])
    fresh = np.r_[True, (group[:, 1:] != group[:, :-1]).any(axis=0)] if len(order) else np.zeros(0, bool)
    starts = np.flatnonzero(fresh)
    which = np.cumsum(fresh) - 1
    sizes = np.diff(np.r_[starts, len(order)])
    sorted_values = both[order]
    best = sorted_values[starts]
    second = np.where(sizes > 1, sorted_values[np.minimum(starts + 1, len(order) - 1)], NOBODY) if len(order) else best
    found: Array = np.zeros(len(both), np.float32)
    first = np.arange(len(order)) == starts[which] if len(order) else fresh
    found[order] = np.where(first, sorted_values - second[which], sorted_values - best[which])
    return found[: len(value)]


#: The log odds of a rival where there is none.
NOBODY = np.float32(-8)


def _computed(likeness: Likeness, a: Array, count: int) -> Iterator[tuple[Array, slice, Array]]:
    """Block by block: which pairs start there, the block, and its figures."""
    order: Array = np.argsort(a, kind="stable")
    edges: Array = np.searchsorted(a[order], [*range(0, count, BLOCK), count])
    for block, first, last in zip(blocks(count), edges, edges[1:], strict=False):
        if first < last:
            yield order[first:last], block, likeness(block)


class Overlap:
    """What statements share of some kind of thing (stems, runs of words or letters), each thing with its weight."""

    def __init__(self, things: Sequence[Sequence[str]], weights: Mapping[str, float]) -> None:
        kept = [list(dict.fromkeys(names)) for names in things]
        self.total = np.array([sum(weights[name] for name in names) for names in kept], np.float32)
        places: dict[str, list[int]] = {}
        for row, names in enumerate(kept):
            for name in names:
                places.setdefault(name, []).append(row)
        shared = [name for name, rows in places.items() if len(rows) > 1]  # what one row holds, no pair can share
        self.held: Array = np.zeros((len(kept), len(shared)), np.float32)
        for column, name in enumerate(shared):
            self.held[places[name], column] = 1
        weight = np.array([weights[name] for name in shared], np.float32)
        self.shared = product(self.held * weight, self.held)

    def jaccard(self, rows: slice) -> Array:
        """Weight shared by weight in either."""
        both = self.shared(rows)
        return both / (self.total[rows, None] + self.total[None, :] - both + TINY)

    def cosine(self, rows: slice) -> Array:
        """Weight shared by the geometric mean of the two weights."""
        return self.shared(rows) / (np.sqrt(self.total[rows, None] * self.total[None, :]) + TINY)


def spread(things: Sequence[Sequence[str]]) -> dict[str, float]:
    """The weight of a thing in this question: the logarithm of how few of its statements hold it."""
    count: dict[str, int] = {}
    for names in things:
        for name in dict.fromkeys(names):
            count[name] = count.get(name, 0) + 1
    return {name: log((len(things) + 1) / n) for name, n in count.items()}
