"""What points to a person is masked; doses, years, ages and readings stay as they are."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import masking
from tests import pace

ROWS = [json.loads(line) for line in (Path("tests/spec/masking.jsonl")).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:40] for row in ROWS])
def test_masking_spec(row: dict[str, str]) -> None:
    """Each text of the spec is masked as written."""
    assert masking.mask(row["text"]) == row["masked"]


def test_every_kind_stands_in_the_spec() -> None:
    """No kind is without an example, and as many texts are left alone as a quarter."""
    said = " ".join(row["masked"] for row in ROWS)
    assert all(word in said for word in masking.WORDS.values())
    assert sum(row["text"] == row["masked"] for row in ROWS) * 4 >= len(ROWS)


@given(st.text())
def test_finds_are_slices_in_order(text: str) -> None:
    """Finds do not overlap, and what lies between them is untouched."""
    found = masking.find(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    masked = masking.mask(text)
    at = 0
    for one in found:
        kept = text[at : one.start]
        assert masked.startswith(kept)
        masked = masked[len(kept) + len(masking.WORDS[one.kind]) :]
        at = one.end
    assert masked == text[at:]


@pytest.mark.parametrize(
    "piece",
    ["1 ", "a@", "a.", "+1 ", "12-", "Dr A ", "My name is A", "call me ", "1 A ", "policy no ", "1" * 12 + "aa +00",
     "calle " + "a" * 84 + " ", "c/ " + "a" * 40 + " ", "c/" + "aa " * 20, "calle de la los "],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Ten thousand characters of what begins like a find take no longer than a moment."""
    pace.assert_within(1, lambda: masking.find((piece * 10_000)[:10_000]))


def test_many_finds_take_linear_time() -> None:
    """A long text that is nothing but finds takes no longer than a moment, and each of them is found."""
    assert len(masking.find("@ann " * 10_000)) == 10_000
    pace.assert_within(2, lambda: masking.find("@ann " * 10_000))
