"""What readers reported of lines, and how it was decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from web.review.lines import Reason
from web.review.models import LineReport, ReportStatus
from web.review.states import Status


def reports() -> QuerySet[LineReport]:
    """Every report with its `status`, that of its last step, and the number of `steps`."""
    last = ReportStatus.objects.filter(report=OuterRef("pk")).order_by("-number")
    return LineReport.objects.annotate(
        status=Coalesce(Subquery(last.values("status")[:1]), Value(Status.OPEN.value), output_field=TextField()),
        steps=Coalesce(Subquery(last.values("number")[:1]), Value(0)),
    )


def reported_lines(status: Status | None, reason: Reason | None, newest_first: bool) -> QuerySet:  # type: ignore[type-arg]
    """Lines with reports of this status and this reason, or of any: `line`, `count`, and its `newest` report.

    Those of most reports come first, of as many the newest; or the newest first.
    """
    found = reports()
    if status:
        found = found.filter(status=status)
    if reason:
        found = found.filter(reason=reason)
    order = ("-newest",) if newest_first else ("-count", "-newest")
    return found.values("line").annotate(count=Count("pk"), newest=Max("pk")).order_by(*order)


def reports_of(line: str) -> QuerySet[LineReport]:
    """The reports of one line, each with its steps so far: the open ones first, of those the newest."""
    return (
        reports()
        .filter(line=line)
        .select_related("question__topic")
        .prefetch_related("statuses__by")
        .order_by(F("steps") % 2, "-pk")  # an odd step closes a report
    )


def newest_report(line: str) -> LineReport | None:
    """The newest report of one line, with its question; None when there is none."""
    return reports_of(line).prefetch_related(None).order_by("-pk").first()


def counts_by_status(line: str = "") -> dict[str, int]:
    """How many reports, of one line or of all, stand at each status."""
    found = reports().filter(line=line) if line else reports()
    return dict(found.values("status").annotate(count=Count("pk")).values_list("status", "count"))


def newest_reports(numbers: Iterable[int]) -> dict[int, LineReport]:
    """These reports by number, with their questions."""
    return LineReport.objects.select_related("question__topic").in_bulk(list(numbers))


def reasons_of(lines: Iterable[str], status: Status | None) -> dict[str, list[tuple[str, int]]]:
    """Line -> (reason, how many reports of this status name it), the commonest first."""
    found = reports().filter(line__in=list(lines))
    if status:
        found = found.filter(status=status)
    counted = found.values("line", "reason").annotate(count=Count("pk")).order_by("-count", "reason")
    grouped: dict[str, list[tuple[str, int]]] = {}
    for row in counted:
        grouped.setdefault(row["line"], []).append((row["reason"], row["count"]))
    return grouped
