"""An answer on its way to readers: who may check it, what the votes decide, and what its author is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import get_template
from django.urls import resolve

from tests.web.checking_situations import (
    STEP,
    asked,
    drafted,
    fact_checked,
    handed_in,
    in_review,
    published_answer,
    staff,
    submitted,
    verified,
    voted,
)
from tests.web.situations import NOW, account
from web.accounts.models import Role
from web.audit.models import Event
from web.checking import actions, queries
from web.checking.models import FactCheck, Mark, Review, Verdict, Vote
from web.checking.states import Stage
from web.experts import actions as experts
from web.letters import letter
from web.letters.models import Notice
from web.questions.models import Answer
from web.writing import actions as writing
from web.writing.models import Submission

pytestmark = pytest.mark.django_db

PASSED, RETURNED = Verdict.PASSED, Verdict.RETURNED


def told(account_) -> list[str]:  # type: ignore[no-untyped-def]
    return list(Notice.objects.filter(account=account_).order_by("pk").values_list("kind", flat=True))


def judge(action, submission: Submission, by, verdict: Verdict = PASSED, reason: str = ""):  # type: ignore[no-untyped-def]
    return action(submission=submission, verdict=verdict, reason=reason, by=by, at=submission.at + 3 * STEP)


def test_the_second_passing_vote_publishes() -> None:
    """Not the fact check, not the first vote; with both names and dates kept (D1, D2)."""
    submission = in_review()
    people = staff()
    assert queries.stage(submission) is Stage.FACTS
    fact_checked(submission)
    assert queries.stage(submission) is Stage.VOTES
    judge(actions.vote, submission, people.first)
    assert queries.stage(submission) is Stage.VOTES
    assert not Answer.objects.filter(pk=submission.answer_id, live__isnull=False).exists()
    judge(actions.vote, submission, people.second)
    assert queries.stage(submission) is Stage.PASSED
    answer = Answer.objects.get(pk=submission.answer_id)
    assert answer.live_id == submission.revision_id
    review = Review.objects.get(answer=answer)
    assert answer.due_at == answer.shown_until == review.due_at
    assert answer.due_at == (NOW + 3 * STEP).replace(year=NOW.year + 2)
    facts = queries.facts_of([answer], NOW + 4 * STEP)[answer.pk]
    assert [each.name for each in facts.reviewers] == [str(people.first), str(people.second)]
    assert facts.fact_checker is not None
    assert facts.fact_checker.name == str(people.checker)
    assert facts.fact_checker.at == NOW + STEP


@pytest.mark.parametrize("verdicts", [(PASSED, RETURNED), (RETURNED, PASSED), (RETURNED, RETURNED)])
def test_one_vote_against_sends_it_back_when_both_are_in(verdicts: tuple[Verdict, Verdict]) -> None:
    """With every reason, and not before the second vote (D11)."""
    submission = fact_checked(in_review())
    author, people = submission.by, staff()
    judge(actions.vote, submission, people.first, verdicts[0], "The dose is missing.")
    assert "answer-returned" not in told(author)
    judge(actions.vote, submission, people.second, verdicts[1], "The source is old.")
    assert queries.stage(submission) is Stage.RETURNED
    assert told(author).count("answer-returned") == 1
    assert not Answer.objects.filter(live__isnull=False).exists()
    assert not Review.objects.exists()


def test_a_fact_check_sends_it_back_at_once() -> None:
    """Nobody votes on it then."""
    submission = in_review()
    people = staff()
    judge(actions.check_facts, submission, people.checker, RETURNED, "Source 1 says something else.")
    assert told(submission.by)[-1] == "answer-returned"
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, people.first)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_what_goes_back_says_why(reason: str) -> None:
    """A return without a reason is refused, at both steps; one that is too long is not cut."""
    submission = in_review()
    people = staff()
    with pytest.raises(ValidationError):
        judge(actions.check_facts, submission, people.checker, RETURNED, reason)
    with pytest.raises(ValidationError):
        judge(actions.check_facts, submission, people.checker, RETURNED, "x" * 5001)
    fact_checked(submission)
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, people.first, RETURNED, reason)
    assert FactCheck.objects.count() == 1
    assert not Vote.objects.exists()


def test_each_step_has_its_role() -> None:
    """Who has one of the two roles cannot do the other step (D2); an editor does neither."""
    submission = in_review()
    people = staff()
    for other in (people.first, people.editor, submission.by, account("nobody")):
        with pytest.raises(PermissionDenied):
            judge(actions.check_facts, submission, other)
    fact_checked(submission)
    for other in (people.checker, people.editor, submission.by):
        with pytest.raises(PermissionDenied):
            judge(actions.vote, submission, other)


def test_who_has_both_roles_does_one_of_the_two() -> None:
    """The fact checker of an answer has no vote on it."""
    submission = in_review()
    both = account("bo", Role.FACT_CHECKER, Role.REVIEWER)
    judge(actions.check_facts, submission, both)
    with pytest.raises(PermissionDenied):
        judge(actions.vote, submission, both)


def test_a_role_holds_for_its_topic() -> None:
    """A reviewer of another topic has no say here."""
    submission = fact_checked(in_review())
    other = asked(topic="Feet").topic
    assert other is not None
    with pytest.raises(PermissionDenied):
        judge(actions.vote, submission, account("fay", Role.REVIEWER, topic=other.pk))
    judge(actions.vote, submission, account("cy", Role.REVIEWER, topic=submission.answer.question.topic_id))


def test_the_facts_are_checked_before_anybody_votes() -> None:
    """A vote before the fact check is refused, and so is a second fact check."""
    submission = in_review()
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, staff().first)
    fact_checked(submission)
    with pytest.raises(ValidationError):
        judge(actions.check_facts, submission, staff().checker)


def test_a_vote_is_cast_once_by_two() -> None:
    """Nobody votes twice, and a third has nothing to decide."""
    submission = fact_checked(in_review())
    people = staff()
    judge(actions.vote, submission, people.first)
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, people.first)
    judge(actions.vote, submission, people.second)
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, account("third", Role.REVIEWER))


def test_an_appeal_is_judged_by_others() -> None:
    """Once, with a reason, by people who have not judged it before (D11)."""
    submission = voted(fact_checked(in_review()), PASSED, RETURNED)
    people, author = staff(), submission.by
    appeal = writing.appeal(
        submission=submission, reason="The dose stands in line 2.", key="a", by=author, at=submission.at + 9 * STEP
    )
    assert queries.stage(appeal) is Stage.FACTS
    for judge_ in (people.first, people.second):
        with pytest.raises(PermissionDenied):
            judge(actions.check_facts, appeal, judge_)
    fact_checked(appeal)
    for judge_ in (people.first, people.second):
        with pytest.raises(PermissionDenied):
            judge(actions.vote, appeal, judge_)
    judge(actions.vote, appeal, account("new", Role.REVIEWER))
    judge(actions.vote, appeal, account("newer", Role.REVIEWER))
    assert Answer.objects.get(pk=submission.answer_id).live_id == submission.revision_id
    with pytest.raises(ValidationError):
        writing.appeal(submission=submission, reason="Again.", key="b", by=author, at=submission.at + 20 * STEP)


def test_who_sent_the_facts_back_does_not_judge_the_appeal() -> None:
    """Not as fact checker, and not by a vote."""
    both = account("bo", Role.FACT_CHECKER, Role.REVIEWER)
    submission = in_review()
    judge(actions.check_facts, submission, both, RETURNED, "Source 1 is gone.")
    appeal = writing.appeal(
        submission=submission, reason="It is there.", key="a", by=submission.by, at=submission.at + 9 * STEP
    )
    with pytest.raises(PermissionDenied):
        judge(actions.check_facts, appeal, both)
    fact_checked(appeal)
    with pytest.raises(PermissionDenied):
        judge(actions.vote, appeal, both)


def test_an_edit_voids_the_review() -> None:
    """A new revision has no review: it is published by its own, and the old one ends with it (R09)."""
    answer = published_answer("Rest helps.")
    old = Review.objects.get(answer=answer)
    writer = answer.keeper
    draft = drafted(answer, "Rest helps most adults.", writer)
    answer.refresh_from_db()
    assert answer.live_id == old.revision_id
    assert not draft.reviews.exists()
    voted(fact_checked(handed_in(answer, writer, NOW + timedelta(days=1))))
    answer.refresh_from_db()
    assert answer.live_id == draft.pk
    old.refresh_from_db()
    new = Review.objects.get(answer=answer, ended_at__isnull=True)
    assert old.ended_at == new.at
    facts = queries.facts_of([answer], NOW + timedelta(days=2))[answer.pk]
    assert facts.reviewed_at == new.at
    assert {each.at for each in facts.reviewers} == {new.at}


def test_a_renewed_review_takes_the_place_of_the_old() -> None:
    """The same text, judged again; its day moves on and the old review ends."""
    answer = published_answer()
    later = NOW + timedelta(days=600)
    renewal = writing.renew(answer=answer, key="r", by=answer.keeper, at=later)
    assert queries.base_of(renewal) == answer.live
    voted(fact_checked(renewal))
    answer.refresh_from_db()
    assert answer.live_id == renewal.revision_id
    assert answer.reviewed_at == later + 2 * STEP
    assert Review.objects.filter(answer=answer, ended_at__isnull=True).count() == 1


def test_a_renewed_review_of_the_same_moment_is_told_apart() -> None:
    """Two reviews of one revision never end at the same moment, for by that the database tells which is shown."""
    answer = published_answer()
    renewal = writing.renew(answer=answer, key="r", by=answer.keeper, at=NOW)
    voted(fact_checked(renewal))
    old, new = Review.objects.filter(answer=answer).order_by("pk")
    assert old.due_at != new.due_at
    assert old.ended_at is not None


def test_what_was_withdrawn_is_not_voted_on() -> None:
    """Nor what a later submission has replaced."""
    submission = fact_checked(in_review())
    answer, writer = submission.answer, submission.by
    later = submitted(answer, "Rest helps adults.", writer, submission.at + 5 * STEP)
    assert queries.stage(submission) is Stage.LEFT
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, staff().first)
    voted(fact_checked(later))
    answer.refresh_from_db()
    again = submitted(answer, "Rest helps children.", writer, submission.at + 20 * STEP)
    writing.withdraw(answer=answer, reason="I was wrong.", by=writer, at=submission.at + 30 * STEP)
    assert queries.stage(again) is Stage.LEFT
    with pytest.raises(ValidationError):
        judge(actions.check_facts, again, staff().checker)


def test_an_answer_waits_for_its_authors_verification() -> None:
    """Two votes make the review; readers see it when the author is verified."""
    author = verified("Dr Short", until=NOW + timedelta(days=1))
    submission = in_review(author=author)
    late = NOW + timedelta(days=2)
    fact_checked(submission, late)
    voted(submission, at=late)
    answer = submission.answer
    answer.refresh_from_db()
    assert (answer.live_id, answer.state) == (None, Answer.State.DRAFT)
    assert told(submission.by)[-1] == "answer-passed-unverified"
    assert actions.settle(late).restored == 0
    experts.verify(
        expert=author[0],
        what="licence",
        evidence="Register.",
        until=late + timedelta(days=90),
        by=staff().editor,
        at=late,
    )
    assert actions.settle(late + STEP).restored == 1
    answer.refresh_from_db()
    assert answer.live_id == submission.revision_id
    assert answer.shown_until == late + timedelta(days=90)


def test_who_wrote_is_told_and_nothing_is_said_twice() -> None:
    """Published, returned, marked: each occasion one notice, without a word of the answer."""
    answer = published_answer("Rest helps most people.")
    assert told(answer.keeper)[-1:] == ["answer-passed"]
    for notice in Notice.objects.all():
        assert "Rest" not in str(notice.detail)


def test_what_is_done_is_in_the_log_and_a_vote_says_no_verdict_there() -> None:
    """An administrator who is a reviewer too must not read there how the other voted."""
    submission = fact_checked(in_review())
    judge(actions.vote, submission, staff().first, RETURNED, "No source.")
    event = Event.objects.order_by("-number").first()
    assert (event.verb, event.noun, event.key) == ("voted", "submission", str(submission.pk))
    assert event.detail == {"number": 1}


def test_a_frozen_account_decides_nothing() -> None:
    """Whoever took an account over publishes nothing with it (promise R40)."""
    submission = fact_checked(in_review())
    voter = staff().first
    voter.frozen_until = NOW + timedelta(days=3)
    voter.save()
    with pytest.raises(ValidationError):
        judge(actions.vote, submission, voter)
    assert not Vote.objects.exists()


def test_every_notice_has_a_letter_of_its_own() -> None:
    """With a subject, an address that is there, and no word of the answer."""
    answer = published_answer("Rest helps most people.")
    again = submitted(answer, "Rest helps adults.", answer.keeper, NOW + timedelta(days=1))
    voted(fact_checked(again), PASSED, RETURNED)
    people, peer, at = staff(), verified("Dr Peer"), NOW + timedelta(days=2)
    for kind in Mark.Kind:
        actions.mark(answer=answer, kind=kind, reason="The dose.", expert=None, by=people.first, at=at)
    actions.correct(answer=answer, text="The dose.", by=people.editor, at=at)
    actions.endorse(answer=answer, expert=peer[0], by=peer[1], at=at)
    assert answer.due_at is not None
    actions.remind(answer.due_at - timedelta(days=3))
    actions.settle(answer.due_at)
    short = verified("Dr Short", until=NOW + timedelta(days=1))
    published_answer(author=short)
    actions.settle(NOW + timedelta(days=1))
    late = fact_checked(in_review(author=short), NOW + timedelta(days=2))
    voted(late, at=NOW + timedelta(days=2))
    experts.verify(
        expert=short[0],
        what="licence",
        evidence="Register.",
        until=NOW + timedelta(days=900),
        by=people.editor,
        at=NOW + timedelta(days=3),
    )
    actions.settle(NOW + timedelta(days=4))
    notices = {notice.kind: notice for notice in Notice.objects.all()}
    ours = {
        "to-vote", "answer-returned", "answer-passed", "answer-passed-unverified", "answer-lapsed-review",
        "answer-lapsed-verification", "answer-restored", "answer-marked-outdated", "answer-marked-dangerous",
        "danger", "answer-corrected", "answer-endorsed", "review-due",
    }  # fmt: skip
    assert ours <= set(notices)
    for kind in ours:
        get_template(f"letters/{kind}.txt")
        written = letter.write(kind, "en", **notices[kind].detail)
        assert written.subject
        assert written.body
        assert "Rest" not in written.subject + written.body
        for address in re.findall(r"http://localhost:8000(/\S+?)[.,]?(?=\s|$)", written.body):
            assert resolve(address)
