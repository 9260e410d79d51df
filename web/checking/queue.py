"""The page model of the queue: what waits for this account, what waits at all, and what it has done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.accounts import roles
from web.accounts.models import Role
from web.checking.queries import lists
from web.checking.states import Stage
from web.writing.models import Submission

#: Lines on one page.
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the queue, as a link with how many stand in it."""

    name: str
    words: Promise | str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class QueuedLine:
    """One submission in a list."""

    submission: int
    question: str
    topic: str
    risk: str
    expert: str
    kind: str
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One list of the queue."""

    tabs: tuple[Tab, ...]
    lines: tuple[QueuedLine, ...]
    name: str
    number: int
    pages: int
    total: int


_List = tuple[str, Promise | str, tuple[Role, ...], Callable[[Any], "QuerySet[Submission]"]]

#: The lists in the order of the work, and who has each.
LISTS: tuple[_List, ...] = (
    ("facts", _("For my fact check"), (Role.FACT_CHECKER,), lists.waiting_for_facts),
    ("votes", _("For my vote"), (Role.REVIEWER,), lists.waiting_for_votes),
    ("waiting", _("All that waits"), (Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR), lists.waiting),
    ("mine", _("Mine, done"), (Role.FACT_CHECKER, Role.REVIEWER), lists.judged_by),
    ("decided", _("Decided"), (Role.EDITOR,), lists.decided),
)


def queue_page(account: Any, name: str, number: str) -> QueuePage:
    """The list of this name, or the first that the account has."""
    held = {role for role, _topic in roles.held(account)}
    found = {key: (words, rows(account)) for key, words, wanted, rows in LISTS if held.intersection(wanted)}
    name = name if name in found else next(iter(found))
    tabs = tuple(Tab(key, words, rows.count(), key == name) for key, (words, rows) in found.items())
    page = Paginator(found[name][1], PER_PAGE).get_page(number)
    return QueuePage(
        tabs,
        tuple(_line(row) for row in page.object_list),
        name,
        page.number,
        page.paginator.num_pages,
        page.paginator.count,
    )


def _line(row: Submission) -> QueuedLine:
    question, author = row.answer.question, row.answer.author
    return QueuedLine(
        row.pk,
        question.text,
        question.topic.name if question.topic else "",
        question.topic.get_risk_display() if question.topic else "",
        author.name if author else "",
        row.get_kind_display(),
        str(Stage(row.stage).label),  # type: ignore[attr-defined]
        row.at,
    )
