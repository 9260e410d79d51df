"""Experts are asked to answer, by name or by specialty; they decline with a reason, or answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from plurivox.model import Facet
from web.audit.actions import record
from web.experts import queries as experts
from web.letters.actions import notify
from web.questions.models import Answer, Expert, Question
from web.writing import queries, rules
from web.writing.models import Request


@transaction.atomic
def ask_expert(
    *,
    question: Question,
    expert: Expert | None = None,
    specialty: str = "",
    facet: str = "",
    by: Any,
    at: datetime,
) -> Request:
    """Ask one expert, or all of a specialty, to answer a question, or to speak to one side of it. Asked once only."""
    rules.check_may_ask(by, question)
    Question.objects.select_for_update().get(pk=question.pk)
    specialty = specialty.strip()
    if (expert is None) == (not specialty):
        raise ValidationError({"expert": _("Name one expert, or one specialty.")})
    if facet and facet not in list(Facet):
        raise ValidationError({"facet": _("Choose one of the sides that stand here.")})
    rules.check_open(question)
    asked = [expert] if expert else queries.of_specialty(specialty)
    told = {seat.account.pk: seat.account for each in asked for seat in experts.seats_of(each)}
    if not told:
        raise ValidationError({"expert" if expert else "specialty": _("Nobody who could answer signs in here yet.")})
    same = Request.objects.filter(question=question, facet=facet, state=Request.State.OPEN)
    known = same.filter(expert=expert).first() if expert else same.filter(specialty__iexact=specialty).first()
    if known is not None:
        return known
    made = Request.objects.create(question=question, expert=expert, specialty=specialty, facet=facet, by=by, at=at)
    record("asked", "request", made.pk, by=by, at=at, question=question.pk, expert=expert.pk if expert else None)
    notify(told.values(), "answer-wanted", once=str(made.pk), at=at, request=made.pk, question=question.slug)
    return made


@transaction.atomic
def decline_request(*, request: Request, reason: str, by: Any, at: datetime) -> None:
    """Whoever was asked by name declines, and says why; whoever asked is told."""
    rules.check_may_decline(by, request.expert)
    rules.check_reason(reason, _("Say in a sentence why you cannot answer this."), "reason")
    if _end(request, Request.State.DECLINED, reason.strip(), by, at):
        notify([request.by], "request-declined", once=str(request.pk), at=at, request=request.pk)


@transaction.atomic
def end_request(*, request: Request, by: Any, at: datetime) -> None:
    """An editor takes a request back."""
    rules.check_may_ask(by, request.question)
    _end(request, Request.State.ENDED, "", by, at)


def answer_requests(answer: Answer, by: Any, at: datetime) -> None:
    """The open requests that this answer meets are answered."""
    assert answer.author is not None
    named = Q(expert=answer.author)
    if answer.author.specialty:
        named |= Q(specialty__iexact=answer.author.specialty)
    for request in Request.objects.filter(named, question=answer.question, state=Request.State.OPEN):
        _end(request, Request.State.ANSWERED, "", by, at)


def _end(request: Request, state: Request.State, reason: str, by: Any, at: datetime) -> bool:
    """Whether it was still open, and is so no longer."""
    ended = Request.objects.filter(pk=request.pk, state=Request.State.OPEN).update(
        state=state, reason=reason, ended_by=by, ended_at=at
    )
    if ended:
        record(state.value, "request", request.pk, by=by, at=at)
        request.refresh_from_db()
    return bool(ended)
