"""The only functions that read what is known of experts beyond their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from web.experts.models import Seat, Verification
from web.questions.models import Expert

#: What an author must have had verified before readers see a word of theirs: one of these.
NEEDED = (Verification.What.LICENCE, Verification.What.ORGANISATION)


def experts_of(account: Any) -> list[Expert]:
    """The experts for whom this account writes now."""
    if not getattr(account, "is_authenticated", False) or not account.is_active:
        return []
    seats = Seat.objects.filter(account=account.pk, ended_at__isnull=True)
    return list(Expert.objects.filter(pk__in=seats.values("expert")).order_by("name"))


def seat_of(account: Any, expert: Expert) -> Seat | None:
    """The seat of this account with this expert, if it has one now."""
    return Seat.objects.filter(account=account.pk, expert=expert, ended_at__isnull=True).first()


def seats_of(expert: Expert) -> QuerySet[Seat]:
    """Who writes for this expert now."""
    return Seat.objects.filter(expert=expert, ended_at__isnull=True).select_related("account").order_by("pk")


def verifications_of(expert: Expert, at: datetime) -> QuerySet[Verification]:
    """What holds of this expert at this moment."""
    return Verification.objects.filter(expert=expert, ended_at__isnull=True, at__lte=at, until__gt=at)


def verified_until(expert: Expert, at: datetime) -> datetime | None:
    """Until when this expert may be shown; None when nothing that is needed is verified, or they are suspended."""
    if expert.suspended_at is not None:
        return None
    found: datetime | None = verifications_of(expert, at).filter(what__in=NEEDED).aggregate(last=Max("until"))["last"]
    return found
