"""Warnings at their limits; what warns stands in tests/spec/warnings.jsonl."""

from __future__ import annotations

import pytest

from plurivox.warning import warning
from tests import pace


@pytest.mark.parametrize(
    "piece",
    ["should avoid : aspirin ", "avoid ", "aspirin ", "aspirin . should be avoided ", "not recommended for ", "women ",
     "no need to call 911 ", "not call 911 ",
     "not recommended for a b c d e f g women aspirin ", "should avoid a b c d e f g h i j k l m n o p q r s aspirin "],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Whatever a statement repeats."""
    pace.assert_linear(lambda size: warning((piece * (size // len(piece) + 1))[:size]), 100_000)


def test_the_nearest_medicine_decides() -> None:
    """What is quoted ends with it."""
    text = "Take iron. Adults should avoid aspirin, ibuprofen and naproxen; insulin helps."
    assert warning(text) == "should avoid aspirin"
    assert warning("Insulin helps; aspirin and other blood thinners should be avoided.").startswith("blood thinners")
