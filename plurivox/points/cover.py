"""From likely pairs to points: a cover of the pairs by groups that hold together.

Not chains: a statement joins a point only when it fits those who are in it already. Where it fits one of them and not
the others, the two make a point of their own, and the shared one (a compound statement) stands in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Place = TypeVar("Place", int, str)

#: Two groups are one when they share this many statements, and this share of the smaller (train: F1 unchanged, 0.744).
SHARED, MOST = 2, 0.6


@dataclass(frozen=True, slots=True)
class Rule:
    """How likely is likely enough; set on cross-validated training questions by bench/train_points.py."""

    link: float
    """Two statements from this probability on say the same."""
    join: float
    """A statement joins a point from this mean probability on, over the point's statements of other voices."""
    least: float
    """And none of these probabilities may be below this."""


def cover(
    names: Sequence[str], voices: Sequence[str], scores: Iterable[tuple[int, int, float]], rule: Rule
) -> list[frozenset[int]]:
    """Groups of statements (places in `names`) such that each pair from `rule.link` on stands in one, and each
    statement in at least one.

    `scores` are (place, place, probability) of pairs of different voices; a pair that is not among them has
    probability 0. The likeliest pair is placed first; ties go by name. No group lies wholly inside another.
    """
    likely = {(min(a, b), max(a, b)): p for a, b, p in scores if p >= min(rule.least, rule.link)}
    links = sorted(
        (pair for pair, p in likely.items() if p >= rule.link),
        key=lambda pair: (-likely[pair], sorted((names[pair[0]], names[pair[1]]))),
    )
    groups: list[set[int]] = []
    groups_of: list[list[int]] = [[] for _ in names]

    def fit(statement: int, group: set[int]) -> float:
        """Mean probability that the statement says the same as the group's other voices, or 0 where it may not join."""
        others = [other for other in group if voices[other] != voices[statement]]
        found = [likely.get((min(statement, other), max(statement, other)), 0.0) for other in others]
        mean = sum(sorted(found)) / len(found) if found else 0.0
        return mean if found and mean >= rule.join and min(found) >= rule.least else 0.0

    for a, b in links:
        if not set(groups_of[a]).isdisjoint(groups_of[b]):
            continue
        choices = [(fit(b, groups[g]), b, g) for g in groups_of[a]] + [(fit(a, groups[g]), a, g) for g in groups_of[b]]
        best = max((mean for mean, _, _ in choices), default=0.0)
        if best > 0:
            joins = [(names[s], g, s) for mean, s, g in choices if mean == best]
            _, home, statement = min(joins)
            groups[home].add(statement)
            groups_of[statement].append(home)
        else:
            groups.append({a, b})
            groups_of[a].append(len(groups) - 1)
            groups_of[b].append(len(groups) - 1)

    def fits(a: int, b: int) -> bool:
        return voices[a] == voices[b] or likely.get((min(a, b), max(a, b)), 0.0) >= rule.least

    kept = maximal(_merged([frozenset(group) for group in groups], names, fits))
    return kept + [frozenset([place]) for place in range(len(names)) if not groups_of[place]]


def _merged(
    groups: list[frozenset[int]], names: Sequence[str], fits: Callable[[int, int], bool]
) -> list[frozenset[int]]:
    """Groups that are one to a reader put together: they share most statements, and what they do not share fits.

    "It has spread to other organs" and "it has spread outside the breast", each with the same five others, are one row;
    "it spreads most often to bone and liver" with the same five is another.
    """
    whole = sorted(groups, key=lambda group: sorted(names[place] for place in group))
    at = 0
    while at < len(whole):
        near = next((n for n in range(at + 1, len(whole)) if _one(whole[at], whole[n], fits)), None)
        if near is None:
            at += 1
        else:
            whole[at] |= whole.pop(near)
            at = 0
    return whole


def _one(a: frozenset[int], b: frozenset[int], fits: Callable[[int, int], bool]) -> bool:
    shared = len(a & b)
    if shared < SHARED or shared < MOST * min(len(a), len(b)):
        return False
    return all(fits(one, two) for one in a - b for two in b - a)


def maximal(groups: Iterable[frozenset[Place]]) -> list[frozenset[Place]]:
    """The groups, once each, without those that lie wholly inside another."""
    kept: list[frozenset[Place]] = []
    of: dict[Place, list[frozenset[Place]]] = {}
    for group in sorted(dict.fromkeys(groups), key=len, reverse=True):
        if not any(group <= other for other in of.get(min(group), ())):
            kept.append(group)
            for place in group:
                of.setdefault(place, []).append(group)
    return kept
