"""The page models of what experts say of each other's statements: stances, what stands against them, replies.

Reads through the apps' queries only; no HTML, no request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from plurivox import page
from plurivox.errors import NotFound
from plurivox.model import RelationKind
from web.experts import queries as experts
from web.questions import queries as questions
from web.questions.models import Expert, Question
from web.review import queries
from web.review.models import Reply
from web.review.queries import Place
from web.review.states import ReplyState, StanceKind

#: Statements on one page; questions of a list; decided replies that are shown.
PER_PAGE, QUESTIONS, DECIDED = 10, 50, 20


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """One question on which a stance can be taken."""

    slug: str
    question: str
    voices: int


@dataclass(frozen=True, slots=True)
class StancesIndex:
    """Questions that an expert may take stances on: those they answered, or those of a search."""

    words: str
    rows: tuple[QuestionLink, ...]


@dataclass(frozen=True, slots=True)
class StatementToJudge:
    """One statement of another expert, and what this expert has said of it."""

    place: Place
    quote: page.Line
    kind: str
    words: str
    agree: int
    agree_if: int
    disagree: int
    kinds: tuple[StanceKind, ...]
    """What can be said: taking back only what was said."""
    chosen: str
    """What is filled in: what was said last, or what was just typed."""
    typed: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StancesPage:
    """The statements of one question that this expert may take a stance on."""

    slug: str
    question: str
    expert: str
    expert_name: str
    others: tuple[tuple[str, str], ...]
    """Further experts for whom this account writes: slug and name."""
    statements: tuple[StatementToJudge, ...]
    number: int
    pages: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(statement.quote.statement for statement in self.statements)


@dataclass(frozen=True, slots=True)
class PastReply:
    """A reply, as its author and the editors see it."""

    number: int
    text: str
    state: ReplyState
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opposed:
    """One statement of this account's experts, what stands against it, and the replies so far."""

    place: Place
    quote: page.Line
    against: tuple[page.Line, ...]
    disagree: tuple[tuple[str, str], ...]
    """Peers who declared that it is not so, each with their reason or ""."""
    replies: tuple[PastReply, ...]
    open: bool
    """Whether another reply can be sent: none waits for an editor."""


@dataclass(frozen=True, slots=True)
class OpposedPage:
    """What stands against statements of this account's experts on one question."""

    slug: str
    question: str
    statements: tuple[Opposed, ...]


@dataclass(frozen=True, slots=True)
class ReplyToDecide:
    """One reply with the statement it is about."""

    reply: PastReply
    slug: str
    question: str
    expert: str
    exact: str


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """Replies that wait for an editor, the oldest first, and the last that were decided."""

    waiting: tuple[ReplyToDecide, ...]
    decided: tuple[ReplyToDecide, ...]


def stances_index(account: Any, words: str) -> StancesIndex:
    """Where this account's experts may take stances."""
    words = " ".join(words.replace("\0", " ").split())
    if words:
        rows = list(questions.holding(questions.shown_questions(), words)[:QUESTIONS])
    else:
        rows = list(
            questions.shown_questions().filter(answers__author__in=experts.experts_of(account)).distinct()[:QUESTIONS]
        )
    return StancesIndex(words, tuple(QuestionLink(row.slug, row.text, row.voices) for row in rows))


def stances_page(slug: str, account: Any, expert: str, number: str) -> StancesPage:
    """The statements of other experts to this question. Raises NotFound where it has none."""
    row = questions.question(slug)
    seated = experts.experts_of(account)
    chosen = next((each for each in seated if each.slug == expert), seated[0])
    lines = _lines(row)
    own = queries.own_stances(row, chosen)
    counted = queries.stances_of(row)
    rows = [place for place, line in lines.items() if line.expert.id != chosen.slug]
    found = Paginator(rows, PER_PAGE).get_page(number)
    return StancesPage(
        row.slug,
        row.text,
        chosen.slug,
        chosen.name,
        tuple((each.slug, each.name) for each in seated if each.pk != chosen.pk),
        tuple(_to_judge(each, lines, own, counted) for each in found.object_list),
        found.number,
        found.paginator.num_pages,
    )


def retyped(found: StancesPage, form: Any) -> StancesPage:
    """The page with what was typed, and what is wrong with it."""

    def typed(each: StatementToJudge) -> StatementToJudge:
        stance, words = form[f"stance-{each.quote.statement}"], form[f"words-{each.quote.statement}"]
        return replace(
            each,
            chosen=stance.value() or "",
            typed=words.value() or "",
            errors=tuple(str(error) for error in (*stance.errors, *words.errors)),
        )

    return replace(found, statements=tuple(typed(each) for each in found.statements))


def expert_of(account: Any, slug: str) -> Expert:
    """The expert of this name for whom the account writes, or the first of them."""
    seated = experts.experts_of(account)
    return next((each for each in seated if each.slug == slug), seated[0])


def opposed_page(slug: str, account: Any) -> OpposedPage:
    """What stands against this account's experts. Raises NotFound where nothing of theirs is published there."""
    row = questions.question(slug)
    seated = {expert.slug for expert in experts.experts_of(account)}
    shown = queries.shown(row, questions.entry(row)).comparison
    if shown is None or not any(answer.voice in seated for answer in shown.answers):
        raise NotFound(_("None of your answers to this question is on its page today."))
    said = page.lines_of(shown)
    places = {s.id: (s.answer, s.quote.start, s.quote.end) for s in shown.statements}
    against: dict[str, list[page.Line]] = {}
    for relation in shown.relations:
        if relation.kind is RelationKind.OPPOSES:
            against.setdefault(relation.a, []).append(said[relation.b])
            against.setdefault(relation.b, []).append(said[relation.a])
    replied, declared = queries.replies_by_place(row), queries.stances_of(row)
    found = []
    for statement in shown.statements:
        replies, said_of = replied.get(places[statement.id], []), declared.get(places[statement.id])
        disagree = tuple(said_of.disagree) if said_of else ()
        if statement.voice in seated and (statement.id in against or disagree or replies):
            waits = any(reply.state == ReplyState.WAITING for reply in replies)
            found.append(
                Opposed(
                    places[statement.id],
                    said[statement.id],
                    tuple(against.get(statement.id, ())),
                    disagree,
                    tuple(_past(reply) for reply in replies),
                    bool(statement.id in against or disagree) and not waits,
                )
            )
    return OpposedPage(row.slug, row.text, tuple(found))


def replies_page() -> RepliesPage:
    """The replies of all topics; whether an editor may decide on one is the action's to say."""
    decided = queries.replies([ReplyState.SHOWN, ReplyState.REFUSED]).order_by("-decided_at")[:DECIDED]
    return RepliesPage(
        tuple(_to_decide(reply) for reply in queries.replies([ReplyState.WAITING])),
        tuple(_to_decide(reply) for reply in decided),
    )


def _lines(row: Question) -> dict[Place, page.Line]:
    """The statements that the page compares today, by place."""
    made = queries.fresh(row, questions.entry(row))
    if made is None:
        return {}
    said = page.lines_of(made)
    return {(s.answer, s.quote.start, s.quote.end): said[s.id] for s in made.statements}


def _to_judge(place: Place, lines: dict[Place, page.Line], own: Any, counted: Any) -> StatementToJudge:
    mine, said = own.get(place), counted.get(place)
    words = mine.condition or mine.reason if mine else ""
    return StatementToJudge(
        place,
        lines[place],
        mine.kind if mine else "",
        words,
        len(said.agree) if said else 0,
        len(said.agree_if) if said else 0,
        len(said.disagree) if said else 0,
        tuple(kind for kind in StanceKind if mine or kind is not StanceKind.RETRACTED),
        mine.kind if mine else "",
        words,
    )


def _past(reply: Reply) -> PastReply:
    return PastReply(reply.pk, reply.text, ReplyState(reply.state), reply.reason, str(reply.by), reply.at)


def _to_decide(reply: Reply) -> ReplyToDecide:
    question = reply.statement.revision.answer.question
    return ReplyToDecide(_past(reply), question.slug, question.text, reply.statement.author.name, reply.statement.exact)
