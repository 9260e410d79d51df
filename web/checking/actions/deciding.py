"""From a submission to a published answer: the fact check, two blind votes, and the review that they make."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from web import clock
from web.accounts.models import Role
from web.accounts.roles import allowed, holders
from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.checking import queries, rules
from web.checking.actions.answers import locked, tell_author
from web.checking.models import VOTES, FactCheck, Review, Verdict, Vote
from web.checking.states import DUE_A_DAY, MONTHS
from web.experts.queries import verified_until
from web.letters.actions import notify
from web.questions.actions import publish, take_back
from web.questions.models import Answer, Risk
from web.writing.models import Submission

#: Days before the last possible one among which a day that is not full is looked for at first.
SPREAD = 60


@transaction.atomic
def check_facts(*, submission: Submission, verdict: Verdict, reason: str, by: Any, at: datetime) -> FactCheck:
    """The first step. What is returned goes to the author at once, with the reason.

    Raises PermissionDenied when `by` may not check this, and ValidationError when it is checked already or says no why.
    """
    submission = _locked(submission)
    rules.check_may_check_facts(by, submission)
    check_not_frozen(by, at)
    rules.check_facts_open(submission)
    rules.check_reason(verdict, reason)
    made = FactCheck.objects.create(submission=submission, verdict=verdict, reason=reason.strip(), by=by, at=at)
    record("checked", "submission", submission.pk, by=by, at=at, verdict=verdict.value)
    if verdict == Verdict.RETURNED:
        _tell_author("answer-returned", submission, at)
    else:
        reviewers = holders(Role.REVIEWER, topic=submission.answer.question.topic_id)
        able = [account for account in reviewers if allowed(rules.check_may_vote, account, submission)]
        notify(able, "to-vote", once=str(submission.pk), at=at, submission=submission.pk)
    return made


@transaction.atomic
def vote(*, submission: Submission, verdict: Verdict, reason: str, by: Any, at: datetime) -> Vote:
    """One of the two votes. The second decides: two that pass publish; one that returns sends it back with all reasons.

    Before that nobody is told, and the log names no verdict. Raises PermissionDenied when `by` may not vote on this,
    and ValidationError when it is not to be voted on now or a return says no why.
    """
    submission = _locked(submission)
    rules.check_may_vote(by, submission)
    check_not_frozen(by, at)
    rules.check_votes_open(by, submission)
    rules.check_reason(verdict, reason)
    before = list(Vote.objects.filter(submission=submission).order_by("number"))
    made = Vote.objects.create(
        submission=submission, number=len(before) + 1, verdict=verdict, reason=reason.strip(), by=by, at=at
    )
    record("voted", "submission", submission.pk, by=by, at=at, number=made.number)
    votes = [*before, made]
    if len(votes) == VOTES:
        if all(each.verdict == Verdict.PASSED for each in votes):
            _pass(submission, by, at)
        else:
            record("returned", "submission", submission.pk, by=by, at=at)
            _tell_author("answer-returned", submission, at)
    return made


@transaction.atomic
def refused(*, submission: Submission, step: str, by: Any, at: datetime) -> None:
    """Keep that somebody tried to check or to vote who may not (feature D3)."""
    record("refused", "submission", submission.pk, by=by, at=at, step=step)


def _locked(submission: Submission) -> Submission:
    """The submission, its answer held until the end of the transaction: of two who decide at once one comes second."""
    locked(submission.answer_id)
    return Submission.objects.select_related("answer__question__topic", "answer__author", "revision").get(
        pk=submission.pk
    )


def _pass(submission: Submission, by: Any, at: datetime) -> None:
    """Make the review and, where the author is verified, publish; then end the review that it replaces."""
    answer = submission.answer
    topic = answer.question.topic
    due = end_of_review(answer, Risk(topic.risk) if topic else Risk.MEDIUM, at)
    old = list(Review.objects.filter(answer=answer, ended_at__isnull=True))
    review = Review.objects.create(
        answer=answer, revision=submission.revision, submission=submission, at=at, due_at=due
    )
    record("reviewed", "answer", answer.pk, by=by, at=at, revision=submission.revision_id, review=review.pk)
    assert answer.author is not None
    until = verified_until(answer.author, at)
    if until is not None:
        shown = min(due, until)
        publish(
            answer=answer,
            revision=submission.revision,
            reviewed_at=at,
            due_at=due,
            shown_until=shown,
            by=by,
            at=at,
        )
    elif answer.live_id is not None:
        take_back(answer=answer, state=Answer.State.LAPSED, reason="", by=by, at=at)
    for each in old:
        Review.objects.filter(pk=each.pk).update(ended_at=at)
        record("ended", "review", each.pk, by=by, at=at)
    _tell_author("answer-passed" if until is not None else "answer-passed-unverified", submission, at)


def end_of_review(answer: Answer, risk: Risk, at: datetime) -> datetime:
    """When the review ends: the topic's interval from now, or on an earlier day where too many end on that one."""
    last = clock.months_on(at, MONTHS[risk])
    day, first = last, last
    counts: dict[Any, int] = {}
    while True:
        if day < first or not counts:
            first = day - timedelta(days=SPREAD)
            counts = queries.due_days(first.date(), day.date()) or {day.date(): 0}
        if counts.get(day.date(), 0) < DUE_A_DAY:
            break
        day -= timedelta(days=1)
        if day <= at:  # more answers than the whole interval has room for: then the last day is as good as any
            day = last
            break
    # A second review of the same revision ends at another moment: by that the database tells which one is shown.
    while Review.objects.filter(answer=answer, ended_at__isnull=True, due_at=day).exists():
        day -= timedelta(seconds=1)
    return day


def _tell_author(kind: str, submission: Submission, at: datetime) -> None:
    tell_author(kind, submission.answer, once=str(submission.pk), at=at, submission=submission.pk)
