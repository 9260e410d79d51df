"""What time does: answers whose review or whose author's verification has ended go, and come back when they may.

Readers never wait for this: `questions.queries.published` asks the clock. The job makes it lasting, so that a clock set
back revives nothing, and counts voices anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from web.accounts.models import Role
from web.accounts.roles import holders
from web.audit.actions import record
from web.checking import queries
from web.checking.actions.answers import locked, tell_author
from web.checking.models import Review
from web.checking.states import REMINDERS
from web.experts.queries import verified_until
from web.letters.actions import notify
from web.questions.actions import publish, take_back
from web.questions.models import Answer
from web.questions.queries import shown_last

#: States from which an answer comes back by itself; what was withdrawn stays so.
_BACK = (Answer.State.DRAFT, Answer.State.LAPSED, Answer.State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Settled:
    """How many answers one run took back, kept for longer, and brought back."""

    lapsed: int = 0
    extended: int = 0
    restored: int = 0


def settle(at: datetime) -> Settled:
    """Bring every answer to what holds now; each in a transaction of its own, so that a run can be stopped.

    First those take the place of what was imported of their author that were published before the database refused to
    show both. Then those stay whose author was verified anew, then those go whose time is over, then reviews end, then
    those come back whose review still runs and whose author may be shown.
    """
    for pk in list(_beside_imported().values_list("pk", flat=True)):
        _publish_anew(pk, at)
    shown = Answer.objects.filter(live__isnull=False, shown_until__isnull=False)
    shorter = shown.filter(shown_until__lt=F("due_at"), due_at__gt=at)
    extended = sum(_extend(pk, at) for pk in list(shorter.values_list("pk", flat=True)))
    lapsed = sum(_lapse(pk, at) for pk in list(shown.filter(shown_until__lte=at).values_list("pk", flat=True)))
    over = Q(due_at__lte=at) | Q(answer__state=Answer.State.WITHDRAWN)
    for pk in list(Review.objects.filter(over, ended_at__isnull=True).values_list("pk", flat=True)):
        _end_review(pk, at)
    hidden = Answer.objects.filter(state__in=_BACK, author__isnull=False, author__suspended_at__isnull=True)
    reviewed = Q(origin=Answer.Origin.DESK, reviews__in=queries.running(at))
    imported = Q(origin=Answer.Origin.IMPORTED, state=Answer.State.SUSPENDED)
    back = hidden.filter(reviewed | imported).order_by("pk").distinct()
    restored = sum(_restore(pk, at) for pk in list(back.values_list("pk", flat=True)))
    return Settled(lapsed, extended, restored)


@transaction.atomic
def remind(at: datetime) -> int:
    """Tell authors and editors that a review ends: once 60, once 30 and once 7 days before. How many were told."""
    count = 0
    soon = queries.running(at).filter(due_at__lte=at + timedelta(days=max(REMINDERS)))
    for review in soon.select_related("answer__question").order_by("due_at", "pk"):
        answer = review.answer
        if answer.state == Answer.State.WITHDRAWN:
            continue
        days = min(limit for limit in REMINDERS if review.due_at <= at + timedelta(days=limit))
        told = {account.pk: account for account in queries.told(answer)}
        told |= {account.pk: account for account in holders(Role.EDITOR, topic=answer.question.topic_id)}
        count += notify(
            told.values(),
            "review-due",
            once=f"{review.pk} {days}",
            at=at,
            answer=answer.pk,
            question=answer.question.slug,
            days=days,
        )
    return count


def _beside_imported() -> QuerySet[Answer]:
    """What was written here and is shown beside an answer that was imported of the same author."""
    shown = Answer.objects.filter(live__isnull=False)
    beside = shown.filter(question=OuterRef("question"), author=OuterRef("author"), origin=Answer.Origin.IMPORTED)
    return shown.filter(Exists(beside), origin=Answer.Origin.DESK)


@transaction.atomic
def _publish_anew(pk: int, at: datetime) -> None:
    answer = locked(pk)
    if answer.live is not None:
        publish(
            answer=answer,
            revision=answer.live,
            reviewed_at=answer.reviewed_at,
            due_at=answer.due_at,
            shown_until=answer.shown_until,
            by=None,
            at=at,
        )


@transaction.atomic
def _extend(pk: int, at: datetime) -> bool:
    """Keep an answer for as long as its author is verified now, where that is longer than before."""
    answer = locked(pk)
    until = verified_until(answer.author, at) if answer.author else None
    if answer.live is None or answer.due_at is None or answer.shown_until is None or until is None:
        return False
    shown = min(answer.due_at, until)
    if shown <= answer.shown_until:
        return False
    publish(
        answer=answer,
        revision=answer.live,
        reviewed_at=answer.reviewed_at,
        due_at=answer.due_at,
        shown_until=shown,
        by=None,
        at=at,
    )
    return True


@transaction.atomic
def _lapse(pk: int, at: datetime) -> bool:
    answer = locked(pk)
    if answer.live_id is None or answer.shown_until is None or answer.shown_until > at:
        return False
    reviewed = answer.due_at is not None and answer.due_at <= at
    take_back(answer=answer, state=Answer.State.LAPSED, reason="", by=None, at=at)
    kind = "answer-lapsed-review" if reviewed else "answer-lapsed-verification"
    tell_author(kind, answer, once=f"{answer.pk} {at.isoformat()}", at=at)
    return True


@transaction.atomic
def _end_review(pk: int, at: datetime) -> None:
    if Review.objects.filter(pk=pk, ended_at__isnull=True).update(ended_at=at):
        record("ended", "review", pk, by=None, at=at)


@transaction.atomic
def _restore(pk: int, at: datetime) -> bool:
    """Publish again what may be shown again; whatever held it back before is looked at anew."""
    answer = locked(pk)
    if answer.state not in _BACK or answer.author is None or answer.author.suspended_at is not None:
        return False
    if answer.origin == Answer.Origin.IMPORTED:
        revision = shown_last(answer)
        if revision is None or answer.state != Answer.State.SUSPENDED:
            return False
        publish(answer=answer, revision=revision, reviewed_at=None, due_at=None, shown_until=None, by=None, at=at)
        return True
    review = queries.running(at).filter(answer=answer).select_related("revision").order_by("-pk").first()
    until = verified_until(answer.author, at)
    if review is None or until is None:
        return False
    publish(
        answer=answer,
        revision=review.revision,
        reviewed_at=review.at,
        due_at=review.due_at,
        shown_until=min(review.due_at, until),
        by=None,
        at=at,
    )
    tell_author("answer-restored", answer, once=f"{answer.pk} {at.isoformat()}", at=at)
    return True
