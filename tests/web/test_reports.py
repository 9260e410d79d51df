"""A reader reports a line: what the form shows and takes, and what is kept of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.reading import parsed, words
from tests.web.situations import (
    NOW,
    OURS,
    answer,
    compare,
    entry,
    links,
    report,
    reviewer,
    seen,
    send_report,
    store,
    ticket,
)
from web.questions.models import Question
from web.review import actions, lines
from web.review.lines import Kind, Reason, Seen, of_page
from web.review.models import Comparison, LineReport, ReportStatus

pytestmark = pytest.mark.django_db


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
            form = parsed(client.get(address))
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
    asked = {kind: [node.attributes["value"] for node in parsed(client.get(found[kind])).css("[type=radio]")]
             for kind in found}  # fmt: skip
    everywhere = ["out-of-context", "wrong-name", "harmful", "other"]
    assert asked["agreed"] == ["not-the-same", "misplaced", *everywhere]
    assert asked["differing"] == ["no-contradiction", *everywhere]
    assert asked["single"] == asked["warning"] == asked["digest"] == everywhere


def test_a_report_is_kept_as_the_reader_saw_the_line(client: Client, full: Question) -> None:
    """Question, kind, point, statements, comparison, engine, reason and note; nothing of who sent it."""
    address = links(client, full)["agreed"]
    response = send_report(
        client, address, ticket=ticket(client, address), reason="misplaced", note=" Wrong place.\r\nSee! "
    )
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
    thanks = parsed(client.get(response.headers["Location"]))
    assert "What happens next" in words(thanks.body)
    assert "emergency" in words(thanks.css_first("main"))
    columns = {field.column for field in LineReport._meta.get_fields() if hasattr(field, "column")}
    assert not columns & {"address", "ip", "agent", "session", "account"}


def test_the_same_form_sent_twice_is_one_report(client: Client, full: Question) -> None:
    """A double click, or a reload: one row, and the same thanks."""
    address = links(client, full)["digest"]
    typed = {"ticket": ticket(client, address), "note": "Once."}
    replies = [send_report(client, address, **typed) for _ in range(2)]
    assert [(r.status_code, r.headers["Location"]) for r in replies] == [(303, f"/q/{full.slug}/reported")] * 2
    assert LineReport.objects.count() == 1
    other = send_report(client, address, ticket=ticket(client, address))
    assert other.status_code == 303
    assert LineReport.objects.count() == 2


def test_a_note_of_a_thousand_characters_is_taken_whole(client: Client, full: Question) -> None:
    """Line breaks count once, as a reader counts them."""
    address = links(client, full)["single"]
    note = "ä\n" * 499 + "😀!"
    assert len(note) == 1000
    response = send_report(client, address, ticket=ticket(client, address), note=note.replace("\n", "\r\n"))
    assert response.status_code == 303
    assert LineReport.objects.get().note == note


def test_a_longer_note_is_refused_and_stays_in_the_form(client: Client, full: Question) -> None:
    """Nothing is cut: the reader finds every word again, and the reason chosen."""
    address = links(client, full)["single"]
    note = "<b>w</b> " * 111 + "12"
    response = send_report(client, address, ticket=ticket(client, address), reason="other", note=note)
    assert response.status_code == 400
    tree = parsed(response)
    assert tree.css_first("textarea").text().lstrip("\n") == note
    assert "maxlength" not in tree.css_first("textarea").attributes
    assert "1,001 characters" in words(tree.css_first(".refused"))
    assert tree.css_first("#note").attributes["aria-describedby"].split()[1] == "note-error"
    assert [n.attributes["value"] for n in tree.css("[checked]")] == ["other"]
    assert tree.css_first("title").text().startswith("Not sent:")
    assert not LineReport.objects.exists()
    again = tree.css_first("[name=ticket]").attributes["value"]
    assert send_report(client, address, ticket=again, note="short").status_code == 303


@pytest.mark.parametrize("reason", ["", "no-contradiction", "anything", "not-the-same\0"])
def test_only_a_reason_of_the_list_is_taken(client: Client, full: Question, reason: str) -> None:
    """None, one of another kind of line, and one that is no reason: the note is kept in the form."""
    address = links(client, full)["agreed"]
    response = send_report(client, address, ticket=ticket(client, address), reason=reason, note="Kept here.")
    assert response.status_code == 400
    assert "Kept here." in parsed(response).css_first("textarea").text()
    assert parsed(response).css_first("#reason").attributes["aria-describedby"] == "reason-error"
    assert not LineReport.objects.exists()


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
    refused = send_report(client, address, ticket=good, note="x" * 1001)
    assert refused.status_code == 400
    assert "has changed since you opened this form" in refused.content.decode()
    compare()
    assert send_report(client, address, ticket=good, note="Seen before.").status_code == 303
    assert LineReport.objects.get().input_digest == before != Comparison.objects.get(question=question).input_digest


def test_answer_ids_of_any_letters_can_be_reported(client: Client) -> None:
    """Ids with spaces, quotes, slashes and tildes survive the way through address and ticket."""
    ids = ("a 1", 'q"uo/te', "é#2~&")
    given = [answer(key, f"Dr {n} Test", "Rest helps most people recover.") for n, key in enumerate(ids)]
    (question,) = store(entry("odd ids", *given))
    for kind, address in links(client, question).items():
        assert send_report(client, address, ticket=ticket(client, address)).status_code == 303, kind


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
