"""What verified peers declared of single statements, counted into the lists and kept apart from what was inferred.

Beside the path: a comparison and stances go in, a comparison with both comes out. A peer who agrees is one more voice
for the points of that statement; one who agrees on a condition, or disagrees, stands against it under their own name
(`page.Dispute`). No statement, point, relation or quote is touched: without the stances the lists are as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from plurivox import independence
from plurivox.model import Comparison, Lists, Point, Stance, StanceKind, State


def counted(comparison: Comparison, stances: Iterable[Stance]) -> Comparison:
    """The comparison with these stances, in whatever order they come.

    A stance on a statement that is not here, or on one's own, counts nothing. One expert alone is not compared, however
    many peers agree. Raises ValueError when the comparison counts stances already.
    """
    if comparison.stances:
        raise ValueError("this comparison counts stances already")
    place = {statement.id: n for n, statement in enumerate(comparison.statements)}
    voice = {statement.id: statement.voice for statement in comparison.statements}
    found = sorted(
        {each for each in stances if each.statement in place and each.peer.id != voice[each.statement]},
        key=lambda each: (place[each.statement], each.peer.name, each.peer.id, each.kind, each.words),
    )
    if not found:
        return comparison
    lists = _lists(comparison, found) if comparison.state is State.COMPARED else comparison.lists
    return replace(comparison, lists=lists, stances=tuple(found))


def agreeing(point: Point, stances: Iterable[Stance]) -> tuple[Stance, ...]:
    """The declared agreement with statements of this point."""
    return tuple(each for each in stances if each.kind is StanceKind.AGREE and each.statement in point.statements)


def added(point: Point, stances: Iterable[Stance], home: Mapping[str, str]) -> int:
    """How many independent voices declared agreement adds to a point: nobody who makes it, or copies one who does.

    `home` as `independence.voices` has it.
    """
    said = {home[voice] for voice in point.voices}
    return len({home.get(each.peer.id, each.peer.id) for each in agreeing(point, stances)} - said)


def _lists(comparison: Comparison, stances: Iterable[Stance]) -> Lists:
    """The lists with the points of one voice that a peer agrees with among the agreed."""
    stances = tuple(stances)
    home = independence.voices(comparison.answers, comparison.copies)
    alone = set(comparison.lists.single)
    joined = {point.id for point in comparison.points if point.id in alone and added(point, stances, home)}
    shared = {i for point in comparison.points if point.id in joined for i in point.statements}
    agreed = joined | set(comparison.lists.agreed)
    held = {point.id: set(point.statements) for point in comparison.points}
    return replace(
        comparison.lists,
        agreed=tuple(point.id for point in comparison.points if point.id in agreed),
        single=tuple(i for i in comparison.lists.single if i not in joined and not held[i] <= shared),
    )
