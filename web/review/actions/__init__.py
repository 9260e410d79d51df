"""The only functions that write comparisons and what people make of them."""

from web.review.actions.comparisons import BATCH, PROCESSES, Compared, add, compare, store
from web.review.actions.editing import Words, edit_line, look_again, undo_edit
from web.review.actions.judging import judge, withdraw_release
from web.review.actions.peers import decide_reply, reply, take_stance, tell_opposed
from web.review.actions.reports import decide_reports, erase_note, erase_note_again, report_line

__all__ = [
    "BATCH",
    "PROCESSES",
    "Compared",
    "Words",
    "add",
    "compare",
    "decide_reply",
    "decide_reports",
    "edit_line",
    "erase_note",
    "erase_note_again",
    "judge",
    "look_again",
    "reply",
    "report_line",
    "store",
    "take_stance",
    "tell_opposed",
    "undo_edit",
    "withdraw_release",
]
