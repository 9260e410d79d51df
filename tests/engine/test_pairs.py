"""What a network is given to read of a statement, and who leads whom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import quotes
from plurivox.model import Question, Statement
from plurivox.pairs import describe, words
from plurivox.pairs.description import UNREAD_TOGETHER
from plurivox.pairs.likeness import NOBODY, pair_lead
from plurivox.vectors import Encoder


def _said(text: str, *parts: str, heading: str = "") -> list[Statement]:
    return [
        Statement(
            f"a1.{n}",
            "a1",
            "v1",
            quotes.quote(text, text.index(part), text.index(part) + len(part)),
            heading=quotes.quote(text, 0, len(heading)) if heading else None,
        )
        for n, part in enumerate(parts, 1)
    ]


def test_a_statement_that_points_back_is_read_after_the_one_before() -> None:
    """ "They also harm the eyes" needs to know who they are; a statement with a subject of its own does not."""
    text = "Copper deposits harm the liver. They also harm the eyes. The brain may be harmed too."
    said = _said(text, "Copper deposits harm the liver.", "They also harm the eyes.", "The brain may be harmed too.")
    assert words.in_context(said) == [
        "Copper deposits harm the liver.",
        "Copper deposits harm the liver.\nThey also harm the eyes.",
        "The brain may be harmed too.",
    ]
    assert words.in_context(said[::-1]) == words.in_context(said)[::-1]


def test_a_list_item_is_read_under_its_heading() -> None:
    """ "Drooling" under "Symptoms may include:" is a symptom."""
    text = "Symptoms may include:\nDrooling"
    assert words.in_context(_said(text, "Drooling", heading="Symptoms may include:")) == [
        "Symptoms may include: Drooling"
    ]


def test_no_context_crosses_from_one_answer_to_another() -> None:
    """The first statement of an answer has none, whatever stands before it in the sequence."""
    text = "They cough at night."
    others = [Statement(f"a{n}.1", f"a{n}", f"v{n}", quotes.quote(text, 0, len(text))) for n in (1, 2)]
    assert words.in_context(others) == [text, text]


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(8, 15), st.integers(-9, 9)), unique_by=lambda p: p[:2], max_size=40
    )
)
def test_pair_lead_is_what_a_slow_count_gives(pairs: list[tuple[int, int, int]]) -> None:
    """How far b stands above its best rival of the same answer, seen from a."""
    answer = np.arange(16) // 4
    a, b = np.array([p[0] for p in pairs], int), np.array([p[1] for p in pairs], int)
    value = np.array([p[2] for p in pairs], np.float32)
    for one, other in ((a, b), (b, a)):
        found = pair_lead(value, one, other, answer)
        for k in range(len(pairs)):
            rivals = [value[m] for m in range(len(pairs)) for x, y in ((a[m], b[m]), (b[m], a[m]))
                      if x == one[k] and answer[y] == answer[other[k]] and m != k]  # fmt: skip
            best = max(rivals, default=NOBODY)
            assert found[k] == value[k] - best


@pytest.mark.model
def test_so_many_pairs_are_read_together_and_no_more(model: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest: a question with a thousand answers is still compared in seconds."""
    texts = ("Gout hurts a lot.", "Gout is very painful.", "Gout causes much pain.", "Gout attacks hurt badly.")
    said = [Statement(f"{n}.1", f"{n}", f"v{n}", quotes.quote(text, 0, len(text))) for n, text in enumerate(texts)]
    question = Question("k", "What is gout?", subject="Gout")

    def read() -> list[float]:
        odds = describe(said, question, model).column("together opposed")
        return sorted(odds[odds > UNREAD_TOGETHER].tolist())

    assert len(read()) > 2
    monkeypatch.setattr("plurivox.pairs.description.MOST_TOGETHER", 2)
    assert len(read()) == 2
