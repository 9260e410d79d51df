"""What is noted of a published answer: marks, corrections, endorsements. None of them changes a word of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from web.accounts.models import Role
from web.accounts.roles import holders
from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.checking import rules
from web.checking.actions.answers import locked, tell_author
from web.checking.models import Correction, Endorsement, Mark
from web.letters.actions import notify
from web.questions.models import Answer, Expert


@transaction.atomic
def mark(*, answer: Answer, kind: Mark.Kind, reason: str, expert: Expert | None, by: Any, at: datetime) -> Mark:
    """Call a published answer outdated or dangerous, as a verified expert or, without one, as a reviewer.

    The author is told, and of danger the editors at once. Raises PermissionDenied and ValidationError.
    """
    answer = locked(answer.pk)
    rules.check_may_mark(by, answer, expert, at)
    check_not_frozen(by, at)
    revision = rules.check_published(answer, at)
    rules.check_note_given(reason)
    rules.check_mark_once(by, revision, kind)
    made = Mark.objects.create(
        answer=answer, revision=revision, kind=kind, reason=reason.strip(), expert=expert, by=by, at=at
    )
    record("marked", "answer", answer.pk, by=by, at=at, mark=made.pk, kind=kind.value)
    tell_author(f"answer-marked-{kind.value}", answer, once=str(made.pk), at=at, mark=made.pk)
    if kind == Mark.Kind.DANGEROUS:
        editors = holders(Role.EDITOR, topic=answer.question.topic_id)
        facts = {"answer": answer.pk, "question": answer.question.slug, "mark": made.pk}
        notify(editors, "danger", once=str(made.pk), at=at, **facts)
    return made


@transaction.atomic
def end_mark(*, mark: Mark, reason: str, by: Any, at: datetime) -> None:
    """Take a mark away, with a reason. One that has ended stays so. Raises PermissionDenied and ValidationError."""
    rules.check_may_end_mark(by, mark)
    check_not_frozen(by, at)
    rules.check_note_given(reason)
    found = Mark.objects.filter(pk=mark.pk, ended_at__isnull=True)
    if found.update(ended_by=by, ended_at=at, ended_because=reason.strip()):
        record("ended", "mark", mark.pk, by=by, at=at, answer=mark.answer_id)


@transaction.atomic
def correct(*, answer: Answer, text: str, by: Any, at: datetime) -> Correction:
    """A public note on what was wrong and is put right. The author is told. PermissionDenied, ValidationError."""
    answer = locked(answer.pk)
    rules.check_may_correct(by, answer)
    check_not_frozen(by, at)
    rules.check_was_published(answer)
    rules.check_note_given(text)
    text = text.strip()
    rules.check_correction_once(answer, text)
    made = Correction.objects.create(answer=answer, revision=answer.live, text=text, by=by, at=at)
    record("corrected", "answer", answer.pk, by=by, at=at, correction=made.pk)
    tell_author("answer-corrected", answer, once=str(made.pk), at=at)
    return made


@transaction.atomic
def endorse(*, answer: Answer, expert: Expert, by: Any, at: datetime) -> Endorsement:
    """In this verified expert's name, endorse a whole published answer of another. Endorsed already, it stays so.

    Raises PermissionDenied and ValidationError.
    """
    answer = locked(answer.pk)
    rules.check_may_endorse(by, answer, expert, at)
    check_not_frozen(by, at)
    revision = rules.check_published(answer, at)
    made = Endorsement.objects.filter(revision=revision, expert=expert, ended_at__isnull=True).first()
    if made is None:
        made = Endorsement.objects.create(revision=revision, expert=expert, by=by, at=at)
        record("endorsed", "answer", answer.pk, by=by, at=at, expert=expert.pk, endorsement=made.pk)
        tell_author("answer-endorsed", answer, once=str(made.pk), at=at)
    return made


@transaction.atomic
def end_endorsement(*, endorsement: Endorsement, by: Any, at: datetime) -> None:
    """Take an endorsement back. One that has ended stays so. Raises PermissionDenied."""
    rules.check_may_end_endorsement(by, endorsement)
    if Endorsement.objects.filter(pk=endorsement.pk, ended_at__isnull=True).update(ended_at=at):
        record("ended", "endorsement", endorsement.pk, by=by, at=at, expert=endorsement.expert_id)
