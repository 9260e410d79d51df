"""Points: who says the same, in whatever order they say it, with the sentence model and without."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import pairs, points, quotes, vectors
from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.model import Point, Question, Statement
from plurivox.points import Rule, cover, matcher
from tests import pace

QUESTION = Question("shingles", "What is shingles?", subject="shingles")

ANSWERS = {
    "a": [
        "Shingles is caused by the varicella-zoster virus, the virus that also causes chickenpox.",
        "The rash usually appears on one side of the body.",
        "A vaccine lowers the risk of shingles in older adults.",
        "Keep the rash covered until the blisters have crusted over.",
    ],
    "b": [
        "The varicella-zoster virus, which causes chickenpox, is also the cause of shingles.",
        "Antiviral medicine works best when it is started within three days.",
    ],
    "c": [
        "Older adults can lower their risk of shingles with a vaccine.",
        "Typically the rash appears on only one side of the body.",
        "Some people have nerve pain for months afterwards.",
    ],
}


def statements(answers: dict[str, list[str]], voices: dict[str, str] | None = None) -> list[Statement]:
    """One statement a line, in the order of the answers."""
    found = []
    for answer, lines in answers.items():
        text, start = "\n".join(lines), 0
        for number, line in enumerate(lines, 1):
            quote = quotes.quote(text, start, start + len(line))
            found.append(Statement(f"{answer}.{number}", answer, (voices or {}).get(answer, answer), quote))
            start += len(line) + 1
    return found


def together(found: Sequence[Point]) -> set[frozenset[str]]:
    """The points of more than one statement, as sets of statement ids."""
    return {frozenset(point.statements) for point in found if len(point.statements) > 1}


@pytest.fixture(scope="module")
def model() -> vectors.Encoder:
    try:
        return vectors.load()
    except ModelMissing as missing:
        pytest.skip(str(missing))


def test_experts_who_say_the_same_share_a_point_by_words_alone() -> None:
    """Without a model, sentences that share their telling words still meet, and the others stand alone."""
    assert together(points.group(statements(ANSWERS), QUESTION)) == {
        frozenset({"a.1", "b.1"}),
        frozenset({"a.2", "c.2"}),
        frozenset({"a.3", "c.1"}),
    }


@pytest.mark.model
def test_experts_who_say_the_same_share_a_point(model: vectors.Encoder) -> None:
    """With the model, the same sentences meet, and no two that say different things."""
    assert together(points.group(statements(ANSWERS), QUESTION, model)) == {
        frozenset({"a.1", "b.1"}),
        frozenset({"a.2", "c.2"}),
        frozenset({"a.3", "c.1"}),
    }


def test_every_statement_stands_in_a_point_and_points_know_their_voices() -> None:
    """No statement is lost; a point's voices are those of its statements; points follow their first statements."""
    said = statements(ANSWERS)
    found = points.group(said, QUESTION)
    place = {statement.id: n for n, statement in enumerate(said)}
    voice = {statement.id: statement.voice for statement in said}
    assert {i for point in found for i in point.statements} == set(place)
    for point in found:
        assert point.voices == tuple(dict.fromkeys(voice[i] for i in point.statements))
        assert [place[i] for i in point.statements] == sorted(place[i] for i in point.statements)
    firsts = [place[point.statements[0]] for point in found]
    assert firsts == sorted(firsts)


def test_one_voice_does_not_agree_with_itself() -> None:
    """Two answers of one expert that say the same make no agreement."""
    said = statements(ANSWERS, voices=dict.fromkeys(ANSWERS, "one-and-the-same"))
    assert together(points.group(said, QUESTION)) == set()


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_order_of_answers_changes_nothing_but_order(order: str) -> None:
    """The same points with the same ids come out, whichever answer comes first."""
    usual = {(p.id, frozenset(p.statements)) for p in points.group(statements(ANSWERS), QUESTION)}
    other = points.group(statements({answer: ANSWERS[answer] for answer in order}), QUESTION)
    assert {(p.id, frozenset(p.statements)) for p in other} == usual


@pytest.mark.model
@pytest.mark.data
def test_order_of_real_answers_changes_no_point(model: vectors.Encoder) -> None:
    """On annotated questions too, with vectors: reversed answers give the same points."""
    for row in sorted(_annotated(), key=lambda row: len(str(row)))[:2]:
        answers = {a["id"]: [s["text"] for s in a["sentences"]] for a in row["answers"]}
        question = Question(row["key"], row["question"])
        usual = points.group(statements(answers), question, model)
        turned = points.group(statements(dict(reversed(answers.items()))), question, model)
        assert {(p.id, frozenset(p.statements)) for p in usual} == {(p.id, frozenset(p.statements)) for p in turned}
        assert points.group(statements(answers), question, model) == usual


@pytest.mark.model
@pytest.mark.data
def test_points_reach_the_mark_on_annotated_questions(model: vectors.Encoder) -> None:
    """On the development questions: F1 over pairs of at least 0.65, and five of six agreements right."""
    bench = pytest.importorskip("bench.points")
    data = Path(os.environ.get("PLURIVOX_DATA", "../shared/data"))
    if not (data.parent / "bench" / "score_points.py").is_file():
        pytest.skip("no scorer beside the measuring data")
    found = bench.score(_annotated(), data / "points" / "dev.jsonl", data, model)["points"]
    assert found["f1"] >= 0.65
    assert found["precision"] >= 5 / 6


@pytest.mark.model
def test_experts_who_argue_are_not_made_to_agree(model: vectors.Encoder) -> None:
    """On questions of advice: seven of ten agreements right, 58 of 100 found, and few opposed pairs in one point.

    Before the matcher saw what sets near statements apart it was six of ten, and a third of the opposed pairs.
    """
    bench = pytest.importorskip("bench.held")
    found = bench.count(bench.annotated.written("advice-dev.jsonl")[::3], model)
    assert found["right joined"] >= 0.7 * found["joined"]
    assert found["right joined"] >= 0.58 * found["same"]
    assert found["opposed and joined"] <= 0.27 * found["opposed"]


def _annotated() -> list[dict[str, object]]:
    path = Path(os.environ.get("PLURIVOX_DATA", "../shared/data")) / "points" / "dev.jsonl"
    if not path.is_file():
        pytest.skip("no annotated questions: name the measuring data with PLURIVOX_DATA")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("lines", [[], ["the of and"], ["?!"], ["Shingles is shingles."]])
def test_statements_without_a_telling_word_stand_alone(lines: list[str]) -> None:
    """Nothing to go by is no agreement, and no error."""
    said = statements({"a": [*lines, "x"], "b": ["y"]})
    assert together(points.group(said, QUESTION)) == set()
    assert points.group([], QUESTION) == ()


@pytest.mark.model
def test_statements_without_a_telling_word_stand_alone_with_vectors(model: vectors.Encoder) -> None:
    """The same with the model: common words alone are no point."""
    said = statements({"a": ["The of and."], "b": ["It is shingles."]})
    assert together(points.group(said, QUESTION, model)) == set()
    assert points.group([], QUESTION, model) == ()


def test_what_an_expert_says_twice_is_said_once() -> None:
    """Their second time goes where the first goes; a word under two headings may be two things."""
    line = "Antiviral medicine works best when it is started within three days."
    found = points.group(statements({**ANSWERS, "b": [*ANSWERS["b"], line], "d": [line]}), QUESTION)
    assert frozenset({"b.2", "b.3", "d.1"}) in together(found)
    once = [
        replace(s, heading=quotes.quote(h, 0, len(h)))
        for s, h in zip(statements({"a": ["Rest", "Rest"]}), "xy", strict=True)
    ]
    assert together(points.group([*once, *statements({"b": ["It is shingles."]})], QUESTION)) == set()


def test_answers_in_another_language_agree_in_the_same_words_alone() -> None:
    """ "No" is not heard in Spanish: what it denies is not what another says."""
    spanish = {
        "a": ["No tome ibuprofeno durante el embarazo.", "Beba mucha agua cuando pueda."],
        "b": ["Tome ibuprofeno durante el embarazo si tiene dolor.", "Beba mucha agua cuando pueda."],
        "c": ["Shingles is caused by a virus."],
        "d": ["A virus is the cause of shingles."],
    }
    found = points.group(statements(spanish), QUESTION)
    assert together(found) == {frozenset({"a.2", "b.2"}), frozenset({"c.1", "d.1"})}
    assert {name for point in found for name in point.statements} == {s.id for s in statements(spanish)}


def test_what_is_left_of_a_point_keeps_nothing_that_stands_with_others() -> None:
    """Parted from a voice, what one voice is left with is not said by it alone where another says it elsewhere."""
    said = statements({"a": ["one", "two"], "b": ["three"], "c": ["four"]})
    whole = points.of_groups([frozenset({"a.1", "a.2", "b.1"}), frozenset({"a.1", "c.1"})], said)
    parted = points.separate(whole, said, [("a.2", "b.1"), ("a.1", "b.1")])
    assert {frozenset(p.statements) for p in parted} == {
        *(frozenset({name}) for name in ("a.2", "b.1")),
        frozenset({"a.1", "c.1"}),
    }


def test_long_prose_is_grouped_in_linear_time() -> None:
    """A statement of 100,000 characters takes about four times as long as one of 25,000."""

    def work(size: int) -> None:
        points.group(statements({"a": ["abc " * (size // 4)], "b": ["1,2.3" * (size // 5)]}), QUESTION)

    pace.assert_linear(work, 100_000)


def test_a_chain_makes_no_point() -> None:
    """A goes with B and B with C, but A not with C: B is compound and stands in two points."""
    scores = [(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.0)]
    assert set(cover("abc", "xyz", scores, Rule(0.5, 0.35, 0.1))) == {frozenset({0, 1}), frozenset({1, 2})}


def test_a_statement_joins_a_point_it_fits() -> None:
    """A pair a little under the link does not split what the two others hold together."""
    scores = [(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.4)]
    assert cover("abc", "xyz", scores, Rule(0.5, 0.35, 0.1)) == [frozenset({0, 1, 2})]


@settings(deadline=None)
@given(st.data())
def test_cover_keeps_its_promises(data: st.DataObject) -> None:
    """Every likely pair stands in a group, every statement somewhere, no group inside another, ties or none."""
    count = data.draw(st.integers(1, 9))
    voices = data.draw(st.lists(st.sampled_from("xyz"), min_size=count, max_size=count))
    chances = st.sampled_from([0.0, 0.2, 0.5, 0.7, 0.7001])
    scores = [(a, b, data.draw(chances)) for a in range(count) for b in range(a + 1, count) if voices[a] != voices[b]]
    names = [f"s{n}" for n in range(count)]
    groups = cover(names, voices, scores, Rule(0.5, 0.35, 0.1))
    assert set().union(*groups) == set(range(count))
    assert all(any({a, b} <= group for group in groups) for a, b, p in scores if p >= 0.5)
    assert len(set(groups)) == len(groups)
    assert not any(one < other for one in groups for other in groups)
    turned = cover(names, voices, [(b, a, p) for a, b, p in reversed(scores)], Rule(0.5, 0.35, 0.1))
    assert set(turned) == set(groups)


def test_figures_are_the_same_from_either_side() -> None:
    """Turning the answers round turns no figure: what depends on direction comes as lesser and greater."""
    said = statements(ANSWERS)
    usual, turned = pairs.describe(said, QUESTION), pairs.describe(said[::-1], QUESTION)
    there = {
        frozenset((said[a].id, said[b].id)): row.tolist()
        for a, b, row in zip(usual.a, usual.b, usual.values, strict=True)
    }
    back = said[::-1]
    again = {
        frozenset((back[a].id, back[b].id)): row.tolist()
        for a, b, row in zip(turned.a, turned.b, turned.values, strict=True)
    }
    assert there == again
    assert usual.values.dtype == np.float32
    assert all(a < b and said[a].voice != said[b].voice for a, b in zip(usual.a, usual.b, strict=True))


def test_another_voice_with_the_same_words_changes_no_quote() -> None:
    """A third expert who repeats a sentence joins its point; the statements themselves stay as they were."""
    more = ANSWERS | {"d": [ANSWERS["b"][0]]}
    assert frozenset({"a.1", "b.1", "d.1"}) in together(points.group(statements(more), QUESTION))


@pytest.mark.parametrize(("entry", "file"), [(1, "matcher-words.onnx"), (0, "matcher.onnx"), (0, "opposed.onnx")])
def test_changed_matcher_is_refused(entry: int, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees whose hash is not the one written down are not run, and unknown figures find no matcher."""
    folder = Path(points.__file__).parent
    names = tuple(json.loads((folder / "matchers.json").read_text())[entry]["names"])
    for kept in folder.iterdir():
        if kept.suffix in {".onnx", ".json"}:
            (tmp_path / kept.name).write_bytes(kept.read_bytes())
    trees = tmp_path / file
    data = trees.read_bytes()
    trees.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    monkeypatch.setattr("plurivox.points.matcher.resources.files", lambda _: tmp_path)
    with pytest.raises(ModelNotTrusted):
        matcher.load.__wrapped__(names)
    with pytest.raises(ModelMissing):
        matcher.load.__wrapped__(("no such figure",))


@pytest.mark.model
def test_near_pairs_have_a_likelihood_of_being_opposed(model: vectors.Encoder) -> None:
    """For and against is likelier opposed than the same twice; by words alone nothing is said."""
    said = statements(
        {
            "a": ["Take the tablets with a full meal.", "Call us if you feel dizzy."],
            "b": ["Never take the tablets together with food."],
            "c": ["Swallow the tablets with a meal."],
        }
    )
    likely = {frozenset((a, b)): value for a, b, value in points.read(said, QUESTION, model).opposed()}
    assert likely[frozenset(("a.1", "b.1"))] > 2 * likely[frozenset(("a.1", "c.1"))]
    assert all(0 <= value <= 1 for value in likely.values())
    assert points.read(said, QUESTION).opposed() == []


def test_a_thousand_answers_are_grouped() -> None:
    """1,000 short answers finish, and all who say the same thing in the same words share one point."""
    said = statements({f"a{n:04}": [ANSWERS["a"][n % 4]] for n in range(1000)})
    found = points.group(said, QUESTION)
    assert sorted(len(point.statements) for point in found) == [250] * 4
    assert found[0].voices == tuple(f"a{n:04}" for n in range(0, 1000, 4))


def test_cover_puts_rows_together_that_are_one_to_a_reader() -> None:
    """Two groups with the same three others are one, unless what they do not share says something else."""
    names, voices = list("abcde"), list("abcde")
    shared = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.9)]
    definition = [(0, 3, 0.9), (1, 3, 0.9), (2, 3, 0.9)]
    another = [(0, 4, 0.9), (1, 4, 0.9), (2, 4, 0.9)]
    rule = Rule(link=0.4, join=0.9, least=0.05)
    one = cover(names, voices, [*shared, *definition, *another, (3, 4, 0.1)], rule)
    assert one == [frozenset({0, 1, 2, 3, 4})]
    two = cover(names, voices, [*shared, *definition, *another, (3, 4, 0.0)], rule)
    assert sorted(map(sorted, two)) == [[0, 1, 2, 3], [0, 1, 2, 4]]
