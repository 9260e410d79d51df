"""The page models of the reviewers' desk: reported lines in a queue, and one line with its reports.

Reads through the apps' queries only; no HTML, no request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from plurivox import page
from plurivox.editing import Of
from plurivox.errors import NotFound
from plurivox.model import Comparison
from web.filters import ALL, Choice, choice
from web.questions import queries as questions
from web.review import lines, queries, work
from web.review.lines import Kind, Reason, ReportableLine
from web.review.models import LineReport
from web.review.states import TRANSITIONS, Status

#: Lines on one page of the queue; reports that a line's page shows, open ones and the newest first.
PER_PAGE, MOST_REPORTS = 20, 100

#: The order of the queue: those of most reports first, or the newest first.
ORDERS = {"most": _("Most reported"), "newest": _("Newest")}


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports name a reason."""

    reason: Reason
    count: int


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """A line that readers reported, beside what stands on the page today."""

    key: str
    kind: Kind
    slug: str
    question: str
    on_page: bool
    """Whether the question can be read at all today."""
    updating: bool
    """Whether its comparison is being made anew."""
    today: ReportableLine | None
    changed: bool
    """Whether the comparison has changed since the newest report."""
    count: int
    newest: datetime
    reasons: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Reported lines, filtered and in order."""

    lines: tuple[ReportedLine, ...]
    statuses: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    query: str
    """The filters as an address has them."""
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, as it is shown."""

    status: Status
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One reader's report, as it is shown."""

    number: int
    reason: Reason
    note: str
    erased: bool
    made_at: datetime
    changed: bool
    """Whether the comparison has changed since."""
    status: Status
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LinePage:
    """One reported line with its reports, and what can be decided now."""

    line: ReportedLine
    reports: tuple[Report, ...]
    before: Status
    """The status of the reports that a decision is about."""
    count: int
    """How many those are."""
    after: tuple[Status, ...]
    upto: int
    """The number of the newest report on this page: a decision is about no later one."""
    desk: str
    """The key of the line where its comparison is reviewed; "" where it cannot be told any more."""


def queue_page(status: str, reason: str, order: str, number: str) -> QueuePage:
    """The queue by these filters; a filter that is none of ours counts as the usual one."""
    status = status if status in (*Status.values, ALL) else Status.OPEN.value
    reason = reason if reason in Reason.values else ALL
    order = order if order in ORDERS else next(iter(ORDERS))
    only = Status(status) if status != ALL else None
    rows = queries.reported_lines(only, Reason(reason) if reason != ALL else None, order == "newest")
    found = Paginator(rows, PER_PAGE).get_page(number)
    counts = {row["line"]: row["count"] for row in found.object_list}
    newest = queries.newest_reports(row["newest"] for row in found.object_list)
    by_status = queries.counts_by_status()
    chosen = {"status": status, "reason": reason, "order": order}
    return QueuePage(
        _lines([newest[row["newest"]] for row in found.object_list], counts, only),
        (
            *(choice(chosen, each.label.partition(":")[0], by_status.get(each, 0), status=each) for each in Status),
            choice(chosen, _("All"), sum(by_status.values()), status=ALL),
        ),
        (choice(chosen, _("Any reason"), reason=ALL), *(choice(chosen, each.label, reason=each) for each in Reason)),
        tuple(choice(chosen, words, order=name) for name, words in ORDERS.items()),
        urlencode(chosen),
        found.number,
        found.paginator.num_pages,
        found.paginator.count,
    )


def line_page(key: str) -> LinePage:
    """One reported line. Raises NotFound when nobody reported it."""
    newest = queries.newest_report(key)
    if newest is None:
        raise NotFound(_("Nobody has reported a line of that name. Go back to the queue."))
    counts = queries.counts_by_status(key)
    line = _lines([newest], {key: sum(counts.values())}, None)[0]
    before = Status.OPEN if counts.get(Status.OPEN) else Status(newest.status)
    return LinePage(
        line,
        tuple(_report(row, line, newest.input_digest) for row in queries.reports_of(key)[:MOST_REPORTS]),
        before,
        counts[before],
        TRANSITIONS[before],
        newest.pk,
        work.key_over(newest.question, newest.input_digest, _of(newest.kind), newest.statements),
    )


def _of(kind: str) -> Of:
    return Of.RELATION if kind == Kind.DIFFERING else Of.POINT


def _report(row: LineReport, line: ReportedLine, newest_digest: str) -> Report:
    steps = sorted(row.statuses.all(), key=lambda step: step.number)
    return Report(
        row.pk,
        Reason(row.reason),
        row.note,
        row.erased_at is not None,
        row.made_at,
        line.changed or row.input_digest != newest_digest,
        Status(row.status),
        tuple(Step(Status(step.status), step.reason, step.by.get_username(), step.at) for step in steps),
    )


def _lines(newest: Sequence[LineReport], counts: dict[str, int], status: Status | None) -> tuple[ReportedLine, ...]:
    """The lines that these newest reports are about, with what stands on their pages today."""
    rows = {report.question_id: report.question for report in newest}
    fresh = queries.fresh_of(questions.entries(rows.values()))
    today = {pk: _by_key(found) for pk, found in fresh.items()}
    named = queries.reasons_of((report.line for report in newest), status)
    return tuple(
        ReportedLine(
            report.line,
            Kind(report.kind),
            report.question.slug,
            report.question.text,
            report.question.voices > 0,
            report.question_id not in fresh,
            today.get(report.question_id, {}).get(report.line),
            report.question_id not in fresh or fresh[report.question_id].input_digest != report.input_digest,
            counts[report.line],
            report.made_at,
            tuple(Count(Reason(reason), count) for reason, count in named.get(report.line, ())),
        )
        for report in newest
    )


def _by_key(comparison: Comparison) -> dict[str, ReportableLine]:
    """What stands on the page today, by the names that lines have across comparisons."""
    found = lines.of_page(page.build(comparison)).values()
    return {lines.key(comparison.question.key, line.kind, line.statements): line for line in found}
