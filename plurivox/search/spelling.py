"""Misspelt words read as what was meant: "diahrrea" as "diarrhea", "numonia" as "pneumonia". Never changes a text.

Candidates come in two ways. By letters: which letters a word has, and which twice, fits in 52 bits, and one slip
changes two of them at most: one pass of numpy over all words leaves few to be compared letter by letter. By sound:
words whose consonants sound alike ("ph" and "f"). Symmetric deletes (Garbe 2012) would need 300 MiB for 60,000 words
at two slips; this needs 2. Time is bounded by the length of a word, and long words are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from plurivox.slips import slips

Array: TypeAlias = Any

#: Shorter words are never mended: too many others are one letter away; longer ones are no words.
SHORTEST, LONGEST = 4, 32

#: Slips that a word of so many letters may have: one from SHORTEST, two from 6, three from 10 letters on.
_TWO, _THREE = 6, 10

#: Words compared letter by letter, those with the most alike letters first.
_MOST = 80

#: A word that sounds the same is as near as one with so many slips fewer.
_SOUNDS = 1.25

#: What a slip in the first letter costs more: people seldom miss it.
_FIRST = 0.5

#: What being a word of the library's own subjects is worth, in slips, for each factor of ten in how often it stands.
_FREQUENT = 0.3

#: What it costs a word that the library never says.
_UNHEARD = 0.5

_OPENINGS = (("pn", "n"), ("kn", "n"), ("ps", "s"), ("gn", "n"), ("wr", "r"), ("rh", "r"), ("x", "s"), ("pt", "t"))
_SOUNDING = (
    ("ph", "f"), ("ght", "t"), ("gh", "g"), ("sch", "s"), ("ch", "k"), ("ck", "k"), ("qu", "k"), ("q", "k"),
    ("sce", "se"), ("sci", "si"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("x", "ks"), ("z", "s"),
    ("tion", "sn"), ("sion", "sn"), ("th", "t"), ("h", ""), ("w", "v"), ("j", "g"),
)  # fmt: skip
_VOWELS = str.maketrans("", "", "aeiouy")


class Near(NamedTuple):
    """A word that may have been meant: how far away it is, in slips, and the word."""

    far: float
    word: str


class Spelling:
    """Words that may be meant, each with how often the library has it (0: known from the vocabulary alone)."""

    def __init__(self, words: Mapping[str, int], before: Spelling | None = None) -> None:
        """These words, and those of `before`, whose counts are added."""
        fit = {w: n for w, n in words.items() if SHORTEST <= len(w) <= LONGEST and w.isascii() and w.isalpha()}
        self.often: dict[str, int] = dict(before.often) if before else {}
        new = sorted(fit.keys() - self.often.keys())
        for word, count in fit.items():
            self.often[word] = self.often.get(word, 0) + count
        self._words: list[str] = [*before._words, *new] if before else new
        letters: Array = np.array([_letters(word) for word in new], np.uint64)
        lengths: Array = np.array([len(word) for word in new], np.int16)
        self._letters: Array = np.concatenate([before._letters, letters]) if before else letters
        self._lengths: Array = np.concatenate([before._lengths, lengths]) if before else lengths
        self._sounds: dict[str, tuple[str, ...]] = dict(before._sounds) if before else {}
        for word in new:
            sounds = sound(word)
            self._sounds[sounds] = (*self._sounds.get(sounds, ()), word)
        self.near = lru_cache(maxsize=8192)(self._near)

    def knows(self, word: str) -> bool:
        """Whether a word is one as it stands."""
        return word in self.often

    def _near(self, word: str, most: int = 3) -> tuple[Near, ...]:
        """The words that may be meant by one that is none, the nearest first; () where it is one or nothing is near."""
        length = len(word)
        if not (SHORTEST <= length <= LONGEST and word.isascii() and word.isalpha()) or self.knows(word):
            return ()
        if not self._words:
            return ()
        allowed = 1 if length < _TWO else 2 if length < _THREE else 3
        apart = np.bitwise_count(self._letters ^ np.uint64(_letters(word)))
        fits = np.flatnonzero((apart <= 2 * allowed) & (np.abs(self._lengths - length) <= allowed))
        first = fits[np.argsort(apart[fits], kind="stable")[: _MOST * 4]]
        starts = [at for at in first.tolist() if self._words[at][0] == word[0]][:_MOST]
        others = [at for at in first.tolist() if self._words[at][0] != word[0]][: _MOST // 2]
        sounds = sound(word)
        alike = self._sounds.get(sounds, ())[:_MOST]
        found: dict[str, float] = {}
        for other in [*(self._words[at] for at in (*starts, *others)), *alike]:
            if other not in found:
                same = sound(other) == sounds or sound(other + "s") == sounds
                apart_by = slips(word, other)
                if word[-1] == "s":  # words are kept in the singular
                    apart_by = min(apart_by, slips(word, other + "s"))
                if apart_by <= allowed + (2 if same and length >= _TWO else 0):
                    found[other] = self._far(word, other, apart_by, same)
        return tuple(sorted(Near(round(far, 4), other) for other, far in found.items())[:most])

    def _far(self, word: str, other: str, apart_by: int, same: bool) -> float:
        far = apart_by - _SOUNDS * same + _FIRST * (word[0] != other[0])
        far += _UNHEARD * (self.often[other] == 0)
        return far - _FREQUENT * float(np.log10(1 + self.often[other]))


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The consonants of a word as they sound.

    >>> sound("numonia") == sound("pneumonia"), sound("diahrrea") == sound("diarrhea")
    (True, True)
    """
    for opening, said in _OPENINGS:
        if word.startswith(opening):
            word = said + word[len(opening) :]
            break
    for written, said in _SOUNDING:
        word = word.replace(written, said)
    first, rest = word[:1], word[1:].translate(_VOWELS)
    kept = "a" if first in "aeiouy" else first
    for letter in rest:
        if letter != kept[-1:]:
            kept += letter
    return kept


def _letters(word: str) -> int:
    """Which letters a word has, and which more than once, as bits."""
    bits = 0
    for letter in word:
        bit = 1 << (ord(letter) - 97)
        bits |= bit << 26 if bits & bit else bit
    return bits
