"""Answers and their revisions: begun, saved, withdrawn."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.experts import queries as experts
from web.experts import rules as of_experts
from web.letters.actions import notify
from web.questions import actions as questions
from web.questions.models import Answer, Expert, Question, Revision
from web.writing import content as contents
from web.writing import queries, rules
from web.writing.content import Content
from web.writing.errors import BaseMissing, BaseStale
from web.writing.models import Citation


@transaction.atomic
def start(*, question: Question, expert: Expert, by: Any, at: datetime) -> Answer:
    """The answer of this expert to this question, begun now unless it was before."""
    of_experts.check_may_write(by, expert)
    Question.objects.select_for_update().get(pk=question.pk)
    known = Answer.objects.filter(question=question, author=expert, origin=Answer.Origin.DESK).first()
    if known is not None:
        return known
    rules.check_open(question)
    last = Answer.objects.filter(question=question).aggregate(last=Max("position"))["last"]
    answer = Answer.objects.create(
        question=question,
        key=f"desk-{expert.pk}",
        author=expert,
        position=0 if last is None else last + 1,
        origin=Answer.Origin.DESK,
        state=Answer.State.DRAFT,
        keeper=by,
    )
    record("started", "answer", answer.pk, by=by, at=at, question=question.pk)
    return answer


@transaction.atomic
def save(*, answer: Answer, base: int | None, content: Content, by: Any, at: datetime) -> Revision:
    """The next revision, made on this base: the number of the revision it was made from, 0 for the first.

    What is saved unchanged adds nothing. Raises ValidationError by field, BaseMissing, and BaseStale with the text that
    came before it; nothing is stored then. An editor's save is told to the author.
    """
    rules.check_may_save(by, answer)
    if base is None:
        raise BaseMissing
    given = contents.taken(content)
    row = locked(answer)
    latest = queries.latest(row)
    if latest is not None and contents.of(latest) == given:
        return latest
    if base != (latest.number if latest else 0):
        raise BaseStale(latest, given)
    made = _revision(row, given, base, by, at)
    record("saved", "answer", row.pk, by=by, at=at, revision=made.number)
    if row.author is not None and experts.seat_of(by, row.author) is None:
        detail = {"answer": row.pk, "question": row.question.slug, "before": base, "after": made.number}
        notify(queries.writers(row), "answer-edited", once=f"{row.pk} {made.number}", at=at, **detail)
    return made


@transaction.atomic
def withdraw(*, answer: Answer, reason: str, by: Any, at: datetime) -> None:
    """Take an answer off every page at once, with a reason that readers see. What it said stays stored."""
    rules.check_may_write(by, answer)
    check_not_frozen(by, at)
    row = locked(answer)
    rules.check_withdrawal(row)
    rules.check_reason(reason, _("Say in a sentence for readers why you withdraw it."), "reason")
    questions.take_back(answer=row, state=Answer.State.WITHDRAWN, reason=reason.strip(), by=by, at=at)
    answer.refresh_from_db()


def locked(answer: Answer) -> Answer:
    """The answer's row, which no other transaction changes meanwhile."""
    rows = Answer.objects.select_for_update(of=("self",)).select_related("question", "author", "live")
    return rows.get(pk=answer.pk)


def _revision(row: Answer, given: Content, base: int, by: Any, at: datetime) -> Revision:
    body = contents.body(given)
    made = Revision.objects.create(
        answer=row,
        author=row.author,
        number=base + 1,
        body=body.text,
        sha256=hashlib.sha256(body.text.encode()).hexdigest(),
        record=contents.record(given, base),
        medium=given.medium,
        url=given.url,
        licence=given.licence,
        date=at.date().isoformat(),
        disclaimer=given.disclaimer,
        parts=[list(part) for part in body.parts],
        times=[list(time) for time in body.times],
        captions=given.captions,
        conflicts=given.conflicts,
        disclosure=given.disclosure,
        machine_help=given.machine_help,
        saved_by=by,
    )
    Citation.objects.bulk_create(
        Citation(
            revision=made,
            number=number,
            kind=source.kind,
            text=source.text,
            doi=source.doi,
            pmid=source.pmid,
            url=source.url,
        )
        for number, source in enumerate(given.citations, 1)
    )
    return made
