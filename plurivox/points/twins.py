"""Statements in the same words, taken together before they are looked at pair by pair.

Part of step 4. What an expert says twice is one thing said. In a large question so is what many say in the same words:
a thousand people who say "drink plenty of water" are half a million pairs and one point.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from plurivox.model import Statement
from plurivox.pairs import words

#: From this many statements on, twins of all voices are looked at once.
LARGE = 1000

#: "Surgery" under two headings may be two things; a statement of this many words says the same wherever it stands.
WHOLE = 5


def together(statements: Sequence[Statement], unread: Collection[str] = ()) -> list[list[int]]:
    """Places of statements by their words (stems, in order, figures apart), and in a small question by voice too.

    Answers `unread` (ids) are in another language: their statements are taken together with each other alone, whoever
    says them.
    """
    large = len(statements) >= LARGE
    found: dict[tuple[str, ...], list[int]] = {}
    for place, statement in enumerate(statements):
        text = statement.quote.exact
        key = (*words.stems(text), *(c for c in text.split() if any(map(str.isdigit, c))))
        if statement.answer in unread:
            key = ("", *text.split())
        elif not large:
            part = statement.heading.exact if statement.heading and len(text.split()) < WHOLE else ""
            key = (statement.voice, part, *key)
        found.setdefault(key, []).append(place)
    return list(found.values())


def speaker(statements: Sequence[Statement], twins: Sequence[int]) -> Statement:
    """One statement that stands for its twins: of all their voices, so of none that another statement has."""
    first = min((statements[place] for place in twins), key=lambda s: s.id)
    voices = {statements[place].voice for place in twins}
    return first if len(voices) == 1 else replace(first, voice=f"all of {first.id}")
