"""What keeps two statements from being held against each other: other people, conditions, degrees, contrast.

Part of step 5. "Headaches need no scan" and "if one side is weak, a scan is needed" limit each other and clash in
nothing. Reads two statements; rules.py finds what does clash.
"""

from __future__ import annotations

from collections.abc import Iterator

from plurivox.cues import STOPWORDS, stem
from plurivox.relations.sides import MOST_FIGURES, Finding, Rule, Side, from_cues


def limits(a: Side, b: Side) -> list[Finding]:
    """What limits one statement against the other: people, condition, degree, time."""
    found = [*_people(a, b), *_condition(a, b), *_degree(a, b)]
    return sorted(found, key=lambda f: -f.strength)


def bound(a: Side, b: Side) -> Finding | None:
    """What binds one statement, or both differently, to cases that the other does not speak of.

    "Headaches need no scan" and "if one side is weak, a scan is needed" can both be taken at face value.
    """
    mine, yours = _binding(a, b), _binding(b, a)
    if mine or yours:
        return Finding(Rule.CONDITION, 0.9, mine, yours, "bound")
    asked = a.question.values("population")
    one, two = (s.reading.values("population") - asked for s in (a, b))
    if one & two or not (one or two):
        return None
    words = [next((s.reading.slice(c) for c in s.reading.of("population") if c.value not in asked), "") for s in (a, b)]
    return Finding(Rule.PEOPLE, 0.9, words[0], words[1], "bound")


def either_bound(a: Side, b: Side) -> bool:
    return bool(_binding(a, b) or _binding(b, a))


#: What ends a phrase that binds a statement to ages: "people over 85".
_OF_AGES = ("over", "under", "aged")


def _binding(s: Side, other: Side) -> str:
    """The word that binds a statement to cases which neither the other nor the question names, or ""."""
    known = other.reading.stems | other.question.stems
    for cue in s.reading.of("restriction"):
        words = [t.word for t in s.reading.tokens if t.clause == cue.clause and t.start >= cue.start]
        if any(w[0].isalpha() and w not in STOPWORDS and stem(w) not in known for w in words):
            return s.reading.slice(cue)
        if s.reading.slice(cue).lower().endswith(_OF_AGES) and any(w[0].isdigit() for w in words):
            return s.reading.slice(cue)
    return ""


def contrasting(a: Side, b: Side) -> bool:
    """Whether a contrast word stands in either statement: then only facts that clash by name make an opposition."""
    return bool(a.reading.of("contrast") or b.reading.of("contrast"))


def _people(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("population"), b.reading.of("population")
    values_a, values_b = {c.value for c in mine}, {c.value for c in yours}
    if values_a != values_b:
        one = next((c for c in mine if c.value not in values_b), None)
        two = next((c for c in yours if c.value not in values_a), None)
        yield Finding(
            Rule.PEOPLE,
            0.8 if one and two else 0.5,
            a.reading.slice(one) if one else "",
            b.reading.slice(two) if two else "",
            "both" if one and two else "one",
        )


def _condition(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("condition"), b.reading.of("condition")
    if len(mine) != len(yours):
        more = mine if len(mine) > len(yours) else yours
        words = (a if more is mine else b).reading.slice(more[0])
        yield Finding(
            Rule.CONDITION,
            0.6 if not (mine and yours) else 0.3,
            words if more is mine else "",
            "" if more is mine else words,
            more[0].value,
        )


def _degree(a: Side, b: Side) -> Iterator[Finding]:
    for x in a.reading.of("frequency")[:MOST_FIGURES]:
        for y in b.reading.of("frequency")[:MOST_FIGURES]:
            if abs(int(x.value) - int(y.value)) in (1, 2):
                yield from_cues(Rule.DEGREE, 0.4, a, b, x, y)
                return
