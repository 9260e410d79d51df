"""What may be urgent is found, look-alikes are left alone, and the figures of the promise hold (R12)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import urgency, vectors
from plurivox.errors import ModelMissing
from plurivox.urgency import Kind
from plurivox.urgency.phrases import Phrases, plain
from plurivox.urgency.spelling import Spelling
from tests import pace

SPEC = Path("tests/spec")
GOLD = [json.loads(line) for line in (SPEC / "urgent.jsonl").read_text("utf-8").splitlines()]

#: Promise R12: of urgent texts so many are found, of look-alikes so many alarm at most.
RECALL, ALARMS = 0.98, 0.10


def _encoder() -> vectors.Encoder:
    """The sentence model, or the test is skipped."""
    try:
        return vectors.load()
    except ModelMissing as missing:
        pytest.skip(str(missing))


def figures(rows: list[dict[str, str]], found: list[bool]) -> tuple[float, float]:
    """The share of urgent texts that were found, and the share of others that alarm."""
    urgent = [hit for row, hit in zip(rows, found, strict=True) if row["kind"] != "none"]
    others = [hit for row, hit in zip(rows, found, strict=True) if row["kind"] == "none"]
    return sum(urgent) / len(urgent), sum(others) / len(others)


def test_the_gold_set_is_what_the_promise_names() -> None:
    """100 emergencies, 50 of self-harm, 150 look-alikes; at least 30 in Spanish; half of each measures."""
    counts = {kind: sum(row["kind"] == kind for row in GOLD) for kind in ("emergency", "self-harm", "none")}
    assert counts == {"emergency": 100, "self-harm": 50, "none": 150}
    assert sum(row["language"] == "es" for row in GOLD) >= 30
    assert sum(row["half"] == "measure" for row in GOLD) == 150
    assert len({row["text"] for row in GOLD}) == 300


@pytest.mark.parametrize("half", ["build", "measure"])
def test_rules_alone_keep_the_promise(half: str) -> None:
    """Where there is no sentence model, urgent texts are found still."""
    rows = [row for row in GOLD if row["half"] == half]
    recall, alarms = figures(rows, [urgency.find(row["text"]) is not None for row in rows])
    assert recall >= RECALL, half
    assert alarms <= ALARMS, half


@pytest.mark.model
@pytest.mark.parametrize("half", ["build", "measure"])
def test_rules_and_vectors_keep_the_promise(half: str) -> None:
    """With the sentence model more is found, and few others alarm."""
    encoder = _encoder()
    rows = [row for row in GOLD if row["half"] == half]
    encoded = encoder.encode([row["text"] for row in rows]).tolist()
    found = [urgency.find(row["text"], vector) is not None for row, vector in zip(rows, encoded, strict=True)]
    recall, alarms = figures(rows, found)
    assert recall >= RECALL, half
    assert alarms <= ALARMS, half


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("My chest hurts and my arm is numb", Kind.EMERGENCY),
        ("No chest pain, just a cough", None),
        ("I am not sure if this is chest pain, it feels like pressure in my chest", Kind.EMERGENCY),
        ("My dad had crushing chest pain ten years ago. Can he fly?", None),
        ("My dad had crushing chest pain ten years ago and now it is back again", Kind.EMERGENCY),
        ("What should I do if someone has a seizure?", None),
        ("What should I do, my son is having a seizure", Kind.EMERGENCY),
        ("In my novel the hero can't breathe", None),
        ("my dog is choking on a bone", None),
        ("siezure wont stop, shes turning blue", Kind.EMERGENCY),
        ("My sister was shaving", None),
        ("I don't want to kill myself, I just want to sleep better", None),
        ("I don't want to kill myself but I can't stop thinking about it", Kind.SELF_HARM),
        ("Can montelukast cause suicidal thoughts?", None),
        ("My husband hits me when he drinks", Kind.ABUSE),
        ("My toddler hits other kids", None),
        ("I took 30 paracetamol because I want to die", Kind.SELF_HARM),
        ("no puede respirar y esta morado", Kind.EMERGENCY),
        ("¿Qué síntomas tiene un ictus?", None),
    ],
)
def test_what_turns_a_sign_on_and_off(text: str, kind: Kind | None) -> None:
    """Denial, the past, supposition, stories and animals take the urgency out; doubt, "now" and "but" give it back."""
    found = urgency.find(text)
    assert (found and found.kind) == kind


@pytest.mark.model
def test_a_bare_name_is_no_alarm_and_a_grave_word_is() -> None:
    """Somebody who types what a page is about reads about it; a word that is itself a cry for help leads to help."""
    encoder = _encoder()
    for text in ("afib", "AF", "AF heart", "measels rash", "high bp", "hepatitis C"):
        assert urgency.find(text, encoder.encode([text])[0].tolist()) is None, text
    for text in (
        "suicide",
        "overdose",
        "heart attack",
        "bleeding",
        "trouble breathing",
        "my heart, now",
        "face is dead",
    ):
        assert urgency.find(text, encoder.encode([text])[0].tolist()) is not None, text


def test_all_kinds_are_told() -> None:
    """Who took pills to die needs both kinds of advice."""
    found = urgency.find("I took 30 paracetamol because I want to die")
    assert found is not None
    assert found.kinds == (Kind.SELF_HARM, Kind.EMERGENCY)


def test_the_words_that_decided_are_a_slice() -> None:
    """Where it was found is counted in code points of the text as it came, accents and all."""
    text = "Mamá está débil. ¡Le duele muchísimo el pecho!"
    found = urgency.find(text)
    assert found is not None
    assert text[found.start : found.end] == "duele muchísimo el pecho"


def test_every_list_is_read_and_every_rule_has_lists() -> None:
    """Data that nothing reads is gone, and no rule names a list that is not there."""
    import tomllib

    data = tomllib.loads(Path("plurivox/urgency/signs.toml").read_text("utf-8"))
    named = {name for rule in data["rules"] for group in rule["all"] for name in group}
    assert named | {"now", "personal"} == set(data["lists"])


def test_phrases_with_choices_and_gaps() -> None:
    """Groups, missing words, endings, any word and kinds of numbers."""
    phrases = Phrases({"x": ["(cant|could not) (really)? breath*", "fever of #fever", "get _ out"]})
    for said, ends in (
        ("i cant breathe", [3]),
        ("could not really breath now", [4]),
        ("fever of 40", [3]),
        ("fever of 12", []),
        ("get it out", [3]),
    ):
        assert [hit.end for hit in phrases.places(said.split())] == ends, said


def test_spelling_sets_right_what_is_near_and_no_other_word() -> None:
    """One slip in a short word, two in a long one; a word that is another stays itself."""
    spelling = Spelling(["chest", "unconscious"], ["chess"])
    assert [spelling.right(word) for word in ("chst", "chess", "uncoscius", "chest")] == [
        "chest",
        "chess",
        "unconscious",
        "chest",
    ]


def test_plain_words() -> None:
    """Accents, case and apostrophes do not matter."""
    assert plain("Can’t") == "cant"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, there is an answer, and it points into the text."""
    found = urgency.find(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["my chest pain ", "a", "not ", "I want to ", "can't breathe. ", "¿", "my ", "fever 40 baby ", "took pills "],
)
def test_time_is_linear(piece: str) -> None:
    """Ten thousand characters of what begins like a sign take less than a second."""
    pace.assert_within(1, lambda: urgency.find((piece * 10_000)[:10_000]))
