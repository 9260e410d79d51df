"""NAIVE PLACEHOLDER, being replaced."""

from __future__ import annotations
from collections.abc import Sequence
import re
from plurivox.model import Answer, Mention, Question, Statement, TermKind


def mentions(statements: Sequence[Statement], question: Question) -> tuple[Mention, ...]:
    out = []
    for s in statements:
        for m in re.finditer(r"\b(liver|lung|bone|brain)s?\b", s.quote.exact.lower()):
            out.append(Mention(TermKind.BODY_SITE, m[1], s.id, s.quote.start + m.start(), s.quote.start + m.end()))
    return tuple(out)
