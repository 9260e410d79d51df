"""The hash of an entry over its content and the hash of the entry before, and the proof that a log is whole.

After RFC 6962's idea of a log that can only grow; a plain chain, for the log has one writer at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

#: What stands before the first entry.
START = ""


def digest(
    previous: str, number: int, at: datetime, by: int | None, verb: str, noun: str, key: str, detail: Any
) -> str:
    """SHA-256 over all of an entry. `at` counts to the microsecond, as both databases keep it."""
    said = [previous, number, at.astimezone(UTC).isoformat(timespec="microseconds"), by, verb, noun, key, detail]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def broken(entries: Iterable[dict[str, Any]]) -> int | None:
    """The number of the first entry that does not follow from those before it; None when the log is whole.

    Each entry has the fields of an Event, `by` as a number or None. Entries come in order, from the first.
    """
    previous, last = START, 0
    for entry in entries:
        facts = (entry[name] for name in ("number", "at", "by", "verb", "noun", "key", "detail"))
        if entry["number"] != last + 1 or entry["previous"] != previous or entry["sha256"] != digest(previous, *facts):
            return int(entry["number"])
        previous, last = entry["sha256"], entry["number"]
    return None
