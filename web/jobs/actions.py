"""The only functions that write the queue: ask for a job, plan what is due, take up what was killed, try again.

Times here are the machine's: the queue is about when a process did what, and the library writes it so.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import exclusive_transaction

from web import clock
from web.audit.actions import record
from web.jobs import queries

#: How often a job is tried, and how long it rests before each further try.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))
TRIES = 1 + len(PAUSES)

#: A worker says so often that it still works, and is taken for dead after so long: together under 60 s (promise R27).
BEAT = timedelta(seconds=10)
LEASE = timedelta(seconds=45)

#: How long what went well stays to be looked at.
KEPT = timedelta(days=7)

#: What stands in place of an error where a worker was killed.
KILLED = "web.jobs.Killed"

#: Any number that nothing else in this database takes as an advisory lock.
LOCK = 5_061_910


@task
def call(name: str, **facts: Any) -> None:
    """Run the function of this name: the one task of the library that there is."""
    if not name.startswith("web."):
        raise ValueError(f"{name} is no job of this site")
    import_string(name)(at=clock.now(), **facts)


def enqueue(name: str, **facts: int | str | None) -> None:
    """Ask for a job in the caller's transaction: rolled back with it, and done soon after the commit.

    `facts` are ids, numbers and slugs; never what a person typed, nor an address.
    """
    call.enqueue(name, **facts)


def plan() -> int:
    """Ask for every job of settings.JOBS whose time has come; how many. One that still waits is not asked for twice."""
    if not _due():  # an idle worker asks every second, and takes no lock for it
        return 0
    with _alone():
        due = _due()
        for name in due:
            enqueue(name)
    return len(due)


def take_up() -> int:
    """Put back every job whose worker was killed; how many. What was killed in its last try is dead."""
    if not queries.killed().exists():
        return 0
    with _alone():
        rows = list(queries.killed())
        for row in rows:
            row.exception_class_path, row.traceback = KILLED, ""
            _try_again_or_bury(row, timedelta())
    return len(rows)


def claim(worker: str) -> DBTaskResult | None:
    """The next job that is due, held by this worker while it renews its lease; None when nothing is to be done."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with exclusive_transaction():
        row = DBTaskResult.objects.ready().get_locked()
        if row is not None:
            row.claim(worker)
            renew(row)
    return row


def renew(row: DBTaskResult) -> None:
    """The worker that holds this job still works."""
    lease = timezone.now() + LEASE
    DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(run_after=lease)
    row.run_after = lease


def failed(row: DBTaskResult, error: Exception) -> bool:
    """A try of this job went wrong: it rests and is tried again, or is dead after the last try; whether it is dead.

    Kept is where it went wrong and of what kind the error is, and not its words: they may quote what somebody typed.
    """
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = "".join(traceback.format_tb(error.__traceback__))
    tries = len(row.worker_ids)
    _try_again_or_bury(row, PAUSES[tries - 1] if tries < TRIES else timedelta())
    return bool(row.status == TaskResultStatus.FAILED)


@transaction.atomic
def run_again(*, job: str, by: Any, at: datetime) -> None:
    """Take a dead job from the list and try it anew. Raises ValidationError when it is not there."""
    changed = DBTaskResult.objects.filter(pk=job, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[], finished_at=None
    )
    if not changed:
        raise ValidationError(_("This job is no longer among the dead. Look at the list anew."), code="job-gone")
    record("ran-again", "job", job, by=by, at=at)


def upkeep(*, at: datetime) -> None:
    """Forget what went well some days ago, and sessions that have ended. A job of settings.JOBS."""
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - KEPT).delete()


def _due() -> list[str]:
    """The jobs of the clock that neither wait nor run, and that nobody asked for within their time."""
    now = timezone.now()
    last = queries.asked_for_since(now - timedelta(seconds=max((s for _, s in settings.JOBS), default=0)))
    busy = queries.waiting_or_running()
    return [
        name
        for name, seconds in settings.JOBS
        if name not in busy and (name not in last or last[name] <= now - timedelta(seconds=seconds))
    ]


def _try_again_or_bury(row: DBTaskResult, rest: timedelta) -> None:
    now = timezone.now()
    if len(row.worker_ids) < TRIES:
        row.status, row.run_after, row.finished_at = TaskResultStatus.READY, now + rest, None
    else:
        row.status, row.finished_at = TaskResultStatus.FAILED, now
    row.save(update_fields=["status", "run_after", "finished_at", "exception_class_path", "traceback"])


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction that no other worker plans or takes up in."""
    with exclusive_transaction():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
