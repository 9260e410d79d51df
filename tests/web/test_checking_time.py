"""What time does to an answer: reviews end to the second, nothing comes back with a clock, people are told once."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection

from tests.web.checking_situations import STEP, asked, published_answer, staff, verified
from tests.web.situations import NOW, account, entry, store
from web import clock
from web.accounts.models import Role
from web.checking import actions, queries
from web.checking.actions.deciding import end_of_review
from web.checking.models import FactCheck, Review, Verdict, Vote
from web.checking.states import DUE_A_DAY
from web.experts import actions as experts
from web.experts.models import Verification
from web.letters.models import Notice
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Risk
from web.questions.queries import published
from web.writing import actions as writing
from web.writing.models import Submission

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def shown(answer: Answer, at: datetime) -> bool:
    """Whether readers see it at this moment."""
    with time_machine.travel(at, tick=False):
        clock.forget()
        return published().filter(pk=answer.pk).exists()


@pytest.mark.parametrize(("risk", "years"), [("low", 3), ("medium", 2), ("high", 1)])
def test_how_long_a_review_holds_hangs_on_the_risk_of_its_topic(risk: str, years: int) -> None:
    """36, 24 and 12 months; to the second, and no fact claims a review after that (R08, D10)."""
    answer = published_answer(question=asked(topic=f"Topic {risk}", risk=risk))
    due = (NOW + 2 * STEP).replace(year=NOW.year + years)
    assert answer.due_at == due
    for at, holds in ((due - SECOND, True), (due, False), (due + SECOND, False)):
        assert shown(answer, at) is holds, at
        found = queries.facts_of([answer], at).get(answer.pk)
        assert (found is not None) is holds
        assert found is None or found.due_at == due
        assert bool(queries.tombstones_of(answer.question, at)) is not holds


def test_a_clock_that_is_set_back_revives_nothing() -> None:
    """What the job took back stays so: the log remembers the day (R08)."""
    answer = published_answer()
    assert answer.due_at is not None
    assert actions.settle(answer.due_at).lapsed == 1
    answer.refresh_from_db()
    assert answer.state == Answer.State.LAPSED
    assert not shown(answer, answer.due_at - timedelta(days=365))
    with time_machine.travel(NOW, tick=False):
        clock.forget()
        assert actions.settle(clock.now()).restored == 0
    answer.refresh_from_db()
    assert answer.live_id is None
    assert not queries.running(NOW).exists()


def test_settling_twice_changes_nothing() -> None:
    """The job may run as often as it likes."""
    answer = published_answer()
    assert answer.due_at is not None
    assert actions.settle(answer.due_at - DAY) == actions.Settled()
    assert actions.settle(answer.due_at + DAY).lapsed == 1
    before = list(AnswerStatus.objects.values_list())
    assert actions.settle(answer.due_at + 2 * DAY) == actions.Settled()
    assert list(AnswerStatus.objects.values_list()) == before
    kinds = Notice.objects.filter(account=answer.keeper, kind="answer-lapsed-review")
    assert kinds.count() == 1


def test_voices_are_counted_anew_when_an_answer_lapses() -> None:
    """A question whose last answer has ended has no voice."""
    answer = published_answer()
    assert Question.objects.get(pk=answer.question_id).voices == 1
    assert answer.due_at is not None
    with time_machine.travel(answer.due_at + SECOND, tick=False):
        actions.settle(clock.now())
        assert Question.objects.get(pk=answer.question_id).voices == 0


def test_an_answer_goes_with_its_authors_verification_and_comes_back_with_it() -> None:
    """Before its review ends; renewed in time it never goes (I14)."""
    author = verified("Dr Short", until=NOW + 30 * DAY)
    answer = published_answer(author=author)
    assert answer.shown_until == NOW + 30 * DAY
    until = NOW + 60 * DAY
    facts = {"what": "licence", "evidence": "Register.", "by": staff().editor}
    experts.verify(expert=author[0], until=until, at=NOW + DAY, **facts)
    assert actions.settle(NOW + 2 * DAY).extended == 1
    answer.refresh_from_db()
    assert answer.shown_until == until
    assert not shown(answer, until)
    clock.forget()
    assert actions.settle(until).lapsed == 1
    assert Notice.objects.filter(account=author[1], kind="answer-lapsed-verification").count() == 1
    experts.verify(expert=author[0], until=NOW + 3000 * DAY, at=until + DAY, **facts)
    assert actions.settle(until + 2 * DAY).restored == 1
    answer.refresh_from_db()
    assert answer.state == Answer.State.PUBLISHED
    assert answer.shown_until == answer.due_at
    assert answer.reviewed_at == NOW + 2 * STEP
    assert len(queries.history_of(answer, until + 3 * DAY).revisions) == 1


def test_what_is_lifted_comes_back_and_what_was_withdrawn_does_not() -> None:
    """A suspension ends; a withdrawal stays, and its review ends."""
    author = verified("Dr Two")
    kept, gone = published_answer(author=author), published_answer(author=author)
    writing.withdraw(answer=gone, reason="I was wrong.", by=author[1], at=NOW + DAY)
    experts.suspend_expert(expert=author[0], reason="A complaint.", by=staff().editor, at=NOW + 2 * DAY)
    assert actions.settle(NOW + 3 * DAY) == actions.Settled()
    experts.lift_suspension(expert=author[0], by=staff().editor, at=NOW + 4 * DAY)
    assert actions.settle(NOW + 5 * DAY).restored == 1
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.state, gone.state) == (Answer.State.PUBLISHED, Answer.State.WITHDRAWN)
    assert list(Review.objects.filter(ended_at__isnull=True)) == [Review.objects.get(answer=kept)]


def test_a_review_that_ended_meanwhile_brings_nothing_back() -> None:
    """Neither a lifted suspension nor a new verification does, once its day is past."""
    author = verified("Dr Late")
    answer = published_answer(author=author)
    assert answer.due_at is not None
    experts.suspend_expert(expert=author[0], reason="A complaint.", by=staff().editor, at=NOW + DAY)
    experts.lift_suspension(expert=author[0], by=staff().editor, at=answer.due_at)
    assert actions.settle(answer.due_at + DAY).restored == 0


def test_an_imported_answer_comes_back_when_its_authors_suspension_is_lifted() -> None:
    """It has no review here; it stands as its source gave it."""

    store(entry("imported"))
    expert = Expert.objects.get(slug="dr-ada-test")
    live = Answer.objects.get(author=expert).live
    experts.suspend_expert(expert=expert, reason="A complaint.", by=staff().editor, at=NOW)
    assert actions.settle(NOW + DAY).restored == 0
    experts.lift_suspension(expert=expert, by=staff().editor, at=NOW + 2 * DAY)
    assert actions.settle(NOW + 3 * DAY).restored == 1
    assert Answer.objects.get(author=expert).live == live


def test_who_is_concerned_is_told_once_that_a_review_ends() -> None:
    """60, 30 and 7 days before, author and editors; not daily, and not again for what was told (E15)."""
    answer = published_answer()
    assert answer.due_at is not None
    editor = staff().editor

    def kinds(who) -> int:  # type: ignore[no-untyped-def]
        return Notice.objects.filter(account=who, kind="review-due").count()

    day, expected = answer.due_at - 70 * DAY, 0
    while day < answer.due_at + 2 * DAY:
        actions.remind(day)
        left = answer.due_at - day
        expected = 3 if left <= 7 * DAY else 2 if left <= 30 * DAY else 1 if left <= 60 * DAY else 0
        assert kinds(answer.keeper) == kinds(editor) == expected, left
        day += DAY
    assert kinds(account("other", Role.EDITOR)) == 0


def test_a_thousand_reviews_spread_over_their_days() -> None:
    """No day gets more than it can bear, none ends later than its topic allows (D10)."""
    author, people = verified("Dr Busy"), staff()
    expert, writer = author
    topic = asked().topic
    keys = [f"busy-{number}" for number in range(1000)]
    Question.objects.bulk_create(Question(key=key, slug=key, text=key, topic=topic, open=True) for key in keys)
    questions = list(Question.objects.filter(key__in=keys).order_by("pk"))
    Answer.objects.bulk_create(
        Answer(question=each, key="a", author=expert, position=0, origin="desk", state="draft", keeper=writer)
        for each in questions
    )
    answers = list(Answer.objects.filter(question__in=questions).order_by("pk"))
    digest = hashlib.sha256(b"Rest helps.").hexdigest()
    facts = {"body": "Rest helps.", "sha256": digest, "record": digest, "medium": "text", "saved_by": writer}
    Revision.objects.bulk_create(Revision(answer=each, author=expert, number=1, **facts) for each in answers)
    revisions = {each.answer_id: each for each in Revision.objects.filter(answer__in=answers)}
    Submission.objects.bulk_create(
        Submission(answer=each, revision=revisions[each.pk], key=f"k{each.pk}", by=writer, at=NOW) for each in answers
    )
    rows = Submission.objects.filter(answer__in=answers).select_related("answer", "revision")
    submissions = list(rows.order_by("pk"))
    passed = {"verdict": Verdict.PASSED, "at": NOW}
    FactCheck.objects.bulk_create(FactCheck(submission=each, by=people.checker, **passed) for each in submissions)
    Vote.objects.bulk_create(Vote(submission=each, number=1, by=people.first, **passed) for each in submissions)
    early, late = submissions[:960], submissions[960:]
    Vote.objects.bulk_create(Vote(submission=each, number=2, by=people.second, **passed) for each in early)
    for each in early:
        facts = {"answer": each.answer, "revision": each.revision, "submission": each}
        Review.objects.create(**facts, at=NOW, due_at=end_of_review(each.answer, Risk.MEDIUM, NOW))
    for each in late:
        actions.vote(submission=each, verdict=Verdict.PASSED, reason="", by=people.second, at=NOW)
    due = list(Review.objects.values_list("due_at", flat=True))
    assert len(due) == 1000
    days = Counter(each.date() for each in due)
    assert max(days.values()) <= DUE_A_DAY
    assert max(due) <= NOW.replace(year=NOW.year + 2)
    assert min(due) >= NOW.replace(year=NOW.year + 2) - timedelta(days=1000 / DUE_A_DAY + 1)


def test_a_lapse_is_never_early(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """The job asks the database once for each kind of change when there is nothing to do."""
    published_answer()
    assert connection.in_atomic_block
    with django_assert_num_queries(5):
        actions.settle(NOW + DAY)
    assert Verification.objects.filter(ended_at__isnull=True).exists()
