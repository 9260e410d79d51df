"""From what differs and the trained reading to one word: same, qualifies, opposes, incomparable or unrelated.

Step 5. "Cannot be compared" is preferred to a false opposition: an opposition needs facts that clash by name, or a trained
reading that is very sure. The order of the two statements changes nothing but the order of the quoted words.
"""

from __future__ import annotations

import numpy as np

from plurivox.model import Reason, RelationKind
from plurivox.relations import features, rules, trees
from plurivox.relations.rules import Finding, Rule, Side
from plurivox.vectors import Vectors

#: An opposition that no rule names needs a trained reading this sure (precision 0.80 by cross-validation).
SURE = 0.6

#: A rule this strong names an opposition that the trained reading also sees.
NAMED = 0.3

#: Shares closer than this are a tie; then the more cautious word is taken.
CAUTION = (
    RelationKind.INCOMPARABLE,
    RelationKind.UNRELATED,
    RelationKind.QUALIFIES,
    RelationKind.SAME,
    RelationKind.OPPOSES,
)


def shares(a: Side, b: Side, vectors: tuple[Vectors, Vectors, Vectors] | None) -> dict[RelationKind, float]:
    """How sure the trained reading is of each kind."""
    row = np.array([features.row(a, b, vectors)], dtype=np.float32)
    found = trees.load(vectors is not None).shares(row)[0]
    return {kind: float(share) for kind, share in zip(trees.KINDS, found, strict=True)}


def decide(a: Side, b: Side, vectors: tuple[Vectors, Vectors, Vectors] | None) -> tuple[RelationKind, Reason]:
    """The relation of two statements, with the rule and the words that decided."""
    opposed = rules.oppositions(a, b)
    sure = next((f for f in opposed if f.sure), None)
    share = shares(a, b, vectors)
    if sure:
        return RelationKind.OPPOSES, reason(sure, share[RelationKind.OPPOSES])
    ranked = sorted(CAUTION, key=lambda kind: -share[kind])
    for kind in ranked:
        named = next((f for f in opposed if f.strength >= NAMED), None)
        if kind is RelationKind.OPPOSES and named is None and share[kind] < SURE:
            continue
        return kind, _reason(kind, a, b, opposed, share[kind])
    raise AssertionError("some kind is always left")


def reason(finding: Finding, share: float) -> Reason:
    """A finding as the Reason of a relation."""
    return Reason(finding.rule.value, finding.a, finding.b, round(share, 4))


def _reason(kind: RelationKind, a: Side, b: Side, opposed: list[Finding], share: float) -> Reason:
    if kind is RelationKind.OPPOSES and opposed and opposed[0].strength >= NAMED:
        return reason(opposed[0], share)
    if kind is RelationKind.QUALIFIES and (limits := rules.limits(a, b)):
        return reason(limits[0], share)
    if kind is RelationKind.INCOMPARABLE and a.quantities and b.quantities:
        x, y = a.quantities[0], b.quantities[0]
        return Reason(Rule.MEASURES.value, a.text[x.start : x.end], b.text[y.start : y.end], round(share, 4))
    if kind is RelationKind.UNRELATED and not a.own & b.own:
        return Reason(Rule.NOTHING_SHARED.value, score=round(share, 4))
    return Reason(Rule.WORDING.value, score=round(share, 4))
