"""What an audit finds: how much of a thing was looked at, and the first that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from web.audit import queries
from web.audit.models import Event


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was verified: its words, how many there are, and a sentence about the first that is broken."""

    what: str
    count: int
    broken: str = ""


def chain() -> Proof:
    """Whether every entry of the log follows from those before it."""
    number = queries.broken()
    words = "" if number is None else f"entry {number} of the log does not follow from those before it"
    return Proof("entries of the log follow from each other", Event.objects.count(), words)
