"""What reviewers make of a comparison: laws that hold for every edit."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import answers, page, quotes, records, sources
from plurivox.compare import compare
from plurivox.editing import Confirm, Edit, Merge, Of, Reject, Relate, Split, edited, fitted
from plurivox.errors import EditUnfit, StatementUnknown
from plurivox.model import Answer, Comparison, Expert, Question, RelationKind

LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"


@lru_cache(maxsize=1)
def library() -> tuple[Comparison, ...]:
    found = answers.admit(sources.read_path(LIBRARY))
    return tuple(compare(e.question, e.answers) for e in found)


def small() -> Comparison:
    """Three experts on one thing: some say the same, two oppose each other."""
    said = (
        ("a1", "Dr Ada Test", "Gout is a painful kind of arthritis. Drink plenty of water."),
        ("a2", "Dr Ben Test", "Gout is a painful form of arthritis. Gout can be cured with the right drugs."),
        ("a3", "Dr Cara Test", "Gout is a kind of arthritis that is painful. Gout stays for life."),
    )
    given = tuple(Answer(key, text, Expert(name)) for key, name, text in said)
    return compare(Question("gout", "Can gout be cured?"), given)


def written(comparison: Comparison) -> str:
    return json.dumps(records.to_dict(comparison))


def groups(comparison: Comparison) -> set[frozenset[str]]:
    return {frozenset(point.statements) for point in comparison.points}


@st.composite
def scripts(draw: st.DrawFn) -> tuple[Comparison, list[Edit]]:
    """A comparison of the sample library, and edits each of which fits what the ones before made."""
    start = now = draw(st.sampled_from(library()))
    edits: list[Edit] = []
    for _ in range(draw(st.integers(0, 8))):
        edit = draw(one(now))
        now, unfit = fitted(now, [edit])
        if not unfit:
            edits.append(edit)
    return start, edits


def one(comparison: Comparison) -> st.SearchStrategy[Edit]:
    """Some edit of what stands there."""
    point = st.sampled_from([p.statements for p in comparison.points])
    several = [p.statements for p in comparison.points if len(p.statements) > 1]
    said = st.sampled_from([s.id for s in comparison.statements])
    kinds = st.sampled_from(list(RelationKind))
    choices: list[st.SearchStrategy[Edit]] = [
        st.builds(Confirm, point),
        st.builds(lambda a, b: Merge((a, b)), point, point),
        st.builds(Relate, said, said, kinds),
    ]
    if several:
        many = st.sampled_from(several)
        choices += [st.builds(Reject, many), st.builds(lambda on: Split(on, (on[:1], on[1:])), many)]
    if comparison.relations:
        pair = st.sampled_from([(r.a, r.b) for r in comparison.relations])
        choices += [st.builds(Reject, pair, st.just(Of.RELATION)), st.builds(Confirm, pair, st.just(Of.RELATION))]
    return st.one_of(choices)


def test_no_edit_changes_nothing() -> None:
    """What compare made comes out of the editor byte for byte, for every question of the sample library."""
    for comparison in library():
        assert written(edited(comparison, ())) == written(comparison)


@settings(max_examples=80, deadline=None)
@given(scripts())
def test_edits_keep_every_law(script: tuple[Comparison, list[Edit]]) -> None:
    """No statement is lost or invented, no quote changes, no opposed pair stands in one point."""
    comparison, edits = script
    made = edited(comparison, edits)
    assert made.statements == comparison.statements
    assert made.input_digest == comparison.input_digest
    assert {i for point in made.points for i in point.statements} == {s.id for s in comparison.statements}
    texts = {answer.id: answer for answer in made.answers}
    for statement in made.statements:
        quotes.verify(statement.quote, texts[statement.answer])
    for relation in made.relations:
        pair = {relation.a, relation.b}
        assert relation.kind is not RelationKind.OPPOSES or not any(pair <= group for group in groups(made))
    assert set(made.digest) <= set(comparison.digest)
    assert not set(made.digest) & set(made.warnings)
    assert {s.id for s in made.statements} == {
        line.statement
        for sections in (page.build(made).agreed, page.build(made).single)
        for section in sections
        for row in section.rows
        for line in row.lines
    }
    assert records.thaw(records.freeze(made), made.question, made.answers) == made


@settings(max_examples=40, deadline=None)
@given(scripts())
def test_undo_restores_the_very_bytes(script: tuple[Comparison, list[Edit]]) -> None:
    """Each edit taken back, the last first, gives what stood before it; all of them give what the engine made."""
    comparison, edits = script
    before = [written(edited(comparison, edits[:n])) for n in range(len(edits) + 1)]
    while edits:
        edits.pop()
        assert written(edited(comparison, edits)) == before[len(edits)]
    assert before[0] == written(comparison)


@settings(max_examples=60, deadline=None)
@given(scripts(), st.randoms(use_true_random=False))
def test_order_of_independent_edits_is_no_matter(script, chance) -> None:  # type: ignore[no-untyped-def]
    """Edits over different statements give the same comparison in any order."""
    comparison, edits = script
    free: list[Edit] = []
    touched: set[str] = set()
    for edit in edits:
        names = over(edit)
        if not names & touched and not fitted(comparison, [edit])[1]:
            free.append(edit)
            touched |= names
    shuffled = chance.sample(free, len(free))
    assert written(edited(comparison, shuffled)) == written(edited(comparison, free))


def over(edit: Edit) -> set[str]:
    """The statements that an edit touches."""
    if isinstance(edit, Merge):
        return {name for on in edit.on for name in on}
    return {edit.a, edit.b} if isinstance(edit, Relate) else set(edit.on)


def test_every_kind_of_edit_does_what_it_says() -> None:
    """Split, merge, reject and relate move rows between the lists."""
    comparison = small()
    agreed = next(p for p in comparison.points if len(p.voices) > 2)
    first, *rest = agreed.statements
    parted = edited(comparison, [Split(agreed.statements, ((first,), tuple(rest)))])
    assert {frozenset([first]), frozenset(rest)} <= groups(parted)
    joined = edited(parted, [Merge(((first,), tuple(rest)))])
    assert written(joined) == written(comparison)
    fallen = edited(comparison, [Reject(agreed.statements)])
    assert {frozenset([name]) for name in agreed.statements} <= groups(fallen)
    assert fallen.lists.agreed == ()
    opposed = next(r for r in comparison.relations if r.kind is RelationKind.OPPOSES)
    kind = Relate(opposed.b, opposed.a, RelationKind.QUALIFIES)
    changed = edited(comparison, [kind])
    assert [(r.a, r.b, r.kind, r.why.rule) for r in changed.relations if {r.a, r.b} == {opposed.a, opposed.b}] == [
        (opposed.a, opposed.b, RelationKind.QUALIFIES, "reviewed")
    ]
    gone = edited(comparison, [Reject((opposed.a, opposed.b), Of.RELATION)])
    assert opposed not in gone.relations
    assert written(gone) == written(edited(comparison, [Relate(opposed.a, opposed.b, RelationKind.UNRELATED)]))
    same = edited(comparison, [Relate(opposed.a, opposed.b, RelationKind.OPPOSES)])
    assert written(same) == written(comparison)


def test_what_does_not_fit_is_refused() -> None:
    """Unknown statements, lines that are not there, and what would break a law, each with a reason."""
    comparison = small()
    opposed = next(r for r in comparison.relations if r.kind is RelationKind.OPPOSES)
    agreed = next(p for p in comparison.points if len(p.voices) > 2).statements
    alone = next(p.statements for p in comparison.points if opposed.a in p.statements)
    against = next(p.statements for p in comparison.points if opposed.b in p.statements)
    with pytest.raises(StatementUnknown):
        edited(comparison, [Confirm(("a9.9",))])
    with pytest.raises(StatementUnknown):
        edited(comparison, [Relate("a1.1", "a9.9", RelationKind.OPPOSES)])
    with pytest.raises(StatementUnknown):
        edited(comparison, [Split(agreed, (agreed[:1], ("a9.9",)))])
    for edit in (
        Confirm(agreed[:1]),
        Reject(alone),
        Split(agreed, (agreed[:1],)),
        Split(agreed, (agreed[:1], agreed[1:2])),
        Split(agreed, (agreed, agreed[:1])),
        Split(agreed, (agreed[:1], ())),
        Merge((agreed, agreed)),
        Merge((alone, against)),
        Relate(agreed[0], agreed[1], RelationKind.OPPOSES),
        Relate(agreed[0], agreed[1], RelationKind.SAME),
        Relate("a1.1", "a1.2", RelationKind.OPPOSES),
        Confirm(("a1.1", "a1.2"), Of.RELATION),
    ):
        with pytest.raises(EditUnfit):
            edited(comparison, [edit])
