"""The only functions that write comparisons and what people make of them."""

from web.review.actions.comparisons import BATCH, PROCESSES, Compared, add, compare, store
from web.review.actions.reports import decide_reports, erase_note, report_line

__all__ = [
    "BATCH",
    "PROCESSES",
    "Compared",
    "add",
    "compare",
    "decide_reports",
    "erase_note",
    "report_line",
    "store",
]
