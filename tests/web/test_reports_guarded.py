"""What keeps the form of a report from programs and floods, and a reader's words out of the logs."""

from __future__ import annotations

import io
import logging
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from tests.web.reading import parsed, words
from tests.web.situations import links, reviewer, send_report, ticket
from web import errors, limits
from web.pages import tickets, views
from web.questions.models import Question
from web.review import actions
from web.review.models import LineReport

pytestmark = pytest.mark.django_db

CANARY = "canaryword"


def test_a_ticket_is_of_one_line_and_cannot_be_made_up(client: Client, full: Question, library: list[Question]) -> None:
    """No ticket, a changed one, another line's, another question's: nothing is stored, the words stay in the form."""
    found = links(client, full)
    good = ticket(client, found["agreed"])
    elsewhere = next(q for q in library if q != full and links(client, q))
    foreign = ticket(client, next(iter(links(client, elsewhere).values())))
    for bad in ("", "x", good[:-1] + ("A" if good[-1] != "A" else "B"), ticket(client, found["single"]), foreign):
        response = send_report(client, found["agreed"], ticket=bad, note="Kept here.")
        assert response.status_code == 400, bad
        assert "Kept here." in parsed(response).css_first("textarea").text()
    assert not LineReport.objects.exists()
    assert send_report(client, found["agreed"], ticket=good).status_code == 303


def test_a_ticket_ends_and_the_words_do_not(client: Client, full: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some hours the form is shown anew with all that was typed, and then it works."""
    address = links(client, full)["agreed"]
    old = ticket(client, address)
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + tickets.GOOD_FOR + 1)
    response = send_report(client, address, ticket=old, reason="misplaced", note="Kept here.")
    assert response.status_code == 400
    tree = parsed(response)
    assert "open for too long" in words(tree.css_first(".refused"))
    assert "Kept here." in tree.css_first("textarea").text()
    fresh = tree.css_first("[name=ticket]").attributes["value"]
    assert send_report(client, address, ticket=fresh, reason="misplaced", note="Kept here.").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_send_reports(client: Client, full: Question, headers: dict[str, str], status: int) -> None:
    """By Sec-Fetch-Site, or by Origin where a browser does not send it; with neither it is nobody's form."""
    address = links(client, full)["agreed"]
    response = send_report(client, address, headers=headers, ticket=ticket(client, address))
    assert response.status_code == status
    assert LineReport.objects.count() == (1 if status == 303 else 0)


def test_the_form_lets_the_browser_name_its_origin(client: Client, full: Question) -> None:
    """With "no-referrer" a browser would send "Origin: null"; and nobody keeps or finds a form."""
    for response in (client.get(links(client, full)["agreed"]), client.get(f"/q/{full.slug}/reported")):
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert not response.cookies


def test_a_program_falls_into_the_trap_and_a_person_gets_out(client: Client, full: Question) -> None:
    """What fills in the field that nobody sees is refused with a word, so that no person's report is lost unseen."""
    address = links(client, full)["agreed"]
    good = ticket(client, address)
    response = send_report(client, address, ticket=good, note="Kept here.", homepage="https://spam.example")
    assert response.status_code == 400
    tree = parsed(response)
    assert "Kept here." in tree.css_first("textarea").text()
    assert "spam.example" not in response.content.decode()
    trap = tree.css_first("[name=homepage]")
    assert trap.attributes["tabindex"] == "-1"
    assert trap.parent.attributes["aria-hidden"] == "true"
    assert not LineReport.objects.exists()
    assert send_report(client, address, ticket=good, note="Kept here.").status_code == 303


def test_a_flood_is_told_to_wait_and_others_are_not(client: Client, full: Question) -> None:
    """429 with Retry-After beyond the pace, the words kept; another address is served; what was sent before stays."""
    address = links(client, full)["agreed"]
    good = ticket(client, address)
    for _ in range(views.REPORTS.times):
        assert send_report(client, address, ticket=good).status_code == 303
    response = send_report(client, address, ticket=ticket(client, address), note="Kept here.")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= views.REPORTS.seconds
    assert "Kept here." in parsed(response).css_first("textarea").text()
    assert LineReport.objects.count() == 1
    neighbour = Client(REMOTE_ADDR="198.51.100.7")
    assert send_report(neighbour, address, ticket=ticket(neighbour, address)).status_code == 303


def test_the_pace_runs_in_windows() -> None:
    """After its end a window begins anew; forgetting begins anew at once."""
    pace = limits.Pace("test", 2, 60)
    assert [limits.wait(pace, "a", 610) for _ in range(4)] == [0, 0, 50, 50]
    assert limits.wait(pace, "b", 610) == 0
    assert limits.wait(pace, "a", 660) == 0
    limits.forget(pace, "a", 610)
    assert limits.wait(pace, "a", 610) == 0


def test_no_address_stands_in_memory() -> None:
    """Only a keyed hash of it is counted."""
    from django.core.cache import cache

    limits.wait(limits.Pace("test", 2, 60), "198.51.100.7", 0)
    assert len(cache._cache) == 1
    assert not [key for key in cache._cache if "198.51" in key]


@pytest.mark.parametrize(
    ("https", "remote", "forwarded", "sender"),
    [
        (False, "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (True, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (True, "127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "127.0.0.1", "nonsense", "unknown"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (False, "::ffff:198.51.100.7", "", "198.51.100.7"),
        (False, "", "", "unknown"),
    ],
)
def test_the_sender_is_who_our_own_server_says(rf, settings, https, remote, forwarded, sender) -> None:  # type: ignore[no-untyped-def]
    """A header that anybody can write counts only behind the server that writes it; a household has one network."""
    settings.HTTPS = https
    request = rf.get("/", REMOTE_ADDR=remote, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))
    assert limits.sender(request) == sender


def test_what_a_reader_wrote_is_in_no_log(client: Client, full: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when it is taken, refused, or when the database fails and says what it was given (promise R47)."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(errors.Wordless())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    loggers = [logging.getLogger(name) for name in ("", "django.request", "django", "django.security")]
    for logger in loggers:
        logger.addHandler(handler)
    address = links(client, full)["agreed"]
    good = ticket(client, address)

    def failing(**facts: Any) -> None:
        try:
            raise OSError("disk")
        except OSError as error:
            raise IntegrityError(f"DETAIL: Failing row contains ({facts['note']})") from error

    try:
        client.raise_request_exception = False
        assert send_report(client, address, ticket=good, note=CANARY * 200).status_code == 400
        assert send_report(client, address, headers={}, ticket=good, note=CANARY).status_code == 403
        assert send_report(client, address, ticket="x", note=CANARY).status_code == 400
        monkeypatch.setattr(actions, "report_line", failing)
        assert send_report(client, address, ticket=good, note=CANARY).status_code == 500
        monkeypatch.undo()
        assert send_report(client, address, ticket=good, note=CANARY).status_code == 303
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    logged = stream.getvalue()
    assert "IntegrityError" in logged
    assert "OSError: disk" in logged
    assert "in failing" in logged
    assert CANARY not in logged


def test_a_hostile_note_is_letters(client: Client, full: Question) -> None:
    """Markup in a note is shown as it was typed, in the form and on the desk."""
    from tests.web.situations import send_report, signed_in

    address = links(client, full)["agreed"]
    note = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>{{ page }}"
    refused = send_report(client, address, ticket=ticket(client, address), reason="", note=note)
    assert not parsed(refused).css("main script, main img")
    send_report(client, address, ticket=ticket(client, address), note=note)
    kept = LineReport.objects.get()
    page = parsed(signed_in(reviewer()).get(f"/desk/reports/{kept.line}"))
    assert not page.css("main script, main img")
    assert words(page.css_first(".note")) == note
