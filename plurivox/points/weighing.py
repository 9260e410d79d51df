"""Why the matcher put two statements in one point, or did not: its probability, and what spoke for and against.

Step 4's account of itself, for `plurivox explain` and reviewers. Decides nothing and changes no point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plurivox import pairs
from plurivox.model import Question, Statement
from plurivox.points import matcher
from plurivox.vectors import Encoder

#: What the figures of a pair (plurivox.pairs) are called to a person, by how their names begin; the longest fits.
KINDS: dict[str, str] = {
    "shared words": "how many words they share",
    "rare": "the rare words they share",
    "here": "the words that only they share among these statements",
    "2 words": "phrases word for word",
    "3 words": "phrases word for word",
    "letters": "words of one family",
    "numbers": "their numbers",
    "denials": "words that deny",
    "subject named": "whether they name what was asked about",
    "length": "how long they are",
    "place": "where they stand in their answers",
    "depth apart": "where they stand in their answers",
    "answer length": "how long their answers are",
    "before": "what stands before and after them",
    "after": "what stands before and after them",
    "cosine": "what the sentences mean as a whole",
    "own cosine": "what the sentences mean as a whole",
    "counterparts": "words that mean nearly the same",
    "no counterpart": "words with no counterpart in the other",
    "to question": "how near they are to the question",
    "stands": "whom, when, how often and how much they speak of, and what they deny or advise",
    "together": "what a reading of the two together makes of them",
    "interaction": "how well their words match in meaning, one by one",
}

#: Least change of the matcher's log odds that is told (0.2 moves 0.50 to 0.55), and how many on each side.
LEAST, MOST = 0.2, 3


@dataclass(frozen=True, slots=True)
class Weighing:
    """How likely two statements say the same (`likely`, one point from `needed` on), and what weighed most."""

    likely: float
    needed: float
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


def weigh(
    statements: Sequence[Statement], question: Question, a: str, b: str, encoder: Encoder | None = None
) -> Weighing | None:
    """What the matcher made of two statements (ids) among all of a question; None for a pair that it does not look at:
    of one voice, or with next to nothing in common.

    A kind of figure weighs what the log odds change by when it is as usual among the pairs of this question.
    """
    if len({statement.voice for statement in statements}) < 2:
        return None
    found = pairs.describe(statements, question, encoder)
    ids = [statement.id for statement in statements]
    if a not in ids or b not in ids:
        return None
    low, high = sorted((ids.index(a), ids.index(b)))
    rows = np.flatnonzero((found.a == low) & (found.b == high))
    if not len(rows):
        return None
    trained = matcher.load(found.names)
    own = found.values[rows[0]]
    usual = np.median(found.values, axis=0)
    kinds = {kind: [_kind(name) == kind for name in found.names] for kind in KINDS.values()}
    changed = np.stack([own, *(np.where(columns, usual, own) for columns in kinds.values())]).astype(np.float32)
    margins = trained.same.margins(changed)
    weights = sorted(zip((margins[0] - margins[1:]).tolist(), kinds, strict=True), key=lambda pair: -abs(pair[0]))
    return Weighing(
        float(trained.judge(own[None, :])[0]),
        trained.rule.link,
        tuple(kind for weight, kind in weights if weight >= LEAST)[:MOST],
        tuple(kind for weight, kind in weights if weight <= -LEAST)[:MOST],
    )


def _kind(name: str) -> str:
    return KINDS[max((start for start in KINDS if name.startswith(start)), key=len)]
