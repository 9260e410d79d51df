"""Short statements whose words stand in a list that another voice gives in a sentence.

Beside step 4. "Blood in your urine" alone on its line, and "symptoms include pain, blood in the urine and fever": one
item of a list is too little for a point of the two, and yet nobody says it alone. Told to readers as what it is: the
same words, in a list. Decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from plurivox.model import Statement
from plurivox.pairs import words

#: An item has at most so many telling words, a list at least so many parts, and the part that holds the item at most so
#: many words beside; none where the item is one word.
LONGEST, PARTS, BESIDE = 6, 3, 2

_PART = re.compile(r"[,;:()]|\band\b|\bor\b")


def in_lists(statements: Sequence[Statement], alone: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of the statements `alone` (ids) those in lists, each with the statements of other voices that list it."""
    lists = [(statement, parts) for statement in statements if len(parts := _parts(statement.quote.exact)) >= PARTS]
    found = {}
    for statement in statements:
        telling, denied = _telling(statement.quote.exact)
        if statement.id not in alone or not 0 < len(telling) <= LONGEST:
            continue
        beside = BESIDE if len(telling) > 1 else 0
        others = [
            other.id
            for other, parts in lists
            if other.voice != statement.voice
            and any(telling <= part and len(part - telling) <= beside and denied == denies for part, denies in parts)
        ]
        if others:
            found[statement.id] = tuple(others)
    return found


def _parts(text: str) -> list[tuple[frozenset[str], bool]]:
    return [found for part in _PART.split(text) if (found := _telling(part))[0]]


def _telling(text: str) -> tuple[frozenset[str], bool]:
    """The stems that say something, and whether a word denies."""
    said = (word for word in words.WORD.findall(text) if word.lower() not in words.STOP)
    return frozenset(map(words.stem, said)), words.denies(text)
