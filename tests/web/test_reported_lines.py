"""Reported lines at the desk: what the queue shows, and what becomes of a report."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.reading import read, words
from tests.web.situations import (
    NOW,
    answer,
    compare,
    entry,
    links,
    report,
    reviewer,
    seen,
    signed_in,
    store,
    ticket,
)
from web.accounts.models import Account
from web.pages import tickets
from web.questions.models import Answer, Question
from web.review import actions, queries, queue
from web.review.lines import Kind, Reason, Seen
from web.review.models import Comparison, LineReport, ReportStatus
from web.review.states import TRANSITIONS, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return store(entry("desk"))[0]


@pytest.fixture
def rita() -> Account:
    return reviewer()


def real(question: Question, kind: Kind = Kind.DIGEST) -> Seen:
    """A line that stands on the page of this question now."""
    client = Client()
    address = links(client, question)[kind]
    name = LexborHTMLParser(client.get(address).content.decode()).css_first("form.typed").attributes["action"]
    found = tickets.read(ticket(client, address), question.slug, unquote(name.partition("line=")[2]))
    assert found
    return found.seen


def decide(client: Client, row: LineReport, **typed: object):  # type: ignore[no-untyped-def]
    form = {"before": "open", "after": "kept", "reason": "Both say so.", "upto": row.pk} | typed
    return client.post(f"/desk/reports/{row.line}", form)


def test_the_queue_puts_most_reported_lines_first(question: Question, rita: Account) -> None:
    """Reports of one line are one entry with its count; of as many the newest leads; or the newest of all."""
    one, two, three = (seen(Kind.AGREED, f"a1.{n}", f"a2.{n}") for n in (1, 2, 3))
    for line in (one, two, one, two, three):
        report(question, line)
    client = signed_in(rita)
    keys = {queries.reports().filter(statements=list(line.statements)).first().line: n
            for n, line in enumerate((one, two, three), 1)}  # fmt: skip

    def order(address: str) -> list[int]:
        links = read(client, address).css(".rows h2 a")
        return [keys[(link.attributes["href"] or "").rsplit("/", 1)[1]] for link in links]

    assert order("/desk/reports") == [2, 1, 3]
    assert order("/desk/reports?order=newest") == [3, 2, 1]
    first = read(client, "/desk/reports").css_first(".rows .row")
    assert "2 reports" in words(first)
    assert "× 2" in words(first.css_first(".next"))


def test_every_filter_is_an_address(question: Question, rita: Account) -> None:
    """Status and reason narrow the queue, alone and together; what is no filter is passed over."""
    given = ((Reason.HARMFUL, "kept"), (Reason.OTHER, None), (Reason.OTHER, "mended"), (Reason.WRONG_NAME, "dismissed"))
    for n, (reason, after) in enumerate(given, 1):
        row = report(question, seen(Kind.AGREED, f"a1.{n}", f"a2.{n}"), reason=reason)
        if after:
            actions.decide_reports(
                line=row.line, before=Status.OPEN, after=Status(after), reason="r", upto=row.pk, by=rita, at=NOW
            )
    client = signed_in(rita)

    def shown(address: str) -> int:
        return len(read(client, address).css(".rows > .row"))

    for query, count in {
        "": 1, "?status=open": 1, "?status=kept": 1, "?status=mended": 1, "?status=dismissed": 1, "?status=all": 4,
        "?status=all&reason=other": 2, "?status=kept&reason=other": 0, "?status=mended&reason=other": 1,
        "?status=nonsense&reason=nonsense&order=nonsense&page=nonsense": 1,
    }.items():  # fmt: skip
        assert shown(f"/desk/reports{query}") == count, query
    tree = read(client, "/desk/reports?status=all&reason=other")
    assert [words(a) for a in tree.css(".filter [aria-current]")] == ["All 4", "Something else", "Most reported"]
    assert "status=kept&reason=other" in tree.css(".filter a")[1].attributes["href"]


def test_a_long_queue_has_pages_that_keep_the_filter(question: Question, rita: Account) -> None:
    """Twenty lines a page, in a number of queries that does not grow with them."""
    for n in range(25):
        report(question, seen(Kind.AGREED, f"a1.{n}", f"a2.{n}"), reason=Reason.OTHER)
    client = signed_in(rita)
    tree = read(client, "/desk/reports?reason=other")
    assert len(tree.css(".rows > .row")) == 20
    onward = tree.css_first("a[rel=next]").attributes["href"]
    assert "reason=other" in onward
    assert len(read(client, f"/desk/reports{onward}").css(".rows > .row")) == 5


def test_the_queue_costs_few_queries(rita: Account, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    """Whatever the number of lines and questions."""
    for row in store(*(entry(f"many-{n}") for n in range(12))):
        report(row, real(row))
    client = signed_in(rita)
    with django_assert_max_num_queries(18):
        assert client.get("/desk/reports").status_code == 200


def test_the_queue_shows_the_line_as_it_stands_today(question: Question, rita: Account) -> None:
    """Its exact quotes under their names, with the way to the full answer."""
    row = report(question, real(question))
    client = signed_in(rita)
    for address in ("/desk/reports", f"/desk/reports/{row.line}"):
        tree = read(client, address)
        quote = tree.css_first(".quote")
        text = words(quote.css_first(".exact"))
        assert any(text in a.live.body for a in question.answers.select_related("live"))
        assert quote.css_first("a.place").attributes["href"].startswith(f"/q/{question.slug}#s-")
        assert "has changed" not in words(tree.css_first("main"))


@pytest.mark.parametrize("kind", [Kind.DIGEST, Kind.AGREED])
def test_a_reported_line_leads_to_where_it_is_put_right(question: Question, rita: Account, kind: Kind) -> None:
    """To the row of the draft over the same statements; where it cannot be told any more, to the comparison."""
    client, line = signed_in(rita), real(question, kind)
    page = read(client, f"/desk/reports/{report(question, line).line}")
    link = page.css_first(".reported a[href*=lines]").attributes["href"]
    here = words(read(client, link).css_first("section.panel"))
    quotes = [words(quote) for quote in page.css(".quote .exact")]
    assert quotes
    assert all(quote in here for quote in quotes)
    gone = read(client, f"/desk/reports/{report(question, seen(Kind.DIGEST, 'a9.9')).line}")
    assert gone.css_first(f".reported a[href='/desk/comparisons/{question.slug}']")


def test_the_queue_says_when_the_comparison_has_changed(question: Question, rita: Account) -> None:
    """A line over the same statements is shown with a word; one that is gone, or is being made anew, is told."""
    line = real(question)
    row = report(question, line)
    address, client = f"/desk/reports/{row.line}", signed_in(rita)
    more = answer("a3", "Dr Cem Test", "Honey soothes a sore throat.")
    actions.add([entry("desk", *entry("desk").answers, more)])
    assert "is being made anew" in words(read(client, address).css_first("main"))
    compare()
    tree = read(client, address)
    assert "has changed since. The line over the same statements reads today" in words(tree.css_first("main"))
    assert tree.css(".quote")
    assert "The reader saw an earlier comparison." in words(tree.css_first("main"))
    gone = report(question, seen(Kind.DIGEST, "a9.9"))
    tree = read(client, f"/desk/reports/{gone.line}")
    assert "no longer on the page" in words(tree.css_first("main"))
    assert not tree.css(".quote")
    Answer.objects.filter(question=question).update(live=None, state="withdrawn")
    Question.objects.filter(pk=question.pk).update(voices=0)
    tree = read(client, address)
    assert "have been withdrawn" in words(tree.css_first("main"))
    assert not tree.css(".quote")


def test_a_decision_is_kept_with_who_when_and_why(question: Question, rita: Account) -> None:
    """All open reports of the line are decided at once, those of other lines are not; the line leaves the queue."""
    rows = [report(question) for _ in range(3)]
    other = report(question, seen(Kind.DIGEST, "a1.1"))
    client = signed_in(rita)
    assert decide(client, rows[-1], reason=" Both say so. ").status_code == 303
    steps = ReportStatus.objects.order_by("report")
    assert [s.report_id for s in steps] == [r.pk for r in rows]
    assert {(s.number, s.status, s.reason, s.by) for s in steps} == {(1, "kept", "Both say so.", rita)}
    assert not queries.reports().get(pk=other.pk).steps
    assert [words(a) for a in read(client, "/desk/reports").css(".rows h2")] == [question.text]
    page = words(read(client, f"/desk/reports/{rows[0].line}").css_first("main"))
    assert "Both say so." in page
    assert "rita" in page


def test_a_line_with_hundreds_of_reports_stays_light(
    question: Question,
    rita: Account,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    """The page shows some, the open ones first, and says how many there are; a decision is about all open ones."""
    monkeypatch.setattr(queue, "MOST_REPORTS", 3)
    rows = [report(question, note=f"note {n}") for n in range(6)]
    client = signed_in(rita)
    assert decide(client, rows[1]).status_code == 303
    report(question, note="note 6")
    with django_assert_max_num_queries(21):
        tree = read(client, f"/desk/reports/{rows[0].line}")
    assert [words(note) for note in tree.css(".note")] == ["note 6", "note 5", "note 4"]
    assert "3 of 7 are shown" in words(tree.css_first("main"))
    assert "Decide on the 5 open reports" in words(tree.css_first("legend"))
    assert decide(client, LineReport.objects.last(), after="dismissed").status_code == 303
    assert queries.counts_by_status() == {"kept": 2, "dismissed": 5}
    assert words(read(client, f"/desk/reports/{rows[0].line}").css_first(".note")) == "note 6"


def test_a_decision_is_about_no_report_that_came_after_the_page_was_opened(question: Question, rita: Account) -> None:
    """Nobody decides on what they have not seen."""
    before, after = report(question), report(question)
    assert decide(signed_in(rita), before).status_code == 303
    assert queries.reports().get(pk=before.pk).status == "kept"
    assert queries.reports().get(pk=after.pk).status == "open"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Say in a sentence"),
        ({"reason": " \n"}, "Say in a sentence"),
        ({"reason": "x" * 1001}, "1,001 characters"),
        ({"after": ""}, "Choose what becomes"),
        ({"after": "open"}, "cannot go from there"),
        ({"after": "deleted"}, "not stored"),
        ({"before": "kept", "after": "open"}, "Somebody else has decided"),
        ({"upto": "x"}, "not stored"),
        ({"upto": 0}, "not stored"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(question: Question, rita: Account, typed, sentence) -> None:  # type: ignore[no-untyped-def]
    """Without a reason, without a status, or one that does not follow: nothing is stored and the words stay."""
    row = report(question)
    response = decide(signed_in(rita), row, **typed)
    assert response.status_code == 400
    tree = LexborHTMLParser(response.content.decode())
    assert sentence in words(tree.css_first(".refused"))
    assert tree.css_first("textarea").text().strip() == str(typed.get("reason", "Both say so.")).strip()
    assert not ReportStatus.objects.exists()


def test_the_second_of_two_reviewers_is_told(question: Question, rita: Account) -> None:
    """Both had the page open: the first decision stands, the second is refused with a sentence."""
    row = report(question)
    assert decide(signed_in(rita), row).status_code == 303
    late = decide(signed_in(reviewer("nora")), row, after="mended")
    assert late.status_code == 400
    assert "Somebody else has decided" in late.content.decode()
    assert [s.status for s in ReportStatus.objects.all()] == ["kept"]


def test_two_decisions_at_the_same_moment_are_one(
    question: Question, rita: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both looked before either wrote, the database lets one through and the other reads why."""
    row = report(question)
    looked = list(queries.reports().filter(pk=row.pk))
    facts = {"line": row.line, "before": Status.OPEN, "reason": "r", "upto": row.pk, "at": NOW}
    actions.decide_reports(after=Status.KEPT, by=rita, **facts)

    class Stale:
        def filter(self, **_: object) -> list[LineReport]:
            return looked

    monkeypatch.setattr(queries, "reports", Stale)
    with pytest.raises(ValidationError, match="Somebody else"):
        actions.decide_reports(after=Status.MENDED, by=rita, **facts)
    assert ReportStatus.objects.count() == 1


def test_a_decision_can_be_taken_back_and_both_stay_on_record(question: Question, rita: Account) -> None:
    """Open again is a step of its own; nothing is overwritten."""
    row = report(question)
    client = signed_in(rita)
    decide(client, row)
    assert [n.attributes["value"] for n in read(client, f"/desk/reports/{row.line}").css("[type=radio]")] == ["open"]
    assert decide(client, row, before="kept", after="open", reason="Looked again.").status_code == 303
    assert decide(client, row, after="mended", reason="Put right.").status_code == 303
    history = [(s.number, s.status) for s in ReportStatus.objects.order_by("number")]
    assert history == [(1, "kept"), (2, "open"), (3, "mended")]
    assert len(read(client, f"/desk/reports/{row.line}").css("ol.next li")) == 3


def test_every_status_can_be_left_and_reached() -> None:
    """The table of steps holds every status, and no step leads to itself."""
    assert set(TRANSITIONS) == set(Status)
    assert {after for steps in TRANSITIONS.values() for after in steps} == set(Status)
    assert not [status for status, steps in TRANSITIONS.items() if status in steps]


def test_a_note_that_tells_of_a_person_is_erased(question: Question, rita: Account) -> None:
    """The words go, the report stays, with who erased them and when; once more changes nothing."""
    row = report(question, note="My daughter Zoe, 7, has this.")
    client = signed_in(rita)
    for _ in range(2):
        assert client.post(f"/desk/reports/{row.line}/erase/{row.pk}").status_code == 303
    kept = LineReport.objects.get()
    assert (kept.note, kept.erased_by) == ("", rita)
    page = words(read(client, f"/desk/reports/{row.line}").css_first("main"))
    assert "Zoe" not in page
    assert "The note was erased." in page


def test_the_database_keeps_decisions_in_order(question: Question, rita: Account) -> None:
    """No step is left out, repeated, changed, deleted, without a reason, or of a status that cannot stand there."""
    row = report(question)

    def step(number: int, status: str, reason: str = "r") -> ReportStatus:
        return ReportStatus.objects.create(report=row, number=number, status=status, reason=reason, by=rita, at=NOW)

    def refused(change) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    refused(lambda: step(0, "open"))
    refused(lambda: step(1, "open"))
    refused(lambda: step(2, "open"))
    refused(lambda: step(1, "kept", ""))
    refused(lambda: step(1, "kept", "x" * 1001))
    refused(lambda: step(1, "gone"))
    done = step(1, "kept")
    refused(lambda: step(1, "mended"))
    refused(lambda: step(2, "mended"))
    refused(lambda: step(3, "mended"))
    refused(lambda: ReportStatus.objects.filter(pk=done.pk).update(reason="other"))
    refused(lambda: ReportStatus.objects.filter(pk=done.pk).delete())
    refused(lambda: rita.delete())
    assert step(2, "open").pk


def test_nobody_reported_a_line_of_that_name(rita: Account) -> None:
    """404 in a sentence, for reviewers too."""
    client = signed_in(rita)
    assert client.get("/desk/reports/nothing").status_code == 404
    assert client.post("/desk/reports/nothing/erase/1").status_code == 303


def test_the_library_compares_as_before_with_reports_in_it(question: Question) -> None:
    """Reports hang on questions and hinder neither import nor comparison."""
    report(question, real(question))
    actions.add([entry("desk", answer("a1", "Dr Ada Test", "Rest does not help."))])
    assert compare() == 1
    assert Comparison.objects.filter(question=question).exists()
