"""Misspelt words of signs, set right before they are looked for: "siezure" is a seizure. Never changes a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from plurivox.slips import slips

#: A word of fewer letters is not set right, and none is made into one as short: too many others are one letter away.
SHORTEST = 4
#: From so many letters on, two slips are one word still.
LONG = 10


class Spelling:
    """The words that are set right, and those that look like them and are others."""

    def __init__(self, words: Iterable[str], others: Collection[str]) -> None:
        self._words, self._others = frozenset(words), frozenset(others)
        self._near: dict[str, set[str]] = {}
        for word in sorted(self._words):
            if len(word) > SHORTEST:
                for less in _less(word):
                    self._near.setdefault(less, set()).add(word)
        self.right = lru_cache(maxsize=32768)(self._right)

    def _right(self, word: str) -> str:
        """The word that was meant; the word itself where it is one, or none is near, or two are."""
        if len(word) < SHORTEST or len(word) > 20 or word in self._words or word in self._others or word[0].isdigit():
            return word
        near: set[str] = set()
        for less in _less(word):
            near |= self._near.get(less, set())
        found = [one for one in near if one[0] == word[0] and slips(word, one) <= (2 if len(one) >= LONG else 1)]
        return min(found, key=lambda one: (slips(word, one), one)) if found else word


def _less(word: str) -> set[str]:
    """The word with up to one letter left out, with up to two where it is long."""
    once = {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}
    if len(word) < LONG - 1:
        return once
    return once | {less[:n] + less[n + 1 :] for less in once for n in range(len(less))}
