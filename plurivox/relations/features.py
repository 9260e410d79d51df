"""A pair of statements as numbers, the same whichever stands first: what the trained reading sees.

Step 5. Cosines are there only when a sentence model is; without one the model for words alone is used.
"""

from __future__ import annotations

import numpy as np

from plurivox import cues
from plurivox.relations import quantities, rules
from plurivox.relations.rules import Rule, Side
from plurivox.vectors import Vectors

#: Axes whose sides may clash, in the order of the features.
AXES = ("amount", "effect", "harm", "advice", "spread", "outlook", "presence", "time", "same", "verdict")
_RULES = (Rule.INHERITANCE, Rule.FIGURES, Rule.HOW_OFTEN, Rule.DENIAL, Rule.SIDES, Rule.CAUSE, Rule.FIRST_CHOICE)
_LISTS = ("condition", "population", "frequency", "hedge", "negation", "contrast", "ratio")


def names(vectors: bool) -> list[str]:
    """The features' names, in order."""
    found = ["jaccard", "overlap", "raw-jaccard", "length-gap", "length"]
    found += [f"rule.{r.value}" for r in _RULES] + ["limit.people", "limit.condition", "limit.degree"]
    for axis in AXES:
        found += [f"{axis}.clash", f"{axis}.agree", f"{axis}.mixed", f"{axis}.one"]
    for kind in _LISTS:
        found += [f"{kind}.both", f"{kind}.one"]
    found += [
        *("only.both", "only.one", "if.both", "if.one", "relative.one", "alike", "forms.differ", "forms.one"),
        *("figures.specific", "figures.both", "figures.one", "units.same", "units.other", "share.both", "share.gap"),
        *("people.same", "frequency.gap", "relative-absolute", "negated-same"),
    ]
    if vectors:
        found += [
            "cosine",
            "cosine.rest",
            "cosine.question",
            "cosine.question-gap",
            "cosine*negation",
            "cosine*clash",
            "cosine*limit",
            "cosine*figures",
        ]
    return found


def row(a: Side, b: Side, vectors: tuple[Vectors, Vectors, Vectors] | None) -> list[float]:
    """The features of one pair; `vectors` are those of a, b and the question. `row(a, b, v) == row(b, a, v)`."""
    x, y = a.reading, b.reading
    opposed, limited = rules.oppositions(a, b), rules.limits(a, b)
    union = len(a.own | b.own) or 1
    raw = len(x.stems | y.stems) or 1
    sizes = sorted((len(x.tokens), len(y.tokens)))
    found: list[float] = [
        len(a.own & b.own) / union,
        rules.overlap(a, b),
        len(x.stems & y.stems) / raw,
        1 - sizes[0] / (sizes[1] or 1),
        min(1.0, sum(sizes) / 100),
    ]
    found += [max((f.strength for f in opposed if f.rule is rule), default=0.0) for rule in _RULES]
    found += [
        max((f.strength for f in limited if f.rule is rule), default=0.0)
        for rule in (Rule.PEOPLE, Rule.CONDITION, Rule.DEGREE)
    ]
    clash = 0.0
    for axis in AXES:
        ups = [frozenset((c.value == "up") != c.denied for c in r.of(f"axis.{axis}")) for r in (x, y)]
        both = bool(ups[0] and ups[1])
        strict = both and not ups[0] & ups[1]
        clash += strict
        found += [
            float(strict),
            float(both and ups[0] == ups[1]),
            float(both and not strict and ups[0] != ups[1]),
            float(bool(ups[0]) != bool(ups[1])),
        ]
    for kind in _LISTS:
        found += _both_one(x.of(kind), y.of(kind))
    found += _both_one(x.of("condition", "only"), y.of("condition", "only"))
    found += _both_one(x.of("condition", "if"), y.of("condition", "if"))
    found += [_both_one(x.of("ratio", "relative"), y.of("ratio", "relative"))[1]]
    kinds = rules.forms(a), rules.forms(b)
    found += [
        rules.alike(a, b),
        float(bool(kinds[0] and kinds[1]) and kinds[0] != kinds[1]),
        float(bool(kinds[0]) != bool(kinds[1])),
    ]
    found += [max((f.strength for f in opposed if f.rule is Rule.FIGURES and f.name in rules.SPECIFIC), default=0.0)]
    units = [{q.kind for q in s.quantities} for s in (a, b)]
    found += [
        float(bool(units[0] and units[1])),
        float(bool(units[0]) != bool(units[1])),
        float(bool(units[0] & units[1])),
        float(bool(units[0] and units[1]) and not units[0] & units[1]),
    ]
    shares = [[q for q in s.quantities if q.kind == "share"] for s in (a, b)]
    both_shares = bool(shares[0] and shares[1])
    found += [float(both_shares), min((quantities.conflict(p, q) for p in shares[0] for q in shares[1]), default=0.0)]
    people = x.values("population"), y.values("population")
    found += [float(bool(people[0] & people[1]))]
    levels = [[int(c.value) for c in r.of("frequency")] for r in (x, y)]
    found += [abs(max(levels[0]) - max(levels[1])) / 5 if levels[0] and levels[1] else 0.0]
    ratios = x.values("ratio"), y.values("ratio")
    found += [float(("relative" in ratios[0]) != ("relative" in ratios[1]) and bool(units[0] and units[1]))]
    negated = bool(x.of("negation")) != bool(y.of("negation"))
    found += [float(negated) * rules.overlap(a, b)]
    if vectors is not None:
        u, v, q = vectors
        cosine = float(u @ v)
        rest = _rest(u, q), _rest(v, q)
        near = sorted((float(u @ q), float(v @ q)))
        limit = max((f.strength for f in limited), default=0.0)
        found += [
            cosine,
            float(rest[0] @ rest[1]),
            near[0],
            near[1] - near[0],
            cosine * negated,
            cosine * min(2.0, clash),
            cosine * limit,
            cosine * bool(units[0] and units[1]),
        ]
    return found


def _both_one(mine: tuple[cues.Cue, ...], yours: tuple[cues.Cue, ...]) -> list[float]:
    return [float(bool(mine and yours)), float(bool(mine) != bool(yours))]


def _rest(vector: Vectors, question: Vectors) -> Vectors:
    """What is left of a vector without the question's direction, of length 1."""
    left = vector - (vector @ question) * question
    size = float(np.linalg.norm(left))
    return left / size if size > 0 else left
