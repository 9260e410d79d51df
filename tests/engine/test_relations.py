"""Laws of relations: exact words, no voice against itself, the order of two sides, bounded work."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import cues, quotes, relations
from plurivox.errors import ModelNotTrusted
from plurivox.model import Question, Relation, RelationKind, Statement
from plurivox.relations import EXPLANATIONS, Rule, features, quantities, rules, trees
from plurivox.vectors import Encoder
from tests import pace

QUESTION = Question("q", "What is the disease?")
PARTS = [
    "It is inherited in an autosomal recessive pattern.",
    "The disease is inherited in an autosomal dominant manner.",
    "Symptoms are at their worst after 48 hours.",
    "Symptoms reach their peak within 72 hours.",
    "Seizures usually begin between ages 3 and 5.",
    "Seizures begin before 4 years of age.",
    "The spots are usually present at birth, however.",
    "Sometimes the spots are present at birth.",
    "Women with aura should not take the combined pill.",
    "If you have kidney disease, do not take potassium.",
    "About 1 in 5,000 children has it – 😀.",
    "Children may take 5 to 10 mg a day.",
]
FIGURES = (
    "5 1/2 3- - and to between ages a % mg in of every late fifties half or per cent one third years old age 140 over"
    " 90 1,000 . 😀"
)
SENTENCES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=2).map(" ".join)


def _said(*answers: Sequence[str]) -> list[Statement]:
    """One statement a text, one voice an answer."""
    found = []
    for n, texts in enumerate(answers, 1):
        for m, text in enumerate(texts, 1):
            found.append(Statement(f"a{n}.{m}", f"a{n}", f"voice-{n}", quotes.quote(text, 0, len(text))))
    return found


def _kinds(related: Sequence[Relation]) -> set[tuple[frozenset[str], RelationKind]]:
    return {(frozenset((r.a, r.b)), r.kind) for r in related}


@settings(max_examples=150, deadline=None)
@given(SENTENCES, SENTENCES)
def test_reason_quotes_exact_slices(a: str, b: str) -> None:
    """The words that decided stand in the statements, letter for letter, under a code of the closed list."""
    _, reason = relations.judge(a, b, QUESTION.text)
    assert reason.a in a
    assert reason.b in b
    assert Rule(reason.rule) in EXPLANATIONS


@settings(max_examples=150, deadline=None)
@given(SENTENCES, SENTENCES)
def test_judging_the_other_way_round_changes_only_sides(a: str, b: str) -> None:
    """judge(b, a) is the relation of judge(a, b)."""
    assert relations.judge(a, b, QUESTION.text)[0] is relations.judge(b, a, QUESTION.text)[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=3), min_size=2, max_size=4))
def test_order_of_answers_changes_no_relation(answers: list[list[str]]) -> None:
    """The same statements in another order stand in the same relations."""
    said = _said(*answers)
    turned = [s for n in reversed(range(len(answers))) for s in said if s.answer == f"a{n + 1}"]
    assert _kinds(relations.relate(said, (), QUESTION)) == _kinds(relations.relate(turned, (), QUESTION))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_voice_stands_against_itself(answers: list[list[str]]) -> None:
    """Related statements have different voices; each pair is listed once, its words exact, a before b."""
    said = _said(*answers)
    place = {s.id: n for n, s in enumerate(said)}
    related = relations.relate(said, (), QUESTION)
    assert len({(r.a, r.b) for r in related}) == len(related)
    for r in related:
        one, two = said[place[r.a]], said[place[r.b]]
        assert one.voice != two.voice
        assert place[r.a] < place[r.b]
        assert r.why.a in one.quote.exact
        assert r.why.b in two.quote.exact
        assert r.kind not in (RelationKind.SAME, RelationKind.UNRELATED)


def test_real_oppositions_are_listed() -> None:
    """Recessive against dominant and 48 against 72 hours are found among other statements, with their words."""
    said = _said(
        [PARTS[0], PARTS[2], "Rest and fluids help."],
        [PARTS[1], PARTS[3], "Rest helps most people."],
    )
    found = {(r.a, r.b): (r.why.rule, r.why.a, r.why.b) for r in relations.relate(said, (), QUESTION)}
    assert found["a1.1", "a2.1"] == ("inheritance", "recessive", "dominant")
    assert found["a1.2", "a2.2"] == ("figures", "48 hours", "72 hours")
    assert len(found) == 2


def test_thousand_answers_do_not_explode() -> None:
    """1,000 answers that all speak alike are related in bounded time."""
    said = _said(*([f"Number {n}: symptoms begin between ages {n % 50} and {n % 50 + 9}."] for n in range(1000)))
    pace.assert_within(20, lambda: relations.relate(said, (), QUESTION))


@pytest.mark.parametrize("unit", ["not 5 mg ", "1/2/3/", "in in of every ", "((((", "between 3 and ", "½ ", "a"])
def test_reading_takes_linear_time(unit: str) -> None:
    """Twice the text takes about twice the time, whatever it holds."""

    def work(size: int) -> None:
        text = (unit * (size // len(unit) + 1))[:size]
        cues.read.__wrapped__(text)
        quantities.read.__wrapped__(text)

    pace.assert_linear(work, 50_000)


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("between ages 3 and 5", "age", 3, 5),
        ("before 4 years of age", "age", 0, 4),
        ("in their late fifties", "age", 56, 59),
        ("within 72 hours", "time", 0, 3),
        ("one in ten", "share", 10, 10),
        ("15-25 percent", "share", 15, 25),
        ("45% to 50%", "share", 45, 50),
        ("75 to 100 mg a day", "mass", 75, 100),
        ("140 over 90", "pressure", 140, 90),
        ("6 and 18 months of age", "age", 0.5, 1.5),
        ("back at work within half a year", "time", 0, 182.6),
        ("two and a half hours", "time", 0.104, 0.104),
        ("take two 500 mg tablets", "mass", 1000, 1000),
        ("15 mg/kg", "mass per kg", 15, 15),
        ("one milligram for each kilo", "mass per kg", 1, 1),
        ("126 mg/dL or higher", "concentration", 1260, float("inf")),
        ("1,234.5 mg", "mass", 1234.5, 1234.5),
        ("10 – 20 mg", "mass", 10, 20),
    ],
)
def test_quantity_is_read_with_its_unit(text: str, kind: str, low: float, high: float) -> None:
    """Figures are read as ranges of one unit, open ends from the words beside them."""
    (found,) = quantities.read(text)
    assert found.kind == kind
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.01)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FIGURES.split(" ")), max_size=8).map(" ".join) | st.text(max_size=30))
def test_any_words_and_figures_are_read(text: str) -> None:
    """Figures anywhere, also last, are read without fail; spans lie in the text and do not cross."""
    found = quantities.read(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(x.end <= y.start for x, y in itertools.pairwise(found))


@settings(max_examples=100, deadline=None)
@given(SENTENCES, SENTENCES)
def test_features_are_the_same_from_either_side(a: str, b: str) -> None:
    """The trained reading sees the same numbers whichever statement stands first."""
    x, y = rules.side(a, QUESTION.text), rules.side(b, QUESTION.text)
    assert features.row(x, y, None) == pytest.approx(features.row(y, x, None))
    assert len(features.row(x, y, None)) == len(features.names(False))


@settings(max_examples=200, deadline=None)
@given(SENTENCES, SENTENCES)
def test_statements_without_a_common_matter_neither_clash_nor_limit_each_other(a: str, b: str) -> None:
    """What `relate` passes over by `matters` no rule would have listed."""
    x, y = rules.side(a, QUESTION.text), rules.side(b, QUESTION.text)
    if rules.matters(x).isdisjoint(rules.matters(y)):
        assert not any(found.sure for found in rules.oppositions(x, y))
        assert rules.limited(x, y) is None


def test_trees_are_checked_before_they_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A trained file with one changed byte is refused."""
    changed = tmp_path / "trees.json"
    changed.write_bytes(trees.FILE.read_bytes() + b" ")
    monkeypatch.setattr(trees, "FILE", changed)
    with pytest.raises(ModelNotTrusted):
        trees.load.__wrapped__(False)


def test_trained_shares_add_up() -> None:
    """The trained reading spreads one whole over the five kinds."""
    rows = np.zeros((2, len(features.names(False))), dtype=np.float32)
    assert trees.load(False).shares(rows).sum(axis=1) == pytest.approx([1, 1])


@pytest.mark.data
def test_listed_oppositions_of_annotated_answers_are_mostly_real() -> None:
    """Over the annotated development and training questions, most listed oppositions were marked by a reader."""
    data = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    if not data.is_dir():
        pytest.skip(f"no measuring data at {data}")
    listed = real = 0
    for line in itertools.islice((data / "points" / "train.jsonl").read_text(encoding="utf-8").splitlines(), 30):
        entry = json.loads(line)
        texts = {a["id"]: [a["text"][s["start"] : s["end"]] for s in a["sentences"]] for a in entry["answers"]}
        ids = {a["id"]: [s["id"] for s in a["sentences"]] for a in entry["answers"]}
        said = [
            Statement(i, a, a, quotes.quote(t, 0, len(t)))
            for a in texts
            for i, t in zip(ids[a], texts[a], strict=True)
            if i not in entry["boilerplate"]
        ]
        gold = {frozenset(pair[:2]) for pair in entry["opposed"]}
        for r in relations.relate(said, (), Question(entry["key"], entry["question"])):
            if r.kind is RelationKind.OPPOSES:
                listed, real = listed + 1, real + (frozenset((r.a, r.b)) in gold)
    assert real >= 3
    assert real >= 0.6 * listed


def test_advice_about_two_things_is_no_opposition() -> None:
    """What must come down is not what is not recommended: the words beside "must" and "not recommended" decide."""
    asked = "Should I take aspirin for high blood pressure?"
    a = rules.side("Bleeding is likely, so pressure must come down before aspirin is discussed.", asked)
    b = rules.side("Daily aspirin is not recommended for a first stroke, as bleeding is likely.", asked)
    assert not any(found.sure for found in rules.oppositions(a, b))
    c = rules.side("Daily low-dose aspirin is recommended for a first stroke.", asked)
    assert any(found.sure for found in rules.oppositions(b, c))


def test_two_doses_clash_where_both_name_what_is_taken() -> None:
    """Five grams of salt and six are two limits of one thing; grams of protein for each kilogram are another matter."""
    asked = "What should I eat with weak kidneys?"
    salt, less, protein = (
        rules.side(text, asked)
        for text in (
            "Keep salt below 6 grams a day.",
            "Salt should stay below 5 grams a day.",
            "Aim for about 0.8 grams for each kilogram of your weight a day.",
        )
    )
    assert any(found.sure for found in rules.oppositions(salt, less))
    assert not any(found.sure for found in rules.oppositions(protein, less))


def test_a_year_and_twelve_months_are_one_figure() -> None:
    """The same length of time in two units is no conflict."""
    for one, other in (("within one year", "within twelve months"), ("within half a year", "within 6 months")):
        (a,), (b,) = quantities.read(one), quantities.read(other)
        assert quantities.conflict(a, b) == 0


@pytest.mark.model
def test_what_the_network_calls_unlikely_is_not_listed(model: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of a course need its word as well; patterns of inheritance clash by name."""
    said = _said([PARTS[0], PARTS[2]], [PARTS[1], PARTS[3]])

    def listed() -> set[str]:
        found = relations.relate(said, (), QUESTION, model)
        return {r.why.rule for r in found if r.kind is RelationKind.OPPOSES}

    assert listed() == {"inheritance", "figures"}
    monkeypatch.setattr("plurivox.relations.judgement.UNLIKELY", 99.0)
    assert listed() == {"inheritance"}


def test_what_is_said_of_the_younger_and_of_the_older_is_no_opposition() -> None:
    """ "At 11 or younger" and "at 14 or older" speak of different people, each with their own fact."""
    a = rules.side("Periods that begin at age 11 or younger add to the years of exposure.", "Who is at risk?")
    b = rules.side("Periods that begin at age 14 or older lessen the years of exposure.", "Who is at risk?")
    assert not any(found.sure for found in rules.oppositions(a, b))
    c = rules.side("Periods begin at age 14.", "Who is at risk?")
    assert any(found.sure for found in rules.oppositions(c, rules.side("Periods begin at age 11.", "Who is at risk?")))
