"""The sample library, which a fresh site shows first: whole, plainly made of samples, and as varied as promised."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from plurivox.compare import compare
from plurivox.model import Answer, Comparison, Expert, ExpertKind, Facet, Medium, Question, Role, State, TermKind

ROOT = Path(__file__).parents[2]
LIBRARY = [
    json.loads(line) for line in (ROOT / "web" / "samples" / "library.jsonl").read_text(encoding="utf-8").splitlines()
]
EXPECTED = [
    json.loads(line)
    for line in Path(__file__).with_name("sample_expectations.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERS = [(row, answer) for row in LIBRARY for answer in row["answers"]]
TEXTS = {(row["key"], answer["id"]): answer["text"] for row, answer in ANSWERS}


def comparison_of(row: dict[str, Any]) -> Comparison:
    """The engine's comparison of one line of the library, by words alone."""
    question = Question(row["key"], row["question"], row["topic"], row["subject"], row["kind"], row["disclaimer"])
    return compare(question, [answer_of(answer) for answer in row["answers"]])


def answer_of(answer: dict[str, Any]) -> Answer:
    expert = answer["expert"]
    return Answer(
        answer["id"],
        answer["text"],
        Expert(expert["name"], ExpertKind(expert["kind"]), expert.get("credentials", ""), expert.get("specialty", "")),
        medium=Medium(answer.get("medium", "text")),
        disclaimer=answer.get("disclaimer", ""),
    )


def places(expected: dict[str, Any]) -> list[dict[str, str]]:
    """Every place an expectation quotes."""
    pairs = [
        place for kind in ("agree", "oppose", "differ", "apart") for two in expected.get(kind, ()) for place in two
    ]
    return [*pairs, *expected.get("warnings", ()), *expected.get("set_aside", ())]


def test_library_size() -> None:
    """At least 12 questions on 4 topics carry five or more answers each, some of them five and some seven."""
    full = [row for row in LIBRARY if len(row["answers"]) >= 5]
    assert len(full) >= 12
    assert len({row["topic"] for row in full}) >= 4
    assert {5, 7} <= {len(row["answers"]) for row in full}


def test_library_thin_questions() -> None:
    """One question has a single answer and one has two answers of one expert, so that both states can be seen."""
    thin = [row for row in LIBRARY if len(row["answers"]) < 5]
    assert sorted(len(row["answers"]) for row in thin) == [1, 2]
    assert all(len({answer["expert"]["name"] for answer in row["answers"]}) == 1 for row in thin)


def test_library_keys_and_ids_are_distinct() -> None:
    """No key stands twice in the library and no id twice in a question."""
    assert max(Counter(row["key"] for row in LIBRARY).values()) == 1
    for row in LIBRARY:
        assert max(Counter(answer["id"] for answer in row["answers"]).values()) == 1


def test_library_experts_are_plainly_samples() -> None:
    """Every expert is called a sample, every title is marked as one, and an expert is the same everywhere."""
    known: dict[str, dict[str, str]] = {}
    for _, answer in ANSWERS:
        expert = answer["expert"]
        assert expert["name"].startswith("Sample ")
        assert expert["kind"] in ("person", "organisation")
        assert (expert["kind"] == "person") == expert.get("credentials", "").endswith("(sample)")
        assert known.setdefault(expert["name"], expert) == expert


def test_library_records_are_complete() -> None:
    """Every answer has a full date, a licence that allows everything, a source, and 60 to 220 words unless a video."""
    for row, answer in ANSWERS:
        assert "2024-01-01" <= answer["date"] < "2027-01-01"
        assert answer["licence"] == "CC0-1.0"
        assert answer["source"] == "Plurivox sample library"
        if answer.get("medium") != "video":
            assert 60 <= len(answer["text"].split()) <= 220, (row["key"], answer["id"])
    assert all("samples" in row["disclaimer"] and "not medical advice" in row["disclaimer"] for row in LIBRARY)


def test_library_texts_are_clean() -> None:
    """Texts are stripped, have no carriage return, tab or double space, and no two answers are alike."""
    for _, answer in ANSWERS:
        text = answer["text"]
        assert text == text.strip()
        assert not any(mark in text for mark in ("\r", "\t", "  "))
    assert max(Counter(TEXTS.values()).values()) == 1


def test_library_holds_video_disclaimers_lists_and_headings() -> None:
    """The library shows a video answer, an answer's own disclaimer, lists and headings."""
    assert any(answer.get("medium") == "video" for _, answer in ANSWERS)
    own = [answer for _, answer in ANSWERS if answer.get("disclaimer")]
    assert own
    assert all(answer["disclaimer"] in answer["text"] for answer in own)
    assert sum("\n- " in answer["text"] for _, answer in ANSWERS) >= 10


def test_library_has_every_kind_of_finding() -> None:
    """Agreement, opposition, conditional difference, a lone warning and an unaddressed facet each stand in it often."""
    for kind in ("agree", "oppose", "apart", "warnings", "silent", "terms"):
        assert sum(bool(expected.get(kind)) for expected in EXPECTED) >= 5, kind


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: str(expected["key"]))
def test_expectations_are_exact(expected: dict[str, Any]) -> None:
    """Every expectation quotes an exact slice that stands once in its answer, in words of the closed lists."""
    for place in places(expected):
        assert TEXTS[expected["key"], place["answer"]].count(place["quote"]) == 1, place
    for term in expected.get("terms", ()):
        assert TermKind(term["kind"])
        assert all((expected["key"], answer) in TEXTS for answer in term["answers"])
    assert State(expected["state"])
    assert all(Role(place["role"]) for place in expected.get("set_aside", ()))
    assert not {Facet(word) for word in expected.get("silent", ())} & {Facet(w) for w in expected.get("spoken", ())}


def test_expectations_cover_the_library() -> None:
    """Every question of the library has its expectations."""
    assert {expected["key"] for expected in EXPECTED} == {row["key"] for row in LIBRARY}


def test_expectations_agree_with_themselves() -> None:
    """No pair of quotes is expected to stand in two ways."""
    for expected in EXPECTED:
        seen = Counter(
            frozenset((place["answer"], place["quote"]) for place in two)
            for kind in ("agree", "oppose", "differ", "apart")
            for two in expected.get(kind, ())
        )
        assert not [pair for pair, count in seen.items() if count > 1], expected["key"]


@pytest.mark.parametrize("row", LIBRARY, ids=lambda row: str(row["key"]))
def test_library_compares(row: dict[str, Any]) -> None:
    """Every question has the state its answers call for, and only a video yields no statement."""
    comparison = comparison_of(row)
    expected = next(expected for expected in EXPECTED if expected["key"] == row["key"])
    assert comparison.state == State(expected["state"])
    speaking = {statement.answer for statement in comparison.statements}
    silent = {answer["id"] for answer in row["answers"] if answer.get("medium") == "video"}
    assert speaking == {answer["id"] for answer in row["answers"]} - silent


@pytest.mark.parametrize("row", LIBRARY, ids=lambda row: str(row["key"]))
def test_library_two_answers_of_one_expert_are_one_voice(row: dict[str, Any]) -> None:
    """Two answers of the same expert never count as two: no point has more voices than it has experts."""
    voice = {answer["id"]: answer["expert"]["name"] for answer in row["answers"]}
    comparison = comparison_of(row)
    home = {statement.id: voice[statement.answer] for statement in comparison.statements}
    for point in comparison.points:
        assert len(point.voices) == len({home[statement] for statement in point.statements})
    agreed = set(comparison.lists.agreed)
    assert all(len(point.voices) > 1 for point in comparison.points if point.id in agreed)


def test_library_warnings_are_statements() -> None:
    """A warning is never set aside: some statement holds its words."""
    rows = {row["key"]: row for row in LIBRARY}
    for expected in EXPECTED:
        if not expected.get("warnings"):
            continue
        comparison = comparison_of(rows[expected["key"]])
        for place in expected["warnings"]:
            at = TEXTS[expected["key"], place["answer"]].index(place["quote"])
            assert any(
                s.answer == place["answer"] and s.quote.start <= at < s.quote.end for s in comparison.statements
            ), place["quote"]
