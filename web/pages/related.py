"""Where to go on from a question: what the engine relates to it, then its subject and topic, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from plurivox.search import traces
from web.finding import offers
from web.finding.engine import engine
from web.pages.model import Card
from web.questions import queries as questions
from web.questions.models import Question

#: Related questions on one page, and below which any other of the site helps to fill up.
RELATED, LEAST = 5, 3


def related(row: Question) -> tuple[Card, ...]:
    """Other questions that readers see now, for a page; two queries at most.

    None asks the same in the same words. With few from the engine, those of its subject and topic fill up.
    """
    cards, seen = list[Card](), {_words(row.text)}
    for other, reason in _every(row):
        asks = _words(other.text)
        if asks not in seen and (reason or len(cards) < LEAST):
            seen.add(asks)
            cards.append(Card(other.slug, other.text, "", other.voices, reason or _("Answered by many experts")))
        if len(cards) == RELATED:
            break
    return tuple(cards)


def _every(row: Question) -> Iterator[tuple[Question, str]]:
    """What the engine names, and then what stands beside it, each with the reason; "" for any other of the site."""
    finds = engine()
    found = finds.related(row.key, most=RELATED) if finds else ()
    for other in offers.shown(one.question for one in found).values():
        yield other, _reason(other, row) or _("Close to this question")
    for other in questions.related(row, 2 * RELATED):  # asked for only where those were too few
        yield other, _reason(other, row)


def _reason(other: Question, row: Question) -> str:
    if row.subject and other.subject == row.subject:
        return _("Also about %(subject)s") % {"subject": row.subject}
    if row.topic and other.topic_id == row.topic_id:
        return _("Also in %(topic)s") % {"topic": row.topic.name}
    return ""


def _words(text: str) -> frozenset[str]:
    """The words by which a question is found: "What is gout?" and "What's gout?" have the same."""
    return frozenset(traces.tokens(text)[0])
