"""The only functions that read the queue, and the page model of what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

#: Jobs that the page shows of each kind.
MOST = 50


@dataclass(frozen=True, slots=True)
class Job:
    """One job, as it is shown: ids and numbers, and of an error its kind and its place."""

    number: str
    name: str
    facts: str
    tries: int
    asked_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    error: str
    place: str


@dataclass(frozen=True, slots=True)
class JobsPage:
    """What the queue holds: the dead first, for somebody must look at them."""

    dead: tuple[Job, ...]
    running: tuple[Job, ...]
    waiting: tuple[Job, ...]
    done: tuple[Job, ...]
    dead_count: int
    waiting_count: int
    working: bool
    """Whether a worker has done anything lately."""


def killed() -> QuerySet[DBTaskResult]:
    """Jobs that run by their row, and whose worker has not said for too long that it still works."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, run_after__lt=timezone.now())


def waiting_or_running() -> set[str]:
    """The names of jobs that wait or run."""
    rows = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return {facts["args"][0] for facts in rows.values_list("args_kwargs", flat=True)}


def asked_for_since(since: datetime) -> dict[str, datetime]:
    """When each job was last asked for, of those that were since then."""
    rows = DBTaskResult.objects.filter(enqueued_at__gt=since).order_by("enqueued_at")
    return {facts["args"][0]: at for facts, at in rows.values_list("args_kwargs", "enqueued_at")}


def jobs_page(silent: datetime) -> JobsPage:
    """What the queue holds; a worker that has begun nothing since `silent` while work is due is taken to be away."""
    dead = DBTaskResult.objects.failed().order_by("-finished_at")
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    running = DBTaskResult.objects.running().order_by("started_at")
    done = DBTaskResult.objects.successful().order_by("-finished_at")
    return JobsPage(
        _jobs(dead),
        _jobs(running),
        _jobs(waiting),
        _jobs(done),
        dead.count(),
        waiting.count(),
        DBTaskResult.objects.filter(started_at__gt=silent).exists(),
    )


def _jobs(rows: Iterable[DBTaskResult]) -> tuple[Job, ...]:
    return tuple(_job(row) for row in rows[:MOST])  # type: ignore[index]


def _job(row: DBTaskResult) -> Job:
    waits = row.status == TaskResultStatus.READY and row.run_after != get_date_max()
    return Job(
        str(row.pk),
        row.args_kwargs["args"][0].removeprefix("web."),
        ", ".join(f"{name} {value}" for name, value in row.args_kwargs["kwargs"].items()),
        len(row.worker_ids),
        row.enqueued_at,
        row.run_after if waits else None,
        row.finished_at,
        row.exception_class_path,
        row.traceback,
    )
