"""The only functions that read notices, and the page model of those of one account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from web.letters import letter
from web.letters.models import Notice

#: Notices on one page.
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One notice in words."""

    number: int
    subject: str
    body: str
    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """What one account was told, the newest first."""

    notices: tuple[Told, ...]
    unread: int
    newest: int
    """The number of the newest notice shown: no later one is marked as read with these."""
    number: int
    pages: int


def unread(account: Any) -> int:
    """How many notices of this account nobody has read."""
    return Notice.objects.filter(account=account.pk, read_at__isnull=True).count()


def of(account: Any) -> QuerySet[Notice]:
    """The notices of this account, the newest first."""
    return Notice.objects.filter(account=account.pk).order_by("-at", "-pk")


def unmailed(since: datetime, always: Collection[str]) -> QuerySet[Notice]:
    """Notices since then that are to be mailed and were not: of open accounts with an address that want mail.

    Those of the kinds in `always` also where the account wants no mail.
    """
    rows = Notice.objects.filter(mailed_at__isnull=True, at__gte=since, account__is_active=True)
    wanted = Q(account__mailed=True) | Q(kind__in=always)
    return rows.filter(wanted).exclude(account__email="").select_related("account").order_by("pk")


def notices_page(account: Any, number: str) -> NoticesPage:
    """One page of what this account was told."""
    found = Paginator(of(account), PER_PAGE).get_page(number)
    return NoticesPage(
        tuple(_told(row, account.language) for row in found.object_list),
        unread(account),
        max((row.pk for row in found.object_list), default=0),
        found.number,
        found.paginator.num_pages,
    )


def _told(row: Notice, language: str) -> Told:
    written = letter.write(row.kind, language, **row.detail)
    return Told(row.pk, written.subject, written.body, row.at, row.read_at is None)
