"""How probable it is that two questions ask the same: both ways alike, near and far, and from a file that is pinned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import vectors
from plurivox.errors import ModelNotTrusted
from plurivox.search import answered_by, duplicates, same_question

SAME = (
    ("How is gout treated?", "What are the treatments for gout?"),
    ("What causes kidney stones?", "Why do people get kidney stones?"),
    ("Is cystic fibrosis inherited?", "Does cystic fibrosis run in families?"),
)
NOT_SAME = (
    ("How is gout treated?", "What are the symptoms of gout?"),
    ("How is gout treated?", "How is asthma treated?"),
    ("Is cystic fibrosis inherited?", "What is the best diet for high cholesterol?"),
)


@pytest.mark.model
@pytest.mark.parametrize("pair", SAME)
def test_paraphrases_are_probable(pair: tuple[str, str], model: vectors.Encoder) -> None:
    """The same question in other words."""
    assert same_question(*pair, model) > 0.5


@pytest.mark.model
@pytest.mark.parametrize("pair", NOT_SAME)
def test_another_side_or_subject_is_another_question(pair: tuple[str, str], model: vectors.Encoder) -> None:
    """Of one subject but another side, of one side but another subject, of neither."""
    assert same_question(*pair, model) < min(same_question(*same, model) for same in SAME)


@pytest.mark.model
def test_a_message_is_answered_by_the_question_in_it(model: vectors.Encoder) -> None:
    """A long message is answered by the short question it holds, and not by another."""
    message = "My aunt has gout and cannot sleep. She is 60. How is gout treated? Thank you so much."
    right, wrong = answered_by(message, ["How is gout treated?", "What is a hernia?"], model)
    assert right > 0.5 > wrong


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_it_is_a_probability_the_same_both_ways(a: str, b: str) -> None:
    """Whatever the texts."""
    assert 0 <= same_question(a, b) == same_question(b, a) <= 1


def test_words_alone_tell_something() -> None:
    """Without a model the shared words of a paraphrase still count for more than those of another question."""
    assert same_question("How is gout treated?", "How can gout be treated?") > 0.5
    assert same_question("How is gout treated?", "What is the best diet for high cholesterol?") < 0.5


def test_a_file_that_is_not_the_pinned_one_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The heads are data that decides: another hash is refused."""
    duplicates._heads.cache_clear()
    monkeypatch.setattr(duplicates, "SHA256", "0" * 64)
    with pytest.raises(ModelNotTrusted, match=r"heads\.json"):
        same_question("a gout", "b gout")
    monkeypatch.undo()
    duplicates._heads.cache_clear()
    assert same_question("a gout", "b gout") >= 0
