"""Answers that copy each other count as one voice, and the page says so wherever it counts."""

from __future__ import annotations

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.reading import words
from tests.web.situations import answer, entry, store
from web.questions.models import Question

pytestmark = pytest.mark.django_db

COPIED = (
    "Antibiotics do not help against a cold because a virus causes it. Rest helps most people recover from a cold. "
    "Zinc lozenges may cause a bad taste in the mouth and nausea. Steam from hot water can scald small children badly. "
    "Nose drops with salt water loosen the mucus and may be given to babies before they drink."
)


def page(client: Client, question: Question) -> LexborHTMLParser:
    return LexborHTMLParser(client.get(f"/q/{question.slug}").content.decode())


@pytest.fixture
def copied() -> Question:
    """Four experts, of whom two have the same text: three voices."""
    return store(
        entry(
            "copied",
            answer("a1", "Clinic One", COPIED),
            answer("a2", "Clinic Two", COPIED),
            answer("a3", "Dr Ada Test", "Rest helps most people recover from a cold. Drink plenty of water every day."),
            answer("a4", "Dr Ben Test", "Rest helps most people recover from a cold. Honey soothes a sore throat."),
        )
    )[0]


def test_the_page_says_who_shares_a_text(client: Client, copied: Question) -> None:
    """Under the state line, once for each group, by name."""
    notes = [words(node) for node in page(client, copied).css("header.question .state")][1:]
    assert notes == [
        "The answers of Clinic One and Clinic Two share most of their text: they count as one voice.",
    ]
    twin = client.get(f"/q/{copied.slug}.json").json()["compared"]
    assert twin["voices"] == 3
    assert [[e["name"] for e in group["experts"]] for group in twin["copies"]] == [["Clinic One", "Clinic Two"]]


def test_agreement_is_counted_in_voices(client: Client, copied: Question) -> None:
    """Four experts who say the same are three of three voices, in dots and in words."""
    rows = [row for row in page(client, copied).css("#agreed .row") if "Rest helps" in words(row)]
    assert len(rows) == 1
    support = rows[0].css_first(".support")
    assert words(support) == "3 of 3 voices"
    assert (len(support.css(".meter i")), len(support.css(".meter .on"))) == (3, 3)


def test_what_one_voice_says_names_all_who_say_it(client: Client, copied: Question) -> None:
    """A point of copied answers alone stands under "only one says", with both names and the reason."""
    tree = page(client, copied)
    assert "Zinc" not in words(tree.css_first("#agreed"))
    row = next(row for row in tree.css("#single .plain > li") if "Zinc" in words(row))
    assert words(row.css_first(".small")) == "Clinic One and Clinic Two share this text: they count as one voice."
    assert [words(name) for name in row.css(".quote .name")] == ["Clinic One", "Clinic Two"]
    assert "Experts whose answers share a text count as one." in words(tree.css_first("#single"))
    alone = next(row for row in tree.css("#single .plain > li") if "Honey" in words(row))
    assert not alone.css(".small")


def test_without_copies_experts_are_counted(client: Client) -> None:
    """The plain case stays plain: experts, and no word of voices."""
    told = [
        answer(f"a{n}", f"Dr {name} Test", f"Rest helps most people recover from a cold. {more}")
        for n, (name, more) in enumerate(
            (("Ada", "Drink water."), ("Ben", "Eat soup at noon."), ("Cem", "Honey soothes a sore throat."))
        )
    ]
    (question,) = store(entry("plain", *told))
    tree = page(client, question)
    assert "3 of 3 experts" in words(tree.css_first("#agreed"))
    assert "voice" not in words(tree.css_first("main"))


def test_two_voices_have_no_meter(client: Client) -> None:
    """Three experts of whom two copy: a count would look like a measurement."""
    (question,) = store(
        entry(
            "two voices",
            answer("a1", "Clinic One", COPIED),
            answer("a2", "Clinic Two", COPIED),
            answer("a3", "Dr Ada Test", "Rest helps most people recover from a cold."),
        )
    )
    tree = page(client, question)
    assert not tree.css(".meter")
    assert "Both voices" in words(tree.css_first("#agreed"))


def test_copies_alone_are_nothing_to_compare(client: Client) -> None:
    """Two experts with one text: the page says that this is one voice, and shows both answers."""
    (question,) = store(entry("one voice", answer("a1", "Clinic One", COPIED), answer("a2", "Clinic Two", COPIED)))
    tree = page(client, question)
    header = words(tree.css_first("header.question"))
    assert "Not enough answers to compare. A comparison needs two voices." in header
    assert "they count as one voice" in header
    assert len(tree.css("article.answer")) == 2


def test_an_expert_who_says_nothing_comparable_is_no_voice(client: Client) -> None:
    """Three experts, one of whom gives only links: counts are of two, and the state line says why."""
    said = "Rest helps most people recover from a cold."
    question = store(
        entry(
            "links",
            answer("a1", "Dr Ada Test", f"{said} Drink plenty of water every day."),
            answer("a2", "Dr Ben Test", f"{said} Honey soothes a sore throat."),
            answer("a3", "Clinic One", "Watch the video"),
        )
    )[0]
    found = page(client, question)
    state = words(found.css_first("header.question .state"))
    assert state.startswith("3 experts. 2 of them say something that can be compared.")
    assert words(found.css_first("#agreed .support")) == "Both experts"
