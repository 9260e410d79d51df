"""Where to go on from a question: what the engine relates to it, then its subject and topic, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from plurivox.search import Found, traces
from plurivox.search.candidates import ALIKE
from plurivox.search.results import mixed
from web.finding.engine import engine
from web.pages.model import Card, TopicCard
from web.questions import queries as questions
from web.questions.models import Question

#: Related questions on one page, and below which any other of the site helps to fill up.
RELATED, LEAST = 5, 3

#: Related topics on one page, and how many questions near this one say which they are.
TOPICS, NEAR = 3, 20


def beside(row: Question) -> tuple[Found, ...]:
    """What the engine finds near a question, for both below; nothing without an index."""
    finds = engine()
    return finds.related(row.key, most=NEAR) if finds else ()


def related(row: Question, found: Sequence[Found]) -> tuple[Card, ...]:
    """Other questions that readers see now, for a page; two queries at most.

    None asks the same in the same words. With few from the engine, those of its subject and topic fill up.
    """
    named = [one.question for one in mixed(found, RELATED)]
    cards, seen = list[Card](), {_words(row.text)}
    for other in questions.related(row, named, RELATED):
        _add(other, _reason(other, row), cards, seen, RELATED)
    if len(cards) < LEAST:
        for other in questions.shown_questions().filter(voices__gt=0)[: 2 * RELATED]:
            _add(other, _("Also answered here"), cards, seen, LEAST)
    return tuple(cards)


def related_topics(row: Question, found: Sequence[Found]) -> tuple[TopicCard, ...]:
    """Other topics with questions that say something alike, and how many of those; the fullest first.

    Nearness alone ("What are the symptoms of ...?") relates no topics. One query at most.
    """
    named = [one.question for one in found if one.score >= ALIKE]
    topics = questions.topics_beside(named, row.topic_id)[:TOPICS] if named else ()
    return tuple(TopicCard(topic.slug, topic.name, topic.count) for topic in topics)


def _add(row: Question, reason: str, cards: list[Card], seen: set[frozenset[str]], most: int) -> None:
    asks = _words(row.text)
    if len(cards) < most and asks not in seen:
        seen.add(asks)
        cards.append(Card(row.slug, row.text, "", row.voices, reason))


def _reason(other: Question, row: Question) -> str:
    if row.subject and other.subject == row.subject:
        return _("Also about %(subject)s") % {"subject": row.subject}
    if row.topic and other.topic_id == row.topic_id:
        return _("Also in %(topic)s") % {"topic": row.topic.name}
    return _("Close to this question")


def _words(text: str) -> frozenset[str]:
    """The words by which a question is found: "What is gout?" and "What's gout?" have the same."""
    return frozenset(traces.tokens(text)[0])
