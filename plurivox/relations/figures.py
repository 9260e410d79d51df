"""Figures of two statements held against each other: the same unit, the same thing measured, the same people.

Step 5. "Worst after 48 hours" against "peak within 72 hours" clash; "after 40" and "after 65 in some" do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from plurivox.cues import Cue, stem
from plurivox.relations import quantities
from plurivox.relations.limits import bound
from plurivox.relations.quantities import Quantity
from plurivox.relations.sides import Finding, Rule, Side, overlap, same_people
from plurivox.relations.units import UNITS, WORDS


def attributes(s: Side, q: Quantity) -> frozenset[str]:
    """What a quantity measures, by the words near it: in its own clause or in one beside it."""
    near = (c for c in s.reading.of("attribute") if abs(c.clause - q.clause) <= 1 and _distance(c, q) < _NEAR)
    return frozenset(c.value for c in near)


#: Characters within which a word may say what a figure measures.
_NEAR = 90


def _distance(cue: Cue, q: Quantity) -> int:
    return max(cue.start - q.end, q.start - cue.end, 0)


#: Attributes that name one measured thing, with the kinds of quantity that measure it. For the others (a share of
#: people, a dose) two figures are of the same thing only where the statements share most of their words.
SPECIFIC = {
    "onset": ("age",),
    "diagnosis": ("age",),
    "peak": ("time",),
    "survival": ("time", "age"),
    "threshold": ("pressure", "concentration"),
    "goal": ("pressure", "concentration", "share"),
    "incubation": ("time",),
    "screening": ("age",),
    "dose": ("mass", "mass per kg", "cups", "units", "tablets"),
    "interval": ("interval",),
    "duration": ("time",),
    "dose1": ("age",),
    "dose2": ("age",),
}

#: Of durations and of how often, at least this share of topic words must be common: "lasts" is said of many things.
_SAME_COURSE = 0.5
_COURSE = frozenset({"duration", "interval"})

#: Attributes that name what is measured in full: "the second dose".
_SCHEDULED = frozenset({"dose1", "dose2"})

#: Figures counted in things that are named: one shared word besides ("coffee") says that they are of the same.
_COUNTED = frozenset({"cups", "tablets"})


#: Figures that differ by less than this (one minus the shared part of their union) say the same.
_SAME_FIGURE = 0.15


#: Of two statements with a figure of one specific thing, at least this share of topic words must be common.
_SAME_THING = 0.3


def figures(a: Side, b: Side) -> Iterator[Finding]:
    best: Finding | None = None
    least, kind = 0.0, ""
    for x in a.quantities:
        for y in b.quantities:
            if x.kind != y.kind or (gap := quantities.conflict(x, y)) == 0:
                continue
            shared = attributes(a, x) & attributes(b, y)
            specific = sorted(n for n in shared if x.kind in SPECIFIC.get(n, ()))
            strength = ((0.5 if specific else 0.0) + min(0.5, overlap(a, b))) * gap
            same = _of_one_thing(a, x, b, y, specific) and same_people(a, b, specific)
            same = same and not (
                _restricted(a, x) or _restricted(b, y) or _holds(x, y) or _holds(y, x) or _within(x, y)
            )
            same = same and not ("onset" in specific and (_of_some(a) or _of_some(b)))
            sure = bool(specific) and gap >= _SAME_FIGURE and same
            found = Finding(
                Rule.FIGURES,
                round(strength, 4),
                a.text[x.start : x.end],
                b.text[y.start : y.end],
                specific[0] if specific else x.kind,
                sure,
            )
            if best is None or _better(found, gap, best, least):
                best, least, kind = found, gap, x.kind
    agree = any(
        quantities.conflict(x, y) < _SAME_FIGURE for x in a.quantities for y in b.quantities if x.kind == y.kind == kind
    )
    if best:
        yield best._replace(sure=False) if agree else best


def _of_one_thing(a: Side, x: Quantity, b: Side, y: Quantity, specific: list[str]) -> bool:
    """Whether two figures of one kind measure the same thing, by the words that their clauses share.

    Of two doses the clauses name what is taken, and neither is for cases of its own.
    """
    if set(specific) <= _COURSE and specific:
        shared = _topic_at(a, x) & _topic_at(b, y)
        return bool(shared) and _apart(x, y) and _alike_at(a, x, b, y) >= _SAME_COURSE
    if set(specific) & _SCHEDULED:
        return True
    if "dose" in specific and x.kind not in _COUNTED:
        return bool(_topic_at(a, x) & _topic_at(b, y)) and bound(a, b) is None
    if x.kind in _COUNTED and a.topic & b.topic:
        return True
    return _alike_at(a, x, b, y) >= _SAME_THING


def _apart(x: Quantity, y: Quantity) -> bool:
    """Whether two durations cannot both be meant: no value fits both, or one limit is named with other figures."""
    same_limit = (x.low == y.low == 0 or x.high == y.high == inf) and x.named != y.named
    return quantities.disjoint(x, y) or same_limit


#: Words that bind a figure to some cases only ("in people whose tremor began after 65").
_BINDING = frozenset(
    {"if", "unless", "whose", "except", "provided", "in whom", "as long as", "those who", "in those who"}
)


def _holds(x: Quantity, y: Quantity) -> bool:
    """Whether an open range of ages ("after 40", "by 3") holds the other one, so that both can be true.

    So can what is said of the younger ("at 11 or younger") and of the older ("at 14 or older").
    """
    if x.kind != "age":
        return False
    if x.low == 0 and y.high == inf:
        return True
    return (x.high == inf and x.low <= y.low) or (x.low == 0 and y.low > 0 and y.high <= x.high)


def _within(x: Quantity, y: Quantity) -> bool:
    """Whether one figure lies in the other's range, so that both can be true: "at 40" and "at 40 to 44"."""
    return any(
        one.low == one.high and two.low > 0 and two.low <= one.low <= two.high < inf for one, two in ((x, y), (y, x))
    )


def _of_some(s: Side) -> bool:
    """Whether a statement gives a share of people, so that its age is theirs alone."""
    return any(q.kind == "share" for q in s.quantities)


def _restricted(s: Side, q: Quantity) -> bool:
    return any(c.end <= q.start and s.reading.slice(c).lower() in _BINDING for c in s.reading.of("condition"))


def _better(found: Finding, gap: float, best: Finding, least: float) -> bool:
    """Of several sure clashes the smallest counts, for the others may be of something else; else the strongest."""
    if found.sure and best.sure:
        return gap < least
    return (found.sure, found.strength) > (best.sure, best.strength)


def _alike_at(a: Side, x: Quantity, b: Side, y: Quantity) -> float:
    """Shared topic words of the two clauses that hold the figures, as in `alike`."""
    one, two = _topic_at(a, x), _topic_at(b, y)
    return len(one & two) / min(len(one), len(two)) if one and two else 1.0


#: Number words and units say how much, and not of what.
_COUNTING = WORDS.keys() | UNITS.keys()


def _topic_at(s: Side, q: Quantity) -> frozenset[str]:
    measured = {stem(t.word) for c in s.reading.of("attribute") for t in s.reading.tokens if c.start <= t.start < c.end}
    words = {stem(t.word) for t in s.reading.tokens if t.clause == q.clause and t.word not in _COUNTING}
    return (s.topic & words) - measured
