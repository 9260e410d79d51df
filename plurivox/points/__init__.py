"""Step 4: statements that say the same become points.

`group` looks at pairs of statements of different voices (plurivox.pairs), asks a small trained matcher how likely the
two say the same, and covers the likely pairs by points. A compound statement may stand in several points; one that
nobody repeats stands in a point of its own. Prefers "only one says" to a false agreement. Never calls a pair of one
voice an agreement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from plurivox import pairs
from plurivox.model import Point, Question, Statement
from plurivox.pairs import NEAR
from plurivox.points import matcher
from plurivox.points.cover import Rule, cover, maximal
from plurivox.points.english import foreign
from plurivox.points.parting import part
from plurivox.points.twins import speaker, together
from plurivox.vectors import Encoder

#: Fewer voices than this cannot agree.
FEWEST_VOICES = 2

#: Pairs that late interaction calls as near as this (log odds) may be opposed; farther ones speak of different things.
OPPOSED_FLOOR = -3.5

__all__ = ["OPPOSED_FLOOR", "Read", "Rule", "cover", "group", "matcher", "maximal", "of_groups", "read", "separate"]


@dataclass(frozen=True, slots=True)
class Read:
    """The pairs of a question's statements as they were read, once, for points and for what is opposed."""

    statements: tuple[Statement, ...]
    twins: Sequence[Sequence[int]]
    """Places of statements in the same words; of each the first by id is spoken for all."""
    unread: Sequence[Sequence[int]]
    """The same of answers in another language than English, which are not looked at pair by pair."""
    spoken: Sequence[Statement]
    pairs: pairs.Pairs | None
    """Over `spoken`; None where there are not two voices."""
    likely: Any
    """How likely each of `pairs` says the same."""

    @property
    def heard(self) -> tuple[Statement, ...]:
        """The statements without those of answers in another language."""
        left_out = {place for places in self.unread for place in places}
        return tuple(statement for place, statement in enumerate(self.statements) if place not in left_out)

    def points(self) -> tuple[Point, ...]:
        """See `group`."""
        unread = [frozenset(places) for places in self.unread]
        if self.pairs is None:
            return _points(self.statements, [*unread, *(frozenset(places) for places in self.twins)])
        rule = matcher.load(self.pairs.names).rule
        scores = zip(self.pairs.a.tolist(), self.pairs.b.tolist(), self.likely.tolist(), strict=True)
        groups = cover([s.id for s in self.spoken], [s.voice for s in self.spoken], scores, rule)
        joined = [frozenset(place for at in group for place in self.twins[at]) for group in groups]
        return _points(self.statements, [*unread, *joined])

    def opposed(self) -> list[tuple[str, str, float]]:
        """Ids of near pairs (OPPOSED_FLOOR), and the probability that the two are opposed; none without an encoder."""
        if self.pairs is None or not (trees := matcher.load(self.pairs.names).opposed):
            return []
        near = np.flatnonzero(self.pairs.column(NEAR) >= OPPOSED_FLOOR)
        return self._named(near, trees.probabilities(self.pairs.values[near]))

    def alike(self) -> list[tuple[str, str, float]]:
        """Ids of pairs that are less likely to say the same than what makes a link, and how likely each is."""
        if self.pairs is None:
            return []
        below = np.flatnonzero(self.likely < matcher.load(self.pairs.names).rule.link)
        return self._named(below, self.likely[below])

    def _named(self, rows: Any, likely: Any) -> list[tuple[str, str, float]]:
        assert self.pairs is not None
        places = zip(self.pairs.a[rows].tolist(), self.pairs.b[rows].tolist(), likely.tolist(), strict=True)
        return [(self.spoken[a].id, self.spoken[b].id, value) for a, b, value in places]


def read(statements: Sequence[Statement], question: Question, encoder: Encoder | None = None) -> Read:
    """All pairs of statements of different voices that are worth looking at; without an encoder, by words alone.

    Of answers in another language than English only statements in the same words are put together.
    """
    said: dict[str, list[str]] = {}
    for statement in statements:
        said.setdefault(statement.answer, []).append(statement.quote.exact)
    unread = {answer for answer, texts in said.items() if foreign("\n".join(texts))}
    whole = together(statements, unread)
    twins = [places for places in whole if statements[places[0]].answer not in unread]
    apart = [places for places in whole if statements[places[0]].answer in unread]
    spoken = [speaker(statements, places) for places in twins]
    if len({statement.voice for statement in spoken}) < FEWEST_VOICES:
        return Read(tuple(statements), twins, apart, spoken, None, None)
    found = pairs.describe(spoken, question, encoder)
    return Read(tuple(statements), twins, apart, spoken, found, matcher.load(found.names).judge(found.values))


def group(statements: Sequence[Statement], question: Question, encoder: Encoder | None = None) -> tuple[Point, ...]:
    """Points over all statements, in the order of their first statements; each statement stands in at least one.

    Without an encoder the matcher judges by words alone. The order of the answers changes nothing but the order of
    what is returned: a point's id derives from the ids of its statements.
    """
    return read(statements, question, encoder).points()


def separate(
    points: Sequence[Point], statements: Sequence[Statement], apart: Collection[tuple[str, str]]
) -> tuple[Point, ...]:
    """The points again, no two statements of a pair of `apart` (ids) in one of them.

    What is left of a point with one voice keeps no statement that another voice makes elsewhere.
    """
    if not apart:
        return tuple(points)
    voice = {statement.id: statement.voice for statement in statements}
    parted = part([frozenset(point.statements) for point in points], apart)
    several = [group for group in parted if len({voice[name] for name in group}) > 1]
    shared = frozenset[str]().union(*several)
    return of_groups([*several, *(group - shared for group in parted if not group <= shared)], statements)


def of_groups(groups: Iterable[frozenset[str]], statements: Sequence[Statement]) -> tuple[Point, ...]:
    """Groups of statement ids as points; a group that another holds whole is none of its own."""
    place = {statement.id: n for n, statement in enumerate(statements)}
    return _points(statements, [frozenset(place[name] for name in group) for group in maximal(groups)])


def _points(statements: Sequence[Statement], groups: Collection[frozenset[int]]) -> tuple[Point, ...]:
    """Groups of places as points, in the order of their first statements."""
    return tuple(_point([statements[i] for i in members]) for members in sorted(sorted(group) for group in groups))


def _point(statements: Sequence[Statement]) -> Point:
    ids = tuple(statement.id for statement in statements)
    digest = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    return Point(f"p{digest[:16]}", ids, tuple(dict.fromkeys(statement.voice for statement in statements)))
