"""Statements in the same words, taken together before a large question is looked at pair by pair.

Part of step 4. A thousand people who say "drink plenty of water" are half a million pairs and one point. Below LARGE
statements nothing is taken together, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plurivox.model import Statement
from plurivox.pairs import words

#: From this many statements on, twins are looked at once.
LARGE = 1000


def together(statements: Sequence[Statement]) -> list[list[int]]:
    """Places of statements by their words (stems, in order, figures apart); each alone in a small question."""
    if len(statements) < LARGE:
        return [[place] for place in range(len(statements))]
    found: dict[tuple[str, ...], list[int]] = {}
    for place, statement in enumerate(statements):
        text = statement.quote.exact
        key = (*words.stems(text), *(c for c in text.split() if any(map(str.isdigit, c))))
        found.setdefault(key, []).append(place)
    return list(found.values())


def speaker(statements: Sequence[Statement], twins: Sequence[int]) -> Statement:
    """One statement that stands for its twins: of all their voices, so of none that another statement has."""
    first = min((statements[place] for place in twins), key=lambda s: s.id)
    voices = {statements[place].voice for place in twins}
    return first if len(voices) == 1 else replace(first, voice=f"all of {first.id}")
