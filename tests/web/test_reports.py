"""A reader reports a line: what the form shows, takes and refuses, and what is kept of it."""

from __future__ import annotations

import io
import logging
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.situations import NOW, OURS, answer, compare, entry, links, report, reviewer, seen, store, ticket
from web import errors, limits
from web.pages import tickets, views
from web.questions.models import Question
from web.review import actions, lines
from web.review.lines import Kind, Reason, Seen, of_page
from web.review.models import Comparison, LineReport, ReportStatus

pytestmark = pytest.mark.django_db

CANARY = "canaryword"


@pytest.fixture
def full(client: Client, library: list[Question]) -> Question:
    """A question of the library that has lines of every kind."""
    return next(question for question in library if set(links(client, question)) == set(Kind.values))


def send(client: Client, address: str, headers: dict[str, str] = OURS, **typed: str):  # type: ignore[no-untyped-def]
    form = {"ticket": "", "reason": "harmful", "note": ""} | typed
    return client.post(address, form, headers=headers)


def read(response: Any) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text(deep=True).split())


def test_every_line_of_a_page_leads_to_a_form_that_shows_it(client: Client, library: list[Question]) -> None:
    """Of every kind, on every page of the library: the form holds the very quotes of the row, under their names."""
    kinds = set()
    for question in library:
        tree = LexborHTMLParser(client.get(f"/q/{question.slug}").content.decode())
        for link in tree.css("a.report"):
            row = link.parent
            while row.tag not in ("li", "section", "details") and "quote" not in (row.attributes.get("class") or ""):
                row = row.parent
            address = link.attributes["href"]
            kind = address.partition("line=")[2].partition("%3A")[0]
            if kind in kinds:
                continue  # one of each kind is enough: a form is a page of its own
            kinds.add(kind)
            form = read(client.get(address))
            expected = [words(q) for q in row.css(".exact")]
            if kind in ("agreed", "single"):
                while row.tag != "li":
                    row = row.parent
                expected = [words(q) for q in row.css(".exact")]
            assert [words(q) for q in form.css(".reported .exact")] == expected, address
            for quote in form.css(".reported .quote"):
                place = quote.css_first("a.place").attributes["href"]
                assert place.startswith(f"/q/{question.slug}#s-")
    assert kinds == set(Kind.values)


def test_every_link_says_which_line_it_is_about(client: Client, full: Question) -> None:
    """Hundreds of links called "Report" would be one to a screen reader: each name is another."""
    tree = LexborHTMLParser(client.get(f"/q/{full.slug}").content.decode())
    named = {link.attributes["href"]: words(link) for link in tree.css("a.report")}
    assert len(named) > 10
    assert all(name.startswith("Report ") and ": " in name for name in named.values())
    by_list: dict[str, list[str]] = {}
    for address, name in named.items():
        by_list.setdefault(address.partition("line=")[2].partition("%3A")[0], []).append(name)
    for names in by_list.values():
        assert len(names) == len(set(names))


def test_the_reasons_fit_the_kind_of_line(client: Client, full: Question) -> None:
    """Nobody is asked whether a single quote contradicts itself."""
    found = links(client, full)
    asked = {kind: [node.attributes["value"] for node in read(client.get(found[kind])).css("[type=radio]")]
             for kind in found}  # fmt: skip
    everywhere = ["out-of-context", "wrong-name", "harmful", "other"]
    assert asked["agreed"] == ["not-the-same", "misplaced", *everywhere]
    assert asked["differing"] == ["no-contradiction", *everywhere]
    assert asked["single"] == asked["warning"] == asked["digest"] == everywhere


def test_a_report_is_kept_as_the_reader_saw_the_line(client: Client, full: Question) -> None:
    """Question, kind, point, statements, comparison, engine, reason and note; nothing of who sent it."""
    address = links(client, full)["agreed"]
    response = send(client, address, ticket=ticket(client, address), reason="misplaced", note=" Wrong place.\r\nSee! ")
    assert (response.status_code, response.headers["Location"]) == (303, f"/q/{full.slug}/reported")
    assert not response.cookies
    kept = LineReport.objects.get()
    stored = Comparison.objects.get(question=full)
    point = next(p for p in stored.content["points"] if p["id"] == kept.point)
    assert sorted(kept.statements) == sorted(point["statements"])
    assert (kept.question, kept.kind, kept.reason) == (full, "agreed", "misplaced")
    assert (kept.input_digest, kept.engine) == (stored.input_digest, stored.engine)
    assert kept.note == "Wrong place.\nSee!"
    assert not ReportStatus.objects.exists()
    thanks = read(client.get(response.headers["Location"]))
    assert "What happens next" in words(thanks.body)
    assert "emergency" in words(thanks.css_first("main"))
    columns = {field.column for field in LineReport._meta.get_fields() if hasattr(field, "column")}
    assert not columns & {"address", "ip", "agent", "session", "account"}


def test_the_same_form_sent_twice_is_one_report(client: Client, full: Question) -> None:
    """A double click, or a reload: one row, and the same thanks."""
    address = links(client, full)["digest"]
    typed = {"ticket": ticket(client, address), "note": "Once."}
    replies = [send(client, address, **typed) for _ in range(2)]
    assert [(r.status_code, r.headers["Location"]) for r in replies] == [(303, f"/q/{full.slug}/reported")] * 2
    assert LineReport.objects.count() == 1
    other = send(client, address, ticket=ticket(client, address))
    assert other.status_code == 303
    assert LineReport.objects.count() == 2


def test_a_note_of_a_thousand_characters_is_taken_whole(client: Client, full: Question) -> None:
    """Line breaks count once, as a reader counts them."""
    address = links(client, full)["single"]
    note = "ä\n" * 499 + "😀!"
    assert len(note) == 1000
    response = send(client, address, ticket=ticket(client, address), note=note.replace("\n", "\r\n"))
    assert response.status_code == 303
    assert LineReport.objects.get().note == note


def test_a_longer_note_is_refused_and_stays_in_the_form(client: Client, full: Question) -> None:
    """Nothing is cut: the reader finds every word again, and the reason chosen."""
    address = links(client, full)["single"]
    note = "<b>w</b> " * 111 + "12"
    response = send(client, address, ticket=ticket(client, address), reason="other", note=note)
    assert response.status_code == 400
    tree = read(response)
    assert tree.css_first("textarea").text().lstrip("\n") == note
    assert "maxlength" not in tree.css_first("textarea").attributes
    assert "1,001 characters" in words(tree.css_first(".refused"))
    assert tree.css_first("#note").attributes["aria-describedby"].split()[1] == "note-error"
    assert [n.attributes["value"] for n in tree.css("[checked]")] == ["other"]
    assert tree.css_first("title").text().startswith("Not sent:")
    assert not LineReport.objects.exists()
    again = tree.css_first("[name=ticket]").attributes["value"]
    assert send(client, address, ticket=again, note="short").status_code == 303


@pytest.mark.parametrize("reason", ["", "no-contradiction", "anything", "not-the-same\0"])
def test_only_a_reason_of_the_list_is_taken(client: Client, full: Question, reason: str) -> None:
    """None, one of another kind of line, and one that is no reason: the note is kept in the form."""
    address = links(client, full)["agreed"]
    response = send(client, address, ticket=ticket(client, address), reason=reason, note="Kept here.")
    assert response.status_code == 400
    assert "Kept here." in read(response).css_first("textarea").text()
    assert read(response).css_first("#reason").attributes["aria-describedby"] == "reason-error"
    assert not LineReport.objects.exists()


def test_a_ticket_is_of_one_line_and_cannot_be_made_up(client: Client, full: Question, library: list[Question]) -> None:
    """No ticket, a changed one, another line's, another question's: nothing is stored, the words stay in the form."""
    found = links(client, full)
    good = ticket(client, found["agreed"])
    elsewhere = next(q for q in library if q != full and links(client, q))
    foreign = ticket(client, next(iter(links(client, elsewhere).values())))
    for bad in ("", "x", good[:-1] + ("A" if good[-1] != "A" else "B"), ticket(client, found["single"]), foreign):
        response = send(client, found["agreed"], ticket=bad, note="Kept here.")
        assert response.status_code == 400, bad
        assert "Kept here." in read(response).css_first("textarea").text()
    assert not LineReport.objects.exists()
    assert send(client, found["agreed"], ticket=good).status_code == 303


def test_a_ticket_ends_and_the_words_do_not(client: Client, full: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some hours the form is shown anew with all that was typed, and then it works."""
    address = links(client, full)["agreed"]
    old = ticket(client, address)
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + tickets.GOOD_FOR + 1)
    response = send(client, address, ticket=old, reason="misplaced", note="Kept here.")
    assert response.status_code == 400
    tree = read(response)
    assert "open for too long" in words(tree.css_first(".refused"))
    assert "Kept here." in tree.css_first("textarea").text()
    fresh = tree.css_first("[name=ticket]").attributes["value"]
    assert send(client, address, ticket=fresh, reason="misplaced", note="Kept here.").status_code == 303


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
    response = send(client, address, headers=headers, ticket=ticket(client, address))
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
    response = send(client, address, ticket=good, note="Kept here.", homepage="https://spam.example")
    assert response.status_code == 400
    tree = read(response)
    assert "Kept here." in tree.css_first("textarea").text()
    assert "spam.example" not in response.content.decode()
    trap = tree.css_first("[name=homepage]")
    assert trap.attributes["tabindex"] == "-1"
    assert trap.parent.attributes["aria-hidden"] == "true"
    assert not LineReport.objects.exists()
    assert send(client, address, ticket=good, note="Kept here.").status_code == 303


def test_a_flood_is_told_to_wait_and_others_are_not(client: Client, full: Question) -> None:
    """429 with Retry-After beyond the pace, the words kept; another address is served; what was sent before stays."""
    address = links(client, full)["agreed"]
    good = ticket(client, address)
    for _ in range(views.REPORTS.times):
        assert send(client, address, ticket=good).status_code == 303
    response = send(client, address, ticket=ticket(client, address), note="Kept here.")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= views.REPORTS.seconds
    assert "Kept here." in read(response).css_first("textarea").text()
    assert LineReport.objects.count() == 1
    neighbour = Client(REMOTE_ADDR="198.51.100.7")
    assert send(neighbour, address, ticket=ticket(neighbour, address)).status_code == 303


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


def test_there_is_no_form_for_a_line_that_is_not_there(client: Client, full: Question) -> None:
    """No line, an unknown one, an unknown question: 404 in a sentence."""
    for address in (
        f"/q/{full.slug}/report",
        f"/q/{full.slug}/report?line=agreed:nothing",
        f"/q/{full.slug}/report?line=\0",
        "/q/nothing/report?line=agreed:p1",
        "/q/nothing/reported",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, headers=OURS).status_code in (404, 405), address
    assert client.put(f"/q/{full.slug}/report", headers=OURS).status_code == 405


def test_a_report_from_before_a_change_tells_of_what_was_seen(client: Client) -> None:
    """The answers change while the reader writes: the report is of the line that the reader saw."""
    (question,) = store(entry("moving"))
    address = links(client, question)["digest"]
    before, good = Comparison.objects.get(question=question).input_digest, ticket(client, address)
    actions.add([entry("moving", answer("a1", "Dr Ada Test", "Sleep is good for most people with a cold."))])
    assert client.get(address).status_code == 404
    refused = send(client, address, ticket=good, note="x" * 1001)
    assert refused.status_code == 400
    assert "has changed since you opened this form" in refused.content.decode()
    compare()
    assert send(client, address, ticket=good, note="Seen before.").status_code == 303
    assert LineReport.objects.get().input_digest == before != Comparison.objects.get(question=question).input_digest


def test_answer_ids_of_any_letters_can_be_reported(client: Client) -> None:
    """Ids with spaces, quotes, slashes and tildes survive the way through address and ticket."""
    ids = ("a 1", 'q"uo/te', "é#2~&")
    given = [answer(key, f"Dr {n} Test", "Rest helps most people recover.") for n, key in enumerate(ids)]
    (question,) = store(entry("odd ids", *given))
    for kind, address in links(client, question).items():
        assert send(client, address, ticket=ticket(client, address)).status_code == 303, kind


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
        assert send(client, address, ticket=good, note=CANARY * 200).status_code == 400
        assert send(client, address, headers={}, ticket=good, note=CANARY).status_code == 403
        assert send(client, address, ticket="x", note=CANARY).status_code == 400
        monkeypatch.setattr(actions, "report_line", failing)
        assert send(client, address, ticket=good, note=CANARY).status_code == 500
        monkeypatch.undo()
        assert send(client, address, ticket=good, note=CANARY).status_code == 303
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
    from tests.web.situations import signed_in

    address = links(client, full)["agreed"]
    note = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>{{ page }}"
    refused = send(client, address, ticket=ticket(client, address), reason="", note=note)
    assert not read(refused).css("main script, main img")
    send(client, address, ticket=ticket(client, address), note=note)
    kept = LineReport.objects.get()
    page = read(signed_in(reviewer()).get(f"/desk/reports/{kept.line}"))
    assert not page.css("main script, main img")
    assert words(page.css_first(".note")) == note


def refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.fixture
def question() -> Question:
    return store(entry("guards"))[0]


def test_the_action_refuses_what_does_not_fit(question: Question) -> None:
    """A reason of another kind of line, and a note that is too long."""
    with pytest.raises(ValidationError, match="Choose one"):
        report(question, seen(Kind.DIGEST, "a1.1"), reason=Reason.NO_CONTRADICTION)
    with pytest.raises(ValidationError, match="1,001 characters"):
        report(question, note="x" * 1001)
    assert not LineReport.objects.exists()


def test_the_database_refuses_a_report_that_is_not_whole(question: Question) -> None:
    """Each constraint on its own, by one fact changed in a row that is sound."""
    row = report(question)
    sound = {field.name: getattr(row, field.name) for field in row._meta.fields if field.name != "id"}

    def create(**changed: object) -> LineReport:
        return LineReport.objects.create(**sound | {"submission": "new"} | changed)

    for changed in (
        {"kind": "table"},
        {"reason": "because"},
        {"reason": "no-contradiction"},
        {"kind": "digest", "point": "", "reason": "misplaced"},
        {"kind": "digest"},
        {"point": ""},
        {"line": ""},
        {"input_digest": ""},
        {"engine": ""},
        {"submission": ""},
        {"submission": row.submission},
        {"note": "x" * 1001},
        {"erased_at": NOW},
        {"erased_at": NOW, "erased_by": reviewer("nora"), "note": "words"},
    ):
        refused(lambda changed=changed: create(**changed))
    assert create().pk


def test_the_database_keeps_reports_as_they_came(question: Question) -> None:
    """No update of a fact, no other note, no deletion; a note is erased once and stays so."""
    row = report(question, note="words")
    rows, by = LineReport.objects.filter(pk=row.pk), reviewer()
    refused(lambda: rows.update(reason="other"))
    refused(lambda: rows.update(input_digest="1" * 64))
    refused(lambda: rows.update(note="other words"))
    refused(lambda: rows.delete())
    assert rows.update(note="", erased_at=NOW, erased_by=by) == 1
    refused(lambda: rows.update(note="words", erased_at=None, erased_by=None))
    refused(lambda: rows.update(note="", erased_at=None, erased_by=None))


def test_lines_are_named_alike_in_pages_and_links(client: Client, full: Question) -> None:
    """What the templates link to is what `lines.of_page` knows: neither has a name that the other lacks."""
    import re
    from urllib.parse import unquote

    from plurivox import page
    from web.questions import queries
    from web.review.queries import fresh

    known = set(of_page(page.build(fresh(full, queries.entry(full)))))
    shown = client.get(f"/q/{full.slug}").content.decode()
    linked = {unquote(name) for name in re.findall(r'report\?line=([^"]+)"', shown)}
    assert linked == known


def test_seen_lines_of_one_quote_are_not_asked_whether_they_belong_together() -> None:
    """A point of one quote has nothing that could be torn apart."""
    assert Reason.MISPLACED not in Seen(Kind.SINGLE, "p", ("a1.1",), "0", "0").reasons
    assert Reason.MISPLACED in Seen(Kind.SINGLE, "p", ("a1.1", "a2.1"), "0", "0").reasons


def test_a_line_has_one_key_across_comparisons() -> None:
    """The same statements in any order; another statement, list or question is another line."""
    one = lines.key("q", Kind.AGREED, ("a1.1", "a2.1"))
    assert one == lines.key("q", Kind.AGREED, ("a2.1", "a1.1"))
    others = [
        lines.key("q", Kind.AGREED, ("a1.1", "a2.1", "a3.1")),
        lines.key("q", Kind.AGREED, ("a1.1", "a2.2")),
        lines.key("q", Kind.SINGLE, ("a1.1", "a2.1")),
        lines.key("p", Kind.AGREED, ("a1.1", "a2.1")),
    ]
    assert len({one, *others}) == 5
