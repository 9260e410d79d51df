"""Published questions are offered while somebody types: only those that readers see, at once, and nothing is kept."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import pace
from tests.web.asking_situations import URGENT, forget_model, read, reader
from tests.web.situations import NO_MODEL, NOW, answer, entry, store
from web.asking.models import Asked
from web.asking.views import public
from web.audit.models import Event
from web.finding import actions as finding
from web.finding import views
from web.questions import actions as questions
from web.questions.models import Question

pytestmark = pytest.mark.django_db

SCRIPT = Path(__file__).parents[2] / "web" / "static" / "plurivox" / "suggest.js"

#: Bytes that the script may have.
SMALL = 4096

#: Seconds from which a query is too slow, whatever it holds.
TOO_SLOW = 1.0


@pytest.fixture(autouse=True)
def _no_model(settings):  # type: ignore[no-untyped-def]
    """What is promised here must not depend on the sentence model."""
    settings.MODEL_DIR = NO_MODEL
    forget_model()
    yield
    forget_model()


def seeded() -> list[Question]:
    """Some questions, found as they stand."""
    rows = store(
        entry("honey", text="Does honey help a child who coughs at night?"),
        entry("rest", text="Does rest help a cold?"),
        entry("knee", text="How long does a knee replacement last?"),
        entry("gout", answer("a1", "Dr Ada Test", "Crystals of uric acid do."), text="What causes gout?"),
    )
    finding.keep_up()
    return rows


def offered(typed: str, address: str = "/suggest") -> list[str]:
    """What is offered for this."""
    found = reader().get(address, {"q": typed})
    assert found.status_code == 200
    return [option.text().strip() for option in read(found).css("[role=option]")]


def beside(text: str, address: str = "/ask/beside", client: Client | None = None) -> Any:
    """What stands below a question while it is written."""
    return (client or reader()).post(address, {"text": text})


def test_half_a_word_finds_the_question() -> None:
    """A list to choose from, each a link of its own, in the language of the page; how many are told in words."""
    seeded()
    assert offered("what causes go") == ["What causes gout?"]
    assert offered("kne")[0] == "How long does a knee replacement last?"
    page = read(reader().get("/es/suggest", {"q": "gout"}))
    (option,) = page.css("[role=option]")
    assert option.attributes["href"] == "/es/q/what-causes-gout"
    assert option.attributes["lang"] == "en", "an expert's language, not the page's"
    assert page.css_first("[role=listbox]").attributes["data-told"].startswith("1 pregunta")


@pytest.mark.parametrize("typed", ["", " ", "?", "q", "zzzzqqqq"])
def test_where_nothing_fits_nothing_is_offered(typed: str) -> None:
    """Not even an empty list."""
    seeded()
    found = reader().get("/suggest", {"q": typed})
    assert found.content.strip() == b""


def test_without_an_index_nothing_is_offered() -> None:
    """Neither in the search box nor beside a question, and the form works."""
    store(entry("gout", text="What causes gout?"))
    assert offered("gout") == []
    assert not read(beside("What is it that causes gout?")).css(".cards")


def test_what_readers_no_longer_see_is_offered_nowhere() -> None:
    """Though the index still holds it: the texts are the database's, with each request (I9)."""
    rows = seeded()
    gout = next(row for row in rows if row.key == "gout")
    assert offered("what causes gout")
    assert read(beside("What is it that causes gout?")).css(".cards a")
    for one in gout.answers.all():
        questions.take_back(answer=one, state=one.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    assert offered("what causes gout") == []
    assert not read(beside("What is it that causes gout?")).css(".cards a")


def test_a_paraphrase_finds_the_question_among_the_first_three() -> None:
    """Without a model, by words alone (feature R20); tests/browser asks the whole sample library, with it."""
    seeded()
    for text in ("My kid coughs a lot at night, would honey help?", "how long will my new knee replacement last"):
        found = [link.text().strip() for link in read(beside(text)).css(".cards a")]
        assert set(found[:3]) & {
            "Does honey help a child who coughs at night?",
            "How long does a knee replacement last?",
        }


@pytest.mark.parametrize(("address", "told"), [("/ask/beside", "This may be urgent"), ("/es/ask/beside", "urgente")])
def test_urgent_words_are_met_while_they_are_written(address: str, told: str) -> None:
    """At once and announced (feature R21); an ordinary question is not."""
    page = read(beside(URGENT, address))
    assert told in page.css_first(".urgent[role=alert] h2").text()
    assert "911" in page.text() or "112" in page.text()
    assert not read(beside("Does honey help children with a cough?", address)).css(".urgent")
    assert not read(beside("  ", address)).css(".urgent"), "an empty field frightens nobody"


def test_nothing_typed_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """No cookie, no cache, no row, no line of a log; what is written of oneself is in no address."""
    seeded()
    events = Event.objects.count()
    caplog.set_level(logging.DEBUG)
    for found in (reader().get("/suggest", {"q": "canaryxyz"}), beside("canaryxyz is what hurts me most")):
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["X-Robots-Tag"] == "noindex"
        assert not found.cookies
        assert "canaryxyz" not in found.content.decode()
    assert reader().get("/ask/beside", {"text": "x"}).status_code == 405
    assert not Asked.objects.exists()
    assert Event.objects.count() == events
    assert "canaryxyz" not in "".join(record.getMessage() for record in caplog.records if "sql" not in record.name)


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_only_our_own_form_asks_what_stands_beside_it(headers: dict[str, str]) -> None:
    """Another site learns nothing with a reader's browser."""
    assert beside("What causes gout?", client=Client(headers=headers)).status_code == 403


@pytest.mark.parametrize(("address", "pace"), [("/suggest", "SUGGESTIONS"), ("/ask/beside", "LOOKS")])
def test_a_flood_is_told_to_wait_without_a_word(address: str, pace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is, and nothing is looked up."""
    where = views if pace == "SUGGESTIONS" else public
    monkeypatch.setattr(where, pace, replace(getattr(where, pace), times=2))
    client = reader()
    ask = (lambda c: c.get(address, {"q": "gout"})) if address == "/suggest" else (lambda c: beside("gout", client=c))
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    assert 0 < int(ask(client).headers["Retry-After"]) <= 600
    assert ask(client).content == b""
    assert ask(Client(REMOTE_ADDR="198.51.100.7", headers={"sec-fetch-site": "same-origin"})).status_code == 200


HOSTILE = (
    "\0", "' OR 1=1 --", "%", "_", "\\", "(" * 500, "a" * 5000, "\u202e" * 300, "💊" * 100, "a-" * 2000, '"' * 99,
    "<script>alert(1)</script>", "{{ page }}", "diabetes " * 400, "\ud7ff\uffff", "٣ مرض", "AND OR NOT NEAR/3 *",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_it_or_takes_long(text: str) -> None:
    """Whatever stands in the field: no fault of ours, in less than a second, and no markup of theirs comes back."""
    seeded()
    client = reader()
    for ask in (lambda: client.get("/suggest", {"q": text}), lambda: beside(text, client=client)):
        pace.assert_within(TOO_SLOW, ask)
        found = ask()
        assert found.status_code == 200
        assert b"<script" not in found.content


def test_texts_are_fetched_in_one_query(django_assert_max_num_queries: Any) -> None:
    """However many are offered."""
    seeded()
    client = reader()
    client.get("/suggest", {"q": "help"})
    for ask in (lambda: client.get("/suggest", {"q": "does"}), lambda: beside("Does it help a cold?", client=client)):
        with django_assert_max_num_queries(1):
            assert ask().status_code == 200


# --- The script.


def test_the_script_is_small_and_asks_this_site_alone() -> None:
    """No address of others, nothing that runs text as code, nothing kept in the browser."""
    text = SCRIPT.read_text()
    assert len(text.encode()) < SMALL
    assert not re.search(r"https?:|eval|Function\(|innerHTML|document\.write|import|Storage|cookie|sendBeacon", text)


@pytest.mark.parametrize("before", ["", "/es"])
def test_only_pages_with_the_script_may_run_one(client: Client, library: list[Question], before: str) -> None:
    """Our own files, and requests to this site; every other page, with errors and the sign-in page, runs none."""
    row = library[0]
    others = [f"{before}/q/{row.slug}", f"{before}/topics", f"{before}/about", f"{before}/nowhere", "/desk/login"]
    for address in [f"{before}/", f"{before}/search", f"{before}/search?q=pain", f"{before}/ask", *others]:
        page = client.get(address)
        policy = page.headers["Content-Security-Policy"]
        scripted = address not in others
        sources = [one.attributes.get("src") for one in read(page).css("script:not([type='application/ld+json'])")]
        assert sources == (["/static/plurivox/suggest.js"] if scripted else []), address
        assert ("script-src 'self'" in policy) is scripted, address
        assert ("connect-src 'self'" in policy) is scripted, address
        assert ("script-src 'none'" in policy) is not scripted, address
        assert "unsafe" not in policy
