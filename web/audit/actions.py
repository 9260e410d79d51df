"""The only functions that write the audit log. Called in the transaction of what they record, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from web.audit import chain, ledger
from web.audit.models import Event

#: Any number that nothing else in this database takes as an advisory lock.
LOCK = 5_061_909


def record(verb: str, noun: str, key: object, *, by: Any, at: datetime, **detail: Any) -> Event:
    """Add an entry: who (`by`, an account or None) did what to which thing, when.

    `detail` holds ids, numbers and words of closed lists; never what a person typed. Must run in a transaction, so that
    what happened and its entry are stored together or not at all.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry of the log is stored with what it records")
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Event.objects.order_by("-number").values_list("number", "sha256").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, chain.START)
    who = by.pk if by is not None else None
    return Event.objects.create(
        number=number,
        at=at,
        by_id=who,
        verb=verb,
        noun=noun,
        key=str(key),
        detail=detail,
        previous=previous,
        sha256=chain.digest(previous, number, at, who, verb, noun, str(key), detail),
    )


def erased(noun: str, key: int, *, by: Any, at: datetime) -> Event:
    """Add an entry about an erasure, and have the ledger name it once it is stored (promise R48)."""
    event = record("erased", noun, key, by=by, at=at)
    line = ledger.Erasure(noun, key, event.at, event.by_id)
    transaction.on_commit(lambda: ledger.write([line]), robust=True)  # what fails here the clock makes good
    return event
