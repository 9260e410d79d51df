"""The only functions that write reports of lines and what was decided on them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from web.accounts.models import Account
from web.audit.actions import erased
from web.questions.models import Question
from web.review import lines, queries, rules
from web.review.models import LineReport, ReportStatus
from web.review.states import Status


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
    _erase(report, by, at)


@transaction.atomic
def erase_note_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """Erase the note of this report, if it was sent before that moment and has one; whether it had.

    By the account that did it then, or where a restored backup does not know it yet, by one that it knows.
    """
    known = Account.objects.filter(pk=by).first() or Account.objects.order_by("pk").first()
    row = LineReport.objects.filter(pk=key, made_at__lte=before).first()
    return row is not None and known is not None and _erase(row.pk, known, at)


def _erase(report: int, by: Account, at: datetime) -> bool:
    rows = LineReport.objects.filter(pk=report, erased_at__isnull=True).exclude(note="")
    there = bool(rows.update(note="", erased_at=at, erased_by=by))
    if there:
        erased("report", report, by=by, at=at)
    return there
