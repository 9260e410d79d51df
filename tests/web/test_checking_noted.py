"""What is noted of a published answer, and what readers are told beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.web.checking_situations import (
    STEP,
    asked,
    fact_checked,
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
from web.checking.models import Correction, Endorsement, Mark
from web.experts import actions as experts
from web.letters.models import Notice
from web.questions.models import Answer
from web.writing import actions as writing
from web.writing.changes import How

pytestmark = pytest.mark.django_db

AT = NOW + timedelta(days=1)
DANGEROUS, OUTDATED = Mark.Kind.DANGEROUS, Mark.Kind.OUTDATED


def facts(answer: Answer, at=AT + STEP):  # type: ignore[no-untyped-def]
    return queries.facts_of([Answer.objects.select_related("live").get(pk=answer.pk)], at)[answer.pk]


def test_danger_is_told_to_the_editors_at_once() -> None:
    """In the same transaction, and to the author; readers see who marked it, when and why (R33)."""
    answer = published_answer()
    expert, writer = verified("Dr Peer")
    editor = staff().editor
    actions.mark(answer=answer, kind=DANGEROUS, reason="The dose is fatal.", expert=expert, by=writer, at=AT)
    assert list(Notice.objects.filter(account=editor).values_list("kind", flat=True))[-1] == "danger"
    assert Notice.objects.filter(account=answer.keeper, kind="answer-marked-dangerous").exists()
    (mark,) = facts(answer).marks
    assert (mark.kind, mark.reason, mark.in_name_of) == (DANGEROUS, "The dose is fatal.", "Dr Peer")
    assert (mark.by.name, mark.by.expert, mark.by.at) == ("Dr Peer", "dr-peer", AT)


def test_what_is_outdated_wakes_nobody_but_its_author() -> None:
    """A reviewer marks as a reviewer."""
    answer = published_answer()
    people = staff()
    actions.mark(answer=answer, kind=OUTDATED, reason="A guideline changed.", expert=None, by=people.first, at=AT)
    assert not Notice.objects.filter(kind="danger").exists()
    assert Notice.objects.filter(account=answer.keeper, kind="answer-marked-outdated").exists()
    assert facts(answer).marks[0].by.name == "rhea"


@pytest.mark.parametrize("kind", [OUTDATED, DANGEROUS])
def test_a_mark_has_a_reason(kind: Mark.Kind) -> None:
    """And stands once an account."""
    answer = published_answer()
    first = staff().first
    with pytest.raises(ValidationError):
        actions.mark(answer=answer, kind=kind, reason="  ", expert=None, by=first, at=AT)
    actions.mark(answer=answer, kind=kind, reason="See the guideline.", expert=None, by=first, at=AT)
    with pytest.raises(ValidationError):
        actions.mark(answer=answer, kind=kind, reason="Again.", expert=None, by=first, at=AT)


def test_only_the_qualified_mark_and_never_their_own() -> None:
    """No reader, no editor, no expert whose verification has ended, no author (R33)."""
    author = verified("Dr Author")
    answer = published_answer(author=author)
    expert, writer = verified("Dr Short", until=NOW + timedelta(hours=1))
    mark = {"answer": answer, "kind": OUTDATED, "reason": "Old.", "at": AT}
    for voice, who in (
        (None, account("nobody")),
        (None, staff().editor),
        (expert, writer),
        (author[0], author[1]),
        (expert, staff().first),
    ):
        with pytest.raises(PermissionDenied):
            actions.mark(expert=voice, by=who, **mark)
    assert not Mark.objects.exists()


def test_a_mark_ends_with_a_reason_and_not_by_its_target() -> None:
    """Whoever set it, or an editor; its author cannot take it away."""
    answer = published_answer()
    first = staff().first
    mark = actions.mark(answer=answer, kind=DANGEROUS, reason="The dose.", expert=None, by=first, at=AT)
    for who in (answer.keeper, staff().second):
        with pytest.raises(PermissionDenied):
            actions.end_mark(mark=mark, reason="It is right.", by=who, at=AT)
    with pytest.raises(ValidationError):
        actions.end_mark(mark=mark, reason="", by=staff().editor, at=AT)
    actions.end_mark(mark=mark, reason="Corrected.", by=staff().editor, at=AT)
    actions.end_mark(mark=mark, reason="Twice.", by=first, at=AT)
    assert facts(answer).marks == ()
    assert Mark.objects.get().ended_because == "Corrected."


def test_a_mark_is_about_one_text() -> None:
    """A new revision starts with none."""
    answer = published_answer()
    actions.mark(answer=answer, kind=OUTDATED, reason="Old.", expert=None, by=staff().first, at=AT)
    voted(fact_checked(submitted(answer, "Rest helps adults.", answer.keeper, AT)))
    assert facts(answer).marks == ()


def test_endorsements_count_verified_peers_once_each() -> None:
    """Distinct, verified now, not suspended; a new revision starts with none (E5)."""
    answer = published_answer()
    ada, ben = verified("Dr Ada"), verified("Dr Ben", until=AT + timedelta(days=9))
    for expert, writer in (ada, ben, ada):
        actions.endorse(answer=answer, expert=expert, by=writer, at=AT)
    assert facts(answer).endorsements == 2
    assert Notice.objects.filter(account=answer.keeper, kind="answer-endorsed").count() == 2
    assert [each.name for each in facts(answer, AT + timedelta(days=10)).endorsers] == ["Dr Ada"]
    experts.suspend_expert(expert=ada[0], reason="A complaint.", by=staff().editor, at=AT)
    assert [each.name for each in facts(answer).endorsers] == ["Dr Ben"]
    actions.end_endorsement(endorsement=Endorsement.objects.get(expert=ben[0]), by=ben[1], at=AT)
    assert facts(answer).endorsements == 0
    voted(fact_checked(submitted(answer, "Rest helps adults.", answer.keeper, AT)))
    assert facts(answer).endorsements == 0


def test_an_endorsement_by_the_unverified_or_of_ones_own_is_refused() -> None:
    """As is one in somebody else's name, and one of what nobody sees (E5)."""
    author = verified("Dr Author")
    answer = published_answer(author=author)
    short, ada = verified("Dr Short", until=NOW + timedelta(hours=1)), verified("Dr Ada")
    for expert, who in (short, author, (ada[0], short[1]), (ada[0], staff().first)):
        with pytest.raises(PermissionDenied):
            actions.endorse(answer=answer, expert=expert, by=who, at=AT)
    writing.withdraw(answer=answer, reason="Wrong.", by=author[1], at=AT)
    with pytest.raises(ValidationError):
        actions.endorse(answer=answer, expert=ada[0], by=ada[1], at=AT)
    assert not Endorsement.objects.exists()


def test_a_correction_is_public_for_good_and_told_to_the_author() -> None:
    """By an editor, with a text, once; also of an answer that is gone (D15)."""
    answer = published_answer()
    people = staff()
    with pytest.raises(PermissionDenied):
        actions.correct(answer=answer, text="x", by=people.first, at=AT)
    with pytest.raises(ValidationError):
        actions.correct(answer=answer, text=" ", by=people.editor, at=AT)
    actions.correct(answer=answer, text="The dose was 5 mg.", by=people.editor, at=AT)
    with pytest.raises(ValidationError):
        actions.correct(answer=answer, text="The dose was 5 mg.", by=people.editor, at=AT)
    assert [each.text for each in facts(answer).corrections] == ["The dose was 5 mg."]
    assert Notice.objects.filter(account=answer.keeper, kind="answer-corrected").count() == 1
    writing.withdraw(answer=answer, reason="Wrong.", by=answer.keeper, at=AT)
    actions.correct(answer=answer, text="It was withdrawn.", by=people.editor, at=AT + STEP)
    lines, number, pages, total = queries.corrections_log(1)
    assert [each.text for each in lines] == ["It was withdrawn.", "The dose was 5 mg."]
    assert (number, pages, total) == (1, 1, 2)
    assert lines[0].slug == answer.question.slug
    with pytest.raises(ValidationError):
        actions.correct(answer=in_review().answer, text="x", by=people.editor, at=AT)
    assert Correction.objects.count() == 2


def test_everything_that_is_noted_stands_in_the_log() -> None:
    """Without a word of what was typed."""
    answer = published_answer()
    people, peer = staff(), verified("Dr Peer")
    mark = actions.mark(answer=answer, kind=OUTDATED, reason="Secret words.", expert=None, by=people.first, at=AT)
    actions.end_mark(mark=mark, reason="Secret words.", by=people.first, at=AT)
    actions.correct(answer=answer, text="Secret words.", by=people.editor, at=AT)
    given = actions.endorse(answer=answer, expert=peer[0], by=peer[1], at=AT)
    actions.end_endorsement(endorsement=given, by=peer[1], at=AT)
    events = list(Event.objects.order_by("-number")[:5])
    assert [each.verb for each in events] == ["ended", "endorsed", "corrected", "ended", "marked"]
    assert "Secret" not in str([each.detail for each in Event.objects.all()])


def test_the_history_shows_what_changed_and_nothing_of_what_is_gone() -> None:
    """Old and new word by word while it is published; after a withdrawal not a word (R27)."""
    answer = published_answer("Rest helps a cold. Take two tablets.")
    voted(fact_checked(submitted(answer, "Rest helps a cold. Take one tablet.", answer.keeper, AT)))
    changed = queries.history_of(answer, AT + 5 * STEP)
    assert changed is not None
    assert [each.number for each in changed.revisions] == [2, 1]
    words = {(each.how, each.text) for each in changed.revisions[0].changed if each.how is not How.KEPT}
    assert words == {(How.REMOVED, "two"), (How.ADDED, "one"), (How.REMOVED, "tablets"), (How.ADDED, "tablet")}
    writing.withdraw(answer=answer, reason="Wrong.", by=answer.keeper, at=AT + 6 * STEP)
    assert queries.history_of(answer, AT + 7 * STEP) is None


def test_a_tombstone_says_whose_since_when_and_why() -> None:
    """And only where readers have seen something."""
    answer = published_answer()
    in_review(question=answer.question)
    assert queries.tombstones_of(answer.question, AT) == ()
    writing.withdraw(answer=answer, reason="A study was retracted.", by=answer.keeper, at=AT)
    (stone,) = queries.tombstones_of(answer.question, AT + STEP)
    assert (stone.name, stone.state, stone.since) == (answer.author.name, Answer.State.WITHDRAWN, AT)
    assert stone.reason == "A study was retracted."


def test_what_a_link_led_to_is_shown_replaced_or_gone() -> None:
    """A text that readers never saw is none of them."""
    answer = published_answer("Rest helps a cold.")
    first = answer.live.sha256
    found = queries.standing(first, AT)
    assert found is not None
    assert (found.shown, found.replaced, found.slug) == (True, False, answer.question.slug)
    again = submitted(answer, "Rest helps adults.", answer.keeper, AT)
    assert queries.standing(again.revision.sha256, AT) is None
    voted(fact_checked(again))
    replaced = queries.standing(first[:16], AT + 5 * STEP)
    assert replaced is not None
    assert (replaced.shown, replaced.replaced) == (False, True)
    writing.withdraw(answer=answer, reason="Wrong.", by=answer.keeper, at=AT + 6 * STEP)
    gone = queries.standing(first, AT + 7 * STEP)
    assert gone is not None
    assert (gone.shown, gone.replaced) == (False, False)
    assert queries.standing("", AT) is None
    assert queries.standing(first[:8], AT) is None


def test_facts_of_many_answers_cost_as_much_as_of_one(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """No query an answer."""
    for _ in range(4):
        published_answer()
    rows = list(Answer.objects.select_related("live"))
    with django_assert_num_queries(7):
        queries.facts_of(rows[:1], AT)
    with django_assert_num_queries(7):
        found = queries.facts_of(rows, AT)
    assert len(found) == 4


def test_an_editor_of_another_topic_corrects_nothing_here() -> None:
    """A role holds for its topic."""
    answer = published_answer()
    elsewhere = asked(topic="Feet").topic
    assert elsewhere is not None
    with pytest.raises(PermissionDenied):
        actions.correct(answer=answer, text="x", by=account("ed", Role.EDITOR, topic=elsewhere.pk), at=AT)
