"""The only functions that write notices. Mail goes out by a job (web/letters/jobs.py), after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from web.letters.models import Notice


def notify(accounts: Iterable[Any], kind: str, *, once: str, at: datetime, **detail: Any) -> int:
    """Tell these accounts the same thing, each once for this occasion; how many were told.

    `kind` names the template letters/<kind>.txt, whose first line is the subject. `once` names the occasion, such as
    "review-due 17 2026-03-01": told before, nobody is told again. `detail` holds ids, slugs and counts, and no text of
    a question or an answer, for mail is read by others.
    """
    rows = [
        Notice(account_id=account.pk, kind=kind, detail=detail, once=f"{kind} {once} {account.pk}", at=at)
        for account in accounts
    ]
    known = set(Notice.objects.filter(once__in=[row.once for row in rows]).values_list("once", flat=True))
    new = [row for row in rows if row.once not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def mark_read(*, account: Any, upto: int, at: datetime) -> int:
    """This account has read its notices up to this number; how many were new. Of no other account any."""
    rows = Notice.objects.filter(account=account.pk, pk__lte=upto, read_at__isnull=True)
    return rows.update(read_at=at)
