"""The only functions that fetch comparisons and reports.

Of comparisons the fresh ones are for readers, the missing and stale ones for the work to be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from plurivox import model, records
from plurivox.compare import input_digest
from web.questions import queries as questions
from web.questions.models import Question
from web.review.lines import Reason
from web.review.models import Comparison, LineReport, ReportStatus
from web.review.states import Status
from web.review.workers import wanted_model

#: Questions looked at in one go.
CHUNK = 200


def fresh(row: Question, entry: model.Entry) -> model.Comparison | None:
    """The comparison of exactly these answers, or None when there is none yet or the stored one is of others."""
    return fresh_of([(row, entry)]).get(row.pk)


def fresh_of(entries: Iterable[tuple[Question, model.Entry]]) -> dict[int, model.Comparison]:
    """The fresh comparisons among those of these questions, by the question's number, in one query."""
    entries = list(entries)
    stored = Comparison.objects.in_bulk([row.pk for row, _ in entries])
    found = {}
    for row, entry in entries:
        kept = stored.get(row.pk)
        if kept and kept.input_digest == input_digest(entry.question, entry.answers, kept.model):
            found[row.pk] = records.thaw(kept.content, entry.question, entry.answers)
    return found


def uncompared(model_sha256: str) -> Iterator[tuple[Question, model.Entry]]:
    """Every question whose stored comparison is not the one that this engine, with this model, would make now."""
    digests = dict(Comparison.objects.values_list("pk", "input_digest"))
    last = 0
    while rows := list(
        Question.objects.filter(pk__gt=last, voices__gt=0).select_related("topic").order_by("pk")[:CHUNK]
    ):
        last = rows[-1].pk
        for row, entry in questions.entries(rows):
            wanted = input_digest(entry.question, entry.answers, wanted_model(entry, model_sha256))
            if digests.get(row.pk) != wanted:
                yield row, entry


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
