"""What keeps two statements out of one point however near their words are: whom they are about, and doses."""

from __future__ import annotations

import pytest

from plurivox.relations import rules
from plurivox.relations.apart import tells_apart
from tests import pace

APART = {
    "tested positive, tested negative": (
        "With HER2-positive disease the median survival is now close to five years.",
        "In HER2-negative disease the median survival is now close to five years.",
    ),
    "ages": (
        "At ages 45 to 54: a mammogram every year.",
        "From age 55: a mammogram every year.",
    ),
    "children, adults": (
        "In children, minimal change disease is the most common cause.",
        "In adults, minimal change disease is a common cause.",
    ),
    "a child's dose": (
        "For attacks I recommend ibuprofen 400 mg.",
        "In children ibuprofen, 10 mg per kilogram, is often all that is needed for attacks.",
    ),
    "intervals": (
        "Most guidelines advise starting at 40 and going every other year.",
        "Women at average risk should start at age 40 and have one every year.",
    ),
    "rare, most, though of some trouble": (
        "Only in rare cases do patients have trouble with learning.",
        "Most patients have some trouble with learning.",
    ),
    "avoid, take": (
        "Patients with gout should avoid aspirin.",
        "Patients with gout should take aspirin.",
    ),
    "raises, lowers": (
        "Low-dose aspirin raises uric acid in the blood.",
        "Low-dose aspirin lowers uric acid in the blood.",
    ),
    "with, without": (
        "Take colchicine with grapefruit juice.",
        "Take colchicine without grapefruit juice.",
    ),
    "one thing, what is not it": (
        "Nonmelanoma skin cancer is the most common cancer.",
        "Melanoma is the most common deadly skin cancer.",
    ),
    "by weight and not": (
        "The dose of paracetamol is 15 mg/kg every six hours.",
        "The dose of paracetamol is 240 mg every six hours.",
    ),
    "types": (
        "Type 1 causes changes of the skin and of bone.",
        "Type 2 causes changes of the skin and of bone.",
    ),
}

TOGETHER = {
    "a later some people": (
        "Assisted reproduction techniques can help some women with Turner syndrome get pregnant.",
        "While most women with Turner syndrome are infertile, such techniques can help some women become pregnant.",
    ),
    "a few days, usual": (
        "The tooth may be tender for a few days, for which ibuprofen is enough.",
        "A dull ache for two or three days is usual, and ibuprofen is enough for the tooth.",
    ),
    "a denial in a clause of its own": (
        "In that case an ambulance must be called.",
        "Relatives should call an ambulance if someone does not wake up.",
    ),
    "not before": (
        "They need six to eight weeks to work.",
        "Do not expect them to work before six to eight weeks.",
    ),
    "yearly, every twelve months": (
        "Have it checked yearly.",
        "Have it checked every twelve months.",
    ),
    "sides of another thing": (
        "Exercise lowers the pressure and raises the mood.",
        "Exercise lowers the pressure.",
    ),
    "intervals that meet": (
        "Have it checked every two to three years.",
        "A check every three years is enough.",
    ),
    "one interval, the other none": (
        "Have it checked every year.",
        "Have it checked regularly.",
    ),
    "the same marker, the same finding": (
        "With HER2-positive disease the median survival is now close to five years.",
        "Half of those with HER2-positive tumors live about five years.",
    ),
    "both markers in one": (
        "HER2-positive and HER2-negative tumors are both treated with surgery.",
        "HER2-negative tumors are treated with surgery.",
    ),
    "ages that meet": (
        "It usually begins between ages 40 and 60.",
        "It usually begins after age 50.",
    ),
    "one names people, the other none": (
        "In adults, minimal change disease is a common cause.",
        "Minimal change disease is a common cause.",
    ),
    "doses of the same people": (
        "In children give ibuprofen, 10 mg per kilogram.",
        "Children may take ibuprofen, 10 mg per kilogram.",
    ),
}


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
@pytest.mark.parametrize("turned", [False, True])
def test_statements_about_others_are_told_apart(pair: tuple[str, str], turned: bool) -> None:
    """Whichever stands first."""
    a, b = (rules.side(text, "What should people know?") for text in (reversed(pair) if turned else pair))
    assert tells_apart(a, b)


@pytest.mark.parametrize("pair", TOGETHER.values(), ids=TOGETHER)
@pytest.mark.parametrize("turned", [False, True])
def test_statements_about_the_same_are_not(pair: tuple[str, str], turned: bool) -> None:
    """Nor where only one of them says whom it is about, or speaks of both."""
    a, b = (rules.side(text, "What should people know?") for text in (reversed(pair) if turned else pair))
    assert not tells_apart(a, b)


def test_people_whom_the_question_names_tell_nothing_apart() -> None:
    """Who asks about children and adults is answered about both."""
    a, b = (rules.side(text, "Is it common in children and adults?") for text in APART["children, adults"])
    assert not tells_apart(a, b)


def test_one_endless_word_takes_linear_time() -> None:
    """Two statements of one long word each are held against each other in a moment."""
    one, other = (rules.side(letter * 30_000, "What is it?") for letter in "ab")
    assert not tells_apart(one, other)
    pace.assert_within(2, lambda: tells_apart(one, other))
