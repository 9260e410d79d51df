"""Small libraries that tests speak of, stored by the same actions that an import uses."""

from __future__ import annotations

from pathlib import Path

from plurivox.model import Answer, Entry, Expert, ExpertKind, Question
from web.questions.models import Question as Row
from web.review import actions

#: No model is there: what the site does must not depend on vectors.
NO_MODEL = Path("/nonexistent")


def answer(key: str, name: str | None, text: str, kind: ExpertKind = ExpertKind.PERSON, **facts: str) -> Answer:
    """An answer by this expert, or by nobody certain."""
    return Answer(key, text, Expert(name, kind) if name else None, **facts)


def entry(key: str, *answers: Answer, text: str = "", **facts: str) -> Entry:
    """A question with these answers, or with two that agree on rest."""
    given = answers or (
        answer("a1", "Dr Ada Test", "Rest helps most people recover from a cold. Drink plenty of water."),
        answer("a2", "Dr Ben Test", "Most people recover from a cold with rest. Antibiotics do not help."),
    )
    return Entry(Question(key, text or f"Does rest help a cold ({key})?", **facts), given)


def store(*entries: Entry) -> list[Row]:
    """Import and compare, as the command does."""
    actions.add(entries)
    compare()
    return [Row.objects.get(key=found.question.key) for found in entries]


def compare() -> int:
    """Compare what needs it, by words alone."""
    return actions.compare(NO_MODEL, NO_MODEL, processes=1).done
