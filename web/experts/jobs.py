"""Background work for experts: notices before what is verified ends, and the letter to a refused applicant."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from web.accounts import roles
from web.accounts.models import Account
from web.experts import queries, rules
from web.experts.models import Application, Verification
from web.letters import letter
from web.letters.actions import notify

#: Days before its end on which the experts and the editors are told: to renew a licence takes some weeks.
BEFORE = (60, 30, 7)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell who writes for an expert, and the editors, that a verification ends; how many notices were new.

    A job of the clock, once a day. Each of the three notices goes out once. Where the same thing is verified anew for
    longer, there is none.
    """
    soon = Verification.objects.filter(
        ended_at__isnull=True, at__lte=at, until__gt=at, until__lte=at + timedelta(days=max(BEFORE))
    ).select_related("expert")
    editors = roles.holders(*rules.CARERS)
    told = 0
    for row in soon.order_by("until", "pk"):
        same = queries.verifications_of(row.expert, at).filter(what=row.what, specialty=row.specialty)
        if same.filter(until__gt=row.until).exists():
            continue
        days = min(each for each in BEFORE if row.until <= at + timedelta(days=each))
        seated = Account.objects.filter(seats__expert=row.expert, seats__ended_at__isnull=True, is_active=True)
        people = {account.pk: account for account in (*seated, *editors)}
        told += notify(
            people.values(),
            "verification-ends",
            once=f"{row.pk} {days}",
            at=at,
            expert=row.expert.slug,
            what=row.what,
            until=row.until.date().isoformat(),
        )
    return told


def mail_refusal(*, at: datetime, application: int) -> None:
    """Mail an applicant that they were refused, and why: they have no account at which a notice could stand."""
    row = Application.objects.filter(pk=application, state=Application.State.REFUSED).first()
    if row is not None:
        words = letter.write("application-refused", "", name=row.name, reason=row.reason)
        letter.send(words, row.email, settings.LANGUAGE_CODE, f"application-{row.public_id}")
