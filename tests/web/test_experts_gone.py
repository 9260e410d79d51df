"""What is suspended or no longer verified is gone from every public page with the next request (R07, R41, I14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from tests.web import checking_situations as checking
from tests.web.experts_situations import (
    application,
    editor,
    expert,
    seated_expert,
    verified,
    verified_expert,
    writer_of,
)
from tests.web.situations import NOW, account, answer, compare, entry, signed_in, store
from web.accounts.models import Role
from web.experts import actions, queries
from web.experts.models import Application, Disclosure, Seat, Suspension, Verification
from web.finding import actions as finding
from web.questions import actions as questions
from web.questions.models import Answer, Expert, Question

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

#: Words that stand in the answer alone, and nowhere else on the site.
ONLY = "Periwinkle tea soothes most sore throats."
OTHER = "Rest helps most people. Drink plenty of water."


def published() -> Answer:
    """An answer written here, published beside one of another expert, and compared."""
    question = checking.asked("throat", "What soothes a sore throat?")
    found = checking.published_answer(ONLY, question=question)
    checking.published_answer(OTHER, question=question)
    compare()
    return found


def imported() -> Answer:
    """The same from an archive."""
    store(
        entry(
            "throat",
            answer("a1", "Dr Archive Test", ONLY),
            answer("a2", "Dr Other Test", OTHER),
            text="What soothes a sore throat?",
            topic="Colds",
        )
    )
    return Answer.objects.get(key="a1")


def surfaces(found: Answer) -> list[str]:
    """Every public address that shows an answer, or could."""
    question, author = found.question, found.author
    assert author
    assert question.topic
    pages = [f"/q/{question.slug}", f"/e/{author.slug}", f"/t/{question.topic.slug}", "/topics"]
    twins = [f"{page}.json" for page in pages]
    return [*pages, *twins, "/", "/index.json", "/search?q=Periwinkle", "/search.json?q=Periwinkle"]


def showing(found: Answer) -> set[str]:
    """The addresses on which a word of it can be read; where search repeats the word asked for, the question's."""
    reader = Client(headers={"accept-language": "en"})
    seen = set()
    for address in surfaces(found):
        text = reader.get(address).content.decode()
        words = found.question.text if "search" in address else "soothes most sore throats"
        if words in text:
            seen.add(address)
    return seen


def suspended(found: Answer) -> None:
    assert found.author
    actions.suspend_expert(expert=found.author, reason="Complaint.", by=editor(), at=NOW + DAY)


def suspended_at_the_desk(found: Answer) -> None:
    assert found.author
    sent = signed_in(editor()).post(f"/desk/experts/{found.author.slug}/suspend", {"reason": "Complaint."})
    assert sent.status_code == 303


def suspended_by_the_operator(found: Answer) -> None:
    assert found.author
    call_command("suspend_expert", found.author.slug, "--reason=Complaint.", stdout=StringIO())


def unverified(found: Answer) -> None:
    row = Verification.objects.get(expert=found.author)
    actions.end_verification(verification=row, reason="Struck off.", by=editor(), at=NOW + DAY)


@pytest.mark.parametrize("made", [published, imported])
@pytest.mark.parametrize("event", [suspended, suspended_at_the_desk, suspended_by_the_operator, unverified])
def test_no_page_shows_a_word_after_the_event(made: Callable[[], Answer], event: Callable[[Answer], None]) -> None:
    """Before it the words stand on the question's and the expert's pages; with the next request on none."""
    if made is imported and event is unverified:
        pytest.skip("nothing is verified of an archive's expert")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        found = made()
        finding.keep_up()  # and not again: an index that lags shows nothing either
        before = showing(found)
        question, author = found.question, found.author
        assert author
        assert {
            f"/q/{question.slug}",
            f"/q/{question.slug}.json",
            f"/e/{author.slug}",
            f"/e/{author.slug}.json",
        } <= before
        assert "/search?q=Periwinkle" in before
        event(found)
    with time_machine.travel(NOW + DAY, tick=False):
        assert showing(found) == set()
        assert Client().get(f"/e/{author.slug}").status_code in (404, 410)


def test_what_is_verified_ends_with_the_clock_and_no_job() -> None:
    """Nothing runs and nobody does anything: the words are gone on the day after the last."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        author = checking.verified("Dr Short Test", until=NOW + 10 * DAY)
        found = checking.published_answer(ONLY, question=checking.asked(), author=author)
        assert showing(found)
    with time_machine.travel(NOW + 10 * DAY - timedelta(seconds=1), tick=False):
        assert showing(found)
    with time_machine.travel(NOW + 10 * DAY, tick=False):
        assert showing(found) == set()
    found.refresh_from_db()
    assert found.live is not None  # no row has changed


def test_an_import_does_not_bring_a_suspended_expert_back() -> None:
    """The same file again, and a new answer of theirs, stay off the pages; lifted, new ones come in."""
    found = imported()
    suspended(found)
    imported()
    store(entry("new", answer("n1", "Dr Archive Test", ONLY)))
    assert not Answer.objects.filter(author=found.author, live__isnull=False).exists()


def test_a_suspension_is_a_row_and_its_answers_tell_why_they_are_gone() -> None:
    """Who, why and since when; lifted, it ends, and a second can follow."""
    found = imported()
    suspended(found)
    assert found.author
    made = found.author
    row = Suspension.objects.get(expert=made)
    assert (row.reason, row.by, row.at, row.ended_at) == ("Complaint.", editor(), NOW + DAY, None)
    assert made.suspended_at == NOW + DAY
    found.refresh_from_db()
    assert found.state == "suspended"
    assert found.statuses.get().reason == "Its author is suspended from this site."
    actions.lift_suspension(expert=made, by=editor(), at=NOW + 2 * DAY)
    made.refresh_from_db()
    assert made.suspended_at is None
    actions.suspend_expert(expert=made, reason="Again.", by=editor(), at=NOW + 3 * DAY)
    assert Suspension.objects.filter(expert=made).count() == 2


def test_a_suspension_that_fails_midway_leaves_everything_as_it_was() -> None:
    """One transaction: either all is gone or nothing is."""
    made = verified_expert("Dr Ada Test")
    first = checking.published_answer(ONLY, author=(made, writer_of(made)))
    second = checking.published_answer(OTHER, author=(made, writer_of(made)))

    def interrupted() -> None:
        actions.suspend_expert(expert=made, reason="Complaint.", by=editor(), at=NOW + DAY)
        raise DatabaseError("the power fails")

    refused(interrupted, "the power fails")
    for found in (first, second):
        found.refresh_from_db()
        assert found.live is not None
    assert not Suspension.objects.exists()


def test_the_operator_suspends_and_lifts_by_a_command() -> None:
    """With a reason; an expert who is not there, or no reason, is a sentence and no traceback."""
    made, out = verified_expert("Dr Ada Test"), StringIO()
    call_command("suspend_expert", made.slug, "--reason=Complaint.", stdout=out)
    made.refresh_from_db()
    assert made.suspended_at is not None
    call_command("suspend_expert", made.slug, "--undo", stdout=out)
    assert out.getvalue() == "Dr Ada Test is suspended\nDr Ada Test is no longer suspended\n"
    for words in (["nobody", "--reason=x"], [made.slug], [made.slug, "--undo"]):
        with pytest.raises(CommandError):
            call_command("suspend_expert", *words)


def test_only_editors_suspend() -> None:
    """And nobody by writing for the expert or reviewing."""
    made = verified_expert("Dr Ada Test")
    for who in (writer_of(made), account("rita", Role.REVIEWER)):
        with pytest.raises(PermissionDenied):
            actions.suspend_expert(expert=made, reason="Mine.", by=who, at=NOW)
    actions.suspend_expert(expert=made, reason="Once.", by=editor(), at=NOW)
    with pytest.raises(ValidationError):
        actions.suspend_expert(expert=made, reason="Twice.", by=editor(), at=NOW)


# --- Whatever goes past the actions, the database refuses. Each of these fails when its guard is taken away.


def refused(change: Callable[[], object], sentence: str) -> None:
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        change()


@pytest.mark.guards("seat_facts_stay", "seat_ends_once", "seat_never_deleted")
def test_a_seat_stays_as_it_was_given() -> None:
    """Guards seat_facts_stay, seat_ends_once, seat_never_deleted."""
    made = seated_expert("Dr Ada Test")
    rows = Seat.objects.filter(expert=made)
    other = expert("Dr Ben Test")
    refused(lambda: rows.update(expert=other), "a seat is never changed")
    refused(lambda: rows.update(account=account("ann")), "a seat is never changed")
    refused(rows.delete, "a seat is never deleted")
    actions.end_seat(seat=rows[0], by=editor(), at=NOW)
    refused(lambda: rows.update(ended_at=None), "has ended stays ended")


@pytest.mark.guards("verification_facts_stay", "verification_ends_once", "verification_never_deleted")
def test_a_verification_stays_as_it_was_made() -> None:
    """Guards verification_facts_stay, verification_ends_once, verification_never_deleted."""
    made = verified_expert("Dr Ada Test")
    rows = Verification.objects.filter(expert=made)
    refused(lambda: rows.update(until=NOW + 3000 * DAY), "a verification is never changed")
    refused(lambda: rows.update(evidence="Nothing."), "a verification is never changed")
    refused(rows.delete, "a verification is never deleted")
    actions.end_verification(verification=rows[0], reason="Over.", by=editor(), at=NOW)
    refused(lambda: rows.update(ended_at=None), "has ended stays ended")


@pytest.mark.guards("verification_by_another")
def test_nobody_verifies_an_expert_for_whom_they_write_or_wrote() -> None:
    """Guard verification_by_another, also for a seat that has ended."""
    made = seated_expert("Dr Ada Test")
    facts = {"expert": made, "what": "licence", "evidence": "Seen.", "at": NOW, "until": NOW + DAY}
    writer = writer_of(made)
    refused(lambda: Verification.objects.create(by=writer, **facts), "nobody verifies an expert for whom they write")
    Seat.objects.filter(expert=made).update(ended_at=NOW)
    refused(lambda: Verification.objects.create(by=writer, **facts), "nobody verifies an expert for whom they write")
    Verification.objects.create(by=editor(), **facts)


@pytest.mark.guards("suspension_facts_stay", "suspension_ends_once", "suspension_never_deleted")
def test_a_suspension_stays_as_it_was_made() -> None:
    """Guards suspension_facts_stay, suspension_ends_once, suspension_never_deleted."""
    made = verified_expert("Dr Ada Test")
    actions.suspend_expert(expert=made, reason="Complaint.", by=editor(), at=NOW)
    rows = Suspension.objects.filter(expert=made)
    refused(lambda: rows.update(reason="Another."), "a suspension is never changed")
    refused(rows.delete, "a suspension is never deleted")
    actions.lift_suspension(expert=made, by=editor(), at=NOW)
    refused(lambda: rows.update(ended_at=None), "has ended stays ended")


@pytest.mark.guards("disclosure_never_changed", "disclosure_never_deleted", "disclosure_comes_next")
def test_a_disclosure_stays_and_follows_the_last() -> None:
    """Guards disclosure_never_changed, disclosure_never_deleted, disclosure_comes_next."""
    made = seated_expert("Dr Ada Test")
    rows, writer = Disclosure.objects.filter(expert=made), writer_of(made)
    refused(lambda: rows.update(at=NOW - DAY), "a disclosure is never changed")
    refused(rows.delete, "a disclosure is never deleted")
    facts = {"expert": made, "none": True, "by": writer, "at": NOW}
    refused(lambda: Disclosure.objects.create(number=3, **facts), "a disclosure follows the last one")
    Disclosure.objects.create(number=2, **facts)


@pytest.mark.guards("verification_ends_after_answers")
def test_a_verification_ends_only_after_the_answers_that_hang_on_it() -> None:
    """Guard verification_ends_after_answers; another verification that lasts as long lets it end."""
    found = checking.published_answer()
    made = found.author
    assert made
    rows = Verification.objects.filter(expert=made)
    sentence = "answers are taken back before what was verified of their author ends"
    refused(lambda: rows.update(ended_at=NOW + DAY), sentence)
    verified(made, until=NOW + DAY)  # too short to cover the answer
    first = rows.order_by("pk")[0]
    refused(lambda: rows.filter(pk=first.pk).update(ended_at=NOW), sentence)
    verified(made, until=NOW + 3000 * DAY)
    rows.filter(pk=first.pk).update(ended_at=NOW)


@pytest.mark.guards("answer_of_nobody_suspended", "expert_taken_back_first")
def test_nothing_of_a_suspended_expert_is_published_past_the_actions() -> None:
    """Guards answer_of_nobody_suspended and expert_taken_back_first."""
    found = imported()
    made, live = found.author, found.live
    assert made
    refused(lambda: Expert.objects.filter(pk=made.pk).update(suspended_at=NOW), "is taken back first")
    suspended(found)
    put_back = {"answer": found, "revision": live, "reviewed_at": None, "due_at": None, "shown_until": None}
    refused(
        lambda: questions.publish(by=editor(), at=NOW, **put_back),  # type: ignore[arg-type]
        "nothing of a suspended expert is published",
    )


@pytest.mark.guards("application_facts_stay", "application_decided_once")
def test_an_application_stays_as_it_was_sent_and_decided() -> None:
    """No fact is changed, before or after; a decision is the last word. It can be erased, for it names a person."""
    row = application()
    rows = Application.objects.filter(pk=row.pk)
    refused(lambda: rows.update(conflicts="None at all."), "an application is never changed")
    actions.refuse(application=row, reason="Not found.", by=editor(), at=NOW)
    refused(lambda: rows.update(state="waiting", decided_by=None, decided_at=None), "stays decided")
    rows.delete()


def test_a_suspended_expert_is_not_verified() -> None:
    """Whatever their verifications say."""
    made = verified_expert("Dr Ada Test")
    assert queries.verified_until(made, NOW) is not None
    actions.suspend_expert(expert=made, reason="Complaint.", by=editor(), at=NOW)
    assert queries.verified_until(made, NOW) is None
    assert Question.objects.count() == 0
