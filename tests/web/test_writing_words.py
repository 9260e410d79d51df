"""Two texts held against each other word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.writing.words import changes

TEXTS = st.lists(st.sampled_from(["Rest ", "helps", " ", "\n", "\n\n", "most", "é", "people. "]), max_size=30).map(
    "".join
)


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_out_of_what_changed(before: str, after: str) -> None:
    """What is not new makes the first text, what is not gone the second: not a character is lost."""
    found = changes(before, after)
    assert "".join(change.text for change in found if change.kind != "new") == before
    assert "".join(change.text for change in found if change.kind != "gone") == after
    assert all(change.text for change in found)


def test_one_word_is_one_change() -> None:
    """The rest of the line stays as it is."""
    found = changes("Rest helps most people.\n\nDrink.", "Rest helps few people.\n\nDrink.")
    assert [(change.kind, change.text) for change in found if change.kind != "same"] == [
        ("gone", "most "),
        ("new", "few "),
    ]


@pytest.mark.parametrize("length", [2_900, 25_000])
@pytest.mark.parametrize("width", [1, 2, 3, 7, 40, 110, 5000])
@pytest.mark.parametrize("between", [" ", "\n"])
def test_two_long_texts_are_compared_in_time(width: int, between: str, length: int) -> None:
    """Whatever was typed, at the limit of an answer and just below that of a comparison word by word."""
    words = [f"w{n % width}" for n in range(length)]
    began = time.monotonic()
    for other in (words[::-1], [*words[1:], "x"], words[::2] + words[1::2]):
        changes(between.join(words)[:100_000], between.join(other)[:100_000])
    assert time.monotonic() - began < 15
