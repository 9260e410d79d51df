"""What warns and what does not, by example: calls for help, what is forbidden and mortal danger, beside their like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plurivox import warning

LINES = Path(__file__).with_name("warnings.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:40])
def test_warnings_spec(example: dict[str, str | bool]) -> None:
    """A sentence warns as marked by hand, quotes its own words where it does, and calls for help now or not."""
    text = str(example["text"])
    assert warning.is_warning(text) is example["warns"]
    assert warning.warning(text) in text
    if example["warns"]:
        assert warning.calls_for_help(text) is example["help"]


def test_spec_holds_enough_of_both() -> None:
    """At least 40 that warn and 40 that do not, 40 that call for help and 40 other warnings, none of them twice."""
    marks = [example["warns"] for example in EXAMPLES]
    assert min(marks.count(True), marks.count(False)) >= 40
    calls = [example["help"] for example in EXAMPLES if example["warns"]]
    assert min(calls.count(True), calls.count(False)) >= 40
    assert len({example["text"] for example in EXAMPLES}) == len(EXAMPLES)
