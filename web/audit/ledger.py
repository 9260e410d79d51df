"""The ledger of erasures: a file beside the database that says what was erased when, by numbers alone.

Restoring an older backup brings back what was erased since. The ledger is no part of a backup of the database, so it
outlives that, and `manage.py replay_erasures` erases again what it names. It is written when an erasure is stored, and
filled from the log by the clock, so that a process that died in between leaves no gap.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from web.audit.models import Event


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, by its number in its table; when, and by which account, where one did it."""

    noun: str
    key: int
    at: datetime
    by: int | None

    def line(self) -> str:
        """As it stands in the ledger."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return json.dumps({"erased": self.noun, "key": self.key, "at": at, "by": self.by})


def read() -> list[Erasure]:
    """All that the ledger names, in its order. A line that a crash cut short is left out: the log fills it in."""
    found = []
    try:
        lines = settings.LEDGER.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for line in lines:
        try:
            said = json.loads(line)
            found.append(Erasure(said["erased"], said["key"], datetime.fromisoformat(said["at"]), said["by"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def write(erasures: Iterable[Erasure]) -> None:
    """Add these, on the disk before this returns."""
    words = "".join(f"{each.line()}\n" for each in erasures)
    if not words:
        return
    settings.LEDGER.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(settings.LEDGER, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":  # a crash cut the last line short
            words = f"\n{words}"
        os.write(file, words.encode())
        os.fsync(file)
    finally:
        os.close(file)


def keep() -> int:
    """Add every erasure of the log that the ledger lacks; how many. A job of the clock calls it."""
    known = {each.line() for each in read()}
    rows = Event.objects.filter(verb="erased").order_by("number").values_list("noun", "key", "at", "by")
    erasures = (Erasure(noun, int(key), at, by) for noun, key, at, by in rows)
    missing = [each for each in erasures if each.line() not in known]
    write(missing)
    return len(missing)


def erase_again(at: datetime) -> Counter[str]:
    """Erase what the ledger names and the database holds again, after a backup was restored; how many of each noun.

    The log names it anew. A row that came later than the line is another, though it has the number.
    """
    keep()
    done: Counter[str] = Counter()
    for each in read():
        again = import_string(settings.ERASURES[each.noun][0])
        done[each.noun] += again(key=each.key, before=each.at, by=each.by, at=at)
    keep()
    return done
