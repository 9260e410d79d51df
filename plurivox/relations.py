"""NAIVE PLACEHOLDER, being replaced."""

from __future__ import annotations
from collections.abc import Sequence
from plurivox.model import Point, Question, Reason, Relation, RelationKind, Statement
from plurivox.vectors import Encoder


def judge(a: str, b: str, question: str, encoder: Encoder | None = None) -> tuple[RelationKind, Reason]:
    return RelationKind.UNRELATED, Reason("none")


def relate(
    statements: Sequence[Statement], points: Sequence[Point], question: Question, encoder: Encoder | None = None
) -> tuple[Relation, ...]:
    return ()
