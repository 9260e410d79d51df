"""Two texts held against each other word by word, for the history and for whoever is told of an edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

#: What the captions of a video make, as readers see it.
TRANSCRIPT = _("Transcript")

#: How long before a review ends its author is asked for the next one.
SOON = timedelta(days=60)

#: Pairs of words up to which two stretches are held against each other word by word; above it a stretch is told as
#: gone and as new. Two texts of 3,000 words each: some seconds at most, whatever a stranger typed.
MOST_PAIRS = 9_000_000

_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words: same, gone or new."""

    kind: str
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """What became of the words: what is not new makes the first text, and what is not gone the second.

    Line by line first, and word by word where lines differ.
    """
    found: list[Change] = []
    for kind, old, new in _matched(_LINE.findall(before), _LINE.findall(after)):
        if kind == "equal":
            found.append(Change("same", "".join(old)))
            continue
        for inner, gone, come in _matched(_WORD.findall("".join(old)), _WORD.findall("".join(new))):
            if inner == "equal":
                found.append(Change("same", "".join(gone)))
                continue
            found += [Change("gone", "".join(gone))] if gone else []
            found += [Change("new", "".join(come))] if come else []
    return tuple(found)


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Stretches that are equal, and stretches that are not; what is alike at both ends is set aside first."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start:
        yield "equal", old[:start], new[:start]
    one, other = old[start : len(old) - end], new[start : len(new) - end]
    if len(one) * len(other) > MOST_PAIRS:
        yield "replace", one, other
    elif one or other:
        # Words that stand everywhere are no anchors: with them, some texts would take minutes.
        for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=True).get_opcodes():
            yield tag, one[a:b], other[c:d]
    if end:
        yield "equal", old[len(old) - end :], new[len(new) - end :]
