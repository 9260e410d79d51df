"""Who reviews comparisons and reported lines, and which experts speak of each other's statements."""

from tests.web.access.world import EDITOR, EXPERT, REVIEWER, Row

JUDGES = REVIEWER | EDITOR
QUESTION = {"args": lambda w: (w.question,)}

ROWS = {
    "reports": Row(JUDGES),
    "reported-line": Row(JUDGES, JUDGES, lambda w: (w.line,)),
    "erase-note": Row(None, JUDGES, lambda w: (w.line, w.report)),
    "comparisons": Row(JUDGES),
    "comparison": Row(JUDGES, JUDGES, **QUESTION),
    "comparison-line": Row(JUDGES, JUDGES, lambda w: (w.question, w.draft_line)),
    "comparison-undo": Row(None, JUDGES, lambda w: (w.question, 1)),
    "comparison-withdraw": Row(None, JUDGES, lambda w: (w.question, 1), there=False),
    "comparison@vote": Row(
        JUDGES, REVIEWER, form=lambda w: {"verdict": "approved", "content_sha256": w.draft}, **QUESTION
    ),
    "second-looks": Row(JUDGES, JUDGES),
    "stances-index": Row(EXPERT),
    "stances": Row(EXPERT, EXPERT, **QUESTION),
    "opposed": Row(EXPERT, EXPERT, **QUESTION),
    "replies": Row(EDITOR, EDITOR),
}
