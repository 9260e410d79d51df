"""The whole path: laws that hold whatever the parts do."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import page, quotes, records
from plurivox.compare import compare, input_digest, published, warnings
from plurivox.errors import QuoteNotInAnswer
from plurivox.model import (
    Answer,
    Comparison,
    Expert,
    Lists,
    Medium,
    Point,
    Question,
    Quote,
    RelationKind,
    Role,
    State,
    Statement,
)
from plurivox.statements.pieces import BULLETS

QUESTION = Question("sample/what-is", "What is sample disease?", topic="Sample disease", subject="Sample disease")
ANSWERS = (
    Answer(
        "a1",
        "Sample disease is an infection of the lungs. It usually lasts 48 hours. Symptoms include cough, fever and"
        " chest pain.\nSee a doctor if you cough up blood.",
        Expert("Sample lung doctor", credentials="MD", specialty="Pulmonology"),
        date="2025-02-01",
    ),
    Answer(
        "a2",
        "Sample disease is a lung infection. It usually lasts 72 hours. Fever, cough and tiredness are common.",
        Expert("Sample hospital"),
        disclaimer="Information only.",
    ),
    Answer("a3", "Sample disease is not an infection. Children recover faster than adults 🙂.", Expert("Sample nurse")),
)


def essence(comparison: Comparison) -> dict[str, object]:
    """What a comparison says, without the order in which it says it."""
    data = records.to_dict(comparison)
    exact = {s["id"]: s["exact"] for s in data["statements"]}
    return {
        "points": sorted(sorted(point["statements"]) for point in data["points"]),
        "relations": sorted((r["kind"], *sorted((exact[r["a"]], exact[r["b"]]))) for r in data["relations"]),
        "agreed": len(data["lists"]["agreed"]),
        "single": len(data["lists"]["single"]),
        "unaddressed": sorted(data["lists"]["unaddressed"]),
        "mentions": sorted((m["kind"], m["term"], m["statement"], m["start"]) for m in data["mentions"]),
        "statements": sorted((s["id"], s["exact"], s["facet"]) for s in data["statements"]),
        "digest": sorted(data["digest"]),
        "input": data["input_digest"],
    }


def test_compare_twice_gives_the_same_bytes() -> None:
    """Same input, same version: the same JSON, byte for byte."""
    first, second = (json.dumps(records.to_dict(compare(QUESTION, ANSWERS))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_compare_in_any_order_changes_nothing_but_order(order: tuple[int, ...]) -> None:
    """Who answers first has no say in what is agreed."""
    assert essence(compare(QUESTION, [ANSWERS[i] for i in order])) == essence(compare(QUESTION, ANSWERS))


def test_compare_with_one_more_answer_leaves_other_quotes_alone() -> None:
    """Adding an answer alters no other answer's statements."""
    fewer = {s.id: s.quote for s in compare(QUESTION, ANSWERS[:2]).statements}
    more = {s.id: s.quote for s in compare(QUESTION, ANSWERS).statements}
    assert fewer.items() <= more.items()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=300), max_size=5))
def test_compare_of_any_texts_keeps_every_law(texts: list[str]) -> None:
    """Whatever people write: quotes are slices, spans do not overlap, every statement stands in a point."""
    answers = [Answer(f"a{n}", text, Expert(f"Sample {n}")) for n, text in enumerate(texts)]
    comparison = compare(QUESTION, answers)
    by_id = {answer.id: answer for answer in answers}
    for answer in answers:
        spans = sorted(
            (s.quote.start, s.quote.end)
            for s in (*comparison.statements, *comparison.set_aside)
            if s.answer == answer.id
        )
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
        covered = {i for start, end in spans for i in range(start, end)}
        assert all(c.isspace() or c in BULLETS for i, c in enumerate(answer.text) if i not in covered)
    for statement in (*comparison.statements, *comparison.set_aside):
        quotes.verify(statement.quote, by_id[statement.answer])
        assert statement.voice == by_id[statement.answer].voice
    assert {i for point in comparison.points for i in point.statements} == {s.id for s in comparison.statements}
    assert records.from_dict(records.to_dict(comparison)) == comparison
    assert records.thaw(records.freeze(comparison), QUESTION, answers) == comparison
    shown = page.build(comparison)
    assert ["".join(s.text for s in full.segments) for full in shown.answers] == [a.text for a in answers]


def test_compare_one_answer_says_not_enough() -> None:
    """One expert alone is no comparison: no agreement, and the state says so."""
    comparison = compare(QUESTION, ANSWERS[:1])
    assert comparison.state is State.NOT_ENOUGH_ANSWERS
    assert comparison.lists.agreed == comparison.lists.differing == ()
    assert not page.build(comparison).meter


def test_compare_two_answers_of_one_expert_are_one_voice() -> None:
    """Someone who says it twice does not agree with anybody."""
    twice = [ANSWERS[0], Answer("b1", ANSWERS[0].text, ANSWERS[0].expert)]
    comparison = compare(QUESTION, twice)
    assert comparison.state is State.NOT_ENOUGH_ANSWERS
    assert comparison.lists.agreed == ()


def test_compare_relates_different_voices_only() -> None:
    """Nobody opposes themselves on the page."""
    comparison = compare(QUESTION, ANSWERS)
    voices = {s.id: s.voice for s in comparison.statements}
    assert all(voices[r.a] != voices[r.b] for r in comparison.relations)
    assert all(r.kind is not RelationKind.UNRELATED for r in comparison.relations)


def test_compare_with_repeated_answer_ids_is_refused() -> None:
    """Two answers under one id could put a quote under the wrong name."""
    with pytest.raises(ValueError, match="repeat"):
        compare(QUESTION, [ANSWERS[0], ANSWERS[0]])


def test_input_digest_notices_every_change_but_order() -> None:
    """A stale comparison shows: any change of text, name, question or model changes the digest."""
    digest = input_digest(QUESTION, ANSWERS, "")
    assert digest == input_digest(QUESTION, ANSWERS[::-1], "")
    assert digest != input_digest(QUESTION, ANSWERS, "0" * 64)
    assert digest != input_digest(QUESTION, ANSWERS[:2], "")
    changed = Answer("a2", ANSWERS[1].text + " ", ANSWERS[1].expert, disclaimer=ANSWERS[1].disclaimer)
    assert digest != input_digest(QUESTION, [ANSWERS[0], changed, ANSWERS[2]], "")


def test_page_of_an_unattributed_answer_is_refused_but_for_editors() -> None:
    """An answer whose expert is to be confirmed reaches no reader."""
    orphan = Answer("a9", "Sample disease heals by itself.", None, candidates=("Sample clinic",))
    comparison = compare(QUESTION, [*ANSWERS, orphan])
    with pytest.raises(ValueError, match="a9"):
        page.build(comparison)
    named = {line.expert.name for full in page.build(comparison, editor=True).answers for line in [full]}
    assert f"{page.UNCONFIRMED} (a9)" in named
    assert orphan not in published([*ANSWERS, orphan])


def test_frozen_comparison_holds_no_prose() -> None:
    """What is stored beside the answers holds none of their sentences (invariant I8)."""
    said = (
        Answer("b1", "A blood pressure of 140/90 or more is high.", Expert("Sample heart doctor")),
        Answer("b2", "A blood pressure of 130/80 or more is high.", Expert("Sample heart clinic")),
    )
    comparison = compare(Question("sample/high", "What blood pressure is too high?"), said)
    assert comparison.relations
    stored = json.dumps(records.freeze(comparison), ensure_ascii=False)
    for statement in comparison.statements:
        assert statement.quote.exact not in stored
    for relation in comparison.relations:
        assert f'"{relation.why.a}"' not in stored
    assert records.thaw(records.freeze(comparison), comparison.question, said) == comparison


def test_compare_never_joins_what_a_figure_or_a_denial_tells_apart() -> None:
    """48 and 72 hours, "is" and "is not" an infection: near in every word, and yet no agreement."""
    points = [set(point.statements) for point in compare(QUESTION, ANSWERS).points]
    assert {"a1.1", "a2.1"} in points
    for a, b in (("a1.2", "a2.2"), ("a1.1", "a3.1"), ("a2.1", "a3.1")):
        assert not any({a, b} <= point for point in points)


def test_frozen_comparison_over_a_changed_answer_is_refused() -> None:
    """A stored comparison cannot show words that the answer no longer holds."""
    frozen = records.freeze(compare(QUESTION, ANSWERS))
    cut = [Answer("a1", "Gone.", ANSWERS[0].expert), *ANSWERS[1:]]
    with pytest.raises(QuoteNotInAnswer):
        records.thaw(frozen, QUESTION, cut)


def test_frozen_comparison_without_one_of_its_answers_is_refused() -> None:
    """An answer that is gone is named, also one of which nothing was quoted."""
    given = [*ANSWERS, Answer("a4", "Watch how the lungs work.", Expert("Dr. Film"), Medium.VIDEO)]
    frozen = records.freeze(compare(QUESTION, given))
    for gone in given:
        with pytest.raises(QuoteNotInAnswer, match=f"made from {gone.id}, "):
            records.thaw(frozen, QUESTION, [answer for answer in given if answer is not gone])


def test_set_aside_is_never_listed() -> None:
    """What is set aside is in no point, no list and no digest."""
    comparison = compare(QUESTION, ANSWERS)
    aside = {s.id for s in comparison.set_aside}
    assert all(s.role is not Role.STATEMENT for s in comparison.set_aside)
    assert not aside & {i for point in comparison.points for i in point.statements}
    assert not aside & set(comparison.digest)


def test_a_thousand_who_say_the_same_are_one_point() -> None:
    """A thousand answers in the same words are a large count, not half a million pairs."""
    text = "Rest and drink plenty of water. See a doctor if the fever lasts more than three days."
    answers = [Answer(f"a{n}", text, Expert(f"Sample {n}")) for n in range(1000)]
    comparison = compare(QUESTION, answers)
    assert [len(point.voices) for point in comparison.points] == [1000, 1000]


def test_what_leads_as_a_warning_is_not_told_again_in_the_digest() -> None:
    """A warning stands above the short answer, once."""
    said = (
        Answer(
            "c1", "Call an ambulance if your face droops. A stroke is a loss of blood to the brain.", Expert("Sample")
        ),
        Answer("c2", "A stroke is an injury of the brain by lack of blood.", Expert("Sample clinic")),
    )
    comparison = compare(Question("sample/stroke", "What is a stroke?"), said)
    assert comparison.warnings == ("c1.1",)
    assert comparison.digest
    assert not set(comparison.warnings) & set(comparison.digest)


def test_calls_for_help_lead_the_other_warnings() -> None:
    """What folds away on a phone is never the ambulance; each part stands in reading order."""
    said = (
        Answer("c1", "Aspirin must not be taken in pregnancy. Never drive during an attack.", Expert("Sample")),
        Answer("c2", "A stiff neck is an emergency. Call an ambulance if one side goes weak.", Expert("Sample clinic")),
    )
    comparison = compare(Question("sample/head", "What is a migraine?"), said)
    assert comparison.warnings == ("c2.1", "c2.2", "c1.1", "c1.2")


def test_of_one_point_the_call_for_help_leads() -> None:
    """Two who say the same warn once, and with the words that call for help."""
    texts = {"c1.1": "Do not drive with it.", "c2.1": "Do not drive with it; call an ambulance."}
    said = [Statement(i, i[:2], i[:2], Quote(0, len(text), text, "", "")) for i, text in texts.items()]
    assert warnings(said, [Point("p1", tuple(texts), ("c1", "c2"))]) == ("c2.1",)


def test_the_lead_of_a_list_leads_no_row() -> None:
    """ "Breast cancer spreads most often to:" says nothing by itself; another wording of the point stands first."""
    lead, full = "Breast cancer spreads most often to:", "The most common sites are the bones, the liver and the lungs."
    texts = (lead, full)
    said = tuple(
        Statement(f"a{n}.1", f"a{n}", f"voice-{n}", quotes.quote(text, 0, len(text))) for n, text in enumerate(texts, 1)
    )
    answers = tuple(Answer(f"a{n}", text, Expert(f"Voice {n}")) for n, text in enumerate(texts, 1))
    comparison = compare(Question("k", "Where does it spread?"), answers)
    point = Point("p1", ("a1.1", "a2.1"), ("voice-1", "voice-2"))
    joined = replace(
        comparison, statements=said, points=(point,), lists=Lists(("p1",), (), (), ()), mentions=(), digest=()
    )
    row = page.build(joined).agreed[0].rows[0]
    assert (row.lead.exact, [line.exact for line in row.others]) == (full, [lead])


def test_what_an_expert_declines_is_set_aside_and_never_compared() -> None:
    """A statement not to be quoted alone stands in the full answer and in no list; the rest is compared as before."""
    first = "Rest helps most people recover from a cold."
    agreeing = Answer("d2", "Most people recover from a cold with rest.", Expert("Sample clinic"))
    free = Answer("d1", first + " Drink plenty of water.", Expert("Sample nurse"))
    bound = replace(free, declined=((0, len(first)),))
    assert compare(QUESTION, [free, agreeing]).lists.agreed
    comparison = compare(QUESTION, [bound, agreeing])
    assert not comparison.lists.agreed
    assert "d1.1" not in {i for point in comparison.points for i in point.statements}
    assert [(s.id, s.role) for s in comparison.set_aside] == [("d1.1", Role.DECLINED)]
    shown = next(full for full in page.build(comparison).answers if full.answer.id == "d1")
    assert "".join(segment.text for segment in shown.segments) == free.text
    assert records.from_dict(json.loads(json.dumps(records.to_dict(comparison)))) == comparison
    assert records.thaw(records.freeze(comparison), QUESTION, [bound, agreeing]) == comparison


def test_input_digest_notices_what_is_declined() -> None:
    """Declining makes a stored comparison stale; declining nothing leaves every digest as it was."""
    bound = replace(ANSWERS[0], declined=((0, 4),))
    assert input_digest(QUESTION, [bound], "") != input_digest(QUESTION, ANSWERS[:1], "")
    assert input_digest(QUESTION, [replace(bound, declined=())], "") == input_digest(QUESTION, ANSWERS[:1], "")
