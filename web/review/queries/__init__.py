"""The only functions that fetch comparisons, releases, reports, stances and replies for others."""

from web.review.queries.comparisons import fresh, fresh_of, uncompared
from web.review.queries.drafts import all_edits, comparable, decided, draft, edits, last_return, stands, votes
from web.review.queries.releases import (
    Change,
    Past,
    ReleasedLine,
    ReleaseFacts,
    Shown,
    history_of,
    shown,
    shown_of,
)
from web.review.queries.reports import (
    counts_by_status,
    newest_report,
    newest_reports,
    reasons_of,
    reported_lines,
    reports,
    reports_of,
)

__all__ = [
    "Change",
    "Past",
    "ReleaseFacts",
    "ReleasedLine",
    "Shown",
    "all_edits",
    "comparable",
    "counts_by_status",
    "decided",
    "draft",
    "edits",
    "fresh",
    "fresh_of",
    "history_of",
    "last_return",
    "newest_report",
    "newest_reports",
    "reasons_of",
    "reported_lines",
    "reports",
    "reports_of",
    "shown",
    "shown_of",
    "stands",
    "uncompared",
    "votes",
]
