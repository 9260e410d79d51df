"""Names that are looked for in running text, the longest first. Part of step 3.

A text of n words takes n look-ups and a few more where a name begins: the first two stems of every longer name are
kept, so that most places are done with after one or two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from plurivox.terms.words import Words

T = TypeVar("T")

#: The longest name that is looked for, in words.
LONGEST = 8


class Lexicon(NamedTuple, Generic[T]):
    """What names mean, by key (words.key).

    `reach`: the stems that names start with -> the stems that follow there -> words of the longest name.
    """

    names: Mapping[str, T]
    reach: Mapping[str, Mapping[str, int]]

    def places(self, words: Words) -> list[tuple[int, int, T]]:
        """Where the names stand: first word, the word after the last, what is meant; leftmost and longest first."""
        names, reach, stems = self.names, self.reach, words.stems
        found: list[tuple[int, int, T]] = []
        done = 0
        for at, stem in enumerate(stems):
            if stem not in reach or at < done:
                continue
            most = reach[stem].get(stems[at + 1], 1) if at + 1 < len(stems) else 1
            for size in range(min(most, len(stems) - at), 0, -1):
                name = " ".join(stems[at : at + size]) if size > 1 else stem
                if name in names:
                    done = at + size
                    found.append((at, done, names[name]))
                    break
        return found


def build(names: Mapping[str, T]) -> Lexicon[T]:
    """The names, ready to be looked for."""
    reach: dict[str, dict[str, int]] = {}
    for name in names:
        first, *more = name.split(" ")
        followers = reach.setdefault(first, {})
        if more and LONGEST > len(more) >= followers.get(more[0], 0):
            followers[more[0]] = 1 + len(more)
    return Lexicon(names, reach)
