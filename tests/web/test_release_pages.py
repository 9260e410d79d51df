"""Comparisons under review, as reviewers see and change them at the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from plurivox.editing import Confirm, Merge, Of, Reject, Relate
from plurivox.model import RelationKind
from tests.web.experts_situations import seated_expert
from tests.web.reading import read
from tests.web.review_situations import (
    agreed,
    base,
    compared,
    draft,
    edit,
    gout,
    line_address,
    opposed,
    released,
    two,
    vote,
)
from tests.web.situations import NOW, account, compare, reviewer, signed_in, store
from web.accounts.models import Account, Role
from web.questions.models import Question
from web.review import actions, drafts, queries
from web.review.models import Edit, Judgement, Release, SecondLook
from web.review.states import Verdict

pytestmark = pytest.mark.django_db


DAY = timedelta(days=1)


@pytest.fixture
def question() -> Question:
    return compared()


@pytest.fixture
def rita() -> Account:
    return reviewer()


def test_the_queue_lists_what_waits_by_experts_topic_and_stand(rita: Account) -> None:
    """Those of most experts first; what was released or returned stands under its own filter."""
    rows = store(gout("one"), gout("two", topic="Feet"), gout("three"))
    released(rows[0])
    vote(rows[1], two()[0], Verdict.RETURNED)
    vote(rows[1], two()[1])
    client = signed_in(rita)

    def listed(query: str) -> list[str]:
        tree = read(client, f"/desk/comparisons?{query}")
        return [str(link.attributes["href"]).rpartition("/")[2] for link in tree.css(".rows h2 a")]

    assert listed("") == [rows[2].slug]
    assert listed("stand=released") == [rows[0].slug]
    assert listed("stand=returned&topic=feet") == [rows[1].slug]
    assert listed("stand=returned&topic=joints") == []
    assert set(listed("stand=all")) == {row.slug for row in rows}
    assert listed("stand=nonsense&topic=nonsense&page=99") == [rows[2].slug]
    actions.add([gout("one", a1="Gout is something else.")])
    compare()
    assert listed("stand=stale") == [rows[0].slug]


def test_the_queue_says_what_wants_a_second_vote(rita: Account) -> None:
    """To whoever voted, that they did; to others, that one vote is in, neither whose nor what; until an edit."""
    rows = store(gout("one"), gout("two"), gout("three"))
    ravi = reviewer("ravi")
    vote(rows[0], rita, Verdict.RETURNED, "Rows join two things.")
    released(rows[1])

    def told(who: Account, query: str) -> list[tuple[str, ...]]:
        tree = read(signed_in(who), f"/desk/comparisons?{query}")
        found = tree.css(".rows > li.row")
        return [(row.css_first("h2 a").attributes["href"].rpartition("/")[2], *_badges(row)[1:]) for row in found]

    assert told(rita, "stand=half") == [(rows[0].slug, "You have voted")]
    assert told(ravi, "stand=half") == [(rows[0].slug, "One vote is in")]
    assert sorted(told(ravi, "")) == sorted([(rows[0].slug, "One vote is in"), (rows[2].slug,)])
    page = signed_in(ravi).get("/desk/comparisons?stand=half").content.decode()
    assert "rita" not in page
    assert "Rows join" not in page
    edit(rows[0], Confirm(agreed(rows[0])), ravi, NOW + DAY)
    assert told(ravi, "stand=half") == []
    void = "that vote no longer counts"
    address = f"/desk/comparisons/{rows[0].slug}"
    assert [void in signed_in(who).get(address).content.decode() for who in (rita, ravi)] == [True, False]
    vote(rows[0], rita, at=NOW + 2 * DAY)
    assert void not in signed_in(rita).get(address).content.decode()


def _badges(row: LexborNode) -> list[str]:
    return [badge.text(strip=True) for badge in row.css(".badge")]


def test_reviewers_read_first_what_readers_read_first(rita: Account) -> None:
    """Warnings and short answer as the page has them, and the way from each quote to the row where it is changed."""
    warned = "Gout is a painful kind of arthritis. Never take aspirin for gout without asking a doctor."
    (row,) = store(gout(a1=warned))
    client, address = signed_in(rita), f"/desk/comparisons/{row.slug}"
    tree, public = read(client, address), read(Client(), f"/q/{row.slug}")
    assert tree.css_first(".tabs [aria-current]").text().startswith("Short answer and warnings")
    for box in (".warnings", ".digest"):
        shown = [quote.text() for quote in tree.css(f"{box} .exact")]
        assert shown == [quote.text() for quote in public.css(f"{box} .exact")] != []
        assert tree.css_first(f"{box} h2").text().split() == public.css_first(f"{box} h2").text().split()
        marked = [quote.text() for quote in tree.css(f"{box} .quote:has(+ .opposed) .exact")]
        assert marked == [quote.text() for quote in public.css(f"{box} .quote:has(+ .opposed) .exact")]
        links = [str(link.attributes["href"]) for link in tree.css(f"{box} .buttons a")]
        for words, link in zip(shown, links, strict=True):
            assert words in [quote.text() for quote in read(client, link).css(".exact")]
    assert tree.css(".digest .opposed a[href='?list=differing#lines']")
    seated_expert("Dr Ada Test", rita)
    assert not read(client, address).css(":is(.warnings, .digest) .buttons")


def test_two_reviewers_vote_blind_on_the_page(question: Question, rita: Account) -> None:
    """The second is not told what the first said; who has voted waits; both approve, and readers can be shown it."""
    ravi = reviewer("ravi")
    address = f"/desk/comparisons/{question.slug}"
    sha = draft(question).sha256
    first, second = signed_in(rita), signed_in(ravi)
    assert first.post(address, {"verdict": "returned", "content_sha256": sha}).status_code == 400
    assert first.post(address, {"content_sha256": sha}).status_code == 400
    voted = {"verdict": "approved", "reason": "All quotes are right.", "content_sha256": sha}
    assert first.post(address, voted).status_code == 303
    page = second.get(address).content.decode()
    assert "One reviewer has voted" in page
    assert "All quotes are right." not in page
    assert "You have voted on this" in first.get(address).content.decode()
    assert first.post(address, voted).status_code == 400
    assert second.post(address, {**voted, "reason": ""}).status_code == 303
    assert Release.objects.count() == 1
    assert "Release 1 of" in second.get(address).content.decode()
    assert Judgement.objects.count() == 2


def test_what_was_sent_back_shows_both_reasons(question: Question, rita: Account) -> None:
    """To whoever works on it, once both votes are in."""
    vote(question, rita, Verdict.RETURNED, "The second row joins two things.")
    address = f"/desk/comparisons/{question.slug}"
    editor = signed_in(account("edda", Role.EDITOR))
    assert "joins two things" not in editor.get(address).content.decode()
    vote(question, reviewer("ravi"), reason="Fine to me.")
    page = editor.get(address).content.decode()
    assert "joins two things" in page
    assert "Fine to me." in page


def test_who_wrote_in_it_reads_and_changes_nothing(question: Question, rita: Account) -> None:
    """The page says why; a form sent all the same finds no such page."""
    client = signed_in(rita)
    here = line_address(question, client, "Gout is a painful kind")
    seated_expert("Dr Ada Test", rita)
    page = client.get(f"/desk/comparisons/{question.slug}").content.decode()
    assert "Others judge it." in page
    assert "Confirm<" not in page
    assert client.post(here, {"do": "confirm", "base": base(question)}).status_code == 404
    vote_form = {"verdict": "approved", "content_sha256": draft(question).sha256}
    assert client.post(f"/desk/comparisons/{question.slug}", vote_form).status_code == 404
    assert not Edit.objects.exists()


def said_of(question: Question, box: str) -> list[str]:
    """What readers are told of where the lines of this list come from."""
    said = [" ".join(node.text().split()) for node in read(Client(), f"/q/{question.slug}").css(f"{box} .row p.small")]
    return [words for words in said if words.startswith(("Found", "Confirmed", "Decided"))]


def test_readers_are_told_who_made_a_line_so(question: Question, rita: Account) -> None:
    """What a reviewer joined or set against each other was not found by the program; what nobody touched was."""
    unseen = "Found by the program; nobody has confirmed it yet."
    both = "Found by the program; released by both reviewers."
    assert said_of(question, "#agreed") == said_of(question, "#differing") == [unseen]
    released(question)
    assert said_of(question, "#agreed") == said_of(question, "#differing") == [both]
    edit(question, Confirm(agreed(question)), rita)
    edit(question, Relate(*opposed(question), RelationKind.OPPOSES), rita)
    released(question)
    known = [f"Found by the program; confirmed by rita on {NOW:%-d %B %Y}."]
    assert said_of(question, "#agreed") == said_of(question, "#differing") == known
    whole = agreed(question)
    edit(question, Merge((whole, ("a1.2",))), rita)
    edit(question, Confirm((*whole, "a1.2")), rita)
    edit(question, Relate(*opposed(question), RelationKind.QUALIFIES), rita)
    edit(question, Relate("a1.2", "a3.2", RelationKind.OPPOSES), rita)
    released(question)
    decided = f"Decided by rita on {NOW:%-d %B %Y}; the program had it otherwise."
    assert said_of(question, "#agreed") == [decided]
    assert said_of(question, "#differing") == [decided, decided]


def test_a_release_of_an_older_version_claims_no_more_than_it_holds(question: Question, rita: Account) -> None:
    """It does not say whether the program had a line so, and no more is told than who confirmed it."""
    edit(question, Confirm(agreed(question)), rita)
    content = draft(question).content
    for line in content["lines"]:
        del line["found"]
    (line,) = drafts.read_lines(content)
    beside = {"confirmed_at": line.at, "confirmed_by": "rita", "found": line.found}
    shown = render_to_string("components/confirmed.html", {"release": True, "beside": beside})
    assert " ".join(LexborHTMLParser(shown).text().split()) == f"Confirmed by rita on {NOW:%-d %B %Y}."


def test_an_editor_withdraws_a_release_on_the_page(question: Question) -> None:
    """With a reason, which the history tells."""
    released(question)
    editor = signed_in(account("edda", Role.EDITOR))
    address = f"/desk/comparisons/{question.slug}"
    assert editor.post(f"{address}/withdraw/1", {"reason": ""}).status_code == 400
    assert editor.post(f"{address}/withdraw/9", {"reason": "x"}).status_code == 404
    assert editor.post(f"{address}/withdraw/1", {"reason": "Retracted."}).status_code == 303
    assert "Retracted." in editor.get(f"{address}?list=history").content.decode()
    assert queries.standing_release(question) is None


def test_a_long_comparison_is_paged_by_list(rita: Account) -> None:
    """A hundred lines and more stay usable: ten a page, each with its own address."""
    words = ["pain", "swelling", "fever", "rash", "cough", "nausea", "fatigue", "headache", "itching", "dizziness"]
    many = [f"Some patients with type {n} gout report {words[n % 10]} in week {n + 2}." for n in range(60)]
    (row,) = store(gout("long", a1=" ".join(many), a2="Gout hurts. " + " ".join(many[::-2])))
    client = signed_in(rita)
    tree = read(client, f"/desk/comparisons/{row.slug}?list=single")
    assert len(tree.css("ul.rows > li.row")) == 10
    last = read(client, f"/desk/comparisons/{row.slug}?list=single&page=999")
    assert last.css_first(".paging [rel=prev]")
    for tab in ("lead", "agreed", "differing", "edits", "history", "nonsense"):
        read(client, f"/desk/comparisons/{row.slug}?list={tab}")


def test_while_the_answers_change_nothing_can_be_judged(question: Question, rita: Account) -> None:
    """The page says so, and a line of it is no longer there."""
    client = signed_in(rita)
    here = line_address(question, client, "Gout is a painful kind")
    actions.add([gout(a1="Gout is something else.")])
    assert "being made anew" in client.get(f"/desk/comparisons/{question.slug}").content.decode()
    assert client.get(here).status_code == 404


def test_a_second_look_is_blind(question: Question, rita: Account) -> None:
    """The page shows the line as the machine made it, and not what the first reviewer said of it."""
    made = edit(question, Reject(opposed(question), Of.RELATION), rita, reason="Not opposed at all.")
    SecondLook.objects.get_or_create(edit=made, defaults={"at": NOW})
    own, other = signed_in(rita), signed_in(reviewer("ravi"))
    assert "No line waits" in own.get("/desk/second-looks").content.decode()
    page = other.get("/desk/second-looks").content.decode()
    assert "Gout stays for life." in page
    assert "Not opposed at all." not in page
    assert "rita" not in page
    assert other.post("/desk/second-looks", {"edit": made.pk}).status_code == 400
    assert own.post("/desk/second-looks", {"edit": made.pk, "sound": "yes"}).status_code == 404
    assert other.post("/desk/second-looks", {"edit": made.pk, "sound": "no"}).status_code == 303
    assert "1 judged twice, 1 of them alike" in re.sub(r"\s+", " ", other.get("/desk/second-looks").content.decode())


def test_edits_to_be_judged_again_are_listed(question: Question, rita: Account) -> None:
    """After a change of the answers, with what they were about."""
    edit(question, Confirm(agreed(question)), rita)
    actions.add([gout(a1="Gout is something else.")])
    compare()
    page = signed_in(rita).get(f"/desk/comparisons/{question.slug}?list=edits").content.decode()
    assert "1 edit of an earlier comparison is to be judged again" in page
    assert "To be judged again" in page
