"""What changed between two texts: laws that hold for every pair."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import pace
from web.writing.changes import CELLS, How, between, under

WORDS = st.lists(st.sampled_from(["rest", "helps", "most", " ", "\n", ".", "é", "5", "mg"]), max_size=40).map("".join)


@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(old: str, new: str) -> None:
    """Kept and removed are the old text, kept and added the new; neighbours differ in kind; nothing is empty."""
    found = between(old, new)
    assert "".join(each.text for each in found if each.how is not How.ADDED) == old
    assert "".join(each.text for each in found if each.how is not How.REMOVED) == new
    assert all(each.text for each in found)
    assert all(one.how is not other.how for one, other in itertools.pairwise(found))


@given(WORDS)
def test_what_did_not_change_is_kept_whole(text: str) -> None:
    """One stretch, or none of nothing."""
    assert [each.how for each in between(text, text)] == ([How.KEPT] if text else [])


@given(WORDS, st.lists(st.sampled_from(["Rest helps.", "Drink water.", "é", "5 mg"]), min_size=1, max_size=4))
def test_each_part_of_a_text_stands_under_its_own_heading(old: str, parts: list[str]) -> None:
    """Cut where parts start: what is kept and added of each is that part, and no change is lost."""
    new = "\n\n".join(parts)
    starts = [len("\n\n".join(parts[:number])) + 2 * bool(number) for number in range(len(parts))]
    changed = between(old, new)
    before, *cut = under(starts, changed)
    assert not before
    texts = ["".join(each.text for each in part if each.how is not How.REMOVED).strip() for part in cut]
    assert texts == parts
    gone = "".join(each.text for part in cut for each in part if each.how is How.REMOVED)
    assert gone == "".join(each.text for each in changed if each.how is How.REMOVED)


def _long(words: int, every: int) -> tuple[str, str]:
    chosen = random.Random(1)
    old = [f"w{chosen.randrange(997)}" for _ in range(words)]
    return " ".join(old), " ".join("x" if number % every == 0 else word for number, word in enumerate(old))


def test_a_long_text_is_still_held_against_the_other_word_by_word() -> None:
    """Past the table's size runs of words are the anchors, and only what changed is marked."""
    old, new = _long(4000, 50)
    assert CELLS < 4000 * 4000
    found = between(old, new)
    removed = sum(len(each.text) for each in found if each.how is How.REMOVED)
    assert removed < len(old) / 20


def test_much_more_text_takes_about_as_much_more_time() -> None:
    """Also where nothing anchors it: a text of two words over and over against another."""
    pace.assert_linear(lambda times: between("a b " * times, "b a c " * times), 16_000)
