"""Names that are looked for in running text, the longest first. Part of step 3.

A text of n words takes n look-ups and a few more where a name begins: the first two stems of every longer name are
kept, so that most places are done with after one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Generic, NamedTuple, TypeVar

from plurivox.terms.words import Word

T = TypeVar("T")

#: The longest name that is looked for, in words.
LONGEST = 8


class Lexicon(NamedTuple, Generic[T]):
    """What names mean, by key (words.key).

    `reach`: two stems -> words of the longest name that starts with them. `firsts`: the stems that names start with.
    """

    names: Mapping[str, T]
    reach: Mapping[str, int]
    firsts: frozenset[str]

    def places(self, words: Sequence[Word]) -> list[tuple[int, int, T]]:
        """Where the names stand: first word, the word after the last, what is meant; leftmost and longest first."""
        names, reach = self.names, self.reach
        found: list[tuple[int, int, T]] = []
        done = 0
        stems = [word.stem for word in words]
        if self.firsts.isdisjoint(stems):
            return found
        for at, (stem, follower) in enumerate(zip_longest(stems, stems[1:])):
            if at < done:
                continue
            most = reach.get(f"{stem} {follower}", 0)
            for size in range(min(most, len(stems) - at) if most else 0, 1, -1):
                name = " ".join(stems[at : at + size])
                if name in names:
                    done = at + size
                    found.append((at, done, names[name]))
                    break
            else:
                if stem in names:
                    found.append((at, at + 1, names[stem]))
        return found


def build(names: Mapping[str, T]) -> Lexicon[T]:
    """The names, ready to be looked for."""
    reach: dict[str, int] = {}
    for name in names:
        if " " in name:
            stems = name.split(" ")
            start = f"{stems[0]} {stems[1]}"
            if LONGEST >= len(stems) > reach.get(start, 0):
                reach[start] = len(stems)
    return Lexicon(names, reach, frozenset(name.partition(" ")[0] for name in names))
