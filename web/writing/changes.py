"""What changed between two texts, word by word.

Nothing is lost: kept and removed words are the old text, kept and added ones the new.

Runs of words that occur once in both texts anchor it (patience diff). Between anchors the longest common subsequence of
words is found exactly where that is cheap; where it is not, the stretch is shown as replaced, so that twice the text
takes twice the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Pairs of words compared exactly between two anchors: a paragraph that was rewritten.
CELLS = 160_000

#: Times that a stretch between anchors is searched for anchors of its own.
DEPTH = 6

#: Words of a run that anchors where it occurs once in each text, the longest first.
RUNS = (9, 3, 1)

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


class How(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text, and what became of it."""

    how: How
    text: str


def under(starts: Sequence[int], changes: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """The changes that made a text, cut where its parts start; what stands before the first start comes first.

    What was removed right before a part stands with it, for it is what the part took the place of.

    >>> made = between("Rest.\\n\\nIt helps.", "Sleep.\\n\\nIt helps.")
    >>> [[(change.how.value, change.text) for change in part] for part in under([0, 8], made)]
    [[], [('removed', 'Rest'), ('added', 'Sleep'), ('kept', '.\\n\\n')], [('kept', 'It helps.')]]
    """
    parts: list[list[Change]] = [[]]
    left, at = list(starts), 0
    for change in changes:
        text = change.text
        while left and left[0] < at + (len(text) if change.how is not How.REMOVED else 1):
            length = left.pop(0) - at
            if length:
                parts[-1].append(Change(change.how, text[:length]))
            text, at = text[length:], at + length
            parts.append([])
        if change.how is not How.REMOVED:
            at += len(text)
        if text:
            parts[-1].append(Change(change.how, text))
    return tuple(tuple(part) for part in parts)


def between(old: str, new: str) -> tuple[Change, ...]:
    """The stretches in order, removed before added; neighbours of one kind are one.

    >>> [(change.how.value, change.text) for change in between("Take two a day.", "Take one a day.")]
    [('kept', 'Take '), ('removed', 'two'), ('added', 'one'), ('kept', ' a day.')]
    """
    made: list[Change] = []
    kept: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for how, token in (*_walk(_TOKENS.findall(old), _TOKENS.findall(new), DEPTH), (How.KEPT, "")):
        if how is How.KEPT and (gone or come):
            for each, stretch in ((How.KEPT, kept), (How.REMOVED, gone), (How.ADDED, come)):
                if stretch:
                    made.append(Change(each, "".join(stretch)))
            kept, gone, come = [], [], []
        {How.KEPT: kept, How.REMOVED: gone, How.ADDED: come}[how].append(token)
    if "".join(kept):
        made.append(Change(How.KEPT, "".join(kept)))
    return tuple(made)


def _walk(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[How, str]]:
    """Every word of both, in the order of the page."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield from ((How.KEPT, token) for token in old[:start])
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end], depth)
    yield from ((How.KEPT, token) for token in old[len(old) - end :])


def _middle(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[How, str]]:
    if len(old) * len(new) <= CELLS:
        yield from _exact(old, new)
        return
    anchors = next(filter(None, (_anchors(old, new, size) for size in RUNS if depth)), [])
    if not anchors:
        yield from ((How.REMOVED, token) for token in old)
        yield from ((How.ADDED, token) for token in new)
        return
    i = j = 0
    for at, to in anchors:
        yield from _walk(old[i:at], new[j:to], depth - 1)
        yield How.KEPT, old[at]
        i, j = at + 1, to + 1
    yield from _walk(old[i:], new[j:], depth - 1)


def _anchors(old: Sequence[str], new: Sequence[str], size: int) -> list[tuple[int, int]]:
    """Where runs of so many words begin that occur once in each, in the longest order that both share."""
    before_runs = [tuple(old[i : i + size]) for i in range(len(old) - size + 1)]
    after_runs = [tuple(new[i : i + size]) for i in range(len(new) - size + 1)]
    once, again = Counter(before_runs), Counter(after_runs)
    where = {run: place for place, run in enumerate(after_runs) if again[run] == 1}
    pairs = [(place, where[run]) for place, run in enumerate(before_runs) if once[run] == 1 and run in where]
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_place, to) in enumerate(pairs):
        rank = bisect_left(tails, to)
        if rank == len(tails):
            tails.append(to)
            last.append(number)
        else:
            tails[rank], last[rank] = to, number
        before.append(last[rank - 1] if rank else -1)
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _exact(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[How, str]]:
    """By the longest common subsequence; a table of the lengths that are left."""
    width = len(new) + 1
    left = [[0] * width for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below, token = left[i], left[i + 1], old[i]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if token == new[j] else max(below[j], row[j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield How.KEPT, old[i]
            i, j = i + 1, j + 1
        elif left[i + 1][j] >= left[i][j + 1]:
            yield How.REMOVED, old[i]
            i += 1
        else:
            yield How.ADDED, new[j]
            j += 1
    yield from ((How.REMOVED, token) for token in old[i:])
    yield from ((How.ADDED, token) for token in new[j:])
