"""From what differs and the trained reading to one word: same, qualifies, opposes, incomparable or unrelated.

Step 5. "Cannot be compared" is preferred to a false opposition: an opposition needs facts that clash by name, or a
trained reading that is very sure. The order of the two statements changes nothing but the order of the quoted words.
"""

from __future__ import annotations

import numpy as np

from plurivox.model import Reason, RelationKind
from plurivox.relations import features, rules, trees
from plurivox.relations.rules import Finding, Rule, Side
from plurivox.vectors import Vectors

#: An opposition that no rule names needs a trained reading with vectors this sure (precision 0.86, cross-validated).
SURE = 0.75

#: A rule this strong names an opposition that the trained reading also sees.
NAMED = 0.3

#: What is added to a limit where the trained reading sees an opposition, but one side is bound to cases of its own.
BOUND = 0.15

#: The kinds from the most cautious word on; of two equal shares the first is taken.
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
    bound = rules.bound(a, b)
    if bound or rules.contrasting(a, b):
        if bound and share[RelationKind.OPPOSES] == max(share.values()):
            share[RelationKind.QUALIFIES] += BOUND
        del share[RelationKind.OPPOSES]
    elif not any(f.strength >= NAMED for f in opposed) and (vectors is None or share[RelationKind.OPPOSES] < SURE):
        del share[RelationKind.OPPOSES]
    kind = max((kind for kind in CAUTION if kind in share), key=lambda kind: share[kind])
    return kind, _reason(kind, a, b, opposed, bound, min(1.0, share[kind]))


def reason(finding: Finding, share: float) -> Reason:
    """A finding as the Reason of a relation."""
    return Reason(finding.rule.value, finding.a, finding.b, round(share, 4))


def _reason(
    kind: RelationKind, a: Side, b: Side, opposed: list[Finding], bound: Finding | None, share: float
) -> Reason:
    if kind is RelationKind.OPPOSES and opposed and opposed[0].strength >= NAMED:
        return reason(opposed[0], share)
    if kind is RelationKind.QUALIFIES and (limits := [*([bound] if bound else []), *rules.limits(a, b)]):
        return reason(limits[0], share)
    if kind is RelationKind.INCOMPARABLE and a.quantities and b.quantities:
        x, y = a.quantities[0], b.quantities[0]
        return Reason(Rule.MEASURES.value, a.text[x.start : x.end], b.text[y.start : y.end], round(share, 4))
    if kind is RelationKind.UNRELATED and not a.own & b.own:
        return Reason(Rule.NOTHING_SHARED.value, score=round(share, 4))
    return Reason(Rule.WORDING.value, score=round(share, 4))
