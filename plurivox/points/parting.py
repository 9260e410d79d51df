"""Two statements that oppose each other never make one point.

Part of step 4, called when relations are known (compare.py): a point that holds an opposed pair is parted into what
each side says with the rest. What is left alone stands in a point of its own, so that no statement is lost.
"""

from __future__ import annotations

from collections.abc import Collection

from plurivox.points.cover import maximal


def part(groups: Collection[frozenset[str]], apart: Collection[tuple[str, str]]) -> list[frozenset[str]]:
    """Groups of statement ids without any pair of `apart`; each statement stays in at least one group.

    >>> sorted(map(sorted, part([frozenset("abc")], [("a", "b")])))
    [['a', 'c'], ['b', 'c']]
    """
    whole = list(groups)
    for a, b in apart:
        whole = [
            piece
            for group in whole
            for piece in ((group - {a}, group - {b}) if a in group and b in group else (group,))
        ]
    return maximal(whole)
