"""Late interaction: how far each word of one statement finds its like in another.

Part of step 3. Every word has a vector of its own in its sentence, and each word of one text looks for its best match
in the other (Khattab and Zaharia 2020, ColBERT); how well the words are matched is counted softly in classes (Xiong et
al. 2017, K-NRM). Words count by a trained weight, less the nearer they are to the words of the question, for what was
asked about stands in every answer. Trained by bench/train_interaction.py; each pair is computed by itself, so that no
other pair can change its last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]

#: Centres and width of the classes in which matches of words (cosines) are counted.
CENTRES, WIDTH = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0), 0.08

#: Figures of a pair: the whole's cosine, the part covered (the lesser way, the greater), and both ways' classes.
FIGURES = 3 + 2 * len(CENTRES)

#: What stands before the last line break of a text is context: read, but its words do not count.
BREAK = "\n"

#: Tokens of a text that are read, and of its context (the last ones).
READ, CONTEXT = 62, 17

#: Keeps divisors above nothing.
TINY = np.float32(1e-6)


def readable(text: str) -> str:
    """A text as a tokenizer takes it: half a character that stands alone (a lone surrogate) is read as "?"."""
    return text.encode("utf-8", "replace").decode()


def tokens(text: str, tokenizer: Any, marks: tuple[int, int]) -> tuple[list[int], int]:
    """The tokens of a text with the marks (first and last) around it, and where the words that count begin."""
    first, last = marks
    before, _, said = text.rpartition(BREAK)
    context = tokenizer.encode(before, add_special_tokens=False).ids[-CONTEXT:] if before else []
    begin = [first, *context, last] if context else [first]
    return [*begin, *tokenizer.encode(said, add_special_tokens=False).ids[:READ], last], len(begin)


@dataclass(frozen=True, slots=True)
class Sum:
    """Log odds from a pair's figures: a straight sum, and a small network beside it (one hidden layer, ReLU)."""

    straight: Floats
    start: np.float32
    inner: Floats
    inner_start: Floats
    outer: Floats

    @classmethod
    def read(cls, numbers: Mapping[str, Any]) -> Sum:
        """From the numbers as training wrote them."""
        names = ("straight", "start", "in", "in_start", "out")
        return cls(*(np.asarray(numbers[name], np.float32)[()] for name in names))

    def of(self, figures: Floats) -> float:
        """The log odds."""
        hidden = np.maximum(figures @ self.inner + self.inner_start, np.float32(0))
        return float(figures @ self.straight + self.start + hidden @ self.outer)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The trained numbers beside the network: what nearness to the question takes from a word, and two sums."""

    as_asked: np.float32
    likely: Sum
    likely_key_point: Sum
    """Where one text is a key point and the other an argument."""

    @classmethod
    def read(cls, numbers: Mapping[str, Any]) -> Numbers:
        """From the numbers as training wrote them."""
        sums = (Sum.read(numbers[name]) for name in ("likely", "likely_key_point"))
        return cls(np.float32(numbers["as_asked"]), *sums)


@dataclass(frozen=True, slots=True)
class Words:
    """One text as the network read it: vectors (n, 384) of the words that count, of length 1, and raw weights (n)."""

    vectors: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a text with what each counts, in all 1, and the direction of the whole."""

    vectors: Floats
    shares: Floats
    whole: Floats


def weigh(words: Words, asked: Words, numbers: Numbers) -> Weighed:
    """The text's words, each counting less the nearer it is to a word of the question."""
    count = len(words.weights)
    near = (words.vectors @ asked.vectors.T).max(axis=1) if count and len(asked.weights) else np.full(count, -1.0)
    weights = np.logaddexp(0.0, words.weights - numbers.as_asked * near).astype(np.float32)  # softplus
    whole = words.vectors.sum(axis=0)
    return Weighed(words.vectors, weights / (weights.sum() + TINY), whole / (np.linalg.norm(whole) + TINY))


def figures(a: Weighed, b: Weighed) -> Floats:
    """The figures of two texts (FIGURES); the same for (a, b) and (b, a)."""
    found: Floats = np.zeros(FIGURES, np.float32)
    found[0] = a.whole @ b.whole
    if len(a.shares) and len(b.shares):
        near = a.vectors @ b.vectors.T
        best = (near.max(axis=1), a.shares), (near.max(axis=0), b.shares)
        ways = sorted(((float(cosines @ shares), n) for n, (cosines, shares) in enumerate(best)))
        found[1], found[2] = ways[0][0], ways[1][0]
        found[3:] = np.concatenate([_classes(*best[n]) for _, n in ways])
    return found


def _classes(cosines: Floats, shares: Floats) -> Floats:
    counted: Floats = shares @ np.exp(-(((cosines[:, None] - np.array(CENTRES, np.float32)) / WIDTH) ** 2) / 2)
    return counted
