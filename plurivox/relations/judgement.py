"""From what differs and the trained reading to one word: same, qualifies, opposes, incomparable or unrelated.

Step 5. "Cannot be compared" is preferred to a false opposition: an opposition needs facts that clash by name, or a
trained reading that is very sure. The order of the two statements changes nothing but the order of the quoted words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plurivox.model import Reason, RelationKind
from plurivox.relations import features, rules, trees
from plurivox.relations.rules import Finding, Rule, Side
from plurivox.vectors import RELATIONS, TOGETHER, Vectors, odds_together

#: Where one side is bound to cases of its own, an opposition needs the two readings this sure (dev: 0 of 250 false).
SURE = 0.65

#: What the cross-encoder's word counts beside the trees' (chosen on relations/dev and our own dev part).
READ_TOGETHER = 0.7

#: A rule this strong names an opposition that the trained reading also sees; where words alone are read it decides, and
#: has to be stronger.
NAMED, NAMED_ALONE = 0.3, 0.55

#: What is added to a limit where the trained reading sees an opposition, but one side is bound to cases of its own.
BOUND = 0.15

#: Facts that clash by name. Every other opposition that a rule is sure of stands only where the cross-encoder, which
#: reads the two statements together, does not call it unlikelier than this (log odds); of these facts it sees nothing.
PLAIN = frozenset({"onset", "diagnosis", "threshold", "pattern", "frequency", "axis.spread"})
UNLIKELY = -2.5

#: The kinds from the most cautious word on; of two equal shares the first is taken.
CAUTION = (
    RelationKind.INCOMPARABLE,
    RelationKind.UNRELATED,
    RelationKind.QUALIFIES,
    RelationKind.SAME,
    RelationKind.OPPOSES,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sentence model makes of a pair: the vectors of a, b and the question; the cross-encoder's logits."""

    vectors: tuple[Vectors, Vectors, Vectors]
    judged: Vectors

    @property
    def opposed(self) -> float:
        """Log odds that the two are opposed, as statements of running answers."""
        return float(odds_together(self.judged[None, :])[0, TOGETHER.index("opposed")])


def shares(a: Side, b: Side, seen: Seen | None) -> dict[RelationKind, float]:
    """How sure the trained reading is of each kind: the trees' word and the cross-encoder's (READ_TOGETHER)."""
    row = np.array([features.row(a, b, seen.vectors if seen else None)], dtype=np.float32)
    found = trees.load(seen is not None).shares(row)[0]
    if seen is not None:
        logits = seen.judged[: len(RELATIONS)]
        powers = np.exp(logits - logits.max())
        found = (1 - READ_TOGETHER) * found + READ_TOGETHER * powers / powers.sum()
    return {kind: float(share) for kind, share in zip(trees.KINDS, found, strict=True)}


def believed(found: Finding, seen: Seen | None) -> bool:
    """Whether the sentence model leaves an opposition that a rule is sure of standing; without one it stands."""
    plain = not PLAIN.isdisjoint((found.name, found.name.rpartition(".")[0]))
    return seen is None or plain or seen.opposed >= UNLIKELY


def decide(a: Side, b: Side, seen: Seen | None) -> tuple[RelationKind, Reason]:
    """The relation of two statements, with the rule and the words that decided."""
    opposed = rules.oppositions(a, b)
    sure = next((f for f in opposed if f.sure and believed(f, seen)), None)
    share = shares(a, b, seen)
    if sure:
        return RelationKind.OPPOSES, reason(sure, share[RelationKind.OPPOSES])
    bound = rules.bound(a, b)
    seen_opposed = share[RelationKind.OPPOSES] == max(share.values())
    if seen_opposed and not _stands(share[RelationKind.OPPOSES], opposed, bound, rules.contrasting(a, b), seen):
        if bound:  # what looks opposed and is bound to other cases does not say the same either
            share[RelationKind.QUALIFIES] += BOUND
            del share[RelationKind.SAME]
        del share[RelationKind.OPPOSES]
    kind = max((kind for kind in CAUTION if kind in share), key=lambda kind: share[kind])
    return kind, _reason(kind, a, b, opposed, bound, min(1.0, share[kind]))


def _stands(share: float, opposed: list[Finding], bound: Finding | None, contrast: bool, seen: Seen | None) -> bool:
    """Whether an opposition that the trained reading sees, and no rule is sure of, may be called one."""
    if contrast:
        return False
    if seen is None:
        return bound is None and any(finding.strength >= NAMED_ALONE for finding in opposed)
    return bound is None or share >= SURE


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
