"""Step 2: an answer becomes statements, each holding its exact quote; what says nothing is set aside, not lost.

Spans are cut over the untouched text by layout (pieces.py), then sentence ends (sentences.py); roles.py says what each
is. Every character but white space and the bullets of list items belongs to exactly one span. Never cleans, joins or
rewrites text, and takes time linear in its length. Method and data are our own: tests/spec/splitting.jsonl.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from plurivox import quotes
from plurivox.model import Answer, Medium, Quote, Role, Statement
from plurivox.statements import pieces, roles, sentences
from plurivox.statements.pieces import Piece

__all__ = ["split"]


@dataclass(slots=True)
class _Row:
    """A sentence with the place it has in the layout."""

    start: int
    end: int
    piece: Piece
    n: int
    alone: bool
    """Whether it is all of its piece."""
    again: bool = False
    """Whether it says a list over again that stands right before it."""


def split(answer: Answer) -> tuple[Statement, ...]:
    """The spans of an answer in reading order: statements and, by role, what is set aside.

    Ids are `<answer id>.<n>`, n counting from 1. A statement under a heading or a list lead has that as `heading`.
    A video's page text only points at it, so all of it is boilerplate. An empty text has no spans. A statement that
    shares a character with a stretch that the expert declined is DECLINED; every other span stays as it is.
    """
    rows = list(_rows(answer))
    placed = _video(rows) if answer.medium is Medium.VIDEO else _placed(answer.text, rows, _own_disclaimer(answer))
    voice = answer.voice
    if answer.declined:
        placed = _without(placed, answer.declined)
    return tuple(
        Statement(
            f"{answer.id}.{n}",
            answer.id,
            voice,
            quotes.quote(answer.text, row.start, row.end),
            role,
            heading=heading if role is Role.STATEMENT else None,
        )
        for n, (row, role, heading) in enumerate(placed, 1)
    )


def _without(
    placed: Iterable[tuple[_Row, Role, Quote | None]], declined: tuple[tuple[int, int], ...]
) -> Iterator[tuple[_Row, Role, Quote | None]]:
    """The same spans, those that the expert declined set aside. Both come in order, so one pass is enough."""
    stretches = sorted(declined)
    at = 0
    for row, role, heading in placed:
        while at < len(stretches) and stretches[at][1] <= row.start:
            at += 1
        hit = at < len(stretches) and stretches[at][0] < row.end
        yield row, Role.DECLINED if hit and role is Role.STATEMENT else role, heading


def _rows(answer: Answer) -> Iterator[_Row]:
    """The sentences of every piece; cut at the edges of the answer's own disclaimer too."""
    first, last = _own_disclaimer(answer)
    for piece in pieces.cut(answer.text):
        spans: list[tuple[int, int]] = []
        edges = [piece.start, *(edge for edge in (first, last) if piece.start < edge < piece.end), piece.end]
        for start, end in pairwise(edges):
            spans += sentences.cut(answer.text, start, end)
        for n, (start, end) in enumerate(spans):
            if piece.item and start == piece.start:
                start = pieces.unmarked(answer.text, start, end)
            again = _said_again(answer.text, start, end) if piece.item else end
            yield _Row(start, again, piece, n, len(spans) == 1)
            if again < end:
                yield _Row(sentences.trim(answer.text, again, end)[0], end, piece, n + 1, False, again=True)


def _said_again(text: str, start: int, end: int) -> int:
    """Where a last list item ends that lost its line break before the whole list once more, as in archives: "- fever
    - cough. fever cough." The item itself closes the list again; without that, the end of the stretch.
    """
    stop = text.find(". ", start, end) + 1
    return stop if 0 < stop < end and text.endswith(text[start:stop], stop + 1, end) else end


def _own_disclaimer(answer: Answer) -> tuple[int, int]:
    """Where the answer's own disclaimer stands in its text, or an empty stretch."""
    start = answer.text.find(answer.disclaimer) if answer.disclaimer else -1
    return (start, start + len(answer.disclaimer)) if start >= 0 else (0, 0)


def _video(rows: list[_Row]) -> Iterator[tuple[_Row, Role, Quote | None]]:
    for row in rows:
        yield row, Role.BOILERPLATE, None


def _placed(text: str, rows: list[_Row], disclaimer: tuple[int, int]) -> Iterator[tuple[_Row, Role, Quote | None]]:
    """Each row with its role and the heading it stands under."""
    heading: Quote | None = None
    lead: Quote | None = None
    pointers = False
    for i, row in enumerate(rows):
        exact = text[row.start : row.end]
        following = rows[i + 1] if i + 1 < len(rows) else None
        listed = _listed(text, rows, i, lead)
        if not listed:
            lead, pointers = None, False
        if disclaimer[0] <= row.start < disclaimer[1]:
            yield row, Role.DISCLAIMER, None
            continue
        role = Role.LINKS if pointers else Role.BOILERPLATE if row.again else roles.of(exact)
        if role is Role.STATEMENT and following and _heads(text, rows, i, listed):
            role, heading, lead = Role.HEADING, quotes.quote(text, row.start, row.end), None
        elif role is Role.STATEMENT and not following and row.n == 0 and roles.asks(exact):
            role = Role.HEADING
        elif following and _announces(text, row, following):
            lead, pointers = quotes.quote(text, row.start, row.end), role is Role.LINKS
            if role is Role.STATEMENT and roles.empty_lead(exact):
                role = Role.HEADING
            yield row, role, heading
            continue
        yield row, role, (lead if listed else None) or heading


def _listed(text: str, rows: list[_Row], i: int, lead: Quote | None) -> bool:
    """Whether the row is an item under the running lead.

    Marked items are, with all they say; of the last one in a line only its first sentence. Unmarked lines are, as long
    as each is one sentence and all end alike.
    """
    row = rows[i]
    if lead is None:
        return False
    if row.piece.item:
        return row.n == 0 or not row.piece.last or row.piece.line
    if not (row.piece.line and row.alone) or i == 0:
        return False
    before = rows[i - 1]
    if before.piece.item or (before.end != lead.end and before.piece.line and not before.alone):
        return False
    return before.end == lead.end or (text[before.end - 1] in ".!?") == (text[row.end - 1] in ".!?")


def _announces(text: str, row: _Row, following: _Row) -> bool:
    """Whether the row is the lead of the list that follows it."""
    if following.piece is row.piece:
        return False
    opens = pieces.leads(text, row.start, row.end)
    if row.piece.item or not following.piece.item:
        return opens and (following.piece.item or (following.piece.line and not row.piece.item))
    return True


def _heads(text: str, rows: list[_Row], i: int, listed: bool) -> bool:
    """Whether the row is a heading: a question the answer sets itself, or a line of its own that reads as one.

    A list item is none; what follows the last one in its line may be: "- a cough. Who Is at Risk? Smokers are."
    """
    row, following = rows[i], rows[i + 1]
    exact = text[row.start : row.end]
    next_exact = text[following.start : following.end]
    if row.piece.item:
        return row.n > 0 and roles.asks(exact) and roles.titled(exact) and not roles.asks(next_exact)
    if roles.asks(exact):
        return row.n == 0 or roles.titled(exact)
    if not (row.alone and row.piece.line and row.piece.last) or not roles.heads(exact):
        return False
    if roles.titled(exact) and not listed:
        return True
    if listed or following.piece.item:
        return not listed
    return not (following.alone and next_exact[-1] not in ".!?:")
