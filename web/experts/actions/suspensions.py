"""Suspension: every word of an expert leaves every page in one transaction, imported ones too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from web.audit.actions import record
from web.experts import queries, rules
from web.experts.models import Suspension
from web.jobs.actions import enqueue
from web.questions import actions as questions
from web.questions.models import Answer, Expert

#: What readers are told where an answer stood. Why stays with the editors: it may be under dispute.
TOLD = "Its author is suspended from this site."

#: The job that brings answers back. The clock asks for it too; nobody waits for that once a suspension is lifted.
SETTLE = "web.checking.actions.settle"


@transaction.atomic
def suspend_expert(*, expert: Expert, reason: str, by: Any, at: datetime) -> Suspension:
    """Take everything of this expert off every page, at once, until the suspension is lifted.

    By an editor or an administrator, or by the operator (None).
    """
    if by is not None:
        rules.check_may_care(by)
    rules.check_text(reason, _("Say in a sentence why."), "reason")
    row = queries.held(expert)
    rules.check_suspended(row, False)
    shown = list(Answer.objects.filter(author=row, live__isnull=False).order_by("pk"))
    for answer in shown:
        questions.take_back(answer=answer, state=Answer.State.SUSPENDED, reason=TOLD, by=by, at=at)
    made = Suspension.objects.create(expert=row, reason=reason.strip(), by=by, at=at)
    row.suspended_at = at
    row.save(update_fields=["suspended_at"])
    record("suspended", "expert", row.pk, by=by, at=at, answers=len(shown))
    expert.refresh_from_db()
    return made


@transaction.atomic
def lift_suspension(*, expert: Expert, by: Any, at: datetime) -> None:
    """End the suspension. Answers come back by web/checking's job, asked for here: those that may still be shown."""
    if by is not None:
        rules.check_may_care(by)
    row = Expert.objects.select_for_update().get(pk=expert.pk)
    rules.check_suspended(row, True)
    Suspension.objects.filter(expert=row, ended_at__isnull=True).update(ended_by=by, ended_at=at)
    row.suspended_at = None
    row.save(update_fields=["suspended_at"])
    record("lifted", "expert", row.pk, by=by, at=at)
    enqueue(SETTLE)
    expert.refresh_from_db()
