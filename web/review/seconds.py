"""The page model of second looks: the next line to be judged blind, and how far two reviewers judge alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plurivox import page
from plurivox.model import RelationKind
from web.accounts import roles
from web.review import drafts, queries, rules
from web.review.models import SecondLook
from web.review.states import EditKind

#: Fewest lines judged twice for which a statistic is told; below it, it would look like a measurement.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class LineToJudge:
    """One line as the machine made it."""

    edit: int
    question: str
    quotes: tuple[page.Line, ...]
    relation: RelationKind | None


@dataclass(frozen=True, slots=True)
class SecondLooksPage:
    """The next line, how many wait, and what came of those before."""

    line: LineToJudge | None
    waiting: int
    judged: int
    alike: int
    kappa: float | None
    refused: str


def second_looks_page(account: Any, refused: str = "") -> SecondLooksPage:
    """What this reviewer may look at next; nothing that they judged themselves, or that stands no more."""
    waiting = [
        look
        for look in queries.second_looks(True)
        if look.edit.by_id != account.pk and roles.allowed(rules.check_may_vote, account, look.edit.question)
    ]
    line = next((found for found in map(_line, waiting) if found is not None), None)
    pairs = [(look.edit.kind == EditKind.CONFIRM, bool(look.sound)) for look in queries.second_looks(False)]
    return SecondLooksPage(
        line,
        len(waiting),
        len(pairs),
        sum(a == b for a, b in pairs),
        kappa(pairs) if len(pairs) >= FEWEST else None,
        refused,
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two judges who each say yes or no (Cohen 1960, Educational and Psychological Measurement 20).

    None where both said the same of everything, for then chance alone explains it.

    >>> round(kappa([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15), 2)
    0.4
    """
    count = len(pairs)
    if not count:
        return None
    observed = sum(a == b for a, b in pairs) / count
    first, second = sum(a for a, _ in pairs) / count, sum(b for _, b in pairs) / count
    expected = first * second + (1 - first) * (1 - second)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _line(look: SecondLook) -> LineToJudge | None:
    """The line of a second look as it stood when it was judged, where its statements stand today."""
    draft = queries.draft(look.edit.question)
    if draft is None:
        return None
    stand = drafts.places(draft.machine)
    ids = {place: name for name, place in stand.items()}
    names = [ids.get((a, t, s, e)) for a, t, s, e in look.edit.places.values()]
    lines = page.lines_of(draft.machine)
    kinds = {frozenset((r.a, r.b)): r.kind for r in draft.machine.relations}
    if None in names:
        return None
    quotes = tuple(lines[name] for name in names if name)
    relation = kinds.get(frozenset(name for name in names if name)) if look.edit.of == "relation" else None
    return LineToJudge(look.edit_id, look.edit.question.text, quotes, relation)
