"""What experts say of each other's statements: stances of verified peers, and replies of those who are opposed.

What a peer declared stands apart from what the machine inferred: a stance moves no line between the lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from plurivox.model import RelationKind
from web import clock
from web.experts.models import Verification
from web.experts.queries import NEEDED
from web.questions import queries as questions
from web.questions.models import Answer, Expert, Question, Statement
from web.review.models import Reply, Stance
from web.review.queries.releases import shown
from web.review.states import ReplyState, StanceKind

#: Where a statement stands: the key of its answer, start and end in code points.
Place = tuple[str, int, int]


@dataclass(slots=True)
class Stances:
    """What verified peers declared of one statement; "outside my field" counts nothing. Names, in order of expert."""

    agree: list[str] = field(default_factory=list)
    agree_if: list[tuple[str, str]] = field(default_factory=list)
    """Each with the condition."""
    disagree: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownReply:
    """What an author replies where their statement is opposed."""

    expert: str
    text: str
    at: datetime


def stances_of(question: Question, at: datetime | None = None) -> dict[Place, Stances]:
    """What verified peers declared of the published statements of this question, by place."""
    at = at or clock.now()
    verified = Verification.objects.filter(
        expert=OuterRef("expert"), ended_at__isnull=True, at__lte=at, until__gt=at, what__in=NEEDED
    )
    later = Stance.objects.filter(
        statement__revision=OuterRef("statement__revision"),
        statement__start=OuterRef("statement__start"),
        statement__end=OuterRef("statement__end"),
        expert=OuterRef("expert"),
    ).filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    rows = (
        Stance.objects.filter(statement__revision__in=_live(question), expert__suspended_at__isnull=True)
        .filter(Exists(verified), ~Exists(later))
        .exclude(kind=StanceKind.OUTSIDE)
        .select_related("expert", "statement__revision__answer")
        .order_by("expert__name", "pk")
    )
    found: dict[Place, Stances] = {}
    for row in rows:
        said = found.setdefault(place_of(row.statement), Stances())
        if row.kind == StanceKind.AGREE:
            said.agree.append(row.expert.name)
        elif row.kind == StanceKind.AGREE_IF:
            said.agree_if.append((row.expert.name, row.condition))
        else:
            said.disagree.append(row.expert.name)
    return found


def own_stances(question: Question, expert: Expert) -> dict[Place, Stance]:
    """The last stance of this expert on each published statement of the question."""
    rows = Stance.objects.filter(statement__revision__in=_live(question), expert=expert)
    rows = rows.select_related("statement__revision__answer").order_by("at", "pk")
    return {place_of(row.statement): row for row in rows}


def replies_of(question: Question) -> dict[Place, tuple[ShownReply, ...]]:
    """The replies that an editor let through, to the published statements of this question, by place."""
    rows = Reply.objects.filter(statement__revision__in=_live(question), state=ReplyState.SHOWN)
    found: dict[Place, tuple[ShownReply, ...]] = {}
    for row in rows.select_related("statement__author", "statement__revision__answer").order_by("at", "pk"):
        place = place_of(row.statement)
        found[place] = (*found.get(place, ()), ShownReply(row.statement.author.name, row.text, row.at))
    return found


def opposed(question: Question) -> set[Place]:
    """The places of the statements that stand as opposed on the public page now."""
    comparison = shown(question, questions.entry(question)).comparison
    if comparison is None:
        return set()
    spans = {s.id: (s.answer, s.quote.start, s.quote.end) for s in comparison.statements}
    return {spans[i] for r in comparison.relations if r.kind is RelationKind.OPPOSES for i in (r.a, r.b)}


def place_of(statement: Statement) -> Place:
    """Where a statement stands."""
    return statement.revision.answer.key, statement.start, statement.end


def at_place(question: Question, place: Place) -> Statement | None:
    """The statement at this place of what is published, with its revision, answer and author, if it has been cut."""
    key, start, end = place
    rows = Statement.objects.filter(revision__in=_live(question), revision__answer__key=key, start=start, end=end)
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
    rows = Reply.objects.filter(statement__revision__in=_live(question))
    found: dict[Place, list[Reply]] = {}
    for row in rows.select_related("statement__revision__answer", "by", "decided_by").order_by("-at", "-pk"):
        found.setdefault(place_of(row.statement), []).append(row)
    return found


def _live(question: Question) -> QuerySet[Answer]:
    return questions.published().filter(question=question).values("live")
