"""Phrases found in one pass over a text, however many there are. Part of step 3; knows no facet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby


class Phrases:
    """Phrases, one at least and none empty, to be looked for where a word begins: no "eat" stands in "treatment".

    One that begins with a space or a sign is looked for everywhere.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        known = sorted(set(phrases))
        words = [phrase for phrase in known if phrase[0].isalnum()]
        others = [phrase for phrase in known if not phrase[0].isalnum()]
        ways = [rf"\b{_any(words)}"] * bool(words) + [_any(others)] * bool(others)
        self._longest = re.compile(f"(?=({'|'.join(ways)}))")
        self._started = {phrase: [start for start in known if phrase.startswith(start)] for phrase in known}

    def places(self, text: str) -> Iterator[tuple[str, int]]:
        """Every phrase wherever a word of the text begins with it, and where it ends there.

        >>> sorted(Phrases(["stage i", "stage iv", "age"]).places("stage iv"))
        [('stage i', 7), ('stage iv', 8)]
        """
        for match in self._longest.finditer(text):
            for phrase in self._started[match[1]]:
                yield phrase, match.start() + len(phrase)


def _any(phrases: Sequence[str]) -> str:
    """An expression for the longest of the phrases (in order, each once) at a place; what they share is read once."""
    groups = groupby([phrase for phrase in phrases if phrase], key=lambda phrase: phrase[0])
    ways = [re.escape(first) + _any([phrase[1:] for phrase in group]) for first, group in groups]
    return f"(?:{'|'.join(ways)}){'?' * ('' in phrases)}" if ways else ""
