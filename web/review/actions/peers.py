"""The only functions that write what experts say of each other's statements: stances, and replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plurivox.model import Comparison, RelationKind
from web.accounts import roles
from web.accounts.models import Role
from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.experts.models import Seat
from web.experts.rules import check_may_write
from web.letters.actions import notify
from web.questions.actions import changed
from web.questions.models import Expert, Question, Statement
from web.review import queries, rules
from web.review.models import Reply, Stance
from web.review.states import ReplyState, StanceKind


@transaction.atomic
def take_stance(
    *, statement: Statement, expert: Expert, kind: StanceKind, words: str = "", by: Any, at: datetime
) -> Stance:
    """Say what this expert thinks of one statement of another; the last word holds.

    `words` are the condition on which they agree, or why they disagree; nothing else keeps any. Whoever writes for the
    author is told of a disagreement, for they may reply. Raises PermissionDenied when `by` does not write for the
    expert, and ValidationError when the expert is not verified, the statement is their own or is not published, or a
    condition is missing.
    """
    check_may_write(by, expert)
    check_not_frozen(by, at)
    Statement.objects.select_for_update().get(pk=statement.pk)
    before = queries.last_stance(statement, expert)
    rules.check_stance(statement, expert, kind, words, before, at)
    made = Stance.objects.create(
        statement=statement,
        expert=expert,
        number=before.number + 1 if before else 1,
        kind=kind,
        condition=words.strip() if kind == StanceKind.AGREE_IF else "",
        reason=words.strip() if kind == StanceKind.DISAGREE else "",
        by=by,
        at=at,
    )
    record("took-stance", "statement", statement.pk, by=by, at=at, expert=expert.pk, kind=made.kind)
    question = statement.revision.answer.question
    changed([question.pk])
    if kind == StanceKind.DISAGREE:
        revision = statement.revision
        writers = Seat.objects.filter(ended_at__isnull=True, expert=statement.author_id).select_related("account")
        place = _place(question, revision.answer.key, revision.sha256, statement.start)
        notify([seat.account for seat in writers], "statement-opposed", once=place, at=at, question=question.slug)
    return made


@transaction.atomic
def reply(*, statement: Statement, text: str, by: Any, at: datetime) -> Reply:
    """The author's reply where their statement stands as opposed; an editor lets it through or not.

    Raises PermissionDenied when `by` does not write for the author, and ValidationError when nothing stands against it.
    """
    check_may_write(by, statement.author)
    Statement.objects.select_for_update().get(pk=statement.pk)
    question = statement.revision.answer.question
    rules.check_reply(statement, text, queries.place_of(statement) in queries.opposed(question))
    made = Reply.objects.create(statement=statement, text=text.strip(), by=by, at=at)
    record("replied", "statement", statement.pk, by=by, at=at, reply=made.pk)
    editors = roles.holders(Role.EDITOR, topic=question.topic_id)
    notify(editors, "reply-waits", once=str(made.pk), at=at, question=question.slug)
    return made


@transaction.atomic
def decide_reply(*, reply: Reply, shown: bool, reason: str = "", by: Any, at: datetime) -> None:
    """Let a reply through, or refuse it with a reason. Raises PermissionDenied and ValidationError."""
    rules.check_may_decide_reply(by, reply)
    check_not_frozen(by, at)
    rules.check_length(reason)
    if not shown:
        rules.check_reason_given(reason)
    state = ReplyState.SHOWN if shown else ReplyState.REFUSED
    changed = Reply.objects.filter(pk=reply.pk, state=ReplyState.WAITING).update(
        state=state, reason=reason.strip(), decided_by=by, decided_at=at
    )
    if not changed:
        raise ValidationError(_("Somebody else has decided on this reply meanwhile."), code="decided-already")
    record(state.value, "reply", reply.pk, by=by, at=at)
    question = reply.statement.revision.answer.question
    notify([reply.by], "reply-decided", once=str(reply.pk), at=at, question=question.slug, shown=shown)


def tell_opposed(question: Question, comparison: Comparison, at: datetime) -> None:
    """Tell whoever writes for an expert of whom a statement stands as opposed that they may reply; once a statement."""
    against = {name for r in comparison.relations if r.kind is RelationKind.OPPOSES for name in (r.a, r.b)}
    stands = [statement for statement in comparison.statements if statement.id in against]
    if not stands:
        return
    texts = {answer.id: answer.sha256 for answer in comparison.answers}
    writers = Seat.objects.filter(ended_at__isnull=True, expert__slug__in={s.voice for s in stands})
    for seat in writers.select_related("account", "expert"):
        for statement in stands:
            if statement.voice == seat.expert.slug:
                place = _place(question, statement.answer, texts[statement.answer], statement.quote.start)
                notify([seat.account], "statement-opposed", once=place, at=at, question=question.slug)


def _place(question: Question, answer: str, sha256: str, start: int) -> str:
    """By what a statement of one text is told of once."""
    return f"{question.pk} {answer} {sha256[:16]} {start}"
