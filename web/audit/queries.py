"""The only functions that read the audit log, and the page model of its entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from web.audit import chain
from web.audit.models import Event

#: Entries read in one go.
CHUNK = 1000

#: Entries on one page.
PER_PAGE = 50

FIELDS = ("number", "at", "by", "verb", "noun", "key", "detail", "previous", "sha256")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a noun, by an account's name, from one day to another, both included."""

    noun: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None

    def query(self) -> str:
        """The filters as an address has them."""
        return urlencode({name: value for name in self.__slots__ if (value := getattr(self, name))})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it is shown."""

    number: int
    at: datetime
    by: str
    verb: str
    noun: str
    key: str
    detail: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries of the log, the newest first."""

    entries: tuple[Entry, ...]
    nouns: tuple[str, ...]
    query: str
    total: int
    number: int
    pages: int


def entries() -> Iterator[dict[str, Any]]:
    """Every entry from the first, as plain data."""
    return Event.objects.order_by("number").values(*FIELDS).iterator(CHUNK)


def broken() -> int | None:
    """The number of the first entry that does not follow from those before; None when the log is whole."""
    return chain.broken(entries())


def log_page(wanted: Wanted, number: str) -> LogPage:
    """One page of these entries."""
    rows = _found(wanted).select_related("by").order_by("-number")
    found = Paginator(rows, PER_PAGE).get_page(number)
    return LogPage(
        tuple(_entry(row) for row in found.object_list),
        tuple(Event.objects.order_by("noun").values_list("noun", flat=True).distinct()),
        wanted.query(),
        found.paginator.count,
        found.number,
        found.paginator.num_pages,
    )


def lines(wanted: Wanted) -> Iterator[str]:
    """These entries from the first, each as a line of JSON with its hashes, so that others can verify the chain."""
    for row in _found(wanted).order_by("number").values(*FIELDS).iterator(CHUNK):
        row["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
        yield json.dumps(row, sort_keys=True) + "\n"


def _found(wanted: Wanted) -> QuerySet[Event]:
    rows = Event.objects.all()
    if wanted.noun:
        rows = rows.filter(noun=wanted.noun)
    if wanted.by:
        rows = rows.filter(Q(by__username__iexact=wanted.by) | Q(by__email__iexact=wanted.by))
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until) + timedelta(days=1))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _entry(row: Event) -> Entry:
    detail = ", ".join(f"{name} {value}" for name, value in sorted(row.detail.items()) if value is not None)
    return Entry(row.number, row.at, str(row.by) if row.by else "", row.verb, row.noun, row.key, detail)
