"""What verified peers declare of single statements, on the page of the question and in its twin (feature E6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from tests.web.experts_situations import editor, verified_expert
from tests.web.review_situations import compared, draft, released, two, vote
from tests.web.situations import NOW, answer, entry, signed_in, store
from tests.web.test_stances import peer, place, stand, statement
from web import clock
from web.accounts.models import Account
from web.checking import actions as checking
from web.experts import actions as experts
from web.experts.models import Verification
from web.finding import actions as finding
from web.letters.models import Notice
from web.questions.models import Expert, Question
from web.review import actions, drafts, queries
from web.review.models import Release
from web.review.states import Showing, StanceKind, Stand, Verdict

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

#: What Ada alone says, and the name of that statement.
ALONE, NAME = "Drink plenty of water.", "a1.2"

Peer = tuple[Expert, Account]


@pytest.fixture
def question() -> Question:
    return compared()


@pytest.fixture
def pia() -> Peer:
    return peer("Dr Pia Test")


def twin(client: Client, question: Question, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/q/{question.slug}.json{query}").json()
    return found


def rows(page: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [row for section in page["compared"][name] for row in section["rows"]]


def quotes(page: dict[str, Any], name: str) -> list[str]:
    return [row["lead"]["exact"] for row in rows(page, name)]


def html(client: Client, question: Question) -> str:
    return " ".join(client.get(f"/q/{question.slug}").content.decode().split())


def test_agreement_moves_a_statement_to_the_agreed_and_back(client: Client, question: Question, pia: Peer) -> None:
    """With the next request, marked as declared and named, and back when it is taken back; the quote stays as it is."""
    before = twin(client, question)
    assert ALONE in quotes(before, "single")
    stand(question, NAME, pia, StanceKind.AGREE)
    after = twin(client, question)
    assert ALONE in quotes(after, "agreed")
    assert ALONE not in quotes(after, "single")
    assert after["counts"]["agreed"] == before["counts"]["agreed"] + 1
    assert after["compared"]["voices"] == before["compared"]["voices"]
    row = next(row for row in rows(after, "agreed") if row["lead"]["exact"] == ALONE)
    assert (row["voices"], row["added"]) == (1, 1)
    assert [(said["peer"]["name"], said["statement"]) for said in row["declared"]] == [("Dr Pia Test", NAME)]
    assert {row["added"] for row in rows(after, "agreed") if row["lead"]["exact"] != ALONE} == {0}
    page = html(client, question)
    assert '<span class="tag">Declared</span> The verified peer Dr Pia Test agrees with it.' in page
    assert "Declared agreement: Dr Pia Test." in page
    stand(question, NAME, pia, StanceKind.RETRACTED)
    assert twin(client, question) == before
    assert "Dr Pia Test" not in html(client, question)


def test_what_stands_against_a_statement_is_named_in_the_words_of_the_peer(
    client: Client, question: Question, pia: Peer
) -> None:
    """A condition is "it depends"; a disagreement is one with its reason, or with none; no statement moves."""
    before = twin(client, question)
    paul, petra = peer("Dr Paul Test"), peer("Dr Petra Test")
    stand(question, NAME, pia, StanceKind.AGREE_IF, "If the kidneys <are> sound.")
    stand(question, NAME, paul, StanceKind.DISAGREE, "Thirst is enough.")
    stand(question, NAME, petra, StanceKind.DISAGREE)
    after = twin(client, question)
    assert quotes(after, "single") == quotes(before, "single")
    assert quotes(after, "agreed") == quotes(before, "agreed")
    found = [
        (each["kind"], each["line"]["exact"], [(said["peer"]["name"], said["words"]) for said in each["peers"]])
        for each in after["compared"]["disputed"]
    ]
    assert found == [
        ("opposes", ALONE, [("Dr Paul Test", "Thirst is enough."), ("Dr Petra Test", "")]),
        ("qualifies", ALONE, [("Dr Pia Test", "If the kidneys <are> sound.")]),
    ]
    assert after["counts"]["differing"] == before["counts"]["differing"] + 2
    page = html(client, question)
    assert "Both may be right: for different people" in page, "the program found nothing of it"
    assert '<b>Dr Paul Test</b> disagrees: <span class="exact">Thirst is enough.</span>' in page
    assert "<b>Dr Petra Test</b> disagrees, and gives no reason." in page
    assert 'agrees, if: <span class="exact">If the kidneys &lt;are&gt; sound.</span>' in page
    assert page.index("Thirst is enough.") < page.index("It depends") < page.index("If the kidneys")


def test_outside_my_field_leaves_everything_as_it_is(client: Client, question: Question, pia: Peer) -> None:
    """It says that nothing is said."""
    before, sha256 = twin(client, question), draft(question).sha256
    stand(question, NAME, pia, StanceKind.OUTSIDE)
    assert twin(client, question) == before
    assert draft(question).sha256 == sha256


def test_a_release_stays_as_it_was_released_and_shows_what_was_declared_since(
    client: Client, question: Question, pia: Peer
) -> None:
    """Beside the quote and as not counted; the draft counts it, and so does the next release, which says why."""
    first = released(question)
    before = twin(client, question)
    stand(question, NAME, pia, StanceKind.AGREE)
    after = twin(client, question)
    assert after["compared"] == before["compared"]
    assert [(said["peer"]["name"], said["kind"]) for said in after["release"]["since"]] == [("Dr Pia Test", "agree")]
    assert after["declared"][NAME]["since"]["agree"] == ["Dr Pia Test"]
    assert after["declared"][NAME]["stances"]["agree"] == []
    assert "Since the release: Declared agreement: Dr Pia Test." in html(client, question)
    assert '<span class="tag">' not in html(client, question)
    second = released(question)
    assert second.content_sha256 != first.content_sha256
    assert drafts.digest(second.content) == second.content_sha256
    last = twin(client, question)
    assert last["release"]["number"] == 2
    assert ALONE in quotes(last, "agreed")
    assert last["release"]["since"] == []
    (past, _first) = queries.history_of(question)
    assert [(change.before, change.after, change.declared) for change in past.changes] == [("single", "agreed", True)]
    assert "Because of what a verified peer declared." in client.get(f"/q/{question.slug}/changes").content.decode()


def test_a_stance_between_two_votes_makes_another_draft(question: Question, pia: Peer) -> None:
    """What the first reviewer judged is not what would be released."""
    rita, ravi = two()
    seen = draft(question).sha256
    vote(question, rita)
    stand(question, NAME, pia, StanceKind.DISAGREE, "Thirst is enough.")
    with pytest.raises(ValidationError, match="changed"):
        actions.judge(question=question, verdict=Verdict.APPROVED, reason="", content_sha256=seen, by=ravi, at=NOW)
    assert not Release.objects.exists()


def test_what_was_returned_waits_anew_once_a_peer_declares_something(question: Question, pia: Peer) -> None:
    """For it is another draft, on which both may vote."""
    for by in two():
        vote(question, by, Verdict.RETURNED)
    assert queries.stands([question])[question.pk] == Stand.RETURNED
    expert, writer = pia
    kind, at = StanceKind.AGREE, NOW + DAY
    actions.take_stance(statement=statement(question, NAME), expert=expert, kind=kind, by=writer, at=at)
    assert queries.stands([question])[question.pk] == Stand.WAITING
    released(question, at)
    assert queries.stands([question])[question.pk] == Stand.RELEASED


def suspended(pia: Peer) -> None:
    experts.suspend_expert(expert=pia[0], reason="Licence revoked.", by=editor(), at=clock.now())


def unverified(pia: Peer) -> None:
    row = Verification.objects.get(expert=pia[0])
    experts.end_verification(verification=row, reason="The licence was revoked.", by=editor(), at=clock.now())


def retracted(pia: Peer) -> None:
    stand(Question.objects.get(), NAME, pia, StanceKind.RETRACTED)


def lapsed(pia: Peer) -> None:
    """Nothing is written: the day comes."""


@pytest.mark.parametrize("event", [suspended, unverified, retracted, lapsed])
@pytest.mark.parametrize("is_released", [False, True], ids=["by the machine", "released"])
def test_who_may_no_longer_speak_is_on_no_surface(
    client: Client, question: Question, pia: Peer, event: Any, is_released: bool
) -> None:
    """With the next request, from a frozen release too: neither the name, nor the words, nor the place in the lists."""
    words = "Only if the kidneys are sound."
    page = f"/q/{question.slug}"
    surfaces = [page, f"{page}.json", f"/es{page}", f"/es{page}.json", f"{page}/changes"]
    with time_machine.travel(NOW + DAY, tick=False):
        if is_released:
            released(question)
        without = twin(client, question)
        stand(question, NAME, pia, StanceKind.AGREE)
        stand(question, "a2.2", pia, StanceKind.AGREE_IF, words)
        if is_released:
            released(question)
        assert ALONE in quotes(twin(client, question), "agreed")
        assert words in html(client, question)
        until = Verification.objects.get(expert=pia[0]).until
    with time_machine.travel(until if event is lapsed else NOW + 2 * DAY, tick=False):
        event(pia)
        if event is retracted:
            stand(question, "a2.2", pia, StanceKind.RETRACTED)
        checking.settle(clock.now())
        found = twin(client, question)
        assert found["compared"] == without["compared"] or found["showing"] != without["showing"]
        for address in surfaces:
            text = client.get(address).content.decode()
            assert "Dr Pia Test" not in text, address
            assert words not in text, address
        if is_released and event is not lapsed:
            assert found["showing"] == Showing.RELEASED


def test_an_author_is_told_of_a_disagreement_and_replies(client: Client, question: Question, pia: Peer) -> None:
    """The right of reply holds against a peer as against another answer; the reply stands beside the row."""
    ada = verified_expert("Dr Ada Test")
    writer, edda = ada.seats.get().account, editor()
    with pytest.raises(ValidationError, match="stands against"):
        actions.reply(statement=statement(question, NAME), text="Kidneys need water.", by=writer, at=NOW)
    stand(question, NAME, pia, StanceKind.DISAGREE, "Thirst is enough.")
    stand(question, NAME, pia, StanceKind.DISAGREE, "Thirst is quite enough.")
    assert Notice.objects.filter(account=writer, kind="statement-opposed").count() == 1
    page = signed_in(writer).get(f"/desk/opposed/{question.slug}").content.decode()
    assert "Thirst is quite enough." in page
    assert "Dr Pia Test" in page
    made = actions.reply(statement=statement(question, NAME), text="Kidneys need water.", by=writer, at=NOW)
    actions.decide_reply(reply=made, shown=True, by=edda, at=NOW)
    shown = html(client, question)
    assert shown.count("Kidneys need water.") == 2  # at the quote, and beside the row of those who disagree


def test_a_release_pins_the_stances_that_reviewers_saw(question: Question, pia: Peer) -> None:
    """By their numbers, of rows that are never changed; no word of a peer is in it."""
    stand(question, NAME, pia, StanceKind.AGREE_IF, "In the first year.")
    made = released(question)
    (kept,) = made.content["declared"]["stances"]
    held = queries.held_of([question.pk])[question.pk]
    assert kept == {"number": held[0].number, "statement": NAME, "peer": "dr-pia-test", "kind": "agree-if"}
    assert held[0].place == place(question, NAME)
    assert "In the first year." not in str(made.content)


def test_reviewers_see_what_is_declared_and_what_came_since(question: Question, pia: Peer) -> None:
    """Apart from the experts who say it, and not theirs to change; what came since the release is counted."""
    stand(question, NAME, pia, StanceKind.AGREE)
    stand(question, "a2.2", pia, StanceKind.DISAGREE, "By no drug.")
    browser, address = signed_in(two()[0]), f"/desk/comparisons/{question.slug}"
    agreed = " ".join(browser.get(f"{address}?list=agreed").content.decode().split())
    assert '<bdi>Dr Ada Test</bdi> <span class="badge">Declared</span> <bdi>Dr Pia Test</bdi>' in agreed
    differing = " ".join(browser.get(f"{address}?list=differing").content.decode().split())
    assert '<b>Dr Pia Test</b> disagrees: <span class="exact">By no drug.</span>' in differing
    listed = len(draft(question).comparison.lists.differing)
    assert f"Differing {listed + 1}</a>" in differing
    released(question)
    assert "since the release" not in browser.get(address).content.decode()
    stand(question, "a3.2", pia, StanceKind.AGREE)
    assert "1 stance has been declared since the release." in browser.get(address).content.decode()


def test_search_is_narrowed_by_what_peers_declared(client: Client, pia: Peer) -> None:
    """What a peer agrees with makes the question one on which experts agree, until it is taken back."""
    (row,) = store(
        entry("own", answer("a1", "Dr Ada Test", "Sage tea soothes."), answer("a2", "Dr Ben Test", "Gargle with salt."))
    )

    def agreed() -> bool:
        finding.keep_up()
        found = client.get("/search.json", {"q": row.text, "agreement": "agreed"}).json()["found"]
        return row.slug in [one["slug"] for one in found["results"]]

    assert not agreed()
    stand(row, "a1.1", pia, StanceKind.AGREE)
    assert agreed()
    stand(row, "a1.1", pia, StanceKind.RETRACTED)
    assert not agreed()
