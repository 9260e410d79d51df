"""What readers are told of an answer beside its words: who stands behind it, what was taken back, what has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.checking_situations import (
    asked,
    fact_checked,
    in_review,
    published_answer,
    staff,
    submitted,
    verified,
    voted,
)
from tests.web.situations import NOW, account, answer, compare, entry, store
from tests.web.writing_situations import author
from web.accounts.models import Role
from web.checking import actions as checking
from web.checking.models import Mark
from web.questions.models import Answer, Question
from web.writing import actions as writing

pytestmark = pytest.mark.django_db

#: An hour after everything that these tests do.
AFTER = NOW + timedelta(days=2)

TEXT = "Rest helps most people recover from a cold. Drink plenty of water."


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(AFTER, tick=False):
        yield


def article(client: Client, answer: Answer) -> str:
    page = LexborHTMLParser(client.get(f"/q/{answer.question.slug}").content.decode())
    found = page.css_first(f"#answer-{answer.key}")
    assert found
    return " ".join(found.text().split())


def test_a_reviewed_answer_says_who_stands_behind_it(client: Client) -> None:
    """Verified on, reviewed on, by whom, and the next review, in the article itself (features R3, R26) and its twin."""
    answer = published_answer(TEXT)
    shown = article(client, answer)
    assert "Verified by this site on 1 March 2026: licence to practise." in shown
    assert "Medically reviewed on 1 March 2026 by rhea and ravi; next review due" in shown
    assert "Facts checked by carla." in shown
    assert "Conflicts of interest: the author declares none." in shown
    twin = client.get(f"/q/{answer.question.slug}.json").json()["answers"][0]
    assert twin["facts"]["reviewed_at"].startswith("2026-03-01")
    assert twin["facts"]["due_at"] > twin["facts"]["reviewed_at"]
    assert [one["name"] for one in twin["facts"]["reviewers"]] == ["rhea", "ravi"]
    assert twin["badge"]["verified_what"] == ["licence"]


def test_an_imported_answer_says_that_nobody_here_verified_its_author(client: Client) -> None:
    """No date, no reviewer and no badge that nobody gave."""
    (question,) = store(entry("imported"))
    shown = article(client, question.answers.get(key="a1"))
    assert "not verified by this site" in shown
    assert "reviewed on" not in shown
    assert "Conflicts" not in shown


def test_the_parts_of_an_answer_have_headings_and_its_words_are_whole(client: Client) -> None:
    """The headings are ours and stand outside the text, which is the stored one, character for character."""
    answer = published_answer(TEXT)
    page = LexborHTMLParser(client.get(f"/q/{answer.question.slug}").content.decode())
    assert [node.text() for node in page.css(f"#answer-{answer.key} h4")][:2] == ["In short", "Why"]
    said = "".join("".join(node.text() for node in body.css("p")) for body in page.css(f"#answer-{answer.key} .body"))
    assert answer.live
    assert "".join(said.split()) == "".join(answer.live.body.split())


def test_what_was_taken_back_leaves_a_tombstone(client: Client) -> None:
    """The name, the day and the reason stay; of the words nothing does (feature E14)."""
    answer = published_answer(TEXT)
    writing.withdraw(
        answer=answer, reason="A newer trial says otherwise.", by=answer.keeper, at=NOW + timedelta(days=1)
    )
    shown = article(client, answer)
    assert "This answer was withdrawn. Since 2 March 2026." in shown
    assert "A newer trial says otherwise." in shown
    for address in (
        f"/q/{answer.question.slug}",
        f"/q/{answer.question.slug}.json",
        f"/q/{answer.question.slug}/changes",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "Rest helps" not in response.content.decode()


def test_an_address_of_exactly_these_words(client: Client) -> None:
    """It leads to the answer while it says just that; replaced or withdrawn, it says so with 410 and shows no word."""
    answer = published_answer(TEXT)
    address = f"/r/{answer.live.sha256[:16]}"  # type: ignore[union-attr]
    assert client.get(address).headers["Location"] == f"/q/{answer.question.slug}#answer-{answer.key}"
    later = NOW + timedelta(days=1)
    voted(fact_checked(submitted(answer, "Rest does not help everybody.", answer.keeper, later), later), at=later)
    replaced = client.get(address)
    assert replaced.status_code == 410
    assert "Its author has replaced it." in replaced.content.decode()
    answer.refresh_from_db()
    writing.withdraw(answer=answer, reason="Not sure any more.", by=answer.keeper, at=later)
    gone = client.get(f"/r/{answer.live.sha256[:16]}" if answer.live else address)
    assert gone.status_code == 410
    assert "It was taken back." in gone.content.decode()
    assert "Rest" not in LexborHTMLParser(gone.content.decode()).css_first("h1").text()
    assert client.get("/r/0123456789abcdef").status_code == 404
    assert client.get("/r/0").status_code == 404


def test_what_has_changed_is_public(client: Client) -> None:
    """Old and new words of an answer, marked in the text and not by colour alone (feature R27)."""
    answer = published_answer(TEXT)
    later = NOW + timedelta(days=1)
    changed = TEXT.replace("plenty of water", "two litres of water")
    voted(fact_checked(submitted(answer, changed, answer.keeper, later), later), at=later)
    page = LexborHTMLParser(client.get(f"/q/{answer.question.slug}/changes").content.decode())
    assert "plenty" in " ".join(node.text() for node in page.css("del"))
    assert "two litres" in " ".join(node.text() for node in page.css("ins"))
    assert len(client.get(f"/q/{answer.question.slug}/changes.json").json()["answers"][0]["revisions"]) == 2


def test_marks_and_corrections_stand_at_the_answer(client: Client) -> None:
    """Who called it dangerous, when and why (feature R33); what was corrected, there and in the log (feature D15)."""
    answer = published_answer(TEXT)
    at = NOW + timedelta(days=1)
    checking.mark(
        answer=answer, kind=Mark.Kind.DANGEROUS, reason="It leaves out infants.", expert=None, by=staff().second, at=at
    )
    checking.correct(answer=answer, text="The amount of water was wrong.", by=staff().editor, at=at)
    shown = article(client, answer)
    assert "Marked as dangerous by ravi on 2 March 2026: It leaves out infants." in shown
    assert "Correction of 2 March 2026: The amount of water was wrong." in shown
    log = client.get("/corrections").content.decode()
    assert "The amount of water was wrong." in log
    assert client.get("/corrections.json").json()["corrections"][0]["text"] == "The amount of water was wrong."


def test_a_question_without_answers_says_so(client: Client) -> None:
    """It is open to experts; it is no empty page and no error. That experts were asked is said once one was."""
    question = asked("waiting")
    page = client.get(f"/q/{question.slug}")
    assert page.status_code == 200
    assert "Nobody has answered this question yet. It is open to verified experts." in page.content.decode()
    twin = client.get(f"/q/{question.slug}.json").json()
    assert (twin["open"], twin["asked"]) == (True, False)
    writing.ask_expert(question=question, expert=author().expert, by=account("edith", Role.EDITOR), at=AFTER)
    page = client.get(f"/q/{question.slug}")
    assert "Nobody has answered this question yet. Verified experts were asked to." in page.content.decode()
    assert client.get(f"/q/{question.slug}.json").json()["asked"] is True


def test_a_merged_question_leads_on_for_good(client: Client) -> None:
    """The old address, and those before it, lead to the question that holds the answers (feature D14)."""
    first, second = store(entry("first"), entry("second"))
    third = asked("third")
    Question.objects.filter(pk=third.pk).update(merged_into=first)
    Question.objects.filter(pk=first.pk).update(merged_into=second)
    for slug in (third.slug, first.slug):
        moved = client.get(f"/q/{slug}")
        assert moved.status_code == 301
        assert moved.headers["Location"] == f"/q/{second.slug}"
        assert client.get(f"/q/{slug}.json").headers["Location"] == f"/q/{second.slug}.json"


def test_a_released_comparison_names_its_reviewers(client: Client) -> None:
    """Without a release the page says that nobody has reviewed it."""
    (question,) = store(entry("unreleased"))
    compare()
    assert "not yet medically reviewed" in client.get(f"/q/{question.slug}").content.decode()


def test_answers_with_declared_conflicts_can_be_left_out(client: Client) -> None:
    """The label stands above the text; an address without them gives other lists, and says so (feature R25)."""
    (question,) = store(entry("conflicts", answer("a1", "Dr Free Test", TEXT)))
    Question.objects.filter(pk=question.pk).update(open=True)
    declared = {"conflicts": "declared", "disclosure": "Paid by a maker of tissues."}
    author = verified("Dr Bound Test")
    submission = in_review("Rest helps most people recover from a cold.", question=question, author=author, **declared)
    voted(fact_checked(submission))
    compare()
    shown = client.get(f"/q/{question.slug}").content.decode()
    assert "Paid by a maker of tissues." in shown
    assert client.get(f"/q/{question.slug}.json").json()["counts"]["agreed"] > 0
    part = client.get(f"/q/{question.slug}?conflicts=none").content.decode()
    assert "1 answer whose author declares conflicts of interest is left out." in part
    assert "Dr Bound Test" not in part
    twin = client.get(f"/q/{question.slug}.json?conflicts=none").json()
    assert twin["without"] is True
    assert twin["counts"]["agreed"] == 0


def test_an_experts_page_says_what_is_verified_and_disclosed(client: Client) -> None:
    """What, since when and until when; conflicts with their day; and no address of theirs (feature E13)."""
    said = published_answer(TEXT)
    assert said.author
    page = client.get(f"/e/{said.author.slug}")
    shown = " ".join(page.content.decode().split())
    assert "By this site on 1 March 2026, until 1 March 2035: licence to practise." in shown
    assert "None declared, on 1 March 2026." in shown
    assert "Colds" in shown
    assert "@example.org" not in shown
    twin = client.get(f"/e/{said.author.slug}.json").json()
    assert twin["badge"]["verified_what"] == ["licence"]
    assert "@" not in client.get(f"/e/{said.author.slug}.json").content.decode()
