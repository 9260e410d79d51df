"""The only functions that read the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from web.audit import chain
from web.audit.models import Event

#: Entries read in one go.
CHUNK = 1000

FIELDS = ("number", "at", "by", "verb", "noun", "key", "detail", "previous", "sha256")


def entries() -> Iterator[dict[str, Any]]:
    """Every entry from the first, as plain data."""
    return Event.objects.order_by("number").values(*FIELDS).iterator(CHUNK)


def broken() -> int | None:
    """The number of the first entry that does not follow from those before; None when the log is whole."""
    return chain.broken(entries())
