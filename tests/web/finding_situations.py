"""Small libraries that can be found, for tests of search."""

from __future__ import annotations

from plurivox.model import Entry
from tests.web.situations import answer, entry, store
from web.finding import actions
from web.questions.models import Question


def gout(*more: Entry) -> list[Question]:
    """Gout, what two experts say of it, and whatever else; found."""
    rows = store(
        entry(
            "gout",
            answer("a1", "Dr Ada Test", "Crystals of uric acid cause gout. Rest the joint.", date="2021-02-01"),
            answer("a2", "Dr Ben Test", "Colchicine calms the attack. Rest the joint.", date="2025-02-01"),
            text="What helps against gout?",
            topic="Joints",
        ),
        *more,
    )
    actions.keep_up()
    return rows
