"""What authors reply where their statements are opposed, by another's answer or by a peer's stance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from plurivox.model import RelationKind, StanceKind
from web.questions import queries as questions
from web.questions.models import Answer, Question, Statement
from web.review.models import Reply
from web.review.queries.releases import shown
from web.review.queries.stances import Place, held_of, live, place_of
from web.review.states import ReplyState


@dataclass(frozen=True, slots=True)
class ShownReply:
    """What an author replies where their statement is opposed."""

    expert: str
    text: str
    at: datetime


def replies_of(question: Question) -> dict[Place, tuple[ShownReply, ...]]:
    """The replies that an editor let through, to the published statements of this question, by place."""
    rows = Reply.objects.filter(statement__revision__in=live(question), state=ReplyState.SHOWN)
    found: dict[Place, tuple[ShownReply, ...]] = {}
    for row in rows.select_related("statement__author", "statement__revision__answer").order_by("at", "pk"):
        place = place_of(row.statement)
        found[place] = (*found.get(place, ()), ShownReply(row.statement.author.name, row.text, row.at))
    return found


def opposed(question: Question) -> set[Place]:
    """The places of the statements that stand as opposed on the public page now, by an answer or by a peer."""
    comparison = shown(question, questions.entry(question)).comparison
    if comparison is None:
        return set()
    spans = {s.id: (s.answer, s.quote.start, s.quote.end) for s in comparison.statements}
    against = {each.place for each in held_of([question.pk]).get(question.pk, ()) if each.kind is StanceKind.DISAGREE}
    return (against & set(spans.values())) | {
        spans[i] for r in comparison.relations if r.kind is RelationKind.OPPOSES for i in (r.a, r.b)
    }


def at_place(question: Question, place: Place) -> Statement | None:
    """The statement at this place of what is published, with its revision, answer and author, if it has been cut."""
    key, start, end = place
    rows = Statement.objects.filter(revision__in=live(question), revision__answer__key=key, start=start, end=end)
    return rows.select_related("revision__answer__question__topic", "author").order_by("-pk").first()


def published_answers(question: Question) -> list[Answer]:
    """The published answers of this question with their revisions."""
    rows = questions.published().filter(question=question).select_related("live", "author", "question")
    return list(rows.order_by("position", "pk"))


def replies(states: Iterable[ReplyState]) -> QuerySet[Reply]:
    """The replies in these states, the oldest first."""
    rows = Reply.objects.filter(state__in=[state.value for state in states])
    return rows.select_related(
        "statement__author", "statement__revision__answer__question__topic", "by", "decided_by"
    ).order_by("at", "pk")


def replies_by_place(question: Question) -> dict[Place, list[Reply]]:
    """All replies to the published statements of this question, the newest first, by place."""
    rows = Reply.objects.filter(statement__revision__in=live(question))
    found: dict[Place, list[Reply]] = {}
    for row in rows.select_related("statement__revision__answer", "by", "decided_by").order_by("-at", "-pk"):
        found.setdefault(place_of(row.statement), []).append(row)
    return found
