"""The lists of work: what waits for whom; what is overdue, due soon, orphaned, unanswered, sent back, retracted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from web.accounts import roles
from web.accounts.models import Account, Role
from web.checking.models import FactCheck, Mark, Review, Verdict, Vote
from web.checking.queries.work import staged
from web.checking.states import DECIDED, OPEN, REMINDERS, Stage
from web.experts.models import Seat
from web.questions.models import Answer, Question, Revision
from web.writing.models import Citation, Retraction, Submission

#: Days before the end of a review from which it counts as due soon: when its author is first told.
SOON = max(REMINDERS)


def topics_of(account: Any, *wanted: Role) -> Collection[int] | None:
    """The topics for which an account holds one of these roles; None for all."""
    topics = [topic for role, topic in roles.held(account) if role in wanted]
    return None if None in topics else [topic for topic in topics if topic is not None]


def waiting_for_facts(account: Any) -> QuerySet[Submission]:
    """What this account can check the facts of, the oldest first."""
    rows = _of_others(account, Role.FACT_CHECKER).filter(stage=Stage.FACTS)
    return rows.exclude(_judged_before(account)).order_by("at", "pk")


def waiting_for_votes(account: Any) -> QuerySet[Submission]:
    """What this account can vote on, the oldest first. Whether another has voted changes nothing here."""
    rows = _of_others(account, Role.REVIEWER).filter(stage=Stage.VOTES)
    return rows.exclude(_judged(account)).exclude(_judged_before(account)).order_by("at", "pk")


def waiting(account: Any) -> QuerySet[Submission]:
    """Everything that waits in this account's topics, the oldest first; nothing that it wrote."""
    return (
        _of_others(account, Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR).filter(stage__in=OPEN).order_by("at", "pk")
    )


def judged_by(account: Any) -> QuerySet[Submission]:
    """What this account checked or voted on, the newest first."""
    return _shown().filter(_judged(account)).order_by("-at", "-pk")


def decided(account: Any) -> QuerySet[Submission]:
    """What was decided in this account's topics, the newest first."""
    return _of_others(account, Role.EDITOR).filter(stage__in=DECIDED).order_by("-at", "-pk")


def overdue(topics: Collection[int] | None, at: datetime) -> QuerySet[Answer]:
    """Answers that were reviewed and whose review has ended, the longest overdue first."""
    holds = Review.objects.filter(answer=OuterRef("pk"), ended_at__isnull=True, due_at__gt=at)
    return _kept(topics).filter(due_at__isnull=False).exclude(Exists(holds)).order_by("due_at", "pk")


def due_soon(topics: Collection[int] | None, at: datetime) -> QuerySet[Answer]:
    """Answers whose review ends within the next days, the soonest first."""
    holds = Review.objects.filter(answer=OuterRef("pk"), ended_at__isnull=True, due_at__gt=at)
    soon = holds.filter(due_at__lte=at + timedelta(days=SOON))
    later = holds.filter(due_at__gt=at + timedelta(days=SOON))
    return _kept(topics).filter(Exists(soon)).exclude(Exists(later)).order_by("due_at", "pk")


def orphaned(topics: Collection[int] | None) -> QuerySet[Answer]:
    """Answers that nobody looks after: who keeps them no longer writes for their author, or nobody does."""
    seats = Seat.objects.filter(expert=OuterRef("author"), ended_at__isnull=True, account__is_active=True)
    keeps = Exists(seats.filter(account=OuterRef("keeper")))
    written = Answer.objects.filter(origin=Answer.Origin.DESK).exclude(state=Answer.State.WITHDRAWN)
    rows = _in(written, topics, "question__topic")
    nobody = Q(keeper__isnull=False) & ~keeps | Q(keeper__isnull=True) & ~Exists(seats)
    return rows.filter(nobody).select_related("question", "author").order_by("pk")


def unanswered(topics: Collection[int] | None) -> QuerySet[Question]:
    """Questions that experts are asked to answer and that have no published answer, the oldest first."""
    rows = Question.objects.filter(open=True, voices=0, merged_into__isnull=True)
    return _in(rows, topics, "topic").select_related("topic").order_by("pk")


def returned(topics: Collection[int] | None) -> QuerySet[Submission]:
    """What is back with its author, who has handed in nothing since; the oldest first."""
    later = Submission.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
    rows = _in(_shown().filter(stage=Stage.RETURNED), topics, "answer__question__topic")
    return rows.exclude(Exists(later)).exclude(answer__state=Answer.State.WITHDRAWN).order_by("at", "pk")


def retracted(topics: Collection[int] | None) -> QuerySet[Answer]:
    """Published answers that name a source which was retracted or superseded (feature E15)."""
    same = Retraction.objects.filter(Q(doi=OuterRef("doi")) & ~Q(doi="") | Q(pmid=OuterRef("pmid")) & ~Q(pmid=""))
    named = Citation.objects.filter(Exists(same), revision=OuterRef("live"))
    rows = _in(Answer.objects.filter(live__isnull=False), topics, "question__topic")
    return rows.filter(Exists(named)).select_related("question", "author").order_by("pk")


def dangerous(topics: Collection[int] | None) -> QuerySet[Answer]:
    """Published answers that somebody calls dangerous."""
    marks = Mark.objects.filter(revision=OuterRef("live"), kind=Mark.Kind.DANGEROUS, ended_at__isnull=True)
    rows = _in(Answer.objects.filter(live__isnull=False), topics, "question__topic")
    return rows.filter(Exists(marks)).select_related("question", "author").order_by("pk")


def _kept(topics: Collection[int] | None) -> QuerySet[Answer]:
    rows = Answer.objects.filter(
        origin=Answer.Origin.DESK, state__in=[Answer.State.PUBLISHED, Answer.State.LAPSED]
    ).select_related("question", "author")
    return _in(rows, topics, "question__topic")


def _in(rows: QuerySet, topics: Collection[int] | None, field: str) -> QuerySet:  # type: ignore[type-arg]
    return rows if topics is None else rows.filter(**{f"{field}__in": topics})


def _shown() -> QuerySet[Submission]:
    return staged().select_related("answer__question__topic", "answer__author", "revision", "by")


def _of_others(account: Account, *wanted: Role) -> QuerySet[Submission]:
    """Submissions in the topics of these roles that this account did not write; `rules` says the same of each."""
    author = OuterRef("answer__author")
    wrote = (
        Q(by=account.pk)
        | Q(answer__keeper=account.pk, answer__keeper__isnull=False)
        | Exists(Seat.objects.filter(expert=author, account=account.pk))
        | Exists(Revision.objects.filter(answer=OuterRef("answer"), saved_by=account.pk))
        | Exists(Submission.objects.filter(answer=OuterRef("answer"), by=account.pk))
    )
    topics = topics_of(account, *wanted)
    return _in(_shown(), topics, "answer__question__topic").exclude(wrote)


def _judged(account: Any) -> Exists | Q:
    """That this account voted on a submission, or checked its facts."""
    voted = Vote.objects.filter(submission=OuterRef("pk"), by=account.pk)
    checked = FactCheck.objects.filter(submission=OuterRef("pk"), by=account.pk)
    return Exists(voted) | Exists(checked)


def _judged_before(account: Any) -> Exists | Q:
    """That this account judged what is appealed."""
    voted = Vote.objects.filter(submission=OuterRef("appeals"), by=account.pk)
    sent_back = FactCheck.objects.filter(submission=OuterRef("appeals"), by=account.pk, verdict=Verdict.RETURNED)
    return Exists(voted) | Exists(sent_back)
