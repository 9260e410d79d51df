"""Words of many short texts, and which of them hold the words of a query: BM25 over flat arrays.

Robertson and Zaragoza 2009, with k1 and b as below. A text's part of the score of a word is kept in one byte, so that a
million statements take some 120 MB; rare words choose the candidates, and common ones only order them, so that a
query's time is bounded by WALKED entries and not by how common its words are. Knows no text: it is given tokens.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from plurivox.search.traces import Counted, count

Array: TypeAlias = Any

#: BM25's saturation and length correction. The usual values.
K1, B = 1.2, 0.75

#: The greatest part of a score, before the word's rarity, and how many steps of it one byte holds.
_TOP, _STEPS = K1 + 1, 255

#: The most times a word is counted in one text.
MOST_TIMES = 255

#: Entries of postings that are walked whole for one query: about 3 ms.
WALKED = 250_000

#: Texts that stay candidates for words too common to be walked, for each that is wanted in the end.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The postings of a set of texts, numbered from 0.

    `texts[starts[w]:starts[w + 1]]` are the texts that hold word `w`, ascending, and `parts` their part of its score.
    """

    places: Mapping[str, int]
    starts: Array
    texts: Array
    parts: Array
    count: int

    def holding(self, word: str) -> int:
        """How many texts hold the word."""
        at = self.places.get(word)
        return 0 if at is None else int(self.starts[at + 1] - self.starts[at])

    def best(self, query: Mapping[str, float], most: int, hidden: Array | None = None) -> tuple[Array, Array]:
        """The `most` texts with the highest scores, and the scores; of equals the first. Never one that is `hidden`.

        `query` gives each word what it weighs here: its own weight times its rarity.
        """
        rows = self._rows(query)
        if not rows:
            return _NONE, _NO_SCORES
        scores: Array = np.zeros(self.count, np.float32)
        walked: list[Array] = []
        budget, at = WALKED, 0
        for at, (texts, parts, weight) in enumerate(rows):
            if at and len(texts) > budget:
                break
            scores[texts] += parts * np.float32(weight / _STEPS * _TOP)
            walked.append(texts)
            budget -= len(texts)
        else:
            at = len(rows)
        kept = most * _KEPT if at < len(rows) else most
        found = _any_highest(walked, scores, kept, hidden)
        found = _highest(found, scores[found], kept)
        for texts, parts, weight in rows[at:]:
            where: Array = np.searchsorted(texts, found.astype(texts.dtype))  # or numpy turns the whole list
            where[where == len(texts)] = 0
            holds = texts[where] == found
            scores[found[holds]] += parts[where[holds]] * np.float32(weight / _STEPS * _TOP)
        found = _highest(found, scores[found], most)
        return found, scores[found]

    def scores(self, query: Mapping[str, float], texts: Array) -> Array:
        """The scores of these texts (ascending or not)."""
        found: Array = np.zeros(len(texts), np.float32)
        texts = texts.astype(np.uint32)
        for holding, parts, weight in self._rows(query):
            where: Array = np.searchsorted(holding, texts)
            where[where == len(holding)] = 0
            holds = holding[where] == texts
            found[holds] += parts[where[holds]] * np.float32(weight / _STEPS * _TOP)
        return found

    def _rows(self, query: Mapping[str, float]) -> list[tuple[Array, Array, float]]:
        """Postings of the query's words: the rarest first, for these choose."""
        rows = []
        for word, weight in sorted(query.items()):
            at = self.places.get(word)
            if at is not None and weight > 0:
                first, last = int(self.starts[at]), int(self.starts[at + 1])
                if first < last:  # what held the word may be gone
                    rows.append((self.texts[first:last], self.parts[first:last], weight))
        return sorted(rows, key=lambda row: len(row[0]))


_NONE: Array = np.zeros(0, np.int64)
_NO_SCORES: Array = np.zeros(0, np.float32)


def _highest(texts: Array, scores: Array, most: int) -> Array:
    """The texts with the highest scores, highest first, of equals the first; texts are ascending or were cut before."""
    if len(texts) > most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        sure = scores > least
        ties = np.flatnonzero(scores == least)[: most - int(sure.sum())]
        sure[ties] = True
        texts, scores = texts[sure], scores[sure]
    order: Array = np.lexsort((texts, -scores))
    return texts[order]


def join(parts: Sequence[tuple[Words, Array]]) -> Words:
    """The texts of several parts that are kept (their numbers, ascending), numbered anew part by part."""
    places: dict[str, int] = {}
    columns: list[tuple[Array, Array, Array]] = []
    count = 0
    for part, kept in parts:
        number: Array = np.full(part.count, -1, np.int64)
        number[kept] = np.arange(count, count + len(kept))
        count += len(kept)
        anew = np.array([places.setdefault(word, len(places)) for word in part.places], np.int64)
        moved = number[part.texts]
        stays = moved >= 0
        held: Array = np.repeat(anew, np.diff(part.starts))
        columns.append((held[stays], moved[stays], part.parts[stays]))
    joined: list[Array] = [np.concatenate([column[n] for column in columns]) for n in range(3)]
    of_words, texts, small = joined
    return posted(places, of_words, texts.astype(np.uint32), small, count)


def posted(places: Mapping[str, int], held: Array, texts: Array, parts: Array, count: int) -> Words:
    """Postings from columns: the place of a word, a text that holds it (ascending for each word), its part."""
    order = np.argsort(held, kind="stable")
    starts: Array = np.zeros(len(places) + 1, np.int64)
    np.cumsum(np.bincount(held, minlength=len(places)), out=starts[1:])
    return Words(places, starts, texts[order], parts[order], count)


def _any_highest(walked: Sequence[Array], scores: Array, most: int, hidden: Array | None) -> Array:
    """Texts that stand in any of these lists, each once, ascending: the `most` with the highest scores among them."""
    found: Array = walked[0] if len(walked) == 1 else np.concatenate(walked)
    if hidden is not None:
        found = found[~hidden[found]]
    if len(walked) == 1:
        return found
    reach = most * len(walked)  # a text stands in each list once at most
    if len(found) > reach:
        least = np.partition(scores[found], len(found) - reach)[len(found) - reach]
        found = found[scores[found] >= least]
    return np.unique(found)


class Writer:
    """Gathers the words of texts, one text after the other, into Words."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._words, self._texts, self._times = array("I"), array("I"), array("B")
        self._lengths = array("I")

    def place(self, word: str) -> int:
        """The place of a word, which is made where it is new."""
        return self._places.setdefault(word, len(self._places))

    def add(self, tokens: Sequence[str], names: Iterable[str] = ()) -> None:
        """One text more: its words, each as often as it stands; and the names of things, which make it no longer."""
        self.count(count(tokens, names))

    def count(self, counted: Counted) -> None:
        """One text more, whose words are counted."""
        number, places = len(self._lengths), self._places
        for word, times in counted.times.items():
            self._words.append(places.setdefault(word, len(places)))
            self._times.append(min(times, MOST_TIMES))
        self._texts.extend([number] * len(counted.times))
        self._lengths.append(counted.length)

    def done(self) -> Words:
        """The postings of all that was added."""
        words, texts = np.frombuffer(self._words, np.uint32), np.frombuffer(self._texts, np.uint32)
        times = np.frombuffer(self._times, np.uint8).astype(np.float32)
        lengths = np.frombuffer(self._lengths, np.uint32).astype(np.float32)
        small = shares(times, lengths[texts], float(lengths.mean()) if len(lengths) else 1.0)
        return posted(self._places, words, texts, small, len(lengths))


def shares(times: Array, lengths: Array, mean: float) -> Array:
    """What each word's part of a score is before its rarity, in one byte: how often it stands in a text of that length,
    where texts have `mean` words.
    """
    times, long = times.astype(np.float32), lengths.astype(np.float32) / max(1.0, mean)
    parts = times * (K1 + 1) / (times + K1 * (1 - B + B * long))
    small: Array = np.maximum(1, np.rint(parts / _TOP * _STEPS)).astype(np.uint8)
    return small


def rarity(count: int, holding: int) -> float:
    """How rare a word is among `count` texts of which `holding` hold it (BM25's inverse document frequency)."""
    return float(np.log1p((count - holding + 0.5) / (holding + 0.5)))


def weighed(query: Mapping[str, float], parts: Iterable[Words]) -> dict[str, float]:
    """Each word of a query times its rarity in all the parts of an index together; words that nothing holds are left
    out.
    """
    segments = list(parts)
    count = sum(segment.count for segment in segments)
    return rare(query, count, lambda word: sum(segment.holding(word) for segment in segments))


def rare(query: Mapping[str, float], count: int, holding: Callable[[str], int]) -> dict[str, float]:
    """The same, where `holding` says how many of `count` texts hold a word."""
    found = {}
    for word, weight in query.items():
        held = holding(word)
        if held:
            found[word] = weight * rarity(count, held)
    return found
