"""The page models of asking in public: the form, one's own question, and following one. No HTML, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from plurivox.urgency import Kind
from web.asking import help, queries
from web.asking.checks import Alarm
from web.asking.models import Asked, AskedState, Follower
from web.asking.similar import Similar
from web.questions.models import Question


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do in need, and whom to call. It stands on every page that asks; `leads` where it comes first."""

    places: tuple[help.Place, ...]
    leads: bool
    emergency: bool
    self_harm: bool
    abuse: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """The public form; at its second step also what others would see, and what was asked before."""

    ticket: str
    refused: str
    advice: Advice
    looked: bool
    masked: str
    found: bool
    """Whether something that points to a person was masked."""
    seal: str
    similar: tuple[Similar, ...]


@dataclass(frozen=True, slots=True)
class BesidePage:
    """What stands beside a question while it is written: advice where it may be urgent, and what was asked before."""

    advice: Advice
    similar: tuple[Similar, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a question."""

    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own question: where it stands, and what is kept."""

    public_id: str
    advice: Advice
    new: bool
    done: str
    erased: bool
    text: str
    masked: str
    state: AskedState
    steps: tuple[Step, ...]
    question: Question | None
    """Where it stands, once it is published or was found to be asked before."""
    email: str
    days: int
    """Days after the decision for which the address is kept."""


@dataclass(frozen=True, slots=True)
class FollowPage:
    """The form to follow a question, or that a letter is on its way."""

    ticket: str
    refused: str
    question: Question
    sent: bool


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """To confirm that one follows a question, or to end it."""

    token: str
    question: Question
    confirmed: bool
    ended: bool


def advice(alarm: Alarm | None = None) -> Advice:
    """What to do in need; after an alarm it leads, and after a check that failed all of it does."""
    kinds = alarm.kinds if alarm and alarm.sure else tuple(Kind)
    return Advice(
        help.places(),
        bool(alarm and alarm.leads),
        Kind.EMERGENCY in kinds or not kinds,
        Kind.SELF_HARM in kinds or not kinds,
        Kind.ABUSE in kinds or not kinds,
    )


def own_page(row: Asked, new: bool, done: str) -> OwnPage:
    """One's own question."""
    steps = queries.statuses(row)
    question = row.question
    while question is not None and question.merged_into is not None:
        question = question.merged_into
    asker = queries.asker(row)
    return OwnPage(
        row.public_id,
        advice(),
        new,
        done,
        row.erased_at is not None,
        row.text,
        row.masked,
        AskedState(steps[-1].state),
        tuple(Step(_shown(AskedState(step.state)), step.reason, step.at) for step in steps),
        question,
        asker.email if asker else "",
        settings.ASKER_DAYS,
    )


def kept(row: Asked) -> dict[str, Any]:
    """All that is kept of one who asked, for themselves (promise R49). Who decided is not theirs to know."""
    asker = queries.asker(row)
    return {
        "question": {
            "id": row.public_id,
            "text": row.text,
            "as_others_see_it": row.masked,
            "language": row.language,
            "found_urgent": row.urgent.split(),
            "asked_at": row.at.isoformat(),
            "erased_at": row.erased_at.isoformat() if row.erased_at else None,
            "published_as": row.question.slug if row.question else None,
        },
        "steps": [
            {"state": step.state, "reason": step.reason, "at": step.at.isoformat()} for step in queries.statuses(row)
        ],
        "address": {"email": asker.email, "language": asker.language, "given_at": asker.at.isoformat()}
        if asker
        else None,
    }


def follower_page(row: Follower, ended: bool = False) -> FollowerPage:
    """To confirm or to end."""
    return FollowerPage(row.token, row.question, row.confirmed_at is not None, ended)


def _shown(state: AskedState) -> str:
    """The word for a state, to whoever asked: that theirs heads the queue would only frighten."""
    return str((AskedState.WAITING if state == AskedState.ESCALATED else state).label)
