"""Our own annotations hold together: every mark is of words that are there, and of more than one answer."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import pytest

from plurivox import facets
from plurivox.model import RelationKind

annotated = pytest.importorskip("bench.annotated")
MEASURED = ("advice-dev.jsonl", "advice-held.jsonl")
FILES = (*annotated.WRITTEN, *MEASURED)
WRITTEN = annotated.written(*FILES)


def test_written_sentences_stand_in_their_answers() -> None:
    """Each place is of a whole sentence, in order, and together they are the answer."""
    rows = [json.loads(line) for name in FILES for line in (annotated.OWN / name).read_text("utf-8").splitlines()]
    for row, made in zip(rows, WRITTEN, strict=True):
        texts = {answer.id: answer.text for answer in made.answers}
        said = [sentence for answer in row["answers"] for sentence, _points in answer["sentences"]]
        places = list(made.sentences.values())
        assert [texts[answer][start:end] for answer, start, end in places] == said
        for (answer, _, end), (following, start, _) in itertools.pairwise(places):
            assert answer != following or start == end + 1


def test_a_written_point_is_made_by_two_answers() -> None:
    """And what is opposed stands in two answers too."""
    for made in WRITTEN:
        for group in [*made.groups, *(pair[:2] for pair in made.opposed)]:
            assert len({made.sentences[name][0] for name in group}) > 1, (made.question.key, group)


def test_what_is_opposed_makes_no_common_point() -> None:
    """Neither side of an opposition says what the other says, by the marks of the sentences."""
    for made in WRITTEN:
        for a, b, _why in made.opposed:
            assert not any({a, b} <= set(group) for group in made.groups), (made.question.key, a, b)


def test_the_matcher_learns_from_what_the_first_network_has_not_seen() -> None:
    """The two parts are all that is learnt from, and no question is in both."""
    first, second = ({row.question.key for row in part} for part in annotated.written_apart())
    assert first.isdisjoint(second)
    assert first | second == {row.question.key for row in annotated.written()}
    assert len(second) * annotated.KEPT_BACK >= len(first | second)


def test_advice_to_measure_on_is_not_learnt_from() -> None:
    """No question of the parts that measure is among those that teach, and hardly a sentence of their answers."""
    measured = annotated.written(*MEASURED)
    learnt = annotated.written()
    assert not {row.question.key for row in measured} & {row.question.key for row in learnt}
    said, again = _said(learnt), _said(measured)
    assert len(said & again) <= len(again) / 100, sorted(said & again)


@pytest.mark.parametrize(
    ("name", "label", "labels"),
    [
        ("relations", "relation", {kind.value for kind in RelationKind}),
        ("pairs", "point", {"one", "opposed", "neither"}),
    ],
)
def test_pairs_are_labelled_once_and_those_to_measure_on_are_not_learnt_from(
    name: str, label: str, labels: set[str]
) -> None:
    """Each pair has one of the labels and stands once; no sentence pair and no question of the dev part teaches."""
    learnt, measured = _lines(f"{name}.jsonl"), _lines(f"{name}-dev.jsonl")
    if name == "relations":
        learnt += _lines("relations-hard.jsonl")
    assert {row[label] for row in learnt} == {row[label] for row in measured} == labels
    both = [frozenset((row["a"], row["b"])) for row in (*learnt, *measured)]
    assert len(set(both)) == len(both)
    assert all(len(pair) == 2 for pair in both)
    assert len({row["id"] for row in learnt}) == len(learnt)
    if name == "relations":
        assert {row["question"] for row in learnt}.isdisjoint({row["question"] for row in measured})


def _lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (annotated.OWN / name).read_text("utf-8").splitlines()]


def _said(rows: list[annotated.Annotated]) -> set[str]:
    """The sentences of these questions' answers."""
    texts = {answer.id: answer.text for made in rows for answer in made.answers}
    return {texts[name][start:end] for made in rows for name, start, end in made.sentences.values()}


def test_no_written_question_is_one_that_measures() -> None:
    """What is measured on was never learnt from: no disease of the annotated questions is among the written ones."""
    folder = Path(os.environ.get("PLURIVOX_DATA", "../shared/data")) / "points"
    if not folder.is_dir():
        pytest.skip(f"no annotated points at {folder}; name their folder with PLURIVOX_DATA")
    lines = [line for part in ("train", "dev") for line in (folder / f"{part}.jsonl").read_text("utf-8").splitlines()]
    measured = {json.loads(line)["key"].rsplit("/", 1)[0].replace(" ", "") for line in lines}
    assert not measured & {made.question.key.replace("-", "") for made in WRITTEN}


def test_silent_sides_are_sides_that_a_reader_expects() -> None:
    """Every question that was read for them is there once, and what is marked silent is asked of it."""
    unaddressed = pytest.importorskip("bench.unaddressed")
    advised = {row.question.key: row.question for row in annotated.written("advice-held.jsonl")}
    marked = unaddressed.marked("advice-held")
    assert len(marked) == 48
    assert all(set(silent) <= set(facets.expected(advised[key])) for key, silent in marked.items())
    assert len(unaddressed.marked("points")) == 82
