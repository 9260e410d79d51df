"""Who writes: the expert whose answer it is. An editor reads drafts and may mend one; only its author submits it."""

from tests.web.access.world import EDITOR, EXPERT, NONE, Row

OTHER = {"args": lambda w: (w.answer,)}
OWN = {"args": lambda w: (w.own_answer,)}

#: What an answer has: who reads it and who writes it beside its author, and None where a method is not taken.
PARTS = {
    "answer": (EDITOR, EDITOR),
    "answer-preview": (EDITOR, None),
    "answer-history": (EDITOR, None),
    "answer-submit": (NONE, NONE),
    "answer-statements": (NONE, NONE),
    "answer-appeal": (NONE, NONE),
    "answer-renew": (None, NONE),
    "answer-withdraw": (NONE, NONE),
}

ROWS = {
    "my-answers": Row(EXPERT),
    "new-answer": Row(EXPERT, EXPERT, form=lambda w: {"question": w.wanted, "expert": w.own_expert}),
    "new-answer@other": Row(EXPERT, NONE, form=lambda w: {"question": w.wanted, "expert": w.expert}),
    **{
        f"{name}@own": Row(*(may if may is None else may | EXPERT for may in others), **OWN)
        for name, others in PARTS.items()
    },
    **{name: Row(*others, **OTHER) for name, others in PARTS.items()},
    "expert-requests": Row(EDITOR, EDITOR),
    "decline-request": Row(NONE, NONE, lambda w: (w.request,)),
    "decline-request@own": Row(EXPERT, EXPERT, lambda w: (w.own_request,)),
    "end-request": Row(None, EDITOR, lambda w: (w.request,)),
}
