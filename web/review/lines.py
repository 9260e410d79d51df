"""The lines of a question page that a reader can report, each under a name, and what can be wrong with each kind.

A line is one row of the page: an agreed point, a difference, a point that only one makes, a warning, or a quote of the
short answer. Reads page models only; knows no request and no table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from plurivox.model import Reason as Why
from plurivox.page import Line, QuestionPage, Section


class Kind(models.TextChoices):
    """In which list of the page the line stands."""

    AGREED = "agreed", _("What the experts agree on")
    DIFFERING = "differing", _("Where they differ")
    SINGLE = "single", _("What only one says")
    WARNING = "warning", _("Warning")
    DIGEST = "digest", _("Short answer")


class Reason(models.TextChoices):
    """What a reader says is wrong: a closed list, so that reports can be counted."""

    NOT_THE_SAME = "not-the-same", _("They do not say the same")
    MISPLACED = "misplaced", _("One of them does not belong here")
    NO_CONTRADICTION = "no-contradiction", _("They do not contradict each other")
    OUT_OF_CONTEXT = "out-of-context", _("The quote is torn out of its context")
    WRONG_NAME = "wrong-name", _("The name or the place is wrong")
    HARMFUL = "harmful", _("It is harmful or outdated")
    OTHER = "other", _("Something else")


#: Reasons that fit every line, and those that fit only lines of these kinds; the fewest quotes such a line has.
EVERYWHERE = (Reason.OUT_OF_CONTEXT, Reason.WRONG_NAME, Reason.HARMFUL, Reason.OTHER)
ONLY_OF = {
    Reason.NOT_THE_SAME: (Kind.AGREED, Kind.SINGLE),
    Reason.MISPLACED: (Kind.AGREED, Kind.SINGLE),
    Reason.NO_CONTRADICTION: (Kind.DIFFERING,),
}
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as somebody saw it: of which kind, over which statements, in which comparison."""

    kind: Kind
    point: str
    """The id of the point, where the line is one."""
    statements: tuple[str, ...]
    input_digest: str
    engine: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What can be wrong with it, that which is special to its kind first."""
        together = len(self.statements) >= TOGETHER
        special = tuple(reason for reason, kinds in ONLY_OF.items() if together and self.kind in kinds)
        return (*special, *EVERYWHERE)


@dataclass(frozen=True, slots=True)
class ReportableLine:
    """A line as it stands on the page now."""

    name: str
    kind: Kind
    point: str
    quotes: tuple[Line, ...]
    why: Why | None
    """Why a difference stands there, and the words that decided."""

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(quote.statement for quote in self.quotes)


def name(kind: str, *ids: str) -> str:
    """The name of a line in an address: its kind, then the id of its point or of its statements.

    >>> name("differing", "a1.3", "a2.4")
    'differing:a1.3~a2.4'
    """
    return f"{kind}:{'~'.join(ids)}"


def key(question: str, kind: str, statements: Sequence[str]) -> str:
    """What a line is called across comparisons: the same statements in the same list of the same question."""
    return hashlib.sha256(json.dumps([question, kind, sorted(statements)]).encode()).hexdigest()[:32]


def of_page(page: QuestionPage) -> dict[str, ReportableLine]:
    """Every line of the page that can be reported, by its name."""
    return {line.name: line for line in _lines(page)}


def _lines(page: QuestionPage) -> Iterator[ReportableLine]:
    for kind, quotes in ((Kind.WARNING, page.warnings), (Kind.DIGEST, page.digest)):
        for quote in quotes:
            yield ReportableLine(name(kind, quote.statement), kind, "", (quote,), None)
    yield from _points(Kind.AGREED, page.agreed)
    for difference in page.differing:
        a, b = difference.a, difference.b
        yield ReportableLine(name(Kind.DIFFERING, a.statement, b.statement), Kind.DIFFERING, "", (a, b), difference.why)
    yield from _points(Kind.SINGLE, page.single)


def _points(kind: Kind, sections: Sequence[Section]) -> Iterator[ReportableLine]:
    for section in sections:
        for row in section.rows:
            yield ReportableLine(name(kind, row.point), kind, row.point, row.lines, None)
