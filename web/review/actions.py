"""The only functions that write comparisons and reports, and the whole import: store, then compare what needs it."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from plurivox import model
from web.accounts.models import Account
from web.progress import Progress
from web.questions import actions as questions
from web.questions.models import Question
from web.review import lines, queries, rules, workers
from web.review.models import Comparison, LineReport, ReportStatus
from web.review.states import Status

#: Questions stored, and comparisons stored, in one transaction: each question whole.
BATCH = 100

#: Processes that compare; more than the machine has cores only cost memory.
PROCESSES = min(2, os.cpu_count() or 1)


def add(entries: Sequence[model.Entry]) -> questions.Added:
    """Store these questions, some at a time. Stopped half-way, what is stored is whole; run again, it goes on."""
    added = questions.Added()
    progress = Progress("Storing questions", len(entries))
    for batch in _batches(entries):
        added += questions.add(batch)
        progress.step(len(batch))
    progress.close()
    return added


@dataclass(frozen=True, slots=True)
class Compared:
    """How many questions were compared, and how many could not be."""

    done: int = 0
    failed: int = 0


def compare(folder: Path, cache: Path, processes: int = PROCESSES) -> Compared:
    """Compare every question that has no comparison of what is published now.

    A question that cannot be compared is named on standard error and skipped; its page shows the answers alone.

    `folder` holds the sentence model, if there is one, and `cache` the vectors it made.
    May be stopped at any time: what is stored is whole, and the next call goes on from there.
    """
    encoder = workers.encoder(folder, cache)
    sha256 = encoder.sha256 if encoder else ""
    del encoder  # each process loads its own
    waiting = [row.pk for row, _ in queries.uncompared(sha256)]
    if not waiting:
        return Compared()
    progress = Progress("Comparing answers", len(waiting))
    # A few questions are not worth the start of other processes.
    spread = processes if len(waiting) > BATCH else 1
    tasks = ((row.pk, entry) for row, entry in queries.uncompared(sha256))
    done = failed = 0
    for batch in _batches(progress.over(workers.compared(tasks, folder, cache, spread))):
        sound = [(number, found) for number, found in batch if not isinstance(found, workers.Failed)]
        store(sound)
        for number, found in batch:
            if isinstance(found, workers.Failed):
                print(f"\nplurivox: not compared: {_named(number)}: {found}", file=sys.stderr)
        done += len(sound)
        failed += len(batch) - len(sound)
    progress.close()
    return Compared(done, failed)


def _named(number: int) -> str:
    """A question by its address and its key, for the operator."""
    row = Question.objects.get(pk=number)
    return f"/q/{row.slug} (key {row.key})"


@transaction.atomic
def store(comparisons: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Put these frozen comparisons, each with its question's number, in the place of older ones."""
    rows = [
        Comparison(
            question_id=number,
            input_digest=content["input_digest"],
            engine=content["engine"],
            model=content["model"],
            content=content,
        )
        for number, content in comparisons
    ]
    Comparison.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["input_digest", "engine", "model", "content", "made_at"],
    )


@transaction.atomic
def report_line(
    *, question: Question, seen: lines.Seen, reason: lines.Reason, note: str, submission: str, at: datetime
) -> LineReport:
    """Keep what a reader says of a line. A reader has no name here, so nobody is `by`.

    The same submission again is the report that it made before. Raises ValidationError.
    """
    rules.check_report(seen, reason, note)
    report, _new = LineReport.objects.get_or_create(
        submission=submission,
        defaults={
            "question": question,
            "kind": seen.kind,
            "line": lines.key(question.key, seen.kind, seen.statements),
            "point": seen.point,
            "statements": list(seen.statements),
            "input_digest": seen.input_digest,
            "engine": seen.engine,
            "reason": reason,
            "note": note,
            "made_at": at,
        },
    )
    return report


@transaction.atomic
def decide_reports(
    *, line: str, before: Status, after: Status, reason: str, upto: int, by: Account, at: datetime
) -> int:
    """Decide, with one reason, all reports of a line that stand at `before`; how many those were.

    Only those that the reviewer saw: none after the report numbered `upto`. Raises PermissionDenied when `by` is no
    reviewer, and ValidationError when the reason is missing, the step is none, or somebody else was first.
    """
    rules.check_may_judge(by)
    rules.check_step(before, after)
    rules.check_reason_given(reason)
    found = queries.reports().filter(line=line, pk__lte=upto, status=before)
    rows = [
        ReportStatus(report=report, number=report.steps + 1, status=after, reason=reason, by=by, at=at)
        for report in found
    ]
    try:
        with transaction.atomic():
            ReportStatus.objects.bulk_create(rows)
    except IntegrityError:  # two at the same moment: the database let one through
        rows = []
    if not rows:
        raise ValidationError(_("Somebody else has decided on these reports meanwhile."), code="decided-already")
    return len(rows)


@transaction.atomic
def erase_note(*, report: int, by: Account, at: datetime) -> None:
    """Take the reader's words out of a report, as when they tell of a person; the report stays.

    Raises PermissionDenied when `by` is no reviewer. A note that is gone already stays gone.
    """
    rules.check_may_judge(by)
    LineReport.objects.filter(pk=report, erased_at__isnull=True).exclude(note="").update(
        note="", erased_at=at, erased_by=by
    )


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(items)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch
