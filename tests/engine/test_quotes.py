"""Exact slices and their proof."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import quotes
from plurivox.errors import QuoteNotInAnswer
from plurivox.model import Answer, Expert


@given(st.text(min_size=1), st.data())
def test_quote_of_any_text_is_the_slice_in_code_points(text: str, data: st.DataObject) -> None:
    """Whatever the text holds, emoji and combining marks too, the quote is `text[start:end]` with its surroundings."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = quotes.quote(text, start, end)
    assert found.exact == text[start:end]
    assert text[:start].endswith(found.prefix)
    assert text[end:].startswith(found.suffix)
    quotes.verify(found, Answer("a1", text, Expert("Sample")))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2), (0, 99)])
def test_quote_outside_the_text_is_refused(start: int, end: int) -> None:
    """An empty, reversed or outside slice is no quote."""
    with pytest.raises(QuoteNotInAnswer):
        quotes.quote("Bone and liver.", start, end)


@pytest.mark.parametrize("change", [{"exact": "Bones"}, {"prefix": "x"}, {"suffix": "x"}, {"start": 1, "end": 5}])
def test_verify_with_one_character_changed_is_refused(change: dict[str, object]) -> None:
    """A quote that differs from its answer anywhere is refused."""
    answer = Answer("a1", "Bone and liver.", Expert("Sample"))
    found = quotes.quote(answer.text, 0, 4)
    with pytest.raises(QuoteNotInAnswer):
        quotes.verify(replace(found, **change), answer)
