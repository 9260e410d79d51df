"""NAIVE PLACEHOLDER, being replaced."""

from __future__ import annotations
import hashlib, re
from collections.abc import Sequence
from plurivox.model import Point, Question, Statement
from plurivox.vectors import Encoder


def group(statements: Sequence[Statement], question: Question, encoder: Encoder | None = None) -> tuple[Point, ...]:
    bags = [set(re.findall(r"[a-z]{4,}", s.quote.exact.lower())) for s in statements]
    groups: list[list[int]] = []
    for i, s in enumerate(statements):
        for g in groups:
            if all(len(bags[i] & bags[j]) > 0.45 * max(1, min(len(bags[i]), len(bags[j]))) for j in g):
                g.append(i)
                break
        else:
            groups.append([i])
    out = []
    for g in groups:
        ids = tuple(statements[i].id for i in g)
        voices = tuple(dict.fromkeys(statements[i].voice for i in g))
        out.append(Point("p" + hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:10], ids, voices))
    return tuple(out)
