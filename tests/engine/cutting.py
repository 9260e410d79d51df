"""An answer cut into its statements, as tests of the cutting look at it."""

from __future__ import annotations

from plurivox.model import Answer, Expert, Medium, Role, Statement
from plurivox.statements import split


def cut(text: str, disclaimer: str = "", medium: Medium = Medium.TEXT) -> tuple[Statement, ...]:
    """Every span of the answer, in order."""
    return split(Answer("a", text, Expert("Sample"), disclaimer=disclaimer, medium=medium))


def said(text: str) -> list[str]:
    """What of it is a statement."""
    return [s.quote.exact for s in cut(text) if s.role is Role.STATEMENT]


def roles(text: str) -> list[tuple[str, str]]:
    """Every span with its role."""
    return [(s.role.value, s.quote.exact) for s in cut(text)]
