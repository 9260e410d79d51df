"""Lines, wrapped lines and list items of an untouched text: what is cut before sentences are.

Part of step 2. Knows layout only: never what a piece says. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from plurivox.statements.sentences import NEVER_LAST, WORDS, trim


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that sentences do not cross."""

    start: int
    end: int
    item: bool = False
    """Whether a list marker opens it."""
    line: bool = True
    """Whether it begins its line."""
    last: bool = True
    """Whether it ends its line (or wrapped lines)."""


#: A line of at least this many code points may have been wrapped by whoever typed it (72 columns is the custom).
WRAPPED = 40
#: The same for a line that may as well announce a list: "Symptoms of a stroke are" is shorter than a wrapped line.
WRAPPED_LEAD = 60

_MARKER = re.compile(r"(?:[-–—•▪◦‣●○■*·+]|\(?(?:\d{1,2}|[a-z])[.)])[ \t\u00a0]+(?=\S)|[•▪◦‣●○■](?=\S)")
_BULLET = re.compile(r"[-–—•▪◦‣●○■*·+][ \t\u00a0]*(?=[^\W_]|[\"“‘'(])")
#: The bullets that no span holds.
BULLETS = frozenset("-–—•▪◦‣●○■*·+")
_INLINE = re.compile(r"(?<=\s)(?:[-–][ \u00a0]+|[•▪◦‣●■][ \u00a0]*)(?=[^\s-])")
_BREAK = re.compile("[\n\v\f\x1c-\x1e\x85\u2028\u2029]|(?P<gap>(?<![ \t\u00a0\n])[ \t\u00a0]{3,}+(?=[A-Z]))")
_CELL = re.compile(r"(?<=\d%)[ \u00a0](?=[A-Z])")
#: This many figures in a row are a table that lost its borders: "Kyphosis 90% Scoliosis 7.5% Hearing loss 5%".
FEWEST_CELLS = 3
_SENTENCE_END = ".!?:;…"
LEAD_WORDS = frozenset(WORDS["lead_words"])
TABLE_HEADS = tuple(WORDS["table_heads"])
_CARRIES_ON = frozenset(WORDS["carries_on"])
_RUN_ON = re.compile(r"(?<=[^\W_])[ \u00a0]+(?=(?:" + "|".join(WORDS["run_on"]) + r")[ \u00a0][a-z])")
#: Words after a run-on cut, at least: "Poor balance | Doctors use a medical history".
_RUN_ON_WORDS = 4
#: A line that opens so belongs to the verb before it.
_NEGATIONS = ("not ", "never ")
#: How far ahead those words are looked for, in code points.
LONGEST_LOOK = 80


def cut(text: str) -> Iterator[Piece]:
    """The pieces of the text in order; what lies between two of them is white space.

    >>> [text[p.start:p.end] for text in ["Causes include - Smoking - Age\\nSee a doctor."] for p in cut(text)]
    ['Causes include', '- Smoking', '- Age', 'See a doctor.']
    """
    for start, end in _lines(text):
        yield from _items(text, start, end)


def leads(text: str, start: int, end: int, *, run: bool = False) -> bool:
    """Whether the stretch opens a list: it ends with a colon or with a word such as "include" or "may".

    With `run`, when a dash follows, any word will do that no sentence ends with: "for people who - Smoke".
    """
    tail = text[max(start, end - 40) : end].rstrip()
    if tail.endswith(":"):
        return True
    word = tail.rsplit(None, 1)[-1].lower() if tail else ""
    return word in LEAD_WORDS or (run and word in _CARRIES_ON)


def marked(text: str, start: int, end: int) -> bool:
    """Whether a list marker opens the stretch."""
    return _MARKER.match(text, start, end) is not None


def unmarked(text: str, start: int, end: int) -> int:
    """Where the words of the stretch begin, after a bullet that opens it; a number is part of what is said."""
    match = _BULLET.match(text, start, end)
    return match.end() if match and match.end() < end else start


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines trimmed, wrapped ones joined."""
    begin, until, listed, at = -1, -1, False, 0
    for stop in _breaks(text):
        start, end = trim(text, at, stop)
        at = stop
        if start == end:
            if begin >= 0:
                yield begin, until
            begin, listed = -1, False
            continue
        if begin >= 0 and _wrapped(text, begin, until, start, end, listed):
            until = end
            continue
        if begin >= 0:
            yield begin, until
            listed = leads(text, begin, until) or (listed and text[until - 1] not in ".!?")
        begin, until = start, end
    if begin >= 0:
        yield begin, until


def _breaks(text: str) -> Iterator[int]:
    """Where lines end, counting a wide gap before a capital as a lost line break: "Radiation     Radiation is ..."."""
    for match in _BREAK.finditer(text):
        at = match.end()
        if match["gap"]:
            last = text[max(0, match.start() - 20) : match.start()].split()[-1:]
            if last and (last[0] in _CARRIES_ON or last[0].lower().rstrip(".") in NEVER_LAST or last[0].endswith(",")):
                continue
        yield at
    yield len(text)


def _wrapped(text: str, begin: int, until: int, start: int, end: int, listed: bool) -> bool:
    """Whether the line `text[start:end]` carries on the line before it: "It is\nnot cancer." is one sentence."""
    if text[until - 1] in _SENTENCE_END or marked(text, start, end):
        return False
    newline = text.rfind("\n", begin, until)
    width = until - max(newline + 1, begin)
    if text[start : start + 6].lower().startswith(_NEGATIONS):
        return True
    if leads(text, begin, until):
        prose = text[end - 1] in ".!?" or text.find(". ", start, end) > 0
        return text[start].islower() and text[until - 1] != ":" and (prose or width >= WRAPPED_LEAD)
    last = text[max(begin, until - 20) : until].split()[-1]
    return last in _CARRIES_ON or (text[start].islower() and not listed and width >= WRAPPED)


def _items(text: str, start: int, end: int) -> Iterator[Piece]:
    """A line cut at its list markers, and at the cells of a table that lost its borders."""
    opened = marked(text, start, end)
    marks = _inline(text, start, end, opened)
    cells, head = _cells(text, start, marks[0] if marks else end)
    starts = sorted({*marks, *cells})
    bounds = [start, *starts, end]
    last_run_on = -1
    if marks and not any(text[b - 2 : b - 1] in _SENTENCE_END for b in marks[1:]):
        last_run_on = _run_on(text, marks[-1], end)
    if last_run_on > 0:
        bounds.insert(-1, last_run_on)
    for n, (begin, until) in enumerate(pairwise(bounds)):
        item = (n > 0 or opened) and begin not in (head, last_run_on)
        begin, until = trim(text, begin, until)
        if begin < until:
            yield Piece(begin, until, item=item, line=n == 0, last=n == len(bounds) - 2)


def _cells(text: str, start: int, end: int) -> tuple[list[int], int]:
    """Where the cells of a flattened table start, and where its column heads do (-1: none)."""
    cells = [gap.end() for gap in _CELL.finditer(text, start, end)]
    if len(cells) < FEWEST_CELLS or text.find(". ", cells[0], cells[-1]) >= 0:
        return [], -1
    for head in TABLE_HEADS:
        at = text.find(head, start, cells[0])
        if at >= 0:
            return [at + len(head), *cells], start
    return cells, -1


def _inline(text: str, start: int, end: int, opened: bool) -> list[int]:
    """Where list items start inside the line: "Other risk factors include - Smoking - Obesity"."""
    found = [m.start() for m in _INLINE.finditer(text, start, end)]
    if not found or (opened and found == [start]):
        return []
    starts: list[int] = []
    upper = opened and _upper(text, start)
    running = opened
    for n, at in enumerate(found):
        if text[at] in "-–":
            if not running:
                running = (
                    text[at - 2 : at - 1] in _SENTENCE_END
                    or leads(text, start, at, run=True)
                    or _run(text, found[n : n + 3])
                )
                if not running:
                    continue
                upper = _upper(text, at)
            if upper and not _upper(text, at) and text[at - 2 : at].strip(" "):
                continue
            if text[at - 2 : at - 1].isdigit() and text[at + 1 : at + 4].strip()[:1].isdigit():
                continue
        starts.append(at)
    return starts


def _upper(text: str, at: int) -> bool:
    """Whether the item that is marked at `at` starts with a capital."""
    match = _MARKER.match(text, at)
    return match is not None and text[match.end()].isupper()


def _run(text: str, found: list[int]) -> bool:
    """Whether dashes that no lead announces begin a run: three in a row stand before capitals."""
    return len(found) == 3 and all(_upper(text, at) for at in found)


def _run_on(text: str, start: int, end: int) -> int:
    """Where prose begins in a last item that lost its line break, or 0."""
    stop = text.find(". ", start, end)
    until = stop if stop > 0 else end
    depth, at = 0, start
    for gap in _RUN_ON.finditer(text, start + 2, until):
        depth += text.count("(", at, gap.start()) - text.count(")", at, gap.start())
        at = gap.start()
        ahead = text[gap.end() : min(until, gap.end() + LONGEST_LOOK)]
        if depth <= 0 and len(ahead.split()) >= _RUN_ON_WORDS:
            return gap.end()
    return 0
