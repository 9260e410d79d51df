"""Every pair of statements of different voices that has something in common, with its figures.

The statements are put into an order of their own first, so that the order of answers cannot change a figure in its
last bit. Figures are symmetric: what differs by direction comes as the lesser ("-") and the greater ("+") of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plurivox.model import Question, Statement
from plurivox.pairs import words
from plurivox.pairs.likeness import TINY, Array, Likeness, Overlap, at, blocks, lead, pair_lead, product, spread, unit
from plurivox.relations import features, rules
from plurivox.vectors import LIKENESSES, TOGETHER, Encoder, odds_together

#: A pair is looked at when the likeness of its words, or the cosine of its vectors, reaches this.
WORDS_FLOOR, VECTORS_FLOOR = 0.02, 0.33

#: Letters in the runs that see through endings and compounds ("neurofibromatosis", "neurofibromas").
RUN = 4

#: Two words stand for each other from this cosine of their vectors on.
COUNTERPART = 0.55

#: Pairs that late interaction reads at most: half a million words held against each other, a second or two.
MOST_READ = 50_000

#: What stands for its likenesses where a pair is not read: nothing in common.
UNREAD = (-12.0, -12.0, *[0.0] * (len(LIKENESSES) - 2))

#: Pairs that late interaction calls as near as this (log odds) are read together by the cross-encoder, and what stands
#: for its two figures, log odds, of the others.
TOGETHER_FLOOR, UNREAD_TOGETHER = -2.0, -12.0

#: Pairs that are read together at most, the nearest: some seconds.
MOST_TOGETHER = 2_000

#: The figure that says how near late interaction calls two statements (log odds).
NEAR = "interaction same"

#: How two statements stand is read where they are as near as this: by late interaction (log odds), else by rare words.
STANDS_FLOOR, STANDS_WORDS_FLOOR = -2.5, 0.15

#: The figures of how two statements stand.
STANDS = tuple(f"stands {name}" for name in features.names(vectors=False))

#: Decimals that figures keep, so that the last bits of another processor decide nothing.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of statements and their figures, a row a pair and a column a name.

    `a[k]` and `b[k]` are places in the sequence that was described, a before b; `values` is float32.
    """

    names: tuple[str, ...]
    a: Array
    b: Array
    values: Array

    def column(self, name: str) -> Array:
        """One figure of all pairs."""
        return self.values[:, self.names.index(name)]


def describe(statements: Sequence[Statement], question: Question, encoder: Encoder | None = None) -> Pairs:
    """The pairs worth looking at and their figures; without an encoder, those figures that words alone give.

    Needs a statement. Pairs of one voice are left out, and so are pairs that have next to nothing in common. The same
    statements give the same figures in whatever order they come.
    """
    order = sorted(range(len(statements)), key=lambda i: (statements[i].answer, statements[i].quote.start, i))
    reading = _Reading([statements[i] for i in order], question, encoder)
    a, b = reading.candidates()
    figures = reading.figures(a, b)
    places = np.array(order, np.int64)
    values = np.stack([np.asarray(figure, np.float32) for figure in figures.values()], axis=1)
    first, second = places[a], places[b]
    return Pairs(tuple(figures), np.minimum(first, second), np.maximum(first, second), np.round(values, DECIMALS))


class _Reading:
    """The statements of one question, in an order of their own, and what was read off them."""

    def __init__(self, statements: Sequence[Statement], question: Question, encoder: Encoder | None) -> None:
        self.count = len(statements)
        self.statements = statements
        self.texts = [statement.quote.exact for statement in statements]
        self.in_context = words.in_context(statements)
        self.question = question
        self.encoder = encoder
        self.vectors = encoder.encode(self.texts) if encoder else None
        self.voices = np.unique([statement.voice for statement in statements], return_inverse=True)[1]
        answers = np.unique([statement.answer for statement in statements], return_inverse=True)[1]
        self.starts = np.flatnonzero(np.r_[True, answers[1:] != answers[:-1]]) if self.count else np.zeros(0, np.int64)
        self.answers = answers

        self.subject = frozenset(words.stems(f"{question.text} {question.subject}"))
        self.stems = [words.stems(text) for text in self.texts]
        self.telling = [
            [s for s, w in zip(stems, words.WORD.findall(text), strict=True) if self._tells(s, w)]
            for stems, text in zip(self.stems, self.texts, strict=True)
        ]
        self.here = Overlap(self.telling, spread(self.telling))

    def _tells(self, stem: str, word: str) -> bool:
        """Whether a word says anything here: not a common one, and not what the question is about anyway."""
        return word.lower() not in words.STOP and stem not in self.subject

    def candidates(self) -> tuple[Array, Array]:
        """Places of the pairs to look at, of different voices, a before b."""
        found: list[Array] = [np.zeros((2, 0), np.int64)]
        for rows in blocks(self.count):
            alike = self.here.jaccard(rows) >= WORDS_FLOOR
            if self.vectors is not None:
                alike |= self.vectors[rows] @ self.vectors.T >= VECTORS_FLOOR
            alike &= self.voices[rows, None] != self.voices[None, :]
            a, b = np.nonzero(alike)
            a = a + rows.start
            found.append(np.stack([a, b])[:, a < b])
        a, b = np.concatenate(found, axis=1)
        return a, b

    def figures(self, a: Array, b: Array) -> dict[str, Array]:
        """All figures of the pairs, by name."""
        found = self._words(a, b) | self._runs(a, b) | self._plain(a, b)
        found |= self._neighbours("jaccard", self.here.jaccard, a, b)
        if self.encoder and self.vectors is not None:
            found |= self._vectors(self.vectors, self.encoder, a, b)
            found |= self._counterparts(self.encoder, a, b)
            found |= self._interaction(self.encoder, a, b, found["cosine"] + found["rare jaccard"])
            found |= self._together(self.encoder, a, b, found[NEAR])
            near = found[NEAR] >= STANDS_FLOOR
        else:
            near = found["rare jaccard"] >= STANDS_WORDS_FLOOR
        return found | self._stands(a, b, near)

    def _words(self, a: Array, b: Array) -> dict[str, Array]:
        """Words shared, weighted by how rare they are in medical prose ("rare") and among these statements ("here")."""
        rare = Overlap(self.telling, {s: words.rarity(s) for stems in self.telling for s in stems})
        found = {"shared words": at(product(rare.held, rare.held), a, b, self.count)}
        for name, overlap in (("rare", rare), ("here", self.here)):
            both = at(overlap.shared, a, b, self.count)
            one, other = overlap.total[a], overlap.total[b]
            found[f"{name} sum"] = both
            found[f"{name} jaccard"] = both / (one + other - both + TINY)
            found |= _sides(f"{name} part", both / (one + TINY), both / (other + TINY))
            found |= _sides(f"{name} left", one - both, other - both)
            found |= self._leads(name, overlap.cosine, a, b)
        return found

    def _runs(self, a: Array, b: Array) -> dict[str, Array]:
        """Runs shared: of two and three words (copied phrases) and of RUN letters (words of one family)."""
        found: dict[str, Array] = {}
        for length in (2, 3):
            runs = [[" ".join(stems[i : i + length]) for i in range(len(stems) - length + 1)] for stems in self.stems]
            overlap = Overlap(runs, spread(runs))
            both = at(overlap.shared, a, b, self.count)
            found[f"{length} words sum"] = both
            found |= _sides(f"{length} words", both / (overlap.total[a] + TINY), both / (overlap.total[b] + TINY))
        joined = [f" {' '.join(stems)} " for stems in self.telling]
        letters = [[text[i : i + RUN] for i in range(len(text) - RUN + 1)] for text in joined]
        overlap = Overlap(letters, spread(letters))
        both = at(overlap.shared, a, b, self.count)
        found |= _sides("letters", both / (overlap.total[a] + TINY), both / (overlap.total[b] + TINY))
        return found | self._leads("letters", overlap.cosine, a, b)

    def _plain(self, a: Array, b: Array) -> dict[str, Array]:
        """Numbers, words that deny, lengths, places."""
        numbers = [words.numbers(text) for text in self.texts]
        pairs = list(zip(a.tolist(), b.tolist(), strict=True))
        denies = np.array([words.denies(text) for text in self.texts], np.float32)
        named = np.array([not self.subject.isdisjoint(stems) for stems in self.stems], np.float32)
        length = np.array([len(stems) for stems in self.stems], np.float32)
        size = np.bincount(self.answers)[self.answers] if self.count else np.zeros(0)
        place: Array = np.arange(self.count) - (self.starts[self.answers] if self.count else 0)
        depth = place / np.maximum(1, size - 1)
        return {
            "numbers shared": np.array([len(numbers[i] & numbers[j]) for i, j in pairs], np.float32),
            "numbers apart": np.array(
                [len(numbers[i] ^ numbers[j]) if numbers[i] and numbers[j] else 0 for i, j in pairs], np.float32
            ),
            "numbers in one": np.array([bool(numbers[i]) != bool(numbers[j]) for i, j in pairs], np.float32),
            "denials": denies[a] + denies[b],
            "subject named": named[a] + named[b],
            "depth apart": np.abs(depth[a] - depth[b]),
            **_sides("length", length[a], length[b]),
            **_sides("place", place[a], place[b]),
            **_sides("answer length", size[a], size[b]),
        }

    def _neighbours(self, name: str, likeness: Likeness, a: Array, b: Array) -> dict[str, Array]:
        """How alike the statements before are, and those after: answers that copy each other run in step."""
        found = {}
        for side, step in (("before", -1), ("after", 1)):
            x, y = np.clip(a + step, 0, self.count - 1), np.clip(b + step, 0, self.count - 1)
            inside = (self.answers[x] == self.answers[a]) & (self.answers[y] == self.answers[b]) & (x != a) & (y != b)
            found[f"{side} {name}"] = np.where(inside, at(likeness, x, y, self.count), 0)
        return found

    def _vectors(self, vectors: Array, encoder: Encoder, a: Array, b: Array) -> dict[str, Array]:
        """Cosines: as they are, and of what is left without the question's and the statements' common direction."""
        asked = encoder.encode([self.question.text, self.question.subject or self.question.text])
        common, _ = np.linalg.qr(np.concatenate([asked, vectors.mean(axis=0, keepdims=True)]).T)
        own = unit(vectors - (vectors @ common) @ common.T)
        plain, apart = product(vectors, vectors), product(own, own)
        to_question = vectors @ asked[0]
        return {
            "cosine": at(plain, a, b, self.count),
            "own cosine": at(apart, a, b, self.count),
            **self._leads("cosine", plain, a, b),
            **self._leads("own cosine", apart, a, b),
            **_sides("to question", to_question[a], to_question[b]),
            **self._neighbours("cosine", apart, a, b),
        }

    def _counterparts(self, encoder: Encoder, a: Array, b: Array) -> dict[str, Array]:
        """How far each word of one finds a counterpart in the other by the words' own vectors ("doctor", "physician").

        Every telling word counts by its rarity with its best cosine among the other's words.
        """
        first_met: dict[str, str] = {}
        for text in self.texts:
            for word in words.WORD.findall(text):
                if self._tells(words.stem(word), word):
                    first_met.setdefault(words.stem(word), word.lower())
        columns = {stem: n for n, stem in enumerate(first_met)}
        if not columns:
            return dict.fromkeys(_COUNTERPART_NAMES, np.zeros(len(a), np.float32))
        vectors = encoder.encode(list(first_met.values()))
        vectors = unit(vectors - vectors.mean(axis=0))
        held = [[columns[stem] for stem in dict.fromkeys(stems)] for stems in self.telling]
        weight: Array = np.zeros((self.count, len(columns)), np.float32)
        rarity = np.array([words.rarity(stem) for stem in columns], np.float32)
        for row, found in enumerate(held):
            weight[row, found] = rarity[found]
        total = weight.sum(axis=1) + TINY
        best = _best(vectors, held)
        there = product(weight / total[:, None], best.T)
        missing = product(weight, (best < COUNTERPART).astype(np.float32).T)

        def mean(rows: slice) -> Array:
            return (there(rows) + (weight @ best[:, rows] / total[:, None]).T) / 2

        ways = np.concatenate([a, b]), np.concatenate([b, a])
        one, other = at(there, *ways, self.count).reshape(2, -1)
        return {
            "counterparts": (one + other) / 2,
            **_sides("counterparts", one, other),
            **_sides("no counterpart", *at(missing, *ways, self.count).reshape(2, -1)),
            **self._leads("counterparts", mean, a, b),
        }

    def _interaction(self, encoder: Encoder, a: Array, b: Array, near: Array) -> dict[str, Array]:
        """What late interaction says of the nearest MOST_READ pairs (LIKENESSES), and how far each leads its rivals."""
        read = np.sort(np.argsort(-near, kind="stable")[:MOST_READ])
        texts = self.in_context
        pairs = [(texts[i], texts[j]) for i, j in zip(a[read].tolist(), b[read].tolist(), strict=True)]
        values: Array = np.tile(np.array(UNREAD, np.float32), (len(a), 1))
        values[read] = encoder.liken(self.question.text, pairs)
        found = {f"interaction {name}": values[:, n] for n, name in enumerate(LIKENESSES) if name != "key point"}
        leads = pair_lead(values[:, 0], a, b, self.answers), pair_lead(values[:, 0], b, a, self.answers)
        return found | _sides("interaction lead", *leads)

    def _together(self, encoder: Encoder, a: Array, b: Array, likely: Array) -> dict[str, Array]:
        """What the cross-encoder says of the nearest MOST_TOGETHER pairs: log odds of one point, and of opposed."""
        nearest = np.argsort(-likely, kind="stable")[:MOST_TOGETHER]
        read = np.sort(nearest[likely[nearest] >= TOGETHER_FLOOR])
        judged = encoder.judge(
            [(self.in_context[i], self.in_context[j]) for i, j in zip(a[read], b[read], strict=True)]
        )
        odds = odds_together(judged)
        found = {}
        for n, name in enumerate(TOGETHER[:-1]):
            value: Array = np.full(len(a), UNREAD_TOGETHER, np.float32)
            value[read] = odds[:, n]
            found[f"together {name}"] = value
        return found

    def _stands(self, a: Array, b: Array, near: Array) -> dict[str, Array]:
        """What sets near pairs apart, read from their words: figures, people, conditions, denials, advice.

        Nothing (0) of the others. "Every year from 45" and "every three years from 50" share all words but these.
        """
        asked_of = f"{self.question.text} {self.question.subject}"
        read = np.flatnonzero(near)[:MOST_READ]
        sides = {i: rules.side(self.texts[i], asked_of) for i in sorted({*a[read].tolist(), *b[read].tolist()})}
        values: Array = np.zeros((len(a), len(STANDS)), np.float32)
        for row, i, j in zip(read.tolist(), a[read].tolist(), b[read].tolist(), strict=True):
            values[row] = features.row(sides[i], sides[j], None)
        return dict(zip(STANDS, values.T, strict=True))

    def _leads(self, name: str, likeness: Likeness, a: Array, b: Array) -> dict[str, Array]:
        both = lead(likeness, np.concatenate([a, b]), np.concatenate([b, a]), self.starts, self.count)
        return _sides(f"{name} lead", both[: len(a)], both[len(a) :])


#: The columns of `_counterparts`, for a question without one telling word.
_COUNTERPART_NAMES = tuple(
    ["counterparts"]
    + [f"{name}{sign}" for name in ("counterparts", "no counterpart", "counterparts lead") for sign in "-+"]
)


def _sides(name: str, one: Array, other: Array) -> dict[str, Array]:
    return {f"{name}-": np.minimum(one, other), f"{name}+": np.maximum(one, other)}


def _best(vectors: Array, held: Sequence[Sequence[int]]) -> Array:
    """For each word (row) and statement (column): the greatest cosine to a word of the statement, at least 0."""
    best: Array = np.zeros((len(vectors), len(held)), np.float32)
    filled = [row for row, found in enumerate(held) if found]
    flat = np.concatenate([held[row] for row in filled])
    starts = np.cumsum([0, *(len(held[row]) for row in filled[:-1])])
    for rows in blocks(len(vectors)):
        cosines = np.maximum(0, vectors[rows] @ vectors.T)
        best[rows, filled] = np.maximum.reduceat(cosines[:, flat], starts, axis=1)
    return best
