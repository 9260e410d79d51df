"""What a page of a question claims, and what it must not claim."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from plurivox.editing import Relate
from plurivox.model import ExpertKind, RelationKind
from tests.web.reading import read, text
from tests.web.review_situations import compared, edit, released, two
from tests.web.situations import answer, compare, entry, store
from web.pages import catalogue
from web.questions.models import Answer, Expert, Question

pytestmark = pytest.mark.django_db


def test_an_unconfirmed_answer_is_on_no_surface(client: Client) -> None:
    """Pages, twins, search, expert and topic pages: neither the words nor the candidates' names."""
    from dataclasses import replace

    unsure = replace(answer("a3", None, "Zebrafish broth is the only cure."), candidates=("Dr Uncertain Zork",))
    (question,) = store(entry("unsure", *entry("x").answers, unsure, topic="Colds"))
    store(entry("all-unsure", unsure, topic="Zebras"))
    assert Question.objects.get(key="all-unsure").voices == 0
    addresses = ["/", "/topics", "/t/colds", f"/q/{question.slug}", "/e/dr-ada-test", "/search?q=zebrafish"]
    twins = ["/index.json", "/topics.json", "/t/colds.json", f"/q/{question.slug}.json", "/e/dr-ada-test.json"]
    for address in [*addresses, *twins, "/search.json?q=zebrafish"]:
        shown = client.get(address).content.decode()
        assert "Zebrafish broth" not in shown, address
        assert "Zork" not in shown, address
    for address in ("/t/zebras", "/q/does-rest-help-a-cold-all-unsure", "/e/dr-uncertain-zork"):
        assert client.get(address).status_code == 404, address


def test_a_stale_comparison_is_never_shown(client: Client) -> None:
    """From the moment an answer changes until it is compared anew, the page shows the answers alone and says so."""
    (question,) = store(entry("stale"))
    address = f"/q/{question.slug}"
    assert "The comparison is being updated" not in client.get(address).content.decode()
    from web.review import actions

    actions.add([entry("stale", answer("a1", "Dr Ada Test", "Rest does not help anybody with a cold."))])
    page = read(client, address)
    assert "The comparison is being updated" in text(page.css_first(".state"))
    assert not page.css(".quote, .warnings, .digest, .list, .tables")
    assert "Rest does not help anybody" in text(page.css_first("#answer-a1 .body"))
    twin = client.get(address + ".json").json()
    assert twin["showing"] == "updating"
    assert not twin["compared"]["agreed"]
    assert not twin["compared"]["digest"]
    compare()
    assert read(client, address).css(".quote")


def test_withdrawing_an_answer_takes_its_comparison_down_at_once(client: Client) -> None:
    """The next request shows neither the answer nor a quote of it."""
    (question,) = store(entry("withdraw"))
    Answer.objects.filter(question=question, key="a2").update(live=None, state="withdrawn")
    shown = client.get(f"/q/{question.slug}").content.decode()
    assert "Antibiotics do not help" not in shown
    assert "Dr Ben Test" not in shown
    assert "The comparison is being updated" in shown


def test_that_nothing_is_missing_is_never_claimed(client: Client, library: list[Question]) -> None:
    """Where no side of the question was found missing, the page says what the program found and no more."""
    seen = 0
    for question in library:
        page = client.get(f"/q/{question.slug}.json").json()["compared"]
        said = text(read(client, f"/q/{question.slug}").css_first("#unaddressed"))
        assert ("The program found no side of the question that nobody addresses." in said) is (not page["unaddressed"])
        seen += not page["unaddressed"]
    assert seen


def test_one_expert_alone_is_not_compared(client: Client) -> None:
    """No meter and no lists of agreement, but plain words that there are not enough answers."""
    (question,) = store(entry("alone", answer("a1", "Dr Ada Test", "Rest helps. Drink water.")))
    page = read(client, f"/q/{question.slug}")
    assert "Not enough answers to compare" in text(page.css_first(".state"))
    assert not page.css(".meter, #agreed, #differing, #single")


def test_an_answer_of_links_alone_is_nothing_to_compare(client: Client) -> None:
    """Two experts, but one only points elsewhere: the page does not ask for a second expert."""
    links = "These resources address the management of colds:\n- https://example.org/a\n- https://example.org/b"
    given = [answer("a1", "Dr Ada Test", "Rest helps. Drink water."), answer("a2", "Dr Ben Test", links)]
    (question,) = store(entry("links", *given))
    state = text(read(client, f"/q/{question.slug}").css_first(".state"))
    assert "Only one of them says something that can be compared." in state
    assert "A comparison needs two experts" not in state


def test_two_experts_have_no_meter(client: Client) -> None:
    """Below three experts a count would look like a measurement (feature R9)."""
    (question,) = store(entry("two"))
    page = read(client, f"/q/{question.slug}")
    assert not page.css(".meter")
    assert " of 2 experts" not in client.get(f"/q/{question.slug}").content.decode()


def test_the_meter_counts_experts_and_says_so_in_words(client: Client, library: list[Question]) -> None:
    """As many filled marks as the words beside them say."""
    seen = 0
    for question in library:
        for support in read(client, f"/q/{question.slug}").css(".support"):
            if meter := support.css_first(".meter"):
                said = re.search(r"(\d+) of (\d+)", text(support))
                assert said
                assert [len(meter.css(".on")), len(meter.css("i"))] == [int(said[1]), int(said[2])]
                seen += 1
    assert seen


def test_no_claim_of_review_is_made(client: Client, library: list[Question]) -> None:
    """Nobody has reviewed these comparisons, and the page says so."""
    for question in library:
        if question.voices > 1:
            state = text(read(client, f"/q/{question.slug}").css_first(".state"))
            assert "not yet medically reviewed" in state


def test_every_page_carries_the_disclaimer_and_the_emergency_line(client: Client, library: list[Question]) -> None:
    """On every kind of page, errors too, without JavaScript (features R21, R23)."""
    topic = next(q.topic for q in library if q.topic)
    expert = Expert.objects.first()
    addresses = ["/", "/topics", f"/t/{topic.slug}", f"/e/{expert.slug}", f"/q/{library[0].slug}", "/search", "/about"]
    for address in [*addresses, "/nowhere"]:
        tree = LexborHTMLParser(client.get(address).content.decode())
        assert "does not replace your doctor" in text(tree.css_first("aside[aria-label='Medical disclaimer']"))
        assert "local emergency number" in text(tree.css_first(".emergency"))
        scripts = [script.attributes.get("src") for script in tree.css("script:not([type='application/ld+json'])")]
        assert scripts == (["/static/plurivox/suggest.js"] if address in ("/", "/search") else []), address


def test_disclaimers_of_answer_and_page_are_shown(client: Client) -> None:
    """Each in its own place (feature R24)."""
    given = [
        answer("a1", "Dr Ada Test", "Rest helps.", disclaimer="Dr Test speaks for herself."),
        answer("a2", "Clinic Test", "Rest helps a lot.", ExpertKind.ORGANISATION),
    ]
    (question,) = store(entry("disclaimers", *given, disclaimer="Samples, not advice."))
    page = read(client, f"/q/{question.slug}")
    assert "Dr Test speaks for herself." in text(page.css_first("#answer-a1 .disclaimer"))
    assert not page.css("#answer-a2 .disclaimer")
    assert "Samples, not advice." in text(page.css_first(".disclaimer.page"))
    assert "Organisation" in text(page.css_first("#answer-a2 .facts"))


def test_what_the_program_found_is_told_as_such_until_it_is_released(client: Client) -> None:
    """That both may be right, or that experts disagree, is asserted once two reviewers have released it, not before."""
    question = compared()
    rita, _ravi = two()
    edit(question, Relate("a1.2", "a2.2", RelationKind.QUALIFIES), rita)

    def leads() -> list[str]:
        return [text(lead) for lead in read(client, f"/q/{question.slug}").css("#differing > .lead")]

    assert leads() == [str(catalogue.UNREVIEWED_RELATIONS[RelationKind.OPPOSES])]
    assert "The program found" in leads()[0]
    released(question)
    kinds = (RelationKind.OPPOSES, RelationKind.QUALIFIES)
    assert leads() == [str(catalogue.RELATIONS[kind][1]) for kind in kinds]


def test_what_is_opposed_is_marked_in_the_short_answer(client: Client, library: list[Question]) -> None:
    """On that line and on no other, with the way to the list of what differs."""
    seen = 0
    for question in library:
        page = client.get(f"/q/{question.slug}.json").json()["compared"]
        digest = read(client, f"/q/{question.slug}").css_first(".digest")
        marked = [text(mark) for mark in digest.css(".quote:has(+ .opposed) .exact")]
        assert marked == [line["exact"] for line in page["digest"] if line["statement"] in page["opposed"]]
        assert {link.attributes["href"] for link in digest.css(".opposed a")} <= {"#differing"}
        seen += len(marked)
    assert seen
