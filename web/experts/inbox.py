"""The page models of applications: the public form, the queue at the desk, and one application. No HTML, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator

from web.experts import flags, queries
from web.experts.models import Application
from web.filters import Choice, choice

#: Applications on one page of the queue.
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class ApplyPage:
    """The public form: its ticket, and why it was not taken, where it was not."""

    ticket: str
    refused: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One application in the queue."""

    public_id: str
    name: str
    kind: str
    facts: str
    at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Applications in one state."""

    rows: tuple[Waiting, ...]
    states: tuple[Choice, ...]
    query: str
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application, what to look at before it is decided, and how it was."""

    application: Application
    waits: bool
    state: str
    flags: tuple[flags.Flag, ...]
    named: bool
    """Whether an expert of that name is here already."""


def apply_page(ticket: str, refused: str = "") -> ApplyPage:
    """The public form."""
    return ApplyPage(ticket, refused)


def queue_page(state: str, number: str) -> QueuePage:
    """The queue in this state; one that is none of ours counts as waiting."""
    chosen = Application.State(state) if state in Application.State.values else Application.State.WAITING
    counts = queries.applications_by_state()
    found = Paginator(queries.applications(chosen), PER_PAGE).get_page(number)
    filters = {"state": chosen}
    return QueuePage(
        tuple(
            Waiting(
                row.public_id,
                row.name,
                row.kind,
                ", ".join(fact for fact in (row.credentials, row.specialty, row.affiliation) if fact),
                row.at,
                row.decided_at,
            )
            for row in found.object_list
        ),
        tuple(choice(filters, str(each.label), counts[each], state=each) for each in Application.State),
        urlencode(filters),
        found.number,
        found.paginator.num_pages,
    )


def application_page(application: Application) -> ApplicationPage:
    """One application."""
    waits = application.state == Application.State.WAITING
    found = flags.of_application(application) if waits else ()
    return ApplicationPage(
        application,
        waits,
        application.get_state_display(),
        found,
        any(flag.kind == flags.Kind.SAME_NAME for flag in found),
    )
