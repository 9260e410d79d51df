"""Where sentences end, by example: 202 sentences with negations, doses and abbreviations, each cut marked by hand."""

import itertools
import json
from pathlib import Path

import pytest

from plurivox.model import Answer, Expert
from plurivox.statements import split

LINES = Path(__file__).with_name("splitting.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES = [json.loads(line) for line in LINES]
MARK = "|"


def ends(parts: list[str]) -> list[int]:
    """Where each part ends, white space not counted."""
    return list(itertools.accumulate(len("".join(part.split())) for part in parts))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:40])
def test_split_cuts_where_a_reader_would(example: dict[str, str]) -> None:
    """No dose, number, abbreviation or negated verb is torn apart, and every sentence that ends is ended."""
    text = example["text"].replace(MARK, "")
    spans = split(Answer("a", text, Expert("Sample")))
    assert ends([span.quote.exact for span in spans]) == ends(example["text"].split(MARK))


def test_spec_holds_enough_of_each_kind() -> None:
    """At least 200 examples, 50 of each kind."""
    kinds = [example["kind"] for example in EXAMPLES]
    assert len(kinds) >= 200
    assert min(kinds.count(kind) for kind in ("negation", "dose", "abbreviation")) >= 50
