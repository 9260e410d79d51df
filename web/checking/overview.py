"""The page model of what is due: each list with how many stand in it, and for each line where the work is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plurivox.errors import NotFound
from web.accounts.models import Role
from web.checking.queries import lists
from web.questions.models import Answer, Question
from web.writing.models import Submission

#: Lines of each list on the page; the file for a spreadsheet has all.
SHOWN = 20

#: How a cell begins that a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class DueLine:
    """One thing to do."""

    question: str
    expert: str
    at: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class DueList:
    """One list: how many stand in it, and the first of them."""

    name: str
    words: Promise | str
    what: Promise | str
    """What is done about it."""
    when: Promise | str
    """What the date of its lines is; "" where they have none."""
    count: int
    lines: tuple[DueLine, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Everything that is due in this account's topics."""

    lists: tuple[DueList, ...]
    total: int


#: What the date of a line is, by its list.
WHEN = {"returned": _("Handed in"), "unanswered": ""}

_Read = Callable[[Collection[int] | None, datetime], Any]

#: Each list: its name, its heading, what is done about it, and how it is read.
LISTS: tuple[tuple[str, Promise | str, Promise | str, _Read], ...] = (
    (
        "dangerous",
        _("Called dangerous"),
        _("Read the reason; withdraw it with its author, correct it, or end the mark."),
        lambda topics, at: lists.dangerous(topics),
    ),
    (
        "overdue",
        _("Review overdue"),
        _("Readers no longer see these. Their authors hand them in again."),
        lists.overdue,
    ),
    (
        "soon",
        _("Review due soon"),
        _("Their authors have been told. After the day readers no longer see them."),
        lists.due_soon,
    ),
    (
        "retracted",
        _("A source was retracted"),
        _("The author replaces the source, or says why the answer stands without it."),
        lambda topics, at: lists.retracted(topics),
    ),
    (
        "returned",
        _("Back with their authors"),
        _("Nothing has been handed in since."),
        lambda topics, at: lists.returned(topics),
    ),
    (
        "orphaned",
        _("Nobody looks after them"),
        _("Hand them over to somebody who writes for the expert."),
        lambda topics, at: lists.orphaned(topics),
    ),
    (
        "unanswered",
        _("Questions without an answer"),
        _("Ask an expert."),
        lambda topics, at: lists.unanswered(topics),
    ),
)


def overview_page(account: Any, at: datetime) -> OverviewPage:
    """Every list in this account's topics."""
    topics = lists.topics_of(account, Role.EDITOR, Role.REVIEWER)
    made = []
    for name, words, what, read in LISTS:
        rows = read(topics, at)
        shown = tuple(_line(name, row) for row in rows[:SHOWN])
        made.append(DueList(name, words, what, WHEN.get(name, _("Review ends")), rows.count(), shown))
    return OverviewPage(tuple(made), sum(each.count for each in made))


def as_csv(account: Any, name: str, at: datetime, site: str) -> Iterator[str]:
    """One list, or "all", as the lines of a file for a spreadsheet. Raises NotFound for a list that there is not."""
    if name not in ("all", *(key for key, *_rest in LISTS)):
        raise NotFound(_("There is no list of that name."))
    return _csv(lists.topics_of(account, Role.EDITOR, Role.REVIEWER), name, at, site)


def _csv(topics: Collection[int] | None, name: str, at: datetime, site: str) -> Iterator[str]:
    yield _cells("list", "question", "expert", "date", "address")
    for key, _words, _what, read in LISTS:
        if name in ("all", key):
            for row in read(topics, at).iterator(200):
                line = _line(key, row)
                day = line.at.date().isoformat() if line.at else ""
                yield _cells(key, line.question, line.expert, day, f"{site}{line.address}")


def _cells(*texts: str) -> str:
    """One line; no cell begins as a formula does."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{text}" if text.startswith(FORMULA) else text for text in texts])
    return line.getvalue()


def _line(name: str, row: Answer | Submission | Question) -> DueLine:
    if isinstance(row, Question):
        return DueLine(row.text, "", None, f"{reverse('expert-requests')}?question={row.slug}")
    if isinstance(row, Submission):
        author = row.answer.author
        return DueLine(
            row.answer.question.text, author.name if author else "", row.at, reverse("submission", args=[row.pk])
        )
    author = row.author
    if name == "orphaned" and author is not None:
        address = reverse("desk-expert", args=[author.slug])
    else:
        address = reverse("noted", args=[row.pk])
    return DueLine(row.question.text, author.name if author else "", row.due_at, address)
