"""From what the machine made to what two reviewers released, and off the page again when its answers change."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings

from plurivox import records
from plurivox.editing import Confirm, Of, Reject
from plurivox.errors import QuoteNotInAnswer
from tests.web.experts_situations import seated_expert
from tests.web.review_situations import agreed, compared, draft, edit, gout, opposed, released, two, vote
from tests.web.situations import NOW, account, answer, compare, entry, signed_in, store
from web.accounts import actions as accounts
from web.accounts.models import Role
from web.audit.models import Event
from web.letters.models import Notice
from web.questions import actions as answers
from web.questions import queries as questions
from web.questions.models import Answer, Question, Topic
from web.review import actions, drafts, queries
from web.review.actions import Words
from web.review.models import Judgement, Release
from web.review.states import EditKind, Showing, Stand, Verdict

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def question() -> Question:
    return compared()


def shown(question: Question) -> queries.Shown:
    return queries.shown(question, questions.entry(question))


def test_two_approvals_release_exactly_what_was_seen(question: Question) -> None:
    """The second one freezes the edited comparison with its hash; readers get it with who released it and when."""
    rita, ravi = two()
    edit(question, Reject(opposed(question), Of.RELATION), rita)
    edit(question, Words(EditKind.HEADING, agreed(question), "Gout is a painful arthritis."), rita)
    seen = draft(question)
    assert shown(question).state == Showing.MACHINE
    vote(question, rita)
    assert shown(question).state == Showing.MACHINE
    vote(question, ravi, at=NOW + DAY)
    state, comparison, facts = shown(question)
    assert state == Showing.RELEASED
    assert comparison == seen.comparison
    assert facts is not None
    assert (facts.number, facts.reviewers, facts.at, facts.sha256) == (1, ("rita", "ravi"), NOW + DAY, seen.sha256)
    row = Release.objects.get()
    assert drafts.digest(row.content) == row.content_sha256 == seen.sha256
    point = next(p.id for p in comparison.points if p.statements == agreed(question))
    line = facts.of_point(point)
    assert line is not None
    assert (line.heading, line.confirmed_by) == ("Gout is a painful arthritis.", "")


@pytest.mark.parametrize(("risk", "years"), [("low", 3), ("medium", 2), ("high", 1)])
def test_a_release_is_due_again_by_the_risk_of_its_topic(question: Question, risk: str, years: int) -> None:
    """36, 24 or 12 months; after that day it is no longer shown."""
    Topic.objects.filter(pk=question.topic_id).update(risk=risk)
    assert released(question).due_at == NOW.replace(year=NOW.year + years)


def test_votes_stay_blind_until_both_are_in(question: Question) -> None:
    """Neither the log, nor a notice, nor the page of a comparison tells what the first one said."""
    account("edda", Role.EDITOR)
    rita, ravi = two()
    vote(question, rita, Verdict.RETURNED, "Row two is wrong.")
    assert Event.objects.filter(verb="voted", noun="comparison").get().detail == {"number": 1}
    assert queries.last_return(question) == []
    assert not Notice.objects.exists()
    vote(question, ravi)
    assert [v.reason for v in queries.last_return(question)] == ["Row two is wrong.", ""]
    assert Notice.objects.get().kind == "comparison-returned"
    assert not Release.objects.exists()


def test_what_was_returned_is_voted_on_again_once_it_is_edited(question: Question) -> None:
    """The same content is not voted on a third time; any edit makes another content."""
    rita, ravi = two()
    rosa, _rolf = two("rosa", "rolf")
    vote(question, rita, Verdict.RETURNED)
    vote(question, ravi)
    assert queries.stands([question])[question.pk] == Stand.RETURNED
    with pytest.raises(ValidationError, match="Two reviewers"):
        vote(question, rosa)
    edit(question, Confirm(agreed(question)), rosa, NOW + DAY)
    assert queries.stands([question])[question.pk] == Stand.WAITING
    assert released(question, NOW + 2 * DAY).number == 1
    assert queries.stands([question])[question.pk] == Stand.RELEASED


def test_what_is_edited_after_a_release_waits_for_another(question: Question) -> None:
    """Readers see the release and none of the edits; reviewers are told how many, and find it in the queue."""
    client = signed_in(two()[0])
    address = f"/desk/comparisons/{question.slug}"

    def told() -> list[str]:
        page = " ".join(client.get(address).content.decode().split())
        return re.findall(r"(\d+) edits? since the release (?:is|are) not shown to readers. They see release 1 ", page)

    edit(question, Confirm(agreed(question)), two()[0], NOW - DAY)
    released(question)
    assert (queries.stands([question])[question.pk], told()) == (Stand.RELEASED, [])
    edit(question, Reject(opposed(question), Of.RELATION), two()[0], NOW + DAY)
    actions.undo_edit(question=question, number=1, by=two()[0], at=NOW + DAY)
    assert (queries.stands([question])[question.pk], told()) == (Stand.EDITED, ["2"])
    assert question.slug in client.get("/desk/comparisons?stand=edited").content.decode()
    assert shown(question).state == Showing.RELEASED
    actions.undo_edit(question=question, number=2, by=two()[0], at=NOW + DAY)
    assert told() == ["1"]
    vote(question, two()[0], Verdict.RETURNED, at=NOW + 2 * DAY)
    vote(question, two()[1], at=NOW + 2 * DAY)
    assert (queries.stands([question])[question.pk], told()) == (Stand.RETURNED, ["1"])
    edit(question, Confirm(agreed(question)), two()[0], NOW + 3 * DAY)
    assert (queries.stands([question])[question.pk], told()) == (Stand.EDITED, ["2"])
    assert released(question, NOW + 4 * DAY).number == 2
    assert (queries.stands([question])[question.pk], told()) == (Stand.RELEASED, [])


def test_an_edit_between_two_votes_voids_the_first(question: Question) -> None:
    """A vote is about exactly what was seen."""
    rita, ravi = two()
    vote(question, rita)
    edit(question, Confirm(agreed(question)), ravi)
    vote(question, ravi)
    assert not Release.objects.exists()
    vote(question, rita)
    assert Release.objects.exists()


def test_only_two_reviewers_of_the_topic_who_wrote_nothing_in_it_vote(question: Question) -> None:
    """Not an editor, not a reviewer of another topic, not who writes or wrote for one of its experts, not one twice."""
    rita, _ = two()
    other = Topic.objects.create(slug="other", name="Other")
    seated_expert("Dr Ada Test", rita)
    elsewhere = account("elsa", Role.REVIEWER)
    accounts_of = [rita, account("edda2", Role.EDITOR), account("fay", Role.FACT_CHECKER)]
    topical = accounts.add_account(name="tom", password="", email="tom@example.org", by=None, at=NOW)
    accounts.grant(account=topical, role=Role.REVIEWER, topic=other.pk, by=None, at=NOW)
    for who in (*accounts_of, topical):
        with pytest.raises(PermissionDenied):
            vote(question, who)
    with pytest.raises(PermissionDenied):
        edit(question, Confirm(agreed(question)), rita)
    vote(question, elsewhere)
    with pytest.raises(ValidationError, match="You have voted"):
        vote(question, elsewhere)


def test_a_vote_on_what_has_changed_since_is_refused(question: Question) -> None:
    """And so is one from an account that was just taken over, and a return without a reason."""
    rita, ravi = two()
    old = draft(question).sha256
    edit(question, Confirm(agreed(question)), ravi)
    facts = {"question": question, "reason": "", "by": rita, "at": NOW}
    with pytest.raises(ValidationError, match="changed since"):
        actions.judge(verdict=Verdict.APPROVED, content_sha256=old, **facts)
    with pytest.raises(ValidationError, match="sentence why"):
        actions.judge(verdict=Verdict.RETURNED, content_sha256=draft(question).sha256, **facts)
    type(rita).objects.filter(pk=rita.pk).update(frozen_until=NOW + DAY)
    with pytest.raises(ValidationError, match="factor"):
        vote(question, rita)
    assert not Judgement.objects.exists()


def test_one_expert_alone_is_not_released() -> None:
    """There is nothing to compare, so there is nothing to release."""
    (alone,) = store(entry("alone", answer("a1", "Dr Ada Test", "Gout is a painful kind of arthritis.")))
    rita, _ = two()
    with pytest.raises(ValidationError, match="One expert alone"):
        vote(alone, rita)


def test_a_changed_answer_takes_the_release_off_at_once(question: Question) -> None:
    """Before the comparison is made anew nothing of it is shown, and afterwards the machine's, marked as such."""
    released(question)
    actions.add([gout(a3="Gout is a kind of arthritis that is painful. Gout never ends.")])
    assert shown(question) == (Showing.UPDATING, None, None)
    assert queries.stands([question])[question.pk] == Stand.STALE
    compare()
    assert shown(question).state == Showing.MACHINE
    actions.add([gout()])  # the very words that were approved are published again
    assert shown(question).state == Showing.RELEASED


def test_a_withdrawn_answer_takes_the_release_off_at_once(question: Question) -> None:
    """In the transaction of the withdrawal."""
    released(question)
    row = Answer.objects.get(question=question, key="a2")
    editor = account("edda", Role.EDITOR)
    answers.take_back(answer=row, state=Answer.State.WITHDRAWN, reason="Outdated.", by=editor, at=NOW)
    assert shown(question).state == Showing.UPDATING


def test_a_release_ends_on_its_day(question: Question, time_machine) -> None:  # type: ignore[no-untyped-def]
    """Past due it is not shown, whatever the machine's clock says later."""
    row = released(question)
    time_machine.move_to(row.due_at - timedelta(seconds=1), tick=False)
    assert shown(question).state == Showing.RELEASED
    time_machine.move_to(row.due_at, tick=False)
    assert shown(question).state == Showing.MACHINE
    assert queries.stands([question])[question.pk] == Stand.STALE


def test_a_site_may_show_what_was_released_alone(question: Question) -> None:
    """With PLURIVOX_SHOW_UNREVIEWED off no line is public without two reviewers."""
    with override_settings(SHOW_UNREVIEWED=False):
        assert shown(question) == (Showing.WAITING, None, None)
        released(question)
        assert shown(question).state == Showing.RELEASED


def test_an_editor_takes_a_release_off_with_a_reason(question: Question) -> None:
    """A reviewer may not, and a release ends once."""
    row, editor = released(question), account("edda", Role.EDITOR)
    rita, _ = two()
    with pytest.raises(PermissionDenied):
        actions.withdraw_release(release=row, reason="Wrong.", by=rita, at=NOW)
    with pytest.raises(ValidationError, match="why"):
        actions.withdraw_release(release=row, reason=" ", by=editor, at=NOW)
    actions.withdraw_release(release=row, reason="A study was retracted.", by=editor, at=NOW + DAY)
    assert shown(question).state == Showing.MACHINE
    assert queries.history_of(question)[0].ended_because == "A study was retracted."
    with pytest.raises(ValidationError, match="already"):
        actions.withdraw_release(release=row, reason="Again.", by=editor, at=NOW + DAY)


def test_a_release_outlives_an_engine_but_not_its_words(question: Question) -> None:
    """Reviewers approved lines over these very words: another engine here does not take them off, another text does."""
    row = released(question)
    found = questions.entry(question)
    assert queries.shown(question, found).release is not None
    changed = replace(found, question=replace(found.question, text="Is gout for life?"))
    assert queries.shown(question, changed).release is None
    assert row.engine


def test_a_release_holds_no_text_of_an_answer(question: Question) -> None:
    """Only offsets, words of closed lists, and what persons wrote beside the lines (invariant I8)."""
    rita, _ = two()
    edit(question, Words(EditKind.PLAIN, agreed(question), "It hurts and it is in the joints."), rita)
    released(question)
    kept = json.dumps(Release.objects.get().content)
    assert "It hurts" in kept
    for each in questions.entry(question).answers:
        assert not [words for words in each.text.split(". ") if words in kept]


def test_a_quote_that_its_author_did_not_write_is_not_released(question: Question) -> None:
    """One character changed, or another author: refused, and the sentence says where the words are (feature D6)."""
    found = draft(question).comparison
    stored = {answer.id: answer for answer in questions.entry(question).answers}
    drafts.check_verbatim(found, stored)
    first = found.statements[0]
    mutated = replace(first, quote=replace(first.quote, exact=first.quote.exact.replace("painful", "painfull")))
    with pytest.raises(QuoteNotInAnswer, match="is not in answer a1"):
        drafts.check_verbatim(replace(found, statements=(mutated, *found.statements[1:])), stored)
    swapped = replace(first, voice="dr-ben-test")
    with pytest.raises(QuoteNotInAnswer, match="found in answer a1 of dr-ada-test"):
        drafts.check_verbatim(replace(found, statements=(swapped, *found.statements[1:])), stored)
    moved = replace(first, answer="a2", voice="dr-ben-test")
    with pytest.raises(QuoteNotInAnswer, match="not in answer a2 of dr-ben-test; it was found in answer a1"):
        drafts.check_verbatim(replace(found, statements=(moved, *found.statements[1:])), stored)


def test_the_release_that_is_shown_always_fits_what_is_published(question: Question) -> None:
    """200 random steps of edits, imports, comparisons, votes and withdrawals: never a stale line (promise R13)."""
    chance = random.Random(4)
    rita, ravi = two()
    texts = ("Gout stays for life.", "Gout can be cured.", "Gout never ends. It hurts.")
    at, seen = NOW, set()
    for _ in range(200):
        at += timedelta(minutes=1)
        step = chance.choice(["import", "compare", "vote", "vote", "edit"])
        if step == "import":
            actions.add([gout(**{chance.choice(["a1", "a2", "a3"]): chance.choice(texts)})])
        elif step == "compare":
            compare()
        elif (found := queries.draft(question)) is not None:
            try:
                if step == "edit":
                    edit(question, Confirm(chance.choice(found.comparison.points).statements), ravi, at)
                else:
                    vote(question, chance.choice([rita, ravi]), at=at)
            except ValidationError as error:
                seen.add(error.code)
        state, comparison, facts = shown(question)
        seen.add(state)
        now = questions.entry(question)
        if comparison is not None:
            stored = {each.id: each for each in now.answers}
            assert {each.id: each.text for each in comparison.answers} == {k: a.text for k, a in stored.items()}
            drafts.check_verbatim(comparison, stored)
            assert {s.answer for s in comparison.statements} <= set(stored)
        if facts is not None:
            row = Release.objects.get(number=facts.number)
            assert row.content["answers"] == {each.id: each.sha256 for each in now.answers}
    assert {Showing.RELEASED, Showing.MACHINE, Showing.UPDATING, "voted-already"} <= seen


def test_releases_are_found_for_many_questions_in_a_few_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    """A list of questions costs as much as one."""
    rows = store(*(gout(f"gout-{n}") for n in range(6)))
    for row in rows[:3]:
        released(row)
    entries = list(questions.entries(rows))
    with django_assert_max_num_queries(4):
        found = queries.shown_of(entries)
    assert [found[row.pk].state for row in rows] == [Showing.RELEASED] * 3 + [Showing.MACHINE] * 3
    assert records.freeze(found[rows[0].pk].comparison)
