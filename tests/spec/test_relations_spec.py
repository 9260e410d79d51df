"""What opposition means, by example: pairs of sentences written for this project, and what must come of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plurivox import cues, relations, warning
from plurivox.model import RelationKind

SPEC = Path(__file__).parent


def _pairs(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (SPEC / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("pair", _pairs("relations.jsonl"), ids=lambda p: p["why"])
def test_relations_spec(pair: dict[str, str]) -> None:
    """Each pair of the spec is judged as written, by words alone."""
    kind, _ = relations.judge(pair["a"], pair["b"], pair["question"])
    if pair["relation"].startswith("not "):
        assert kind.value != pair["relation"].removeprefix("not ")
    else:
        assert kind.value == pair["relation"]


@pytest.mark.parametrize("name", ["contrast.jsonl", "conditional.jsonl"])
def test_contrast_words_and_conditions_never_make_an_opposition(name: str) -> None:
    """However, whereas, although and but, or a condition that only one side names, oppose nothing."""
    opposed = [
        (pair["a"], pair["b"])
        for pair in _pairs(name)
        if relations.judge(pair["a"], pair["b"], pair["question"])[0] is RelationKind.OPPOSES
    ]
    assert opposed == []


@pytest.mark.parametrize("name", ["contrast.jsonl", "conditional.jsonl"])
def test_spec_pairs_hold_what_they_are_for(name: str) -> None:
    """Every contrast pair holds a contrast word and every conditional pair a condition, so that the guard is tried."""
    kind = {"contrast.jsonl": "contrast", "conditional.jsonl": "restriction"}[name]
    held = [
        any(cues.read(pair[side]).of(kind) or cues.read(pair[side]).of("population") for side in ("a", "b"))
        if kind == "restriction"
        else any(cues.read(pair[side]).of(kind) for side in ("a", "b"))
        for pair in _pairs(name)
    ]
    assert sum(held) >= 0.9 * len(held)


@pytest.mark.parametrize(
    "text",
    [
        "Call an ambulance if your face droops or an arm is weak.",
        "Go to the emergency department when the pain spreads to the jaw.",
        "Do not take this medicine during pregnancy.",
        "The tablets must not be combined with alcohol.",
        "Children under 16 should not be given aspirin.",
        "ACE inhibitors are contraindicated in pregnancy.",
        "Never stop the tablets on your own.",
        "Seek medical help at once if you cannot swallow.",
        "Swelling of the throat can be fatal, so avoid peanuts altogether.",
    ],
)
def test_warning_is_recognised(text: str) -> None:
    """An emergency, a contraindication, or a mortal danger with advice warns, and quotes its own words."""
    assert warning.is_warning(text)
    assert warning.warning(text) in text


@pytest.mark.parametrize(
    "text",
    [
        "The disease is not contagious.",
        "Migraine is not dangerous.",
        "Regular exercise is good for the heart.",
        "Some people should have a yearly check.",
        "The vaccine is safe and well tolerated.",
        "In the first stage of the trial, 40 people took part.",
        "The liver removes toxins from the blood.",
    ],
)
def test_plain_fact_is_no_warning(text: str) -> None:
    """A fact, even about harm, warns of nothing."""
    assert not warning.is_warning(text)
