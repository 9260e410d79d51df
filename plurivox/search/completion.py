"""Half a word and what it may become: the library's own words by their beginnings, the commonest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

#: Words that half a word may become, and beginnings looked at for them.
MOST, _LOOKED = 12, 400

#: A beginning of fewer letters says nothing.
FEWEST = 2


class Completion:
    """Words, each with how often the library has it."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._often = {word: count for word, count in words.items() if count}
        self._words = sorted(self._often)

    def complete(self, beginning: str) -> tuple[str, ...]:
        """The commonest words that begin so.

        >>> Completion({"diabetes": 7, "diabetic": 2, "dialysis": 9}).complete("diab")
        ('diabetes', 'diabetic')
        """
        if len(beginning) < FEWEST:
            return ()
        at = bisect_left(self._words, beginning)
        found = []
        for word in self._words[at : at + _LOOKED]:
            if not word.startswith(beginning):
                break
            found.append(word)
        return tuple(sorted(found, key=lambda word: (-self._often[word], word))[:MOST])
