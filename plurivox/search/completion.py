"""What somebody is typing: whole words, and half a word with what it may become, the library's commonest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from plurivox.search import reading
from plurivox.search.spelling import Spelling
from plurivox.search.words import Words
from plurivox.terms.words import read as read_words

Array: TypeAlias = Any

#: Words that half a word may become, and beginnings looked at for them.
MOST, _LOOKED = 12, 400

#: A beginning of fewer letters says nothing.
FEWEST = 2

#: Characters that are read while somebody types.
TYPED = 200

#: Questions looked at for each that is offered.
DEEP = 8


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


class Wanted(NamedTuple):
    """What each whole word weighs, and each word that half a word may become."""

    fixed: Mapping[str, float]
    half: Mapping[str, float]

    def all(self) -> dict[str, float]:
        """Both together."""
        return {**self.half, **self.fixed}

    def scores(self, words: Words, numbers: Array) -> Array:
        """How well each of these texts fits; half a word is one word, whichever it becomes."""
        scores = words.scores(self.fixed, numbers)
        if self.half and len(numbers):
            each = [words.scores({word: weight}, numbers) for word, weight in self.half.items()]
            scores += np.max(each, axis=0)
        return scores


class Typed(NamedTuple):
    """The tokens of whole words, and those that the last, half a word, may become, with how often each stands."""

    whole: list[str]
    begun: dict[str, int]

    def weighed(self, weigh: Callable[[Mapping[str, float]], dict[str, float]]) -> Wanted:
        """With what each weighs, by how rare `weigh` says it is. A word begun weighs as the commonest of them is rare,
        and less the rarer it is.
        """
        commonest = max(self.begun.values(), default=0)
        rare = min(weigh(dict.fromkeys(self.begun, 1.0)).values(), default=0.0)
        half = {word: rare * (1 + count / commonest) / 2 for word, count in self.begun.items()}
        return Wanted(weigh(dict.fromkeys(self.whole, 1.0)), half)


def read(typed: str, spelling: Spelling, completion: Completion) -> Typed:
    """What is being typed, slips mended."""
    stop = reading.manners().stop
    stems = list(read_words(typed[:TYPED]).stems)
    begun: dict[str, int] = {}
    if stems and typed[-1].isalnum():
        for word in completion.complete(stems[-1]):
            token = reading.token(word)
            begun[token] = begun.get(token, 0) + spelling.often[word]
    if begun:
        stems.pop()
    whole = []
    for stem in stems:
        if stem not in stop:
            near = spelling.near(stem)[:1]
            whole.append(reading.token(near[0].word if near else stem))
    return Typed(whole, begun)
