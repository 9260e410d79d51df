"""The page models of the desk: the queue of what the public asks, one such question, and questions for editors.

No HTML, no request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from plurivox.model import Facet
from web.asking import queries
from web.asking.models import Asked, AskedState, AskedStatus
from web.asking.similar import Similar, similar
from web.asking.states import PENDING, UNCHECKED
from web.questions import queries as questions
from web.questions.models import Expert, Question
from web.review import queries as review
from web.writing import queries as writing
from web.writing.models import Request

#: Rows on one page of a list.
PER_PAGE = 30

#: Characters of a question that the queue shows.
BEGINNING = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One question from the public in the queue."""

    number: int
    beginning: str
    state: str
    urgent: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits, or what was decided."""

    rows: tuple[Row, ...]
    waiting: int
    decided: bool
    query: str
    number: int
    pages: int
    done: str


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One question from the public: as it was asked, as others may see it, and what asks the same."""

    asked: Asked
    urgent: tuple[str, ...]
    pending: bool
    state: str
    steps: tuple[AskedStatus, ...]
    similar: tuple[Similar, ...]
    done: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Questions for editors."""

    rows: tuple[Question, ...]
    words: str
    query: str
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A side of the question that nobody addressed, and who is asked to speak to it."""

    facet: Facet
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question for editors: whether it is open, who is asked, what nobody addressed, what asks the same."""

    question: Question
    shown: bool
    may_edit: bool
    requests: tuple[Request, ...]
    missing: tuple[Missing, ...]
    authors: tuple[Expert, ...]
    specialties: tuple[str, ...]
    facets: tuple[Facet, ...]
    similar: tuple[Similar, ...]
    done: str


def queue_page(state: str, number: str, done: str) -> QueuePage:
    """The queue; every state that is none of ours counts as waiting."""
    decided = state == "decided"
    rows = queries.decided() if decided else queries.pending()
    found = Paginator(rows, PER_PAGE).get_page(number)
    return QueuePage(
        tuple(_row(row) for row in found.object_list),
        queries.pending().count(),
        decided,
        urlencode({"state": "decided"} if decided else {}),
        found.number,
        found.paginator.num_pages,
        done,
    )


def asked_page(row: Asked, done: str) -> AskedPage:
    """One question from the public."""
    steps = queries.statuses(row)
    state = AskedState(steps[-1].state)
    return AskedPage(
        row,
        urgent(row),
        state in PENDING,
        str(state.label),
        tuple(steps),
        similar(row.masked) if state in PENDING else (),
        done,
    )


def list_page(words: str, number: str) -> ListPage:
    """Questions whose text holds these words."""
    found = Paginator(queries.all_questions(words), PER_PAGE).get_page(number)
    return ListPage(tuple(found.object_list), words, urlencode({"q": words}), found.number, found.paginator.num_pages)


def question_page(row: Question, may_edit: bool, done: str) -> QuestionPage:
    """One question for editors."""
    requests = tuple(writing.requests().filter(question=row))
    comparison = review.fresh(row, questions.entry(row))
    experts = writing.seated_experts()
    return QuestionPage(
        row,
        bool(row.voices or row.open) and row.merged_into_id is None,
        may_edit,
        requests,
        tuple(
            Missing(facet, tuple(_whom(each) for each in requests if each.facet == facet and each.state == "open"))
            for facet in (comparison.lists.unaddressed if comparison else ())
        ),
        experts,
        tuple(sorted({each.specialty for each in experts if each.specialty})),
        tuple(Facet),
        similar(row.text, leave_out=row.key) if row.merged_into_id is None else (),
        done,
    )


def urgent(row: Asked) -> tuple[str, ...]:
    """What was found urgent, in words."""
    words = {
        "emergency": _("Emergency"),
        "self-harm": _("Self-harm"),
        "abuse": _("Abuse"),
        UNCHECKED: _("Could not be checked"),
    }
    return tuple(words[kind] for kind in row.urgent.split() if kind in words)


def _row(row: Asked) -> Row:
    state: str = row.state  # type: ignore[attr-defined]
    short = row.masked[:BEGINNING].rsplit(" ", 1)[0] + " …" if len(row.masked) > BEGINNING else row.masked
    return Row(row.pk, short, str(AskedState(state).label), urgent(row), row.at)


def _whom(request: Request) -> str:
    return request.expert.name if request.expert else request.specialty
