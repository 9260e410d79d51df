"""Who checks answers and judges them, and who notes what is wrong with what is published."""

from tests.web.access.world import CHECKER, EDITOR, EXPERT, NONE, REVIEWER, Row

CHECKERS = CHECKER | REVIEWER | EDITOR
WAITS = {"args": lambda w: (w.submission,)}
PUBLISHED = {"args": lambda w: (w.own_answer,)}
MARK = {"kind": "dangerous", "reason": "The dose is wrong."}

ROWS = {
    "to-check": Row(CHECKERS),
    "submission": Row(CHECKERS, None, **WAITS),
    "check-facts": Row(None, CHECKER, **WAITS),
    "vote": Row(None, REVIEWER, lambda w: (w.voting,)),
    "overview": Row(EDITOR | REVIEWER),
    "overview.csv": Row(EDITOR | REVIEWER, None, lambda w: ("overdue",)),
    "noted": Row(REVIEWER | EDITOR | EXPERT, None, **PUBLISHED),
    "mark": Row(None, REVIEWER, form=lambda w: MARK, **PUBLISHED),
    "mark@own": Row(None, NONE, form=lambda w: MARK | {"expert": w.own_expert}, **PUBLISHED),
    "mark@other": Row(None, EXPERT, lambda w: (w.answer,), form=lambda w: MARK | {"expert": w.own_expert}),
    "end-mark": Row(None, EDITOR, lambda w: (w.own_answer, w.mark), form=lambda w: {"text": "Put right."}),
    "correct": Row(None, EDITOR, form=lambda w: {"text": "A figure."}, **PUBLISHED),
    "endorse": Row(None, EXPERT, lambda w: (w.answer,), form=lambda w: {"expert": w.own_expert}),
    "endorse@own": Row(None, NONE, form=lambda w: {"expert": w.own_expert}, **PUBLISHED),
    "endorse@for-another": Row(None, NONE, form=lambda w: {"expert": w.expert}, **PUBLISHED),
    "end-endorsement": Row(None, NONE, lambda w: (w.own_answer, w.endorsement)),
}
