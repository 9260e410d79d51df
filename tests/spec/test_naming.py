"""What it means to name a thing: each worked sentence of naming.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plurivox import statements, terms
from plurivox.model import Answer, Expert, Question, Role

with (Path(__file__).parent / "naming.toml").open("rb") as file:
    EXAMPLES = tomllib.load(file)["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["why"] for example in EXAMPLES])
def test_example_names_exactly_these(example: dict[str, Any]) -> None:
    """The first answer names exactly the terms that its example says."""
    question = Question("spec", example["question"])
    answers = (Answer("a", example["says"], Expert("One")), Answer("b", example["other"], Expert("Other")))
    said = [s for answer in answers for s in statements.split(answer) if s.role is Role.STATEMENT]
    named = {
        m.term
        for m in terms.mentions(said, question)
        if m.statement.startswith("a.") and m.kind.value == example["kind"]
    }
    assert sorted(named) == example["named"]
