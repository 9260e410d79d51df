"""Whether two questions ask the same, with a probability. Never merges anything: an editor decides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from plurivox.vectors import Encoder


def same_questions(a: str, others: Sequence[str], encoder: Encoder | None) -> list[float]:
    """How probable it is that each of the others asks the same as `a`."""
    if not others:
        return []
    if encoder is None:
        return [0.0 for _ in others]
    vectors: Any = encoder.encode([a, *others])
    return [1 / (1 + math.exp(-12 * (float(vectors[0] @ row) - 0.8))) for row in vectors[1:]]


def same_question(a: str, b: str, encoder: Encoder | None) -> float:
    """How probable it is that two questions ask the same; the same both ways."""
    one, other = sorted((a, b))
    return same_questions(one, [other], encoder)[0]
