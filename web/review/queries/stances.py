"""What verified peers declare of single statements, as it holds now: the last word of each, while they are verified.

What a peer declared stands apart from what the machine inferred; `plurivox.declared` counts it into the lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from plurivox import model
from web import clock
from web.experts.models import Verification
from web.experts.queries import NEEDED
from web.questions import queries as questions
from web.questions.models import Answer, Expert, Question, Statement
from web.review.models import Stance
from web.review.states import StanceKind

#: Where a statement stands: the key of its answer, start and end in code points.
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """One stance that holds now, by the number of its row. `words` are the peer's: a condition, or a reason."""

    number: int
    place: Place
    peer: model.Expert
    kind: model.StanceKind
    words: str


@dataclass(slots=True)
class Stances:
    """What verified peers declared of one statement; "outside my field" counts nothing. Names, in order of expert."""

    agree: list[str] = field(default_factory=list)
    agree_if: list[tuple[str, str]] = field(default_factory=list)
    """Each with the condition."""
    disagree: list[tuple[str, str]] = field(default_factory=list)
    """Each with the reason, or ""."""

    def __bool__(self) -> bool:
        return bool(self.agree or self.agree_if or self.disagree)

    def add(self, peer: str, kind: model.StanceKind, words: str) -> None:
        match kind:
            case model.StanceKind.AGREE:
                self.agree.append(peer)
            case model.StanceKind.AGREE_IF:
                self.agree_if.append((peer, words))
            case model.StanceKind.DISAGREE:
                self.disagree.append((peer, words))


def held_of(numbers: Iterable[int], at: datetime | None = None) -> dict[int, tuple[Held, ...]]:
    """What holds now on the published statements of these questions, by the question's number, in one query."""
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
    live = questions.published().filter(question__in=list(numbers)).values("live")
    rows = (
        Stance.objects.filter(statement__revision__in=live, expert__suspended_at__isnull=True)
        .filter(Exists(verified), ~Exists(later))
        .exclude(kind__in=[StanceKind.OUTSIDE, StanceKind.RETRACTED])
        .select_related("expert", "statement__revision__answer")
        .order_by("expert__name", "pk")
    )
    found: dict[int, tuple[Held, ...]] = {}
    for row in rows:
        question = row.statement.revision.answer.question_id
        words = row.condition or row.reason
        peer, kind = questions.as_expert(row.expert), model.StanceKind(row.kind)
        found[question] = (*found.get(question, ()), Held(row.pk, place_of(row.statement), peer, kind, words))
    return found


def placed(held: Iterable[Held], comparison: model.Comparison) -> dict[int, model.Stance]:
    """The same as the engine has it, over the statements of this comparison, by the number of the row."""
    ids = {(s.answer, s.quote.start, s.quote.end): s.id for s in comparison.statements}
    return {
        each.number: model.Stance(ids[each.place], each.peer, each.kind, each.words)
        for each in held
        if each.place in ids
    }


def stances_of(question: Question, at: datetime | None = None) -> dict[Place, Stances]:
    """What verified peers declared of the published statements of this question, by place."""
    found: dict[Place, Stances] = {}
    for each in held_of([question.pk], at).get(question.pk, ()):
        found.setdefault(each.place, Stances()).add(each.peer.name, each.kind, each.words)
    return found


def by_statement(stances: Iterable[model.Stance]) -> dict[str, Stances]:
    """The same of stances as the engine has them, by the id of the statement."""
    found: dict[str, Stances] = {}
    for each in stances:
        found.setdefault(each.statement, Stances()).add(each.peer.name, each.kind, each.words)
    return found


def own_stances(question: Question, expert: Expert) -> dict[Place, Stance]:
    """The last stance of this expert on each published statement of the question, unless they took it back."""
    rows = Stance.objects.filter(statement__revision__in=live(question), expert=expert)
    rows = rows.select_related("statement__revision__answer").order_by("at", "pk")
    found = {place_of(row.statement): row for row in rows}
    return {place: row for place, row in found.items() if row.kind != StanceKind.RETRACTED}


def last_stance(statement: Statement, expert: Expert) -> Stance | None:
    """What this expert said last of this statement."""
    return Stance.objects.filter(statement=statement, expert=expert).order_by("-number").first()


def place_of(statement: Statement) -> Place:
    """Where a statement stands."""
    return statement.revision.answer.key, statement.start, statement.end


def live(question: Question) -> QuerySet[Answer]:
    """The revisions that readers see."""
    return questions.published().filter(question=question).values("live")
