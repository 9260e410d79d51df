"""Hints for authors: how easy a text reads, and what keeps readers out."""

from __future__ import annotations

import pytest

from tests import pace
from tests.web.writing_situations import VIDEO
from web.writing import hints
from web.writing.content import Content

EASY = "Rest is good. Drink a lot. You will be well in a week. Call us if you do not get well. " * 3
HARD = (
    "Pharmacological interventions demonstrating considerable heterogeneity necessitate individualised consideration "
    "of contraindications, comorbidities and concomitant medications before initiating antihypertensive therapy. "
) * 3
SPANISH = "El reposo es bueno. Beba mucha agua. Va a estar bien en una semana. Llame si no se siente mejor. " * 3


def codes(text: str) -> set[str]:
    return {hint.code for hint in hints.of(Content(reasons=text))}


def test_the_formulas_are_those_of_their_papers() -> None:
    """Worked by hand: 100 words, 5 sentences, 150 syllables."""
    assert hints.grade(100, 5, 150) == pytest.approx(0.39 * 20 + 11.8 * 1.5 - 15.59)
    assert hints.huerta(100, 5, 150) == pytest.approx(206.84 - 90 - 20.4)


def test_a_hard_text_is_told_from_an_easy_one() -> None:
    """In the language that it is written in."""
    easy, hard, spanish = (hints.ease(Content(reasons=text)) for text in (EASY, HARD, SPANISH))
    assert easy is not None
    assert hard is not None
    assert spanish is not None
    assert (easy.measure, easy.easy) == ("flesch-kincaid", True)
    assert (hard.measure, hard.easy) == ("flesch-kincaid", False)
    assert (spanish.measure, spanish.easy) == ("fernandez-huerta", True)
    assert hints.ease(Content(reasons="Rest.")) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HARD.split(". ")[0] + " and " + HARD, "long-sentence"),
        ("ACE inhibitors help.", "abbreviation"),
        ("DO NOT TAKE this.", "capitals"),
        ("For more, click here.", "empty-link"),
        ("See [here](https://example.org).", "empty-link"),
    ],
)
def test_what_is_harder_than_it_need_be_is_named(text: str, code: str) -> None:
    """As advice: it blocks nothing."""
    assert code in codes(text)
    assert not any(hint.blocks for hint in hints.of(Content(reasons=text)))


@pytest.mark.parametrize(
    "text",
    [
        "Angiotensin converting enzyme (ACE) inhibitors help. ACE matters.",
        "HIV is a virus.",
        "Rest helps. Drink water.",
    ],
)
def test_a_plain_text_has_no_hints(text: str) -> None:
    """Nor has an abbreviation that is written out."""
    assert codes(text) == set()


def test_a_transcript_is_looked_at_too() -> None:
    """What is spoken is read as captions."""
    captions = VIDEO.captions.replace("Drink water", "ABCD helps")
    found = hints.of(Content(medium="video", captions=captions))
    assert [(hint.field, hint.code) for hint in found] == [("transcript", "abbreviation")]


@pytest.mark.parametrize("piece", ["a", "A", "# ", "![", "<img ", "<h1", "AB ", "x.", "[here](", "1. "])
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    """Whatever a stranger types, at the limit of an answer."""
    pace.assert_within(10, lambda: hints.of(Content(reasons=(piece * 100_000)[:100_000])))
