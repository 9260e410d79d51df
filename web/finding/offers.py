"""Published questions offered beside what somebody types. The engine names them; their words are the database's (I9).

Where there is no index nothing is offered. What is typed is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plurivox import urgency
from web.finding.engine import engine
from web.questions import queries as questions
from web.questions.models import Question

#: Questions offered while somebody types what to search for.
SUGGESTED = 8

#: Characters of a search that are read.
TYPED = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that readers see now."""

    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestPage:
    """Questions for what is being typed, the best first."""

    offers: tuple[Offer, ...]


def suggest_page(typed: str) -> SuggestPage:
    """What to offer for this, while it is being typed; nothing for words of despair, which fit a question by chance."""
    finds, text = engine(), typed[:TYPED].replace("\0", " ")
    alarm = urgency.find(text)
    if finds is None or (alarm and urgency.Kind.SELF_HARM in alarm.kinds):
        return SuggestPage(())
    keys = finds.suggest(text, most=SUGGESTED)
    return SuggestPage(tuple(Offer(row.slug, row.text) for row in shown(keys).values()))


def shown(keys: Iterable[str]) -> dict[str, Question]:
    """Those of these questions that readers see now, by key and in this order; one query, none for no keys."""
    keys = list(keys)
    rows = {row.key: row for row in questions.shown_questions().filter(key__in=keys)} if keys else {}
    return {key: rows[key] for key in keys if key in rows}
