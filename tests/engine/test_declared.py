"""What peers declare changes the lists, and nothing else: laws that hold for every stance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import answers, page, records, sources
from plurivox.compare import compare
from plurivox.declared import counted
from plurivox.editing import Confirm, edited
from plurivox.model import Answer, Comparison, Expert, Question, RelationKind, Stance, StanceKind
from plurivox.selection import only

LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"

PIA, PAUL = Expert("Dr Pia Test"), Expert("Dr Paul Test")

#: What Ada alone says.
ALONE = "Drink plenty of water."


@lru_cache(maxsize=1)
def library() -> tuple[Comparison, ...]:
    found = answers.admit(sources.read_path(LIBRARY))
    return tuple(compare(e.question, e.answers) for e in found)


@lru_cache(maxsize=1)
def small() -> Comparison:
    """Three experts on one thing: all say what it is, one alone says something else, two oppose each other."""
    said = (
        ("a1", "Dr Ada Test", f"Gout is a painful kind of arthritis. {ALONE}"),
        ("a2", "Dr Ben Test", "Gout is a painful form of arthritis. Gout can be cured with the right drugs."),
        ("a3", "Dr Cara Test", "Gout is a kind of arthritis that is painful. Gout stays for life."),
    )
    given = tuple(Answer(key, text, Expert(name)) for key, name, text in said)
    return compare(Question("gout", "Can gout be cured?"), given)


def stance(kind: StanceKind, peer: Expert = PIA, words: str = "", exact: str = ALONE) -> Stance:
    name = next(s.id for s in small().statements if s.quote.exact == exact)
    return Stance(name, peer, kind, words)


def leads(sections: Iterable[page.Section]) -> list[str]:
    return [row.lead.exact for section in sections for row in section.rows]


def row_of(made: page.QuestionPage, exact: str = ALONE) -> page.Row:
    return next(r for s in (*made.agreed, *made.single) for r in s.rows if r.lead.exact == exact)


@st.composite
def declared(draw: st.DrawFn) -> tuple[Comparison, list[Stance]]:
    """A comparison of the sample library, and what some peers declare, some of whom answered here themselves."""
    comparison = draw(st.sampled_from([made for made in library() if made.statements]))
    authors = [answer.expert for answer in comparison.answers if answer.expert]
    made = st.builds(
        Stance,
        st.sampled_from([s.id for s in comparison.statements]),
        st.sampled_from([PIA, PAUL, *authors]),
        st.sampled_from(list(StanceKind)),
        st.sampled_from(["", "In adults."]),
    )
    return comparison, draw(st.lists(made, max_size=6))


def test_agreement_moves_a_statement_of_one_to_the_agreed() -> None:
    """It is marked as declared, with the peer and the statement; the voices that were inferred stay as they are."""
    before = page.build(small())
    assert ALONE in leads(before.single)
    assert row_of(before).declared == ()
    after = page.build(counted(small(), [stance(StanceKind.AGREE)]))
    assert ALONE in leads(after.agreed)
    assert ALONE not in leads(after.single)
    row = row_of(after)
    assert [(said.peer, said.statement) for said in row.declared] == [(PIA, row.lead.statement)]
    assert (row.voices, row.added, [expert.name for expert in row.experts]) == (1, 1, ["Dr Ada Test"])
    assert after.voices == before.voices == 3


def test_agreement_with_a_condition_is_it_depends_and_moves_nothing() -> None:
    """With the words of the peer under the peer's name; the quote stays the author's."""
    after = page.build(counted(small(), [stance(StanceKind.AGREE_IF, words="If the kidneys are sound.")]))
    assert ALONE in leads(after.single)
    (dispute,) = after.disputed
    assert (dispute.kind, dispute.line.exact, dispute.line.expert.name) == (
        RelationKind.QUALIFIES,
        ALONE,
        "Dr Ada Test",
    )
    assert [(said.peer.name, said.words) for said in dispute.peers] == [("Dr Pia Test", "If the kidneys are sound.")]


def test_disagreement_stands_against_a_statement_and_takes_no_voice_away() -> None:
    """Also where the point is agreed: who agreed still does."""
    shared = "Gout is a painful kind of arthritis."
    found = [stance(StanceKind.DISAGREE, each, words, shared) for each, words in ((PIA, "It is not."), (PAUL, ""))]
    after = page.build(counted(small(), found))
    (dispute,) = after.disputed
    assert (dispute.kind, dispute.line.exact) == (RelationKind.OPPOSES, shared)
    assert [(said.peer.name, said.words) for said in dispute.peers] == [
        ("Dr Paul Test", ""),
        ("Dr Pia Test", "It is not."),
    ]
    assert leads(after.agreed) == leads(page.build(small()).agreed)


def test_only_another_voice_makes_agreement() -> None:
    """Not the author, and not an expert whose answer copies the author's; one who says the same adds nobody."""
    ada, ben = Expert("Dr Ada Test"), Expert("Dr Ben Test")
    assert counted(small(), [stance(StanceKind.AGREE, ada)]) == small()
    text = " ".join(f"Sentence number {n} says that gout hurts in the toe." for n in range(8))
    given = (Answer("a1", text, ada), Answer("a2", text, ben), Answer("a3", "Cherries help.", Expert("Dr Cara Test")))
    copied = compare(Question("gout", "Can gout be cured?"), given)
    assert copied.copies
    stances = [Stance(s.id, ben, StanceKind.AGREE) for s in copied.statements if s.voice == ada.id]
    assert counted(copied, stances).lists == copied.lists
    row = row_of(page.build(counted(small(), [stance(StanceKind.AGREE, ben)])))
    assert row.added == 1
    shared = "Gout is a painful kind of arthritis."
    again = page.build(counted(small(), [stance(StanceKind.AGREE, ben, exact=shared)]))
    assert {r.added for s in again.agreed for r in s.rows} == {0}


def test_one_expert_alone_is_not_compared_however_many_agree() -> None:
    """A comparison needs two who answer; what peers declare stands beside the answer all the same."""
    one = compare(Question("gout", "Can gout be cured?"), [Answer("a1", ALONE, Expert("Dr Ada Test"))])
    made = counted(one, [Stance("a1.1", PIA, StanceKind.AGREE)])
    assert (made.state, made.lists) == (one.state, one.lists)


@given(declared(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_stances_in_any_order_give_the_same_bytes(
    given: tuple[Comparison, list[Stance]], chance: st.DataObject
) -> None:
    """The same stances, given twice over and shuffled, too; and it reads back as it was written."""
    comparison, stances = given
    made = counted(comparison, stances)
    other = [*stances, *stances]
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert counted(comparison, other) == made
    assert records.from_dict(records.to_dict(made)) == made


@given(declared())
@settings(max_examples=60, deadline=None)
def test_stances_touch_nothing_but_the_lists(given: tuple[Comparison, list[Stance]]) -> None:
    """Taken away they leave what was; no quote is touched, no agreement lost, and every point stays in a list."""
    comparison, stances = given
    made = counted(comparison, stances)
    assert replace(made, stances=(), lists=comparison.lists) == comparison
    assert set(comparison.lists.agreed) <= set(made.lists.agreed)
    assert (made.lists.differing, made.lists.unaddressed) == (comparison.lists.differing, comparison.lists.unaddressed)
    assert not set(made.lists.agreed) & set(made.lists.single)
    of = {point.id: set(point.statements) for point in made.points}
    listed = set().union(*(of[i] for i in (*made.lists.agreed, *made.lists.single)), set())
    if made.lists.single or made.lists.agreed:
        assert listed == {s.id for s in made.statements}
    shown = page.build(made)
    assert {said.kind for s in shown.agreed for r in s.rows for said in r.declared} <= {StanceKind.AGREE}
    for section in shown.agreed:
        assert all(row.voices + row.added > 1 for row in section.rows)


@given(declared(), st.data())
@settings(max_examples=40, deadline=None)
def test_stances_of_who_is_left_out_go(given: tuple[Comparison, list[Stance]], data: st.DataObject) -> None:
    """With their answers goes what they declare; the others' is counted over what is left."""
    comparison, stances = given
    kept = set(data.draw(st.sets(st.sampled_from([answer.id for answer in comparison.answers]))))
    gone = {a.voice for a in comparison.answers} - {a.voice for a in comparison.answers if a.id in kept}
    part = only(counted(comparison, stances), kept)
    assert part == counted(only(comparison, kept), [s for s in stances if s.peer.id not in gone])


def test_an_edit_keeps_what_is_declared() -> None:
    """An edit of a comparison in which stances are counted counts them again over the points that come of it."""
    made = counted(small(), [stance(StanceKind.AGREE)])
    assert edited(made, [Confirm(made.points[0].statements)]) == made


def test_stances_are_counted_once_and_not_stored_with_the_offsets() -> None:
    """They end, so whoever shows a comparison counts those that hold."""
    made = counted(small(), [stance(StanceKind.AGREE)])
    with pytest.raises(ValueError, match="already"):
        counted(made, [stance(StanceKind.AGREE)])
    with pytest.raises(ValueError, match="without"):
        records.freeze(made)
