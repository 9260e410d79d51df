"""Two statements that oppose each other never make one point.

Part of step 4, called when relations are known (compare.py): a point that holds an opposed pair is parted into what
each side says with the rest. What is left alone stands in a point of its own, so that no statement is lost.
"""

from __future__ import annotations

from collections.abc import Collection

from plurivox.points.cover import maximal


def part(groups: Collection[frozenset[str]], apart: Collection[tuple[str, str]]) -> list[frozenset[str]]:
    """Groups of statement ids without any pair of `apart`; each statement stays in at least one group.

    Of each group no more pieces than it has members, however many pairs are apart.

    >>> sorted(map(sorted, part([frozenset("abc")], [("a", "b")])))
    [['a', 'c'], ['b', 'c']]
    """
    against: dict[str, set[str]] = {}
    for a, b in apart:
        against.setdefault(a, set()).add(b)
        against.setdefault(b, set()).add(a)
    return maximal(piece for group in groups for piece in _pieces(group, against))


def _pieces(group: frozenset[str], against: dict[str, set[str]]) -> list[frozenset[str]]:
    """The group cut so that no piece holds two that are apart: each member in every piece that it does not contradict,
    and, where it contradicts all, in one of its own with whom it may stand.
    """
    clashing = sorted(name for name in group if against.get(name, set()) & group)
    if not clashing:
        return [group]
    free = group - set(clashing)
    pieces: list[set[str]] = []
    for at, name in enumerate(clashing):
        homes = [piece for piece in pieces if not against[name] & piece]
        for piece in homes:
            piece.add(name)
        if not homes:
            piece = {name}
            for other in clashing[:at]:
                if not against[other] & piece:
                    piece.add(other)
            pieces.append(piece)
    return [free | piece for piece in pieces]
