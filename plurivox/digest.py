"""NAIVE PLACEHOLDER, being replaced."""

from __future__ import annotations
from collections.abc import Sequence
from plurivox.model import Point, Question, Statement
from plurivox.vectors import Encoder


def select(
    question: Question, statements: Sequence[Statement], points: Sequence[Point], encoder: Encoder | None = None
) -> tuple[str, ...]:
    ranked = sorted(points, key=lambda p: -len(p.voices))
    return tuple(p.statements[0] for p in ranked[:4])
