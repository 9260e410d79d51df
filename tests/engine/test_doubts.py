"""Pairs that may be opposed, or say the same: which of them reviewers are asked to look at."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plurivox import quotes, records, relations, sources
from plurivox.answers import admit
from plurivox.compare import compare
from plurivox.editing import Confirm, Edit, Merge, Of, Reject, Relate, edited
from plurivox.model import Answer, Comparison, Expert, Question, Reason, Relation, RelationKind, Statement
from plurivox.selection import only
from plurivox.vectors import Encoder

LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"

#: The module, whose name the function has too.
step = importlib.import_module("plurivox.relations.doubts")

QUESTION = Question("k", "How should I take my tablets?", subject="Tablets")

SAID = {
    "a": ("Take it with a full meal, and never without one.", "Stop it before an operation.", "Call us."),
    "b": ("Always take it without a meal.", "Do not stop it before an operation.", "It is round and white."),
}


def said() -> tuple[Statement, ...]:
    found = []
    for answer, sentences in SAID.items():
        text = " ".join(sentences)
        for number, sentence in enumerate(sentences, 1):
            start = text.index(sentence)
            quote = quotes.quote(text, start, start + len(sentence))
            found.append(Statement(f"{answer}.{number}", answer, answer, quote))
    return tuple(found)


def answers() -> list[Answer]:
    return [Answer(name, " ".join(sentences), Expert(name)) for name, sentences in SAID.items()]


def found(*read: tuple[str, str, float], related: tuple[Relation, ...] = ()) -> tuple[Relation, ...]:
    return relations.doubts(said(), QUESTION, related, read)


def alike(*read: tuple[str, str, float], alone: str = "a.1 a.2 a.3 b.1 b.2 b.3", **known: Any) -> list[tuple[str, str]]:
    """What is told as perhaps the same."""
    opposed, related = known.get("opposed", ()), known.get("related", ())
    told = relations.doubts(said(), QUESTION, related, opposed, read, alone.split())
    return [(doubt.a, doubt.b) for doubt in told if doubt.kind is RelationKind.SAME]


def told(*read: tuple[str, str, float], related: tuple[Relation, ...] = ()) -> list[tuple[str, str]]:
    return [(doubt.a, doubt.b) for doubt in found(*read, related=related)]


def test_the_likeliest_are_told_first_and_the_unlikely_not() -> None:
    """From LIKELY on; how likely, and the words that may clash, stand beside."""
    likely = [("a.1", "b.1", 0.8), ("a.2", "b.2", 0.9), ("a.1", "b.2", step.LIKELY_OPPOSED - 0.02)]
    assert told(*likely) == [("a.2", "b.2"), ("a.1", "b.1")]
    why = found(*likely)[1].why
    assert (why.score, why.a in SAID["a"][0], why.b in SAID["b"][0]) == (0.8, True, True)


def test_what_is_known_of_one_voice_or_short_is_not_told() -> None:
    """A relation that is listed needs no doubt; nobody is held against themselves; two words say too little."""
    listed = Relation(RelationKind.QUALIFIES, "b.1", "a.1", Reason("people"))
    assert told(("a.1", "b.1", 0.9), related=(listed,)) == []
    assert told(("a.1", "a.2", 0.9)) == []
    assert told(("a.3", "b.1", 0.9)) == []


def test_one_statement_does_not_fill_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most so many of one statement, and so many of all."""
    likely = [("a.1", "b.1", 0.9), ("a.2", "b.2", 0.8)]
    assert len(told(*likely)) == 2
    monkeypatch.setattr(step, "MOST", 1)
    assert told(*likely) == [("a.1", "b.1")]
    monkeypatch.setattr(step, "MOST_OF_ONE", 0)
    assert told(*likely) == []


def test_what_stands_alone_is_told_beside_what_may_say_the_same() -> None:
    """From LIKELY_SAME on, the likeliest first; two that others have joined already are no matter."""
    likely = [("a.2", "b.3", 0.3), ("a.3", "b.1", 0.4), ("a.1", "b.3", step.LIKELY_SAME - 0.01)]
    assert alike(*likely) == [("a.3", "b.1"), ("a.2", "b.3")]
    assert alike(*likely, alone="b.3") == [("a.2", "b.3")]
    assert alike(*likely, alone="") == []


def test_what_is_told_apart_or_known_is_not_told_as_perhaps_the_same() -> None:
    """A denial tells two apart; what may be opposed is told once; what is listed needs no doubt."""
    assert alike(("a.2", "b.2", 0.4)) == []
    pair = ("a.3", "b.1", 0.4)
    assert alike(pair, opposed=[("a.1", "b.1", 0.9)]) == [("a.3", "b.1")]
    assert alike(("a.1", "b.1", 0.4), opposed=[("a.1", "b.1", 0.9)]) == []
    assert alike(pair, related=(Relation(RelationKind.QUALIFIES, "b.1", "a.3", Reason("people")),)) == []


def doubtful() -> Comparison:
    made = compare(QUESTION, answers())
    made = edited(made, [Reject(point.statements) for point in made.points if len(point.statements) > 1])
    doubts = found(("a.1", "b.1", 0.9), ("a.2", "b.2", 0.8))
    assert len(doubts) == 2
    return replace(made, doubts=doubts)


@pytest.mark.parametrize(
    "edit",
    [
        Relate("b.1", "a.1", RelationKind.OPPOSES),
        Relate("b.1", "a.1", RelationKind.UNRELATED),
        Merge((("a.1",), ("b.1",))),
    ],
)
def test_a_doubt_goes_when_a_person_says_how_the_two_stand(edit: Edit) -> None:
    """However they stand; the others stay."""
    assert [doubt.a for doubt in edited(doubtful(), [edit]).doubts] == ["a.2"]


def test_another_edit_leaves_doubts() -> None:
    """Where one of two is confirmed in its own row, nothing is said of the pair; nor where a relation is."""
    assert edited(doubtful(), [Confirm(("a.1",))]).doubts == doubtful().doubts
    stands = [Relate("a.1", "b.2", RelationKind.QUALIFIES), Confirm(("a.1", "b.2"), Of.RELATION)]
    assert edited(doubtful(), stands).doubts == doubtful().doubts


@pytest.mark.parametrize("kind", [RelationKind.OPPOSES, RelationKind.SAME])
def test_a_row_that_is_confirmed_answers_the_doubts_within_it(kind: RelationKind) -> None:
    """That its statements say the same is what is confirmed; those that reach out of it stay."""
    joined = edited(doubtful(), [Merge((("a.1",), ("b.1",), ("a.3",)))])
    inside, outside = Relation(kind, "a.1", "b.1", Reason("wording")), Relation(kind, "a.2", "b.1", Reason("wording"))
    asked = replace(joined, doubts=(inside, outside))
    assert edited(asked, []).doubts == (inside, outside)
    row = next(point.statements for point in asked.points if {"a.1", "b.1"} <= set(point.statements))
    assert edited(asked, [Confirm(row)]).doubts == (outside,)


def test_doubts_are_kept_with_the_comparison_and_go_with_their_answers() -> None:
    """Stored as places and read again; a part without one of the two answers has none."""
    made = doubtful()
    assert records.from_dict(json.loads(json.dumps(records.to_dict(made)))) == made
    frozen = json.dumps(records.freeze(made))
    assert records.thaw(json.loads(frozen), made.question, made.answers) == made
    assert "meal" not in frozen
    assert only(made, {"a"}).doubts == ()


@pytest.mark.model
def test_the_sample_library_holds_what_a_reviewer_should_see(model: Encoder) -> None:
    """One author's chocolate is rarely a trigger, another's in one patient of five; the answers' order is no matter."""
    entry = next(e for e in admit(sources.read_path(LIBRARY)) if e.question.text == "What triggers a migraine?")
    made = compare(entry.question, entry.answers, model)
    said = {statement.id: statement.quote.exact for statement in made.statements}
    pairs = [{said[doubt.a][:20], said[doubt.b][:20]} for doubt in made.doubts]
    assert {"Chocolate is rarely a trigger."[:20], "Chocolate triggers attacks in about one"[:20]} in pairs
    turned = compare(entry.question, entry.answers[::-1], model)
    scores = [{frozenset((d.a, d.b)): d.why.score for d in each.doubts} for each in (made, turned)]
    assert scores[0] == scores[1]


@pytest.mark.model
def test_what_one_says_alone_is_told_where_another_may_say_it(model: Encoder) -> None:
    """Over the sample library: each is below a link, of different voices, and one of the two stands alone."""
    told = 0
    for entry in admit(sources.read_path(LIBRARY)):
        made = compare(entry.question, entry.answers, model)
        voice = {statement.id: statement.voice for statement in made.statements}
        agreed = {i for point in made.points if point.id in made.lists.agreed for i in point.statements}
        asked = [doubt for doubt in made.doubts if doubt.kind is RelationKind.SAME]
        told += len(asked)
        assert len(asked) <= step.MOST
        for doubt in asked:
            assert voice[doubt.a] != voice[doubt.b]
            assert not agreed >= {doubt.a, doubt.b}
            assert doubt.why.score is not None
            assert step.LIKELY_SAME <= doubt.why.score < 0.5
    assert told
