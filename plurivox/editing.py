"""What reviewers make of a comparison: points taken apart or joined, and how two statements stand, said anew.

Beside the path: a comparison and edits go in, a comparison comes out. Edits name statements by their ids and never by
their words; no statement is lost or invented and no quote is touched. The lists, points, voices and warnings are made
by the code that `compare` uses, so that taking an edit back restores the very bytes. Writes nothing that is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from plurivox import compare, declared, points
from plurivox.errors import EditUnfit, StatementUnknown
from plurivox.model import Comparison, Point, Reason, Relation, RelationKind

#: The rule of a relation that a person set, in the place of the engine's.
REVIEWED = "reviewed"

#: How a person may say that two statements stand. That they say the same is a merge.
STANDS = (RelationKind.OPPOSES, RelationKind.QUALIFIES, RelationKind.INCOMPARABLE, RelationKind.UNRELATED)


class Of(StrEnum):
    """What an edit names by its statements: a point, or the relation of two statements."""

    POINT = "point"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Confirm:
    """The line is right as it stands: what was in doubt between statements of one point is answered."""

    on: tuple[str, ...]
    of: Of = Of.POINT


@dataclass(frozen=True, slots=True)
class Reject:
    """A point falls apart into one for each of its statements; a relation leaves the list."""

    on: tuple[str, ...]
    of: Of = Of.POINT


@dataclass(frozen=True, slots=True)
class Split:
    """A point becomes several, which hold its statements among them; a compound statement may go into two."""

    on: tuple[str, ...]
    into: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Points become one."""

    on: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Relate:
    """How two statements of different voices stand to each other."""

    a: str
    b: str
    kind: RelationKind


Edit = Confirm | Reject | Split | Merge | Relate


class Unfit(NamedTuple):
    """An edit that does not fit the comparison: its place among the edits, and why."""

    place: int
    why: EditUnfit | StatementUnknown


def edited(comparison: Comparison, edits: Sequence[Edit]) -> Comparison:
    """The comparison after these edits, one after another.

    Raises StatementUnknown when one names a statement that is not there, and EditUnfit when one names a line that is
    not there, or would put two statements that oppose each other into one point.
    """
    made, unfit = fitted(comparison, edits)
    if unfit:
        raise unfit[0].why
    return made


def fitted(comparison: Comparison, edits: Sequence[Edit]) -> tuple[Comparison, tuple[Unfit, ...]]:
    """The comparison after those of these edits that fit, and those that do not."""
    desk = _Desk(comparison)
    unfit = []
    for place, edit in enumerate(edits):
        try:
            desk.do(edit)
        except (EditUnfit, StatementUnknown) as why:
            unfit.append(Unfit(place, why))
    return desk.cleared(), tuple(unfit)


class _Desk:
    """Points and relations while they are edited: sets of statement ids, so that the order of edits is no matter."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.place = {s.id: n for n, s in enumerate(comparison.statements)}
        self.voice = {s.id: s.voice for s in comparison.statements}
        self.groups = {frozenset(point.statements) for point in comparison.points}
        self.relations = {frozenset((r.a, r.b)): r for r in comparison.relations}
        self.doubts = {frozenset((d.a, d.b)): d for d in comparison.doubts}

    def do(self, edit: Edit) -> None:
        if isinstance(edit, Merge):
            self.merge([self.point(on) for on in edit.on])
        elif isinstance(edit, Relate):
            self.relate(edit)
        elif isinstance(edit, Split):
            self.split(self.point(edit.on), [frozenset(self.known(group)) for group in edit.into])
        elif edit.of is Of.RELATION:
            pair = self.relation(edit.on)
            if isinstance(edit, Reject):
                del self.relations[pair]
        else:
            group = self.point(edit.on)
            if isinstance(edit, Reject):
                self.split(group, [frozenset([name]) for name in group])
            else:
                self.settle(group)

    def cleared(self) -> Comparison:
        return _assembled(self.comparison, self.groups, self.relations.values(), self.doubts.values())

    def known(self, names: Iterable[str]) -> tuple[str, ...]:
        found = tuple(names)
        for name in found:
            if name not in self.place:
                raise StatementUnknown(f"There is no statement {name} in this comparison; look at it anew.", id=name)
        return found

    def point(self, names: Iterable[str]) -> frozenset[str]:
        group = frozenset(self.known(names))
        if group not in self.groups:
            raise EditUnfit("No point is made of exactly these statements any more; look at the comparison anew.")
        return group

    def relation(self, names: Iterable[str]) -> frozenset[str]:
        pair = frozenset(self.known(names))
        if pair not in self.relations:
            raise EditUnfit("These two statements are not listed as differing any more; look at the comparison anew.")
        return pair

    def split(self, group: frozenset[str], pieces: Sequence[frozenset[str]]) -> None:
        if len(set(pieces)) < 2 or not all(pieces) or frozenset().union(*pieces) != group or group in pieces:
            raise EditUnfit("A split makes two or more points out of one, and leaves none of its statements out.")
        self.groups.remove(group)
        self.groups.update(pieces)

    def merge(self, groups: Sequence[frozenset[str]]) -> None:
        if len(set(groups)) < 2:
            raise EditUnfit("It takes two points to make one of them; choose another row.")
        whole = frozenset().union(*groups)
        if any(r.kind is RelationKind.OPPOSES and pair <= whole for pair, r in self.relations.items()):
            raise EditUnfit("Two of these statements stand as opposed. Say first that they are not, then join them.")
        self.groups.difference_update(groups)
        self.groups.add(whole)
        self.settle(whole)

    def settle(self, group: frozenset[str]) -> None:
        """That these statements say the same has been said: no two of them are in doubt any more."""
        self.doubts = {pair: doubt for pair, doubt in self.doubts.items() if not pair <= group}

    def relate(self, edit: Relate) -> None:
        a, b = sorted(self.known((edit.a, edit.b)), key=self.place.__getitem__)
        pair = frozenset((a, b))
        if edit.kind not in STANDS:
            raise EditUnfit("That two statements say the same is said by making one point of them.")
        if self.voice[a] == self.voice[b]:
            raise EditUnfit(
                "These are two statements of one expert; only what different experts say is set against it."
            )
        if edit.kind is RelationKind.OPPOSES and any(pair <= group for group in self.groups):
            raise EditUnfit("These two stand in one point, as if they said the same. Split the point first.")
        self.doubts.pop(pair, None)
        if edit.kind is RelationKind.UNRELATED:
            self.relations.pop(pair, None)
        elif pair not in self.relations or self.relations[pair].kind is not edit.kind:
            self.relations[pair] = Relation(edit.kind, a, b, Reason(REVIEWED))


def _assembled(
    comparison: Comparison,
    groups: Iterable[frozenset[str]],
    related: Iterable[Relation],
    doubts: Iterable[Relation],
) -> Comparison:
    """The comparison over other points and relations: lists and warnings anew, no point twice in the digest."""
    said = comparison.statements
    place = {s.id: n for n, s in enumerate(said)}
    found = points.of_groups(groups, said)
    relations = tuple(sorted(related, key=lambda r: (place[r.a], place[r.b])))
    warned = compare.warnings(said, found)
    state, lists = compare.listed(comparison.question, comparison.answers, comparison.copies, said, found, relations)
    made = replace(
        comparison,
        state=state,
        points=found,
        relations=relations,
        lists=lists,
        digest=_once(comparison, found, warned),
        warnings=warned,
        stances=(),
        doubts=tuple(doubts),
    )
    return declared.counted(made, comparison.stances)


def _once(comparison: Comparison, found: Sequence[Point], warned: Collection[str]) -> tuple[str, ...]:
    """The digest without what leads as a warning now, and without a second statement of a point that was merged."""
    before = {frozenset(point.statements) for point in comparison.points}
    told: set[str] = set()
    kept = []
    for name in comparison.digest:
        if name in warned or name in told:
            continue
        kept.append(name)
        for point in found:
            if name in point.statements and frozenset(point.statements) not in before:
                told.update(point.statements)
    return tuple(kept)
