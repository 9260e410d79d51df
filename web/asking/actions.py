"""The only functions that write what the public asks, who asked, and who follows a question."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from web.accounts import actions as accounts_actions
from web.accounts import roles
from web.accounts import rules as accounts
from web.accounts.models import Role
from web.asking import rules
from web.asking.models import Asked, AskedState, AskedStatus, Asker, Follower
from web.asking.states import DECIDED, PENDING, UNCHECKED
from web.audit.actions import erased, record
from web.experts import actions as experts
from web.jobs.actions import enqueue
from web.letters.actions import notify
from web.questions import actions as questions
from web.questions.models import Question, Topic
from web.writing import actions as writing
from web.writing.models import Request

#: Bytes of a secret address: 256 bits, nobody guesses one (promise R42).
SECRET = 32


@transaction.atomic
def ask(
    *, text: str, masked: str, urgent: tuple[str, ...], email: str, language: str, submission: str, at: datetime
) -> Asked:
    """Keep a question from the public, once a submission. Nobody is `by`: whoever asked has no name here.

    `urgent` names what the checks found, or that they failed; then it heads the queue and editors are told at once.
    """
    rules.check_text(text)
    made, new = Asked.objects.get_or_create(
        submission=submission,
        defaults={
            "public_id": secrets.token_urlsafe(SECRET),
            "text": text,
            "masked": masked,
            "language": language,
            "urgent": " ".join(urgent),
            "at": at,
        },
    )
    if not new:
        return made
    if email:
        Asker.objects.create(asked=made, email=email, language=language, at=at)
    state = AskedState.ESCALATED if urgent else AskedState.WAITING
    AskedStatus.objects.create(asked=made, number=1, state=state, at=at)
    record("asked", "asked", made.pk, by=None, at=at, urgent=list(urgent))
    if urgent:
        notify(roles.holders(Role.EDITOR, anywhere=True), "asked-urgent", once=str(made.pk), at=at, asked=made.pk)
        enqueue("web.letters.jobs.send_mail")  # at once, and not when the clock comes round
    return made


@transaction.atomic
def reword(*, asked: Asked, masked: str, by: Any, at: datetime) -> None:
    """Change the wording that may become public. What was asked stays as it is."""
    rules.check_may_moderate(by)
    rules.check_text(masked)
    row = _pending(asked)
    if row.masked != masked:
        Asked.objects.filter(pk=row.pk).update(masked=masked)
        record("reworded", "asked", row.pk, by=by, at=at)
    asked.refresh_from_db()


@transaction.atomic
def publish(*, asked: Asked, wording: str, topic: Topic | None, subject: str, by: Any, at: datetime) -> Question:
    """Make it an open question in this wording; experts may answer, and readers see that it is asked."""
    rules.check_may_moderate(by)
    rules.check_may_file(by, topic.pk if topic else None)
    accounts.check_not_frozen(by, at)
    rules.check_wording(wording)
    row = _pending(asked)
    made = questions.add_question(
        key=f"asked-{row.pk}", text=" ".join(wording.split()), topic=topic, subject=subject.strip(), by=by, at=at
    )
    _decide(row, AskedState.PUBLISHED, "", made, by, at)
    asked.refresh_from_db()
    return made


@transaction.atomic
def merge(*, asked: Asked, question: Question, by: Any, at: datetime) -> None:
    """Lead whoever asked to a question that asks the same and stands here already."""
    rules.check_may_moderate(by)
    rules.check_target(question)
    _decide(_pending(asked), AskedState.MERGED, "", question, by, at)
    asked.refresh_from_db()


@transaction.atomic
def decline(*, asked: Asked, reason: str, by: Any, at: datetime) -> None:
    """It does not become public; whoever asked reads why."""
    rules.check_may_moderate(by)
    rules.check_reason(reason)
    _decide(_pending(asked), AskedState.DECLINED, reason.strip(), None, by, at)
    asked.refresh_from_db()


@transaction.atomic
def merge_questions(*, question: Question, into: Question, by: Any, at: datetime) -> int:
    """Make one of two questions that ask the same; how many answers moved. The first's address leads to the second.

    Whoever was asked to answer the first is no longer, whoever follows it follows the second.
    """
    rules.check_may_edit(by, question)
    rules.check_may_edit(by, into)
    accounts.check_not_frozen(by, at)
    rows = {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=[question.pk, into.pk])}
    first, second = rows[question.pk], rows[into.pk]
    rules.check_merge(first, second)
    moved = questions.merge(question=first, into=second, by=by, at=at)
    for request in Request.objects.filter(question=first, state=Request.State.OPEN):
        writing.end_request(request=request, by=by, at=at)
    there = Follower.objects.filter(question=second).values("email")
    Follower.objects.filter(question=first, email__in=list(there.values_list("email", flat=True))).delete()
    Follower.objects.filter(question=first).update(question=second)
    Asked.objects.filter(question=first).update(question=second)
    question.refresh_from_db()
    return moved


@transaction.atomic
def set_open(*, question: Question, open: bool, by: Any, at: datetime) -> None:
    """Ask experts to answer this question, or no longer."""
    rules.check_may_edit(by, question)
    accounts.check_not_frozen(by, at)
    if question.merged_into_id is not None:
        raise ValidationError(_("This question was merged into another. Open that one."), code="merged")
    questions.set_open(question=question, open=open, by=by, at=at)


@transaction.atomic
def erase_address(*, asked: Asked, at: datetime) -> bool:
    """Forget where to write to whoever asked; whether it was known. They do it themselves, by their secret address."""
    known = bool(Asker.objects.filter(asked=asked).delete()[0])
    if known:
        erased("asker", asked.pk, by=None, at=at)
    return known


@transaction.atomic
def erase_question(*, asked: Asked, at: datetime) -> bool:
    """Forget what was asked and who asked; what an editor published in their own wording stays. Whether it was there.

    The log keeps that it was erased, so that a restored backup can be brought up to date (promise R48).
    """
    Asker.objects.filter(asked=asked).delete()
    there = bool(
        Asked.objects.filter(pk=asked.pk, erased_at__isnull=True).update(
            text="", masked="", urgent="", language="", question=None, erased_at=at
        )
    )
    if there:
        erased("asked", asked.pk, by=None, at=at)
    asked.refresh_from_db()
    return there


@transaction.atomic
def forget_askers(*, before: datetime, at: datetime) -> int:
    """Forget the addresses of those whose questions were decided before this moment; how many."""
    decided = AskedStatus.objects.filter(state__in=DECIDED, at__lt=before).values("asked")
    rows = Asked.objects.filter(asker__in=Asker.objects.filter(asked__in=decided))
    return sum(erase_address(asked=row, at=at) for row in rows)


@transaction.atomic
def erase_person(*, email: str, at: datetime) -> dict[str, int]:
    """Forget everybody with this address: what they asked, that they follow, their applications and accounts.

    How many of each. What an account decided, and what its expert published, stays: under the expert's name, and of the
    account under none.
    """
    asked = list(Asked.objects.filter(asker__email__iexact=email))
    followers = list(Follower.objects.filter(email__iexact=email))
    return {
        "asked": sum(erase_question(asked=row, at=at) for row in asked),
        "follower": sum(end_follower(follower=row, at=at) for row in followers),
        "application": experts.erase_applications(email=email, at=at),
        "account": accounts_actions.erase_accounts(email=email, at=at),
    }


def erase_question_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """Erase the question of this number, if it was asked before that moment and is there; whether it was."""
    row = Asked.objects.filter(pk=key, at__lte=before).first()
    return row is not None and erase_question(asked=row, at=at)


def erase_address_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """The same of the address of whoever asked it."""
    row = Asked.objects.filter(pk=key, at__lte=before).first()
    return row is not None and erase_address(asked=row, at=at)


def erase_follower_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """The same of an address that follows a question."""
    row = Follower.objects.filter(pk=key, at__lte=before).first()
    return row is not None and end_follower(follower=row, at=at)


def _pending(asked: Asked) -> Asked:
    """The row, held until the transaction ends. Raises ValidationError when it was erased meanwhile."""
    row = Asked.objects.select_for_update().get(pk=asked.pk)
    if row.erased_at is not None:
        raise ValidationError(_("Whoever asked has erased this question."), code="erased")
    last = AskedStatus.objects.filter(asked=row).order_by("-number").first()
    assert last is not None
    if last.state not in PENDING:
        rules.check_step(AskedState(last.state), AskedState.PUBLISHED)
    return row


def _decide(row: Asked, state: AskedState, reason: str, question: Question | None, by: Any, at: datetime) -> None:
    last = AskedStatus.objects.filter(asked=row).order_by("-number").first()
    assert last is not None
    rules.check_step(AskedState(last.state), state)
    try:
        with transaction.atomic():
            AskedStatus.objects.create(asked=row, number=last.number + 1, state=state, reason=reason, by=by, at=at)
    except IntegrityError as error:  # two at the same moment: the database let one through
        raise ValidationError(_("This question has been decided on already."), code="decided-already") from error
    if question is not None:
        Asked.objects.filter(pk=row.pk).update(question=question)
    record(state.value, "asked", row.pk, by=by, at=at, question=question.pk if question else None)
    if Asker.objects.filter(asked=row).exists():
        enqueue("web.asking.jobs.tell_asker", asked=row.pk)


def urgent_words(kinds: tuple[Any, ...], sure: bool) -> tuple[str, ...]:
    """What a check found, as it is kept."""
    return tuple(kind.value for kind in kinds) if sure else (UNCHECKED,)


# --- Who follows a question.


@transaction.atomic
def follow(*, question: Question, email: str, language: str, at: datetime) -> None:
    """Ask this address whether it wants to be told. Nobody learns whether it follows the question already."""
    row, _new = Follower.objects.get_or_create(
        question=question,
        email=email.strip().lower(),
        defaults={"token": secrets.token_urlsafe(SECRET), "language": language, "at": at},
    )
    if row.confirmed_at is None:
        enqueue("web.asking.jobs.mail_follower", follower=row.pk)


@transaction.atomic
def confirm_follower(*, follower: Follower, at: datetime) -> None:
    """The address is theirs who follow: from now on they are told."""
    if Follower.objects.filter(pk=follower.pk, confirmed_at__isnull=True).update(confirmed_at=at, told_at=at):
        record("followed", "question", follower.question_id, by=None, at=at)


@transaction.atomic
def end_follower(*, follower: Follower, at: datetime) -> bool:
    """They are told no more, and the address is gone; whether it was there."""
    there = bool(Follower.objects.filter(pk=follower.pk).delete()[0])
    if there:
        record("unfollowed", "question", follower.question_id, by=None, at=at)
        erased("follower", follower.pk, by=None, at=at)
    return there


@transaction.atomic
def forget_followers(*, before: datetime, at: datetime) -> int:
    """Forget addresses that nobody confirmed; how many."""
    rows = list(Follower.objects.filter(confirmed_at__isnull=True, at__lt=before))
    return sum(end_follower(follower=row, at=at) for row in rows)
