"""Whether two questions ask the same, and whether one answers another, each with a probability. Never merges anything.

Small heads (logistic regression over the figures below) that bench/train_duplicates.py trains on the training part of
RQE (Ben Abacha and Demner-Fushman 2016, CC BY 4.0), shipped in heads.json, whose hash is pinned. An editor decides.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence, Set
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import numpy as np

from plurivox.errors import ModelNotTrusted
from plurivox.pairs import words as pair_words
from plurivox.search import query as queries
from plurivox.search import reading
from plurivox.search.query import Known, Query
from plurivox.search.spelling import Spelling
from plurivox.terms import lexicon
from plurivox.vectors import Encoder

Array: TypeAlias = Any

#: SHA-256 of heads.json; `python -m bench.train_duplicates` prints the new one.
SHA256 = "b5983cf2abc9e5acc348e80fd7c3c96647a2ad3e161f24a981b109d5488903d2"

#: What is told of a pair by words: rarity shared by rarity in either, by that of the poorer, and by that of the second;
#: shared names of things; whether both name things and share none; whether a side of the question is shared, whether
#: all are, whether both have sides and share none; lengths apart.
BY_WORDS = ("jaccard", "poorer", "second", "names", "no name", "side", "sides", "no side", "lengths")

#: What the model adds: the cosine whole, the best of a sentence of the first, late interaction (vectors.LIKENESSES).
BY_MODEL = ("cosine", "sentence", "same", "key point", "whole", "covered-", "covered+")

#: Sentences of the first question that are compared alone.
_SENTENCES = 12


def same_question(a: str, b: str, encoder: Encoder | None = None) -> float:
    """How probable it is that two questions ask the same; the same both ways. Without a model by words alone."""
    return same_questions(a, [b], encoder)[0]


def same_questions(a: str, others: Sequence[str], encoder: Encoder | None = None) -> list[float]:
    """How probable it is that each of the others asks the same as `a`."""
    return _judged("same", [(min(a, b), max(a, b)) for b in others], encoder)


def answered_by(message: str, questions: Sequence[str], encoder: Encoder | None = None) -> list[float]:
    """How probable it is that an answer to each of the questions answers the message at least in part."""
    return _judged("answers", [(message, question) for question in questions], encoder)


def figures(pairs: Sequence[tuple[str, str]], encoder: Encoder | None) -> Array:
    """A row a pair: BY_WORDS, and BY_MODEL where there is a model."""
    read = {text: queries.read(text, _known()) for text in dict.fromkeys(text for pair in pairs for text in pair)}
    rows = [_by_words(read[a], read[b]) for a, b in pairs]
    if encoder is None or not pairs:
        return np.array(rows, np.float64).reshape(len(pairs), len(BY_WORDS))
    parts = {a: [s for s in reading.sentences(a)[:_SENTENCES] if s.strip()] or [a] for a, _ in pairs}
    texts = list(dict.fromkeys([*read, *(sentence for own in parts.values() for sentence in own)]))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    liken = encoder.liken("", pairs)
    for row, (a, b), likeness in zip(rows, pairs, liken, strict=True):
        best = max(float(vectors[sentence] @ vectors[b]) for sentence in parts[a])
        row += [float(vectors[a] @ vectors[b]), best, *likeness.tolist()]
    return np.array(rows, np.float64)


@cache
def _known() -> Known:
    """The vocabulary, without mending: what decides here may not hang on a library."""
    return Known(Spelling({}), lexicon.build({}))


def _by_words(a: Query, b: Query) -> list[float]:
    one, other = frozenset(a.words), frozenset(b.words)
    shared, first, second = _rarity(one & other), _rarity(one), _rarity(other)
    names, more = frozenset(a.names), frozenset(b.names)
    sides, wanted = frozenset(a.sides), frozenset(b.sides)
    return [
        shared / (first + second - shared or 1.0),
        shared / (min(first, second) or 1.0),
        shared / (second or 1.0),
        len(names & more) / (len(names | more) or 1),
        float(bool(names) and bool(more) and names.isdisjoint(more)),
        float(not sides.isdisjoint(wanted)),
        float(sides == wanted),
        float(bool(sides) and bool(wanted) and sides.isdisjoint(wanted)),
        abs(len(one) - len(other)) / (len(one) + len(other) + 1),
    ]


def _rarity(words: Set[str]) -> float:
    return sum(pair_words.rarity(word) for word in sorted(words))


def _judged(head: str, pairs: Sequence[tuple[str, str]], encoder: Encoder | None) -> list[float]:
    if not pairs:
        return []
    weights = _heads()[head if encoder else f"{head} by words"]
    margins = figures(pairs, encoder) @ np.array(weights["weights"]) + weights["bias"]
    return [round(1 / (1 + math.exp(-max(-30.0, min(30.0, margin)))), 4) for margin in margins.tolist()]


@cache
def _heads() -> dict[str, Any]:
    data = resources.files(__package__).joinpath("heads.json").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != SHA256:
        raise ModelNotTrusted("search/heads.json is not the file that was pinned; reinstall Plurivox.", sha256=found)
    heads: dict[str, Any] = json.loads(data)
    return heads
