"""One statement read for comparison, and what two of them share: the nouns that every rule of relations speaks of.

Step 5. Reads and counts only; decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from plurivox.cues import Cue, Reading, lists, read, stem
from plurivox.relations import quantities
from plurivox.relations.quantities import Quantity


class Rule(StrEnum):
    """Why two statements are related so; the closed list of codes in a Reason. The docstrings below are shown."""

    INHERITANCE = "inheritance"
    FIGURES = "figures"
    HOW_OFTEN = "how-often"
    DENIAL = "denial"
    SIDES = "opposite-sides"
    CAUSE = "cause-known"
    FIRST_CHOICE = "first-choice"
    PEOPLE = "other-people"
    CONDITION = "condition"
    DEGREE = "degree"
    TIME = "other-time"
    MEASURES = "other-measure"
    WORDING = "wording"
    NOTHING_SHARED = "nothing-shared"


#: What each code says to a person.
EXPLANATIONS: dict[Rule, str] = {
    Rule.INHERITANCE: "They name different patterns of inheritance.",
    Rule.FIGURES: "They give different figures for the same thing in the same unit.",
    Rule.HOW_OFTEN: "They say that the same happens much more, or much less, often.",
    Rule.DENIAL: "One denies what the other says.",
    Rule.SIDES: "They stand on opposite sides of the same matter (more or less, helps or harms, do or do not).",
    Rule.CAUSE: "One says that the cause is not known, the other names a cause.",
    Rule.FIRST_CHOICE: "They name different treatments of first choice.",
    Rule.PEOPLE: "They speak of different people (such as children, adults, or those with a severe form).",
    Rule.CONDITION: "One holds only under a condition that it names.",
    Rule.DEGREE: "One limits how much, how often or how surely the other holds.",
    Rule.TIME: "They speak of different times.",
    Rule.MEASURES: "Their figures measure different things, or one is relative and the other absolute.",
    Rule.WORDING: "Decided by a trained reading of all their words together; no single words decided.",
    Rule.NOTHING_SHARED: "They share no subject matter beyond the question itself.",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One statement read for comparison; `own` are its stems without those of the question.

    `topic` is what it is about beyond the question and beyond the words that every medical statement shares.
    """

    reading: Reading
    quantities: tuple[Quantity, ...]
    own: frozenset[str]
    topic: frozenset[str]
    question: Reading

    @property
    def text(self) -> str:
        return self.reading.text


class Finding(NamedTuple):
    """One rule that applies, how strongly (0..1), and the exact words of either side."""

    rule: Rule
    strength: float
    a: str
    b: str
    name: str = ""
    """Which axis, attribute or unit: for features and tests."""
    sure: bool = False
    """Whether the rule alone shows that the same thing is said to be different."""

    def flipped(self) -> Finding:
        return self._replace(a=self.b, b=self.a)


#: Figures and words of frequency of a statement that are held against others; the rest is a table, not a statement.
MOST_FIGURES = 24


def side(text: str, question: str) -> Side:
    """A statement as one side of a pair, apart from the words of the question."""
    reading, asked = read(text), read(question)
    figures = quantities.read(text)
    if any(phrase in question.lower() for phrase in _ASKS_AGE):
        figures += quantities.bare_ages(text, figures)
    own = reading.stems - asked.stems
    return Side(reading, figures[:MOST_FIGURES], own, own - generic(), asked)


#: Words of a question under which a bare figure is an age.
_ASKS_AGE = ("what age", "which age", "how old")


#: Groups and forms of a disease that a statement may be limited to; two different ones are never opposed.
FORMS = frozenset(
    ["child", "infant", "adult", "old", "pregnant", "type1", "type2", "type3", "type4", "familial", "sporadic",
     "carrier", "acute", "chronic", "aura", "noaura", "severe", "mild", "immune", "form", "juvenileform", "adultform",
     "infantileform"]
)  # fmt: skip


def forms(s: Side) -> frozenset[str]:
    """The groups of people and the forms of a disease that a statement speaks of."""
    return s.reading.values("population") & FORMS


@lru_cache(maxsize=1)
def generic() -> frozenset[str]:
    """Stems of the words that nearly every medical statement holds."""
    return frozenset(stem(word) for word in lists()["generic"]["words"])


def alike(a: Side, b: Side) -> float:
    """Shared topic words over those of the side with fewer; 1 where one has none: then it speaks of the subject."""
    return len(a.topic & b.topic) / min(len(a.topic), len(b.topic)) if a.topic and b.topic else 1.0


def partly(s: Side) -> bool:
    """Whether a statement speaks of a part or an exception: "rarely it is inherited in an X-linked manner"."""
    return any(c.value in ("1", "2") for c in s.reading.of("frequency")) or any(q.kind == "share" for q in s.quantities)


#: Groups that say nothing against holding two statements together, by what is compared.
_BESIDE = {
    "onset": frozenset({"child", "infant", "adult"}),
    "peak": frozenset({"mild", "severe"}),
    "goal": frozenset({"adult"}),
    "threshold": frozenset({"adult"}),
    "inheritance": frozenset({"child", "family", "familial", "sporadic", "women", "men", "carrier"}),
}


_TYPES = frozenset({"type1", "type2", "type3", "type4"})


def same_people(a: Side, b: Side, attribute: Sequence[str] = ()) -> bool:
    """Whether both speak of the same groups and forms; "in early childhood" is an age where an onset is named."""
    beside = frozenset().union(*(_BESIDE.get(name, frozenset()) for name in attribute))
    beside |= a.question.values("population") & b.question.values("population")
    one, two = (s.reading.values("population") - beside for s in (a, b))
    if one & two & _TYPES:
        one, two = one - {"form"}, two - {"form"}
    return one == two


def overlap(a: Side, b: Side) -> float:
    """Shared content words, the question's apart, over those of the side with fewer; 0 where either has none."""
    return len(a.own & b.own) / max(1, min(len(a.own), len(b.own)))


def from_cues(
    rule: Rule, strength: float, a: Side, b: Side, x: Cue, y: Cue, name: str = "", sure: bool = False
) -> Finding:
    return Finding(rule, round(strength, 4), a.reading.slice(x), b.reading.slice(y), name, sure)
