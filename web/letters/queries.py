"""The only functions that read notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from web.letters.models import Notice


def unread(account: Any) -> int:
    """How many notices of this account nobody has read."""
    return Notice.objects.filter(account=account.pk, read_at__isnull=True).count()


def of(account: Any) -> QuerySet[Notice]:
    """The notices of this account, the newest first."""
    return Notice.objects.filter(account=account.pk).order_by("-at", "-pk")
