"""Answers that copy each other count as one voice: they are shown under their own names, and agree only once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import independence, page, records
from plurivox.compare import compare
from plurivox.model import Answer, Copy, Expert, ExpertKind, Question, State
from plurivox.selection import only
from tests import pace

QUESTION = Question("k", "What is Bell's palsy?", subject="Bell's palsy")
LONG = (
    "Bell's palsy is a weakness of one side of the face that comes on within hours. The nerve that moves the face"
    " swells in its narrow bony canal. Most people recover within three months, and tablets of a steroid in the first"
    " three days make a full recovery more likely."
)
EDITED = LONG.replace("within hours", "in a few hours").replace("Most people", "Nearly all people") + " Rest helps."
OWN = (
    "A sudden palsy of the facial nerve is called Bell's palsy. Recovery takes about three months for most people. The"
    " eye must be kept moist, for it cannot be closed and would otherwise dry out during the night."
)


def _answer(id: str, text: str, name: str) -> Answer:
    return Answer(id, text, Expert(name, ExpertKind.ORGANISATION))


def test_answers_that_share_most_of_their_text_are_one_voice() -> None:
    """A lightly edited copy is found, an answer in other words is not."""
    answers = [_answer("a1", LONG, "North Clinic"), _answer("a2", EDITED, "South Clinic"), _answer("a3", OWN, "East")]
    found = independence.copies(answers)
    assert [(copy.a, copy.b) for copy in found] == [("a1", "a2")]
    assert found[0].share >= independence.COPIED
    home = independence.voices(answers, found)
    assert home == {"north-clinic": "north-clinic", "south-clinic": "north-clinic", "east": "east"}
    assert independence.count(home, home) == 2


def test_copies_of_copies_are_one_voice() -> None:
    """Whoever copies one of them joins them all, in whatever order the answers come."""
    half = LONG + " " + OWN
    answers = [_answer("a1", LONG, "North"), _answer("a2", OWN, "East"), _answer("a3", half, "West")]
    for order in (answers, answers[::-1]):
        home = independence.voices(order, independence.copies(order))
        assert set(home.values()) == {"east"}


def test_two_answers_of_one_expert_are_no_copy() -> None:
    """They are one voice already."""
    assert independence.copies([_answer("a1", LONG, "North"), _answer("a2", LONG, "North")]) == ()


def test_short_answers_in_the_same_words_are_no_copy() -> None:
    """Two experts may both write "Drink plenty of water" without having read each other."""
    short = "Drink plenty of water and rest until the fever has gone."
    assert independence.copies([_answer("a1", short, "North"), _answer("a2", short, "South")]) == ()


def test_what_only_copies_say_is_said_by_one_voice() -> None:
    """Copies alone make no agreement; with an independent voice they do, and count as one."""
    copied = [_answer("a1", LONG, "North Clinic"), _answer("a2", LONG, "South Clinic")]
    alone = compare(QUESTION, copied)
    assert alone.state is State.NOT_ENOUGH_ANSWERS
    assert alone.lists.agreed == ()
    with_own = compare(QUESTION, [*copied, _answer("a3", OWN, "East")])
    assert with_own.state is State.COMPARED
    shown = page.build(with_own)
    assert (shown.voices, len(shown.experts), shown.meter) == (2, 3, False)
    assert [[e.name for e in group.experts] for group in shown.copies] == [["North Clinic", "South Clinic"]]
    single = [row for section in shown.single for row in section.rows]
    assert any(len(row.experts) == 2 and row.voices == 1 for row in single)
    assert all(row.voices == 2 for section in shown.agreed for row in section.rows)


def test_every_statement_stands_in_a_list_although_copies_agree() -> None:
    """Nothing is lost where two names say one thing with one voice."""
    comparison = compare(
        QUESTION, [_answer("a1", LONG, "North"), _answer("a2", EDITED, "South"), _answer("a3", OWN, "East")]
    )
    points = {point.id: point for point in comparison.points}
    listed = {s for name in (*comparison.lists.agreed, *comparison.lists.single) for s in points[name].statements}
    assert listed == {s.id for s in comparison.statements}


def test_copies_survive_being_stored() -> None:
    """A stored comparison knows which answers copy each other."""
    answers = [_answer("a1", LONG, "North"), _answer("a2", EDITED, "South"), _answer("a3", OWN, "East")]
    comparison = compare(QUESTION, answers)
    assert records.from_dict(records.to_dict(comparison)) == comparison
    assert records.thaw(records.freeze(comparison), QUESTION, answers) == comparison


def _groups(answers: Sequence[Answer]) -> set[frozenset[str]]:
    """The voices that count as one, together."""
    home = independence.voices(answers, independence.copies(answers))
    return {frozenset(voice for voice in home if home[voice] == first) for first in home.values()}


@pytest.mark.parametrize("many", [2, 50, 51, 400])
def test_however_many_copy_one_text_they_are_one_voice(many: int) -> None:
    """Word for word, or each with edits of its own: no number of copies makes agreement."""
    words, chance = LONG.split(), random.Random(1)
    for edits in (0, 3):
        answers = []
        for n in range(many):
            own = words.copy()
            for at in chance.sample(range(len(words)), edits):
                own[at] = f"word{n}"
            answers.append(_answer(f"a{n}", " ".join(own), f"Clinic {n}"))
        assert len(_groups(answers)) == 1


def test_a_page_counts_fifty_one_copies_once() -> None:
    """What 51 experts paste is said by one voice, and is no agreement."""
    shown = page.build(compare(QUESTION, [_answer(f"a{n}", LONG, f"Clinic {n}") for n in range(51)]))
    assert (shown.state, shown.voices, shown.agreed) == (State.NOT_ENOUGH_ANSWERS, 1, ())


PIECES = [" ".join(f"{name}{n}" for n in range(14)) for name in "abcdef"]
MADE_OF = st.lists(st.sampled_from(PIECES), min_size=2, max_size=5).map(" ".join)


@given(st.lists(st.tuples(MADE_OF, st.integers(0, 9)), min_size=2, max_size=9))
@settings(max_examples=300, deadline=None)
def test_voices_are_those_of_all_pairs_held_against_each_other(said: list[tuple[str, int]]) -> None:
    """Nobody who copies anybody is missed, whoever else holds the same runs, and nobody else is joined."""
    answers = [_answer(f"a{n}", text, f"Voice {voice}") for n, (text, voice) in enumerate(said)]
    held = {
        answer.id: {tuple(words[n : n + 5]) for words in [answer.text.split()] for n in range(len(words) - 4)}
        for answer in answers
    }
    long = [answer for answer in answers if len(held[answer.id]) >= independence.FEWEST]
    every = [
        Copy(a.id, b.id, 1.0)
        for a, b in combinations(long, 2)
        if 2 * len(held[a.id] & held[b.id]) >= min(len(held[a.id]), len(held[b.id]))
    ]
    home = independence.voices(answers, every)
    assert _groups(answers) == {frozenset(voice for voice in home if home[voice] == one) for one in home.values()}
    assert _groups(answers[::-1]) == _groups(answers)
    shares = {(copy.a, copy.b) for copy in independence.copies(answers)}
    assert shares <= {(copy.a, copy.b) for copy in every}


def test_copies_of_one_who_is_left_out_are_still_one_voice() -> None:
    """Leaving out the text that two copied does not make two voices of them."""
    said = [LONG, f"{LONG} Rest helps.", f"Rest helps, doctors say. {LONG}", OWN]
    whole = compare(QUESTION, [_answer(f"a{n}", text, f"Clinic {n}") for n, text in enumerate(said)])
    for gone in ("a0", "a1", "a2"):
        part = only(whole, {answer.id for answer in whole.answers} - {gone})
        assert page.build(part).voices == 2


def test_a_thousand_answers_with_one_common_phrase_stay_fast() -> None:
    """A phrase that everybody uses is no copy, and is not held against every pair."""
    phrase = "call an ambulance at once if your face droops on one side"
    answers = [
        _answer(f"a{n}", f"{phrase} " + " ".join(f"word{n}x{i}" for i in range(40)), f"Voice {n}") for n in range(1000)
    ]
    assert independence.copies(answers) == ()
    pace.assert_within(5, lambda: independence.copies(answers))


def test_a_thousand_copies_take_no_longer_than_their_text() -> None:
    """A thousand edited copies are one voice, found and counted within seconds; so are many that share much and copy
    nobody."""
    words, chance = [f"said{n}" for n in range(300)], random.Random(1)
    copied, alike = [], []
    for n in range(1000):
        own = words.copy()
        for at in chance.sample(range(300), 10):
            own[at] = f"own{n % 7}"
        copied.append(_answer(f"a{n}", " ".join(own), f"Voice {n}"))
        alike.append(_answer(f"a{n}", " ".join([*words[:120], *(f"own{n}x{i}" for i in range(180))]), f"Voice {n}"))
    assert len(_groups(copied)) == 1
    assert independence.copies(alike) == ()
    pace.assert_within(10, lambda: (_groups(copied), independence.copies(alike)))
