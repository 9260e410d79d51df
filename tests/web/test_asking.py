"""Somebody asks: in two steps, without an account, met at once when it is urgent, masked before others read it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.test import Client

from plurivox import urgency, vectors
from plurivox.errors import ModelMissing
from tests.web.asking_situations import (
    PERSONAL,
    PLAIN,
    URGENT,
    asked,
    editor,
    forget_model,
    hidden,
    look,
    read,
    reader,
    send,
    words,
)
from tests.web.situations import NO_MODEL, NOW, account, entry, signed_in, store
from web.accounts.models import Role
from web.asking import actions, checks, queries, similar
from web.asking.forms import seal
from web.asking.models import Asked, AskedState, AskedStatus, Asker
from web.asking.views import public
from web.audit.models import Event
from web.finding import actions as finding
from web.finding.engine import encoder
from web.letters.models import Notice
from web.questions.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_model(settings):  # type: ignore[no-untyped-def]
    """What the site promises must not depend on the sentence model."""
    settings.MODEL_DIR = NO_MODEL
    forget_model()
    with time_machine.travel(NOW, tick=False):
        yield
    forget_model()


# --- Advice stands on every page that asks.


@pytest.mark.parametrize("address", ["/ask", "/es/ask"])
def test_advice_and_numbers_stand_on_the_form(address: str) -> None:
    """In every language, without a script, before a word is typed."""
    page = reader().get(address)
    assert page.status_code == 200
    assert not page.cookies
    told = words(page)
    for number in ("112", "024") if address.startswith("/es") else ("911", "988", "999", "116 123"):
        assert number in told
    scripts = read(page).css("script")
    assert [script.attributes["src"] for script in scripts] == ["/static/plurivox/suggest.js"], "only adds"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/ask", "/es/ask"])
def test_advice_stands_on_every_step(address: str) -> None:
    """Look, refused, sent and one's own page."""
    client = reader()
    looked = look(client, PLAIN, address)
    refused = look(client, "Why?", address)
    sent = send(client, PLAIN, address)
    for page in (looked, refused, client.get(sent.headers["Location"])):
        assert "112" in words(page)
        assert read(page).css_first("#advice-title") is not None


def test_operators_set_their_own_numbers(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A file of theirs stands in the place of ours."""
    settings.HELP_LINES = tmp_path / "lines.toml"
    settings.HELP_LINES.write_text(
        '[[lines]]\nlanguage = "en"\nplace = "Testland"\nnumber = "12345"\nname = "Help"\nfor = ["emergency"]\n'
    )
    for address in ("/ask", "/es/ask"):
        told = words(reader().get(address))
        assert "Testland 12345" in told
        assert "988" not in told


# --- Urgent wording.


def test_urgent_words_are_met_at_once() -> None:
    """The advice leads the page, before anything is kept; whoever is safe may go on."""
    page = look(reader(), URGENT)
    main = read(page).css_first("main")
    told = words(page)
    assert told.index("This may be urgent") < told.index("Please look once more")
    assert main.css_first("[role=alert]") is not None
    assert "I am safe for now" in words(page)
    assert not Asked.objects.exists()
    assert "This may be urgent" not in words(look(reader(), PLAIN))


def test_what_is_urgent_heads_the_queue_and_editors_are_told_at_once() -> None:
    """Nothing is analysed before: the notice stands when the question does, and its letter is asked for."""
    edith = editor()
    Topic.objects.create(slug="heart", name="Heart")
    ed = account("ed", Role.EDITOR, topic=Topic.objects.get().pk)
    send(reader(), PLAIN)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        send(reader(), URGENT)
    first, second = queries.pending()
    assert first.text == URGENT
    assert first.urgent == "emergency"
    assert second.text == PLAIN
    assert Notice.objects.filter(account=ed, kind="asked-urgent").exists(), "of whatever topic"
    notice = Notice.objects.get(account=edith)
    assert (notice.kind, notice.detail) == ("asked-urgent", {"asked": first.pk})
    queue = signed_in(edith).get("/desk/asked")
    assert words(queue).index("crushing") < words(queue).index("honey")
    assert "Emergency" in words(queue)


@pytest.mark.parametrize("failure", [RuntimeError("x"), RecursionError(), MemoryError()])
def test_a_check_that_fails_shows_the_advice(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """And the question is looked at first."""

    def broken(text: str, vector: object = None) -> None:
        raise failure

    editor()
    monkeypatch.setattr(urgency, "find", broken)
    assert "This may be urgent" in words(look(reader(), PLAIN))
    send(reader(), PLAIN)
    row = Asked.objects.get()
    assert row.urgent == "unchecked"
    assert queries.pending().get().state == AskedState.ESCALATED
    assert Notice.objects.filter(kind="asked-urgent").exists()


def test_a_check_that_takes_too_long_shows_the_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody in need waits for it."""
    monkeypatch.setattr(checks, "PATIENCE", 0.05)
    found = threading.Event()
    monkeypatch.setattr(urgency, "find", lambda text, vector=None: found.wait(60))
    start = time.perf_counter()
    assert "This may be urgent" in words(look(reader(), PLAIN))
    assert time.perf_counter() - start < 30
    found.set()


def test_a_model_that_fails_shows_the_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are asked first, and what they find stands."""

    def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr(checks, "encoder", broken)
    assert checks.alarm(PLAIN) == checks.Alarm(sure=False)
    assert checks.alarm(URGENT).kinds == (urgency.Kind.EMERGENCY,)


@pytest.mark.model
def test_the_model_finds_what_no_rule_knows() -> None:
    """In a sentence that the rules do not know, its meaning decides."""
    site.MODEL_DIR = vectors.folder()
    try:
        vectors.load()
    except ModelMissing as missing:
        pytest.skip(str(missing))
    forget_model()
    text = "he turned white and clammy and is holding his left shoulder in agony"
    assert urgency.find(text) is None
    with time_machine.travel(NOW, tick=True):
        assert encoder() is not None
        assert checks.alarm(text).kinds


# --- Two steps.


def test_a_question_is_asked_without_an_account_or_a_cookie() -> None:
    """It waits, nobody's name is kept, and its page has a secret address."""
    client = reader()
    sent = send(client, PLAIN)
    assert sent.status_code == 303
    assert not client.cookies
    row = Asked.objects.get()
    assert sent.headers["Location"] == f"/asked/{row.public_id}?new"
    assert len(row.public_id) == 43
    assert (row.text, row.masked, row.language, row.urgent) == (PLAIN, PLAIN, "en", "")
    assert not Asker.objects.exists()
    assert AskedStatus.objects.get().state == AskedState.WAITING
    event = Event.objects.get(noun="asked")
    assert (event.by, event.verb, event.detail) == (None, "asked", {"urgent": []})
    columns = {field.column for field in Asked._meta.get_fields() if hasattr(field, "column")}
    assert not columns & {"email", "address", "ip", "agent", "session", "account", "by_id"}


def test_sent_twice_it_is_one_question() -> None:
    """A button pressed twice, and a page loaded again."""
    client = reader()
    looked = look(client, PLAIN)
    given = {"ticket": hidden(looked, "ticket"), "seen": seal(PLAIN), "text": PLAIN, "agree": "on"}
    places = {client.post("/ask", given).headers["Location"] for _ in range(5)}
    assert len(places) == 1
    assert Asked.objects.count() == 1


def test_what_was_not_looked_at_is_not_kept() -> None:
    """Changed after the look, it is looked at again; without consent it is not sent."""
    client = reader()
    looked = look(client, PLAIN)
    given = {"ticket": hidden(looked, "ticket"), "seen": seal(PLAIN), "agree": "on", "text": PERSONAL}
    again = client.post("/ask", given)
    assert again.status_code == 200
    assert "[phone number]" in words(again)
    assert client.post("/ask", given | {"text": PLAIN, "agree": ""}).status_code == 400
    assert not Asked.objects.exists()


def test_what_points_to_a_person_is_masked_before_consent() -> None:
    """Whoever asks sees what others would, keeps their own words, and nothing else is shown anywhere."""
    client = reader()
    looked = look(client, PERSONAL)
    note = read(looked).css_first("main .note").text()
    assert "[name]" in note
    assert "[phone number]" in note
    assert "Ada" not in note
    sent = send(client, PERSONAL)
    row = Asked.objects.get()
    assert row.text == PERSONAL
    assert "555" not in row.masked
    own = words(client.get(sent.headers["Location"]))
    assert "555-010-0199" in own
    edith = signed_in(editor())
    assert "555" not in words(edith.get("/desk/asked"))
    assert "555" in words(edith.get(f"/desk/asked/{row.pk}"))


def test_similar_questions_are_offered_before_it_is_sent() -> None:
    """A paraphrase finds the question among the first three; what is about something else is not offered."""
    store(
        entry("honey", text="Does honey help a child who coughs at night?"),
        entry("rest", text="Does rest help a cold?"),
        entry("knee", text="How long does a knee replacement last?"),
        entry("sleep", text="How much sleep do teenagers need?"),
    )
    asks = "My kid coughs a lot at night, would honey help?"
    assert not read(look(reader(), asks)).css(".cards a"), "there is no index yet"
    finding.keep_up()
    looked = look(reader(), asks)
    offered = [link.text().strip() for link in read(looked).css(".cards a")]
    assert offered[0] == "Does honey help a child who coughs at night?"
    assert len(offered) <= 5
    assert "How long does a knee replacement last?" not in offered
    for other in ("Why is the sky blue over the sea?", "My knee is red and hot after a bee sting, what now?"):
        assert not read(look(reader(), other)).css(".cards a"), "also where a word is shared"


@pytest.mark.model
def test_similar_questions_are_found_by_meaning() -> None:
    """Where there is the model, other words for the same find it, and the asker's words are kept in no cache."""
    site.MODEL_DIR = vectors.folder()
    try:
        vectors.load()
    except ModelMissing as missing:
        pytest.skip(str(missing))
    forget_model()
    store(
        entry("bp", text="How is high blood pressure treated?"),
        entry("rest", text="Does rest help a cold?"),
        entry("knee", text="How long does a knee replacement last?"),
    )
    finding.keep_up()
    found = similar.similar("What can be done against hypertension?")
    assert found[0].text == "How is high blood pressure treated?"


def test_only_shown_questions_are_offered() -> None:
    """Neither one whose answers were taken back nor one that was merged."""
    first, second = store(entry("a", text="Does honey help a cough?"), entry("b", text="Does honey soothe a cough?"))
    finding.keep_up()
    asks = "Does honey help with a cough?"
    assert len(similar.similar(asks)) == 2
    assert [one.slug for one in similar.similar(asks, leave_out=first.key)] == [second.slug]
    actions.merge_questions(question=second, into=first, by=editor(), at=NOW)
    assert [one.slug for one in similar.similar(asks)] == [first.slug], "also while the index holds both"


# --- Refusals.


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "write your question"), ("Why?", "write your question"), ("x" * 10_001, "10,001 characters")],
)
def test_what_is_no_question_is_refused_with_its_words(text: str, told: str) -> None:
    """In a sentence, tied to the field, and nothing typed is lost."""
    page = look(reader(), text, email="reader@example.org")
    assert page.status_code == 400
    assert told in words(page)
    assert read(page).css_first("textarea").text().strip() == text
    assert read(page).css_first("textarea").attributes["aria-invalid"] == "true"
    assert hidden(page, "email") == "reader@example.org"


def test_a_slip_in_the_address_is_put_right_where_it_was_made() -> None:
    """The second step stays, with the field, the consent and the words; put right, or emptied, it is sent."""
    client = reader()
    for right in ("maria@example.org", ""):
        page = send(client, PLAIN, email="maria@gmail")
        assert page.status_code == 400
        assert "no e-mail address" in words(page)
        field = read(page).css_first("main input#id_email")
        assert (field.attributes["type"], field.attributes["value"]) == ("email", "maria@gmail")
        assert read(page).css_first(".refused a").attributes["href"] == "#id_email"
        assert "checked" in read(page).css_first("#id_agree").attributes
        assert read(page).css_first("textarea").text().strip() == PLAIN
        given = {"ticket": hidden(page, "ticket"), "seen": hidden(page, "seen"), "text": PLAIN, "agree": "on"}
        assert client.post("/ask", given | {"email": right}).status_code == 303
    assert [asker.email for asker in Asker.objects.all()] == ["maria@example.org"]


def test_a_slip_in_the_address_waits_for_the_step_that_has_its_field() -> None:
    """Where the question itself must be put right first, nothing is told of a field that is not there."""
    client = reader()
    page = look(client, "Why?", email="maria@gmail")
    assert "no e-mail address" not in words(page)
    assert hidden(page, "email") == "maria@gmail"
    page = look(client, PLAIN, email="maria@gmail")
    assert page.status_code == 400
    assert "no e-mail address" in words(page)
    assert read(page).css_first("input#id_email[type=email]") is not None


def test_ten_thousand_characters_are_taken() -> None:
    """And no more."""
    assert send(reader(), "Why is that so? " * 625).status_code == 303
    assert len(Asked.objects.get().text) == 10_000 - 1  # the last space is no part of it


def test_the_action_refuses_what_the_form_would() -> None:
    """Whatever the door."""
    for text in ("Why?", "x" * 10_001):
        with pytest.raises(ValidationError):
            asked(text)


def test_a_form_that_is_not_ours_is_refused() -> None:
    """Of another site, without a ticket, with an old one, and filled in by a program."""
    client = reader()
    ticket = hidden(client.get("/ask"), "ticket")
    assert Client().post("/ask", {"ticket": ticket, "text": PLAIN}).status_code == 403
    assert client.post("/ask", {"ticket": "x", "text": PLAIN}).status_code == 400
    trapped = client.post("/ask", {"ticket": ticket, "text": PLAIN, "homepage": "https://spam.example"})
    assert trapped.status_code == 400
    assert PLAIN in read(trapped).css_first("textarea").text()
    with time_machine.travel(NOW + timedelta(hours=7), tick=False):
        assert "open for too long" in words(client.post("/ask", {"ticket": ticket, "text": PLAIN}))
    assert not Asked.objects.exists()


def test_a_flood_is_told_to_wait_and_others_are_not() -> None:
    """429 with Retry-After, the words kept and the advice there; another address is served (promise R45)."""
    client = reader()
    ticket = hidden(client.get("/ask"), "ticket")
    for _ in range(public.QUESTIONS.times):
        assert client.post("/ask", {"ticket": ticket, "text": PLAIN}).status_code == 200
    page = client.post("/ask", {"ticket": ticket, "text": URGENT})
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= public.QUESTIONS.seconds
    assert "crushing" in read(page).css_first("textarea").text()
    assert "911" in words(page)
    neighbour = Client(REMOTE_ADDR="198.51.100.7", headers={"sec-fetch-site": "same-origin"})
    assert look(neighbour, PLAIN).status_code == 200


def test_a_hostile_question_is_letters() -> None:
    """Markup is shown as it was typed, in public and at the desk."""
    text = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>{{ page }} Is it safe?"
    client = reader()
    sent = send(client, text)
    row = Asked.objects.get()
    desk = signed_in(editor())
    for page in (look(client, text), client.get(sent.headers["Location"]), desk.get(f"/desk/asked/{row.pk}")):
        assert not read(page).css("main script, main img")
