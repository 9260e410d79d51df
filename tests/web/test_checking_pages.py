"""The pages of checking at the desk: the queue, a submission, what is due, what is noted of an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

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
from tests.web.reading import source as read
from tests.web.situations import NOW, account, signed_in
from tests.web.writing_situations import WHOLE
from web.accounts import actions as accounts
from web.accounts.models import Role
from web.audit.models import Event
from web.checking import actions
from web.checking.models import FactCheck, Verdict, Vote
from web.questions.models import Answer
from web.writing.models import Submission

pytestmark = pytest.mark.django_db


PASSED, RETURNED = Verdict.PASSED, Verdict.RETURNED


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    """It is the day of the stories."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def send(client: Client, address: str, **typed: str):  # type: ignore[no-untyped-def]
    return client.post(address, typed)


def lines(html: str) -> list[str]:
    return re.findall(r'href="/desk/to-check/(\d+)"', html)


def test_the_queue_is_what_waits_and_never_a_phantom() -> None:
    """Its counts are those of the database at every step (D1)."""
    people = staff()
    checker, first, editor = signed_in(people.checker), signed_in(people.first), signed_in(people.editor)
    assert "(0)" in read(checker, "/desk/to-check")
    submission = in_review()
    number = str(submission.pk)
    assert lines(read(checker, "/desk/to-check?list=facts")) == [number]
    assert lines(read(first, "/desk/to-check?list=votes")) == []
    assert lines(read(editor, "/desk/to-check?list=waiting")) == [number]
    fact_checked(submission)
    assert lines(read(checker, "/desk/to-check?list=facts")) == []
    assert lines(read(checker, "/desk/to-check?list=mine")) == [number]
    assert lines(read(first, "/desk/to-check?list=votes")) == [number]
    voted(submission)
    assert lines(read(first, "/desk/to-check?list=votes")) == []
    assert lines(read(first, "/desk/to-check?list=mine")) == [number]
    assert lines(read(editor, "/desk/to-check?list=waiting")) == []
    assert lines(read(editor, "/desk/to-check?list=decided")) == [number]


def test_a_new_answer_is_on_no_page_until_it_is_published(client: Client) -> None:
    """The public finds not a word of it, and its expert has no page (D1)."""
    submission = fact_checked(in_review("Sleep heals the common cold."))
    answer = submission.answer
    for address in (f"/q/{answer.question.slug}", f"/q/{answer.question.slug}.json", "/", "/search?q=sleep"):
        assert "Sleep heals" not in client.get(address).content.decode()
    assert client.get(f"/e/{answer.author.slug}").status_code == 404
    voted(submission)
    assert "Sleep heals" in read(client, f"/q/{answer.question.slug}")


def test_who_wrote_it_does_not_find_it_in_the_queue() -> None:
    """Nor its page, before it is decided; after that they read why."""
    author = verified("Dr Reviewer Too")
    for role in (Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR):
        accounts.grant(account=author[1], role=role, by=None, at=NOW)
    submission = in_review(author=author)
    browser = signed_in(author[1])
    for name in ("facts", "votes", "waiting"):
        assert lines(read(browser, f"/desk/to-check?list={name}")) == []
    read(browser, f"/desk/to-check/{submission.pk}", 404)
    voted(fact_checked(submission), PASSED, RETURNED)
    shown = read(browser, f"/desk/to-check/{submission.pk}")
    assert "Name the dose, ravi says." in shown
    assert "<form" not in shown.partition("<h1>")[2]


@pytest.mark.parametrize("verdict", [PASSED, RETURNED])
def test_a_vote_leaves_no_trace_for_the_other_voter(verdict: Verdict) -> None:
    """Page, queue and counts are the same to the byte whether another has voted, and how."""
    submission = fact_checked(in_review())
    people = staff()
    viewers = {
        "/desk/to-check": (people.second, people.checker, people.editor),
        "/desk/to-check?list=waiting": (people.second, people.checker, people.editor),
        f"/desk/to-check/{submission.pk}": (people.second, people.checker, people.editor),
        "/desk/overview": (people.second, people.editor),
    }
    browsers = {who.pk: signed_in(who) for each in viewers.values() for who in each}
    seen = [(address, who.pk) for address, each in viewers.items() for who in each]
    before = {(address, who): without_token(read(browsers[who], address)) for address, who in seen}
    voted(submission, verdict)
    for (address, who), html in before.items():
        after = without_token(read(browsers[who], address))
        assert after == html, address
        assert "Name the dose" not in after
    assert "Nobody sees your vote" not in read(signed_in(people.first), f"/desk/to-check/{submission.pk}")


def test_both_votes_are_shown_when_both_are_in() -> None:
    """With names, days and reasons."""
    submission = voted(fact_checked(in_review()), RETURNED, RETURNED)
    shown = read(signed_in(staff().checker), f"/desk/to-check/{submission.pk}")
    for words in ("Name the dose, rhea says.", "Name the dose, ravi says.", "carla"):
        assert words in shown


def test_a_reader_of_the_page_checks_facts_and_votes() -> None:
    """The forms store what was chosen; a return without a reason keeps what was typed and says where it is missing."""
    submission = in_review()
    people = staff()
    address = f"/desk/to-check/{submission.pk}"
    refused = send(signed_in(people.checker), f"{address}/facts", verdict="returned", reason="")
    assert refused.status_code == 400
    html = refused.content.decode()
    assert 'role="alert"' in html
    assert 'aria-describedby="reason-hint reason-error"' in html
    assert re.search(r'value="returned"\s+required\s+checked', html)
    assert send(signed_in(people.checker), f"{address}/facts", verdict="", reason="x").status_code == 400
    assert send(signed_in(people.checker), f"{address}/facts", verdict="passed").status_code == 303
    for person in (people.first, people.second):
        assert send(signed_in(person), f"{address}/vote", verdict="passed").status_code == 303
    assert Answer.objects.get(pk=submission.answer_id).state == "published"


def test_an_attempt_on_ones_own_answer_is_refused_and_kept() -> None:
    """The page of an absent address, and an entry in the log (D3)."""
    submission = in_review()
    author = submission.by
    for step in ("facts", "vote"):
        response = send(signed_in(author), f"/desk/to-check/{submission.pk}/{step}", verdict="passed")
        assert response.status_code == 404
        event = Event.objects.order_by("-number").first()
        assert (event.verb, event.noun, event.key) == ("refused", "submission", str(submission.pk))
        assert event.by_id == author.pk
        assert event.detail == {"step": step}
    assert not FactCheck.objects.exists()
    assert not Vote.objects.exists()


def marked(html: str, tag: str) -> str:
    """What stands in all elements of this kind."""
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", html.partition('class="changes"')[2], re.DOTALL)
    return " ".join(re.sub(r"<span.*?</span>", "", each, flags=re.DOTALL) for each in found)


def test_three_drafts_are_shown_against_what_is_published_at_once() -> None:
    """Every change since, also after a return, and against the version it was made on (D4)."""
    answer = published_answer("Rest helps a cold. Drink plenty of water. Take two tablets.")
    assert answer.live is not None
    writer = answer.keeper
    texts = (
        "Rest helps most colds. Drink plenty of water. Take two tablets.",
        "Rest helps most colds. Drink warm tea. Take two tablets.",
        "Rest helps most colds. Drink warm tea. Take one tablet.",
    )
    for hours, text in enumerate(texts, 1):
        drafted(answer, text, writer, NOW + timedelta(hours=hours))
    third = handed_in(answer, writer, NOW + timedelta(hours=4))
    browser = signed_in(staff().checker)
    html = read(browser, f"/desk/to-check/{third.pk}")
    for word in ("most", "warm tea", "one"):
        assert word in marked(html, "ins"), word
    for word in ("plenty of water", "two"):
        assert word in marked(html, "del"), word
    assert "[added:" in html
    assert "[removed:" in html
    voted(fact_checked(third), RETURNED, RETURNED)
    again = read(browser, f"/desk/to-check/{third.pk}?against={answer.live.pk}")
    assert without_token(read(browser, f"/desk/to-check/{third.pk}")) == without_token(again)
    fourth = submitted(answer, texts[2].replace("Rest", "Sleep"), writer, NOW + timedelta(hours=6))
    html = read(browser, f"/desk/to-check/{fourth.pk}")
    assert "warm tea" in marked(html, "ins")
    assert "Sleep" in marked(html, "ins")
    against_returned = read(browser, f"/desk/to-check/{fourth.pk}?against={third.revision.pk}")
    assert marked(against_returned, "ins").split() == ["Sleep"]
    voted(fact_checked(fourth))
    # Another text is live by now; what came back still stands against the version that it was made on.
    html = read(browser, f"/desk/to-check/{third.pk}")
    assert "two" in marked(html, "del")
    assert "Sleep" not in marked(html, "ins")


def test_whoever_looks_at_an_answer_first_meets_the_headings_that_readers_meet() -> None:
    """In the author's preview, before the fact check, before the votes and on the page, above the same words."""
    submission = in_review(applies_to="Other values hold in pregnancy.")
    people, expected = staff(), ["In short", "Why", "Who this applies to", "When to seek care"]
    pages = [(submission.by, f"/desk/answers/{submission.answer_id}/preview"), (people.checker, "/desk/to-check/{}")]

    def headings(html: str) -> list[str]:
        return [found for found in re.findall(r"<h[34][^>]*>([^<]+)</h[34]>", html) if found in expected]

    for who, address in pages:
        html = read(signed_in(who), address.format(submission.pk))
        assert headings(html) == expected, address
        assert html.index("Who this applies to") < html.index("Other values hold in pregnancy.")
    fact_checked(submission)
    assert headings(read(signed_in(people.first), f"/desk/to-check/{submission.pk}")) == expected
    voted(submission)
    assert headings(read(Client(), f"/q/{submission.answer.question.slug}")) == expected
    again = submitted(submission.answer, "Sleep helps a cold.", submission.by, NOW + timedelta(minutes=30))
    html = read(signed_in(people.checker), f"/desk/to-check/{again.pk}")
    assert headings(html) == expected
    assert "Sleep" in marked(html, "ins")


def test_what_stands_beside_the_text_is_held_against_it_too() -> None:
    """Sources, conflicts and help of a program, each with a word that says what changed."""
    answer = published_answer()
    other = replace(WHOLE.citations[0], text="A trial of tea", doi="10.1000/tea", pmid="87654321")
    submission = submitted(
        answer,
        "Rest helps adults.",
        answer.keeper,
        NOW + STEP * 9,
        citations=(other,),
        conflicts="declared",
        disclosure="I sell tea.",
        machine_help="helped",
    )
    html = read(signed_in(staff().checker), f"/desk/to-check/{submission.pk}")
    for words in ("A trial of tea", "Added", "Removed", "I sell tea.", "Changed", "The author checked every sentence"):
        assert words.lower() in html.lower(), words


def test_what_the_author_does_not_want_quoted_alone_is_shown() -> None:
    """Every statement as it was cut, with what its author said of it."""
    submission = in_review()
    answer = submission.answer
    drafted(answer, "Rest helps. Tea helps. Sleep helps.", submission.by)
    again = handed_in(answer, submission.by, NOW + STEP * 5, declined=(2,))
    html = read(signed_in(staff().checker), f"/desk/to-check/{again.pk}")
    assert "Not to be quoted alone" in html
    assert "I stand behind this as it is quoted" in html


ADDRESSES = (
    "/desk/to-check",
    "/desk/to-check/{submission}",
    "/desk/overview",
    "/desk/overview/all.csv",
    "/desk/noted/{answer}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_pages_are_not_there_for_who_has_no_part_in_checking(address: str, client: Client) -> None:
    """Whether they exist or not; who has not signed in may do that first."""
    submission: Submission = voted(fact_checked(in_review()))
    address = address.format(submission=submission.pk, answer=submission.answer_id)
    read(signed_in(account("nobody")), address, 404)
    read(signed_in(account("ada", Role.ADMINISTRATOR)), address, 404)
    assert client.get(address).status_code == 302
    assert signed_in(staff().first).get(address).status_code == 200
    other = asked(topic="Feet").topic
    assert other is not None
    elsewhere = signed_in(account("fay", Role.REVIEWER, topic=other.pk))
    if "to-check/" in address:
        read(elsewhere, address, 404)


def test_a_submission_that_there_is_not_has_no_page() -> None:
    """An unknown number reads as an absent address."""
    read(signed_in(staff().first), "/desk/to-check/999999", 404)
    assert send(signed_in(staff().first), "/desk/to-check/999999/vote", verdict="passed").status_code == 404
    read(signed_in(staff().first), "/desk/noted/999999", 404)
    read(signed_in(staff().editor), "/desk/overview/none.csv", 404)


def test_a_page_costs_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    """The queue of twenty costs no more than the queue of two."""
    for _ in range(4):
        in_review()
    browser = signed_in(staff().checker)
    with django_assert_max_num_queries(25):
        read(browser, "/desk/to-check")
    actions.settle(NOW)
