"""A comparison over some of its answers: laws that hold for every choice."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import permutations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import answers, independence, page, sources
from plurivox.compare import compare
from plurivox.model import Answer, Comparison, Expert, Point, Question
from plurivox.selection import only

SAID = (
    "Gout hurts.",
    "Gout hurts and comes at night.",
    "Gout comes at night.",
    "Drink water.",
)
LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"


@lru_cache(maxsize=1)
def library() -> tuple[Comparison, ...]:
    found = answers.admit(sources.read_path(LIBRARY))
    return tuple(compare(e.question, e.answers) for e in found)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Comparison, set[str]]:
    """A comparison of the sample library, and some of its answers."""
    comparison = draw(st.sampled_from(library()))
    return comparison, draw(st.sets(st.sampled_from([answer.id for answer in comparison.answers])))


@given(choices())
@settings(max_examples=80, deadline=None)
def test_what_is_left_is_whole(choice: tuple[Comparison, set[str]]) -> None:
    """No statement of a kept answer is lost, none of another stays, and every quote is as it was."""
    whole, kept = choice
    part = only(whole, kept)
    assert part.statements == tuple(s for s in whole.statements if s.answer in kept)
    ids = {statement.id for statement in part.statements}
    assert {i for point in part.points for i in point.statements} == ids
    assert {i for r in part.relations for i in (r.a, r.b)} <= ids
    assert {*part.digest, *part.warnings, *(m.statement for m in part.mentions)} <= ids
    assert not set(part.digest) & set(part.warnings)


@given(choices())
@settings(max_examples=80, deadline=None)
def test_agreement_needs_two_of_those_who_are_left(choice: tuple[Comparison, set[str]]) -> None:
    """A point whose second voice was left out is no longer agreed; what was not agreed before is not agreed now."""
    whole, kept = choice
    part = only(whole, kept)
    home = independence.voices(part.answers, part.copies)
    points = {point.id: point for point in part.points}
    assert all(independence.count(points[i].voices, home) > 1 for i in part.lists.agreed)
    assert set(part.lists.agreed) <= set(whole.lists.agreed)
    page.build(part)


@given(choices())
@settings(max_examples=80, deadline=None)
def test_no_point_is_part_of_another(choice: tuple[Comparison, set[str]]) -> None:
    """What a point is left with, another point does not hold as well."""
    groups = [set(point.statements) for point in only(*choice).points]
    assert not any(a <= b for a, b in permutations(groups, 2))


def test_a_statement_of_two_points_is_shown_once_when_it_is_all_that_is_left() -> None:
    """One that said two things, each with another expert, stands in one row when those are left out."""
    said = [Answer(f"a{n}", text, Expert(f"Voice {n}")) for n, text in enumerate(SAID, 1)]
    made = compare(Question("k", "What is gout?"), said)
    one, both, two, other = (statement.id for statement in made.statements)
    pairs = {"p1": (one, both), "p2": (both, two), "p3": (other,)}
    voices = {statement.id: statement.voice for statement in made.statements}
    whole = replace(made, points=tuple(Point(p, pair, tuple(voices[i] for i in pair)) for p, pair in pairs.items()))

    def left(*answers: str) -> dict[str, tuple[str, ...]]:
        return {point.id: point.statements for point in only(whole, answers).points}

    assert left("a1", "a2", "a4") == {"p1": (one, both), "p3": (other,)}
    assert left("a2", "a3", "a4") == {"p2": (both, two), "p3": (other,)}
    assert left("a2", "a4") == {"p1": (both,), "p3": (other,)}
    rows = [row for section in page.build(only(whole, ("a2", "a4"))).single for row in section.rows]
    assert [row.lead.statement for row in rows] == [both, other]


def test_all_answers_are_the_comparison_itself() -> None:
    """Nothing left out, nothing changed."""
    for whole in library():
        assert only(whole, {answer.id for answer in whole.answers}) is whole


def test_a_left_out_answer_changes_the_lists() -> None:
    """Without one of two experts who agree, the other is the only one who says it."""
    whole = next(found for found in library() if found.lists.agreed)
    point = next(p for p in whole.points if p.id in whole.lists.agreed)
    voices = {s.id: s.answer for s in whole.statements}
    rest = {answer.id for answer in whole.answers} - {voices[i] for i in point.statements[1:]} | {
        voices[point.statements[0]]
    }
    part = only(whole, rest)
    assert point.id not in part.lists.agreed
