"""What time it is; it never runs backwards: a review that has ended stays ended when the machine's clock is set back.

The latest moment known is that of this process, or that of the last entry in the audit log, which survives a restart.
Only views, jobs and commands ask; actions take the time as an argument, and may reckon from it.
"""

from __future__ import annotations

import calendar
from datetime import datetime

from django.utils import timezone

from web.audit.models import Event

_latest: datetime | None = None


def now() -> datetime:
    """The machine's time, or the latest moment known where that is later."""
    global _latest
    if _latest is None:
        last = Event.objects.order_by("-number").values_list("at", flat=True).first()
        _latest = last or timezone.now()
    _latest = max(_latest, timezone.now())
    return _latest


def months_on(at: datetime, months: int) -> datetime:
    """The same day and time so many months on, or the last day of a month that is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))


def forget() -> None:
    """Ask the log anew, as a process that has just started does."""
    global _latest
    _latest = None
