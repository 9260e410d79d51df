"""Ids made of names: plain where a name is plain, and never one for two names that differ in a letter."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import page, sources
from plurivox.compare import compare
from plurivox.model import Answer, Expert, Question, State, slug


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Dr. Ada Test, MD", "dr-ada-test-md"), ("José Peña", "jose-pena"), ("Ōta  Kenji", "ota-kenji"),
        ("Nguyễn Thị Minh", "nguyen-thi-minh"), ("St. John’s Hospital & Partners", "st-johns-hospital-partners"),
        ("What is vitamin B₁₂?", "what-is-vitamin-b12"),
    ],
)  # fmt: skip
def test_a_name_in_latin_letters_keeps_a_plain_id(name: str, id: str) -> None:
    """Accents, capitals and punctuation cost an id nothing."""
    assert slug(name) == id


OTHERS = (
    "Dr. Иванов", "Dr. Петров", "Dr Παπαδόπουλος", "Dr", "李明 (Beijing)", "王芳 (Beijing)", "Beijing", "Hans Weiß",
    "Hans Wei", "Hans Weiss", "Sørensen", "Srensen", "Łukasz", "Ukasz", "李明", "王芳", "कि", "की", "★", "♥",
    "5 µg", "5 g",
)  # fmt: skip


def test_names_that_lose_letters_stay_apart() -> None:
    """From each other, and from the names that only hold what is left of them."""
    assert [(a, b) for a, b in combinations(OTHERS, 2) if slug(a) == slug(b)] == []


@pytest.mark.parametrize("name", ["Dr. Иванов", "Θεόδωρος Παππάς", "Łukasz Test", "प्रिया शर्मा"])
def test_an_id_is_the_same_for_capitals_and_punctuation_in_any_script(name: str) -> None:
    """As it is in Latin letters."""
    assert slug(name) == slug(name.upper()) == slug(f" {name.replace(' ', ',  ').replace('.', '')}. ")


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_can_be_named_like_the_id_of_another(name: str) -> None:
    """An id with a hash is no plain name's id."""
    assert "_" not in slug(name) or slug(slug(name)) != slug(name)


@given(st.text(max_size=80))
def test_an_id_fits_an_address(name: str) -> None:
    """Small letters, digits and hyphens, and behind them, if need be, a hash."""
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*(_[0-9a-f]{16})?|_[0-9a-f]{16}", slug(name))


def test_what_one_says_never_stands_under_the_name_of_another() -> None:
    """Two experts whose names share their Latin letters are two voices, each over their own words."""
    said = {"Dr. Иванов": "Gout can be cured with medicine.", "Dr. Петров": "Gout comes at night and hurts."}
    answers = [Answer(f"a{n}", text, Expert(name)) for n, (name, text) in enumerate(said.items())]
    made = compare(Question("k", "What is gout?"), answers)
    assert made.state is State.COMPARED
    rows = [row for section in page.build(made).single for row in section.rows]
    assert {expert.name: row.lead.exact for row in rows for expert in row.experts} == said


def test_questions_that_share_their_latin_letters_are_two(tmp_path: Path) -> None:
    """A table without keys makes them of the questions."""
    table = tmp_path / "two.csv"
    rows = ["question,text,expert", "什么是 COVID-19?,It is an infection.,Ada", "如何治疗 COVID-19?,Rest helps.,Ada"]
    table.write_text("\n".join(rows), encoding="utf-8")
    assert len({entry.question.key for entry in sources.read_path(table).entries}) == 2
