"""Who writes for an expert, and which of them keeps an organisation's answer. Whose answer it is never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from web.accounts.models import Account
from web.audit.actions import record
from web.experts import rules
from web.experts.models import Seat
from web.letters.actions import notify
from web.questions.models import Answer, Expert


@transaction.atomic
def seat(*, expert: Expert, account: Account, kind: str, by: Any, at: datetime) -> Seat:
    """Give an account a seat with an expert. Held already, it stays as it is.

    By an editor or an administrator; writers also by the organisation's steward. `by` is None for the operator.
    """
    Expert.objects.select_for_update().get(pk=expert.pk)
    if by is not None:
        rules.check_may_lead(by, expert)
    rules.check_seat(expert, account, kind, by)
    held = Seat.objects.filter(expert=expert, account=account, ended_at__isnull=True).first()
    if held:
        return held
    given = Seat.objects.create(expert=expert, account=account, kind=kind, by=by, at=at)
    record("seated", "seat", given.pk, by=by, at=at, expert=expert.pk, account=account.pk, kind=str(kind))
    notify([account], "seat-given", once=str(given.pk), at=at, expert=expert.slug)
    return given


@transaction.atomic
def invite(*, expert: Expert, email: str, kind: str, by: Any, at: datetime) -> Seat:
    """Give the account with this address a seat. Raises ValidationError where there is no such account."""
    account = Account.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if account is None:
        raise ValidationError(
            {"email": _("Nobody here has this address. Ask them to apply, or an administrator to add them.")}
        )
    return seat(expert=expert, account=account, kind=kind, by=by, at=at)


@transaction.atomic
def end_seat(*, seat: Seat, by: Any, at: datetime) -> None:
    """End a seat, from the next request on. What was written from it stays the expert's."""
    if by is not None:
        rules.check_may_lead(by, seat.expert)
        if seat.kind != Seat.Kind.WRITER:
            rules.check_may_care(by)
    if Seat.objects.filter(pk=seat.pk, ended_at__isnull=True).update(ended_by=by, ended_at=at):
        record("ended", "seat", seat.pk, by=by, at=at, expert=seat.expert_id, account=seat.account_id)


@transaction.atomic
def hand_over(*, answer: Answer, to: Account, by: Any, at: datetime) -> None:
    """Make another writer of the organisation the keeper of its answer. Author, words and history stay as they are."""
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    rules.check_may_hand_over(row, to, by)
    if row.keeper_id == to.pk:
        return
    Answer.objects.filter(pk=row.pk).update(keeper=to)
    record("handed-over", "answer", row.pk, by=by, at=at, before=row.keeper_id, keeper=to.pk)
    notify([to], "answer-handed-over", once=f"{row.pk} {at.isoformat()}", at=at, answer=row.pk)
    answer.refresh_from_db()
