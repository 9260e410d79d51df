"""Lists of phrases over plain words, found in one pass over a text. Knows no sign and judges nothing.

A phrase is matched only where a word can open it, and holds no repetition, so twice the text takes twice the time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

#: Letters of a word that index a phrase whose first word may have any ending.
PREFIX = 3

#: What stands for a kind of number: any, 6 or more, a temperature, a high one, a year.
_NUMBERS = {
    "#n": r"\d[^ ]*",
    "#many": r"(?:[6-9]|[1-9]\d{1,2})",
    "#temp": r"(?:3[89](?:[.,]\d+)?|4[0-2](?:[.,]\d+)?|100[.,][4-9]|10[1-8](?:[.,]\d+)?)",
    "#fever": r"(?:39(?:[.,]\d+)?|4[0-2](?:[.,]\d+)?|10[2-8](?:[.,]\d+)?)",
    "#year": r"(?:19[3-9]\d|20[0-4]\d)",
}


class Hit(NamedTuple):
    """One phrase in the text: its list, its first word and the word after its last, counted in words."""

    name: str
    start: int
    end: int


class Phrases:
    """The phrases of these lists, ready to be looked for."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._by_word: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._by_prefix: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._by_number: list[tuple[str, re.Pattern[str]]] = []
        for name, entries in lists.items():
            for entry in entries:
                self._add(name, entry)

    def _add(self, name: str, entry: str) -> None:
        row = (name, _compiled(entry))
        for first in _firsts(entry):
            if first.startswith("#"):
                self._by_number.append(row)
            elif first.endswith("*"):
                self._by_prefix.setdefault(first[:-1][:PREFIX], []).append(row)
            else:
                self._by_word.setdefault(first, []).append(row)

    def places(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase wherever these plain words hold it; of one list the longest at each place."""
        text, starts = " ".join(words), []
        at = 0
        for word in words:
            starts.append(at)
            at += len(word) + 1
        for n, word in enumerate(words):
            rows = [*self._by_word.get(word, ())]
            for length in range(1, PREFIX + 1):
                rows += self._by_prefix.get(word[:length], ()) if len(word) >= length else ()
            if word[0].isdigit():
                rows += self._by_number
            longest: dict[str, int] = {}
            for name, pattern in rows:
                if match := pattern.match(text, starts[n]):
                    longest[name] = max(longest.get(name, 0), match.end())
            for name, end in longest.items():
                yield Hit(name, n, n + 1 + text.count(" ", starts[n], end))


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word without accents and apostrophes, in lower case.

    >>> plain("CAN’T"), plain("Corazón")
    ('cant', 'corazon')
    """
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter in ".,/")


def _split(said: str, mark: str) -> list[str]:
    """Cut at the marks that stand in no group."""
    found, depth = [""], 0
    for letter in said:
        depth += (letter == "(") - (letter == ")")
        if letter == mark and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _group(element: str) -> tuple[str, bool] | None:
    """What stands inside where the element is one group, and whether it may be missing: "(a|the)?"."""
    whole = element.removesuffix("?")
    if not (whole.startswith("(") and whole.endswith(")")) or not _nested(whole[1:-1]):
        return None
    return whole[1:-1], element.endswith("?")


def _nested(inside: str) -> bool:
    """Whether every group that is closed in here was opened in here: not so in "a) b(c"."""
    depth = 0
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return True


def _compiled(entry: str) -> re.Pattern[str]:
    return re.compile(f"{_sequence(entry)}(?![^ ])")


def _sequence(said: str) -> str:
    """The expression for words in a row, of which some may be missing."""
    made, led = "", False
    for element in said.split(" ") if "(" not in said else _split(said, " "):
        group = _group(element)
        if group is None:
            made, led = made + " " * led + _inline(element), True
            continue
        part = "(?:" + "|".join(_sequence(way) for way in _split(group[0], "|")) + ")"
        if not group[1]:
            made, led = made + " " * led + part, True
        else:
            made += f"(?: {part})?" if led else f"(?:{part} )?"
    return made


def _inline(element: str) -> str:
    """The expression for one word, with endings and letters that may be missing."""
    if element in _NUMBERS:
        return _NUMBERS[element]
    return element.replace(".", r"\.").replace("(", "(?:").replace("*", "[^ ]*").replace("_", "[^ ]+")


def _firsts(said: str) -> set[str]:
    """The words that may open a phrase."""
    found: set[str] = set()
    for element in _split(said, " "):
        group = _group(element)
        if group is None:
            return found | set(_ways(element))
        found.update(first for way in _split(group[0], "|") for first in _firsts(way))
        if not group[1]:
            break
    return found


def _ways(element: str) -> list[str]:
    """Every way to write one word: "colou?r(s|ed)" is four."""
    parts: list[list[str]] = []
    for piece in re.findall(r"\([^()]*\)\??|[^()]\??", element):
        may = piece.endswith("?")
        bare = piece.removesuffix("?")
        ways = bare[1:-1].split("|") if bare.startswith("(") else [bare]
        parts.append([*ways, ""] if may else ways)
    return ["".join(way) for way in product(*parts)]
