"""How cues are read where a text is not written as the lists are."""

from __future__ import annotations

import pytest

from plurivox import cues


@pytest.mark.parametrize("denial", ["doesn't", "doesn’t", "DOESN'T", "doesnt"])
def test_a_denial_is_known_by_its_letters(denial: str) -> None:
    """A bent or lost apostrophe denies too, and its place in the text is its own."""
    text = f"It {denial} cause cancer."
    read = cues.read(text)
    assert [read.slice(cue) for cue in read.of("negation")] == [denial]
    assert read.tokens[1].word == "doesn't"


@pytest.mark.parametrize("word", ["cant", "wont", "want", "hasten"])
def test_a_word_like_a_denial_is_none(word: str) -> None:
    """What is a word without its apostrophe stays one."""
    assert not cues.read(f"They {word} it.").of("negation")
