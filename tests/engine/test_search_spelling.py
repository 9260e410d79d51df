"""Misspelt words: what was meant comes first, and the quick way finds what the slow way finds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plurivox.search.index import nothing_known
from plurivox.search.spelling import Spelling, sound
from plurivox.slips import slips
from plurivox.terms.words import key

WORDS = ("asthma", "arthritis", "diarrhea", "pneumonia", "diabetes", "gout", "migraine", "metformin", "psoriasis")
SLIPS = Path(__file__).parents[2] / "bench" / "slips.tsv"

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slipped(word: str, at: int, kind: int, letter: str) -> str:
    """A word with one slip after its first letter: left out, put in, changed or turned."""
    at = 1 + at % (len(word) - 1)
    rest = word[at + 1 :]
    if kind == 0:
        return word[:at] + rest
    if kind == 1:
        return word[:at] + letter + word[at:]
    if kind == 2:
        return word[:at] + letter + rest
    return word[:at] + rest[:1] + word[at] + rest[1:]


@given(st.sampled_from(WORDS), st.integers(0, 20), st.integers(0, 3), st.sampled_from(LETTERS))
def test_one_slip_is_mended(word: str, at: int, kind: int, letter: str) -> None:
    """Any one slip behind the first letter of a word of five letters or more leads back to the word."""
    wrong = slipped(word, at, kind, letter)
    if len(word) < 5 or wrong in WORDS:
        return
    assert Spelling(dict.fromkeys(WORDS, 1)).near(wrong)[0].word == word


@given(st.text(LETTERS, min_size=4, max_size=14))
def test_the_quick_way_misses_nothing(wrong: str) -> None:
    """Every word within the slips allowed is found, as by comparing each letter by letter."""
    allowed = 1 if len(wrong) < 6 else 2 if len(wrong) < 10 else 3
    found = {near.word for near in Spelling(dict.fromkeys(WORDS, 1)).near(wrong, 9)}
    if wrong not in WORDS:
        assert {word for word in WORDS if slips(wrong, word) <= allowed} <= found


def test_a_word_that_is_one_is_left_alone() -> None:
    """A known word, a short one, a number and another alphabet have nothing near."""
    spelling = Spelling(dict.fromkeys(WORDS, 1))
    for word in ("gout", "gut", "1234", "гриппа", "x" * 100, ""):
        assert spelling.near(word) == ()


def test_the_library_decides_between_equals() -> None:
    """Of two words equally near, the one that the library says more often was meant."""
    assert Spelling({"rabies": 1, "babies": 90}).near("xabies")[0].word == "babies"
    assert Spelling({"rabies": 90, "babies": 1}).near("xabies")[0].word == "rabies"


def test_words_are_learnt_beside_those_known() -> None:
    """What is added later is mended too, and counts add up."""
    before = Spelling({"gout": 1, "asthma": 2})
    after = Spelling({"sciatica": 1, "asthma": 3}, before)
    assert after.near("siatica")[0].word == "sciatica"
    assert after.often["asthma"] == 5
    assert not before.near("siatica")


def test_what_sounds_alike_is_one_sound() -> None:
    """The spellings that ears confuse."""
    for wrong, right in (
        ("numonia", "pneumonia"),
        ("soriasis", "psoriasis"),
        ("siatica", "sciatica"),
        ("fobia", "phobia"),
    ):
        assert sound(wrong) == sound(right)


def test_names_people_misspell_are_mended() -> None:
    """Of 220 misspelt names of diseases and drugs nine in ten are mended at first, without any library."""
    rows = [line.split("\t") for line in SLIPS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    spelling = nothing_known().spelling
    good = 0
    for wrong, right in rows:
        near = [*spelling.near(key(wrong)), *spelling.near(wrong)]
        good += spelling.knows(wrong) or key(right) in {one.word for one in near}
    assert len(rows) >= 200
    assert good / len(rows) >= 0.95
