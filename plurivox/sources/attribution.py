"""Which name belongs to which answer on a page where names stand before, after, or not at all. Nothing is guessed.

Part of READ. A name stands directly before or directly after its answer, and names one answer. It is tied only when
every way to read the page agrees; otherwise it is reported with the answers it may belong to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one place of the page, in order: an answer, or a name block.

    `part` counts the containers of the page. `answer` is the answer's id, "" for a name. `settled` marks an answer that
    names its own expert, `heads` a name in a heading, which heads what follows. `gap_before` and `gap_after` say
    whether a blank line or an edge of the page is there.
    """

    part: int = 0
    answer: str = ""
    settled: bool = False
    heads: bool = False
    gap_before: bool = False
    gap_after: bool = False


def tie(places: Sequence[Place]) -> dict[int, tuple[str, ...] | str]:
    """For each name, by its index: the id of its answer where that is certain, else the ids it may belong to.

    Certain are, in this order:
    - a name that shares a container of the page with one answer and no other name;
    - every name, when the page alternates answer, name, answer, name to its end, or when each name keeps the same
      layout: a blank line before and none after (then it heads its answer), or the other way round;
    - a name that cannot close an answer, because a name, the question or a settled answer stands before it: it heads
      the next. What it takes is settled for the next name.
    A name that can only close an answer is never certain on a page where names head answers. When two names claim one
    answer, the page contradicts itself and no name on it is certain.
    """
    contained = _contained(places)
    taken = set(contained.values())
    if contained:
        places = [
            replace(place, settled=place.settled or place.answer in taken or at in contained)
            for at, place in enumerate(places)
        ]
    names = [at for at, place in enumerate(places) if not place.answer and at not in contained]
    before = {at: "" if places[at].heads else _free(places, at - 1) for at in names}
    after = {at: _free(places, at + 1) for at in names}
    if every := _all(places, names, before, after):
        return {**contained, **every}
    certain: dict[int, str] = {}
    for at in names:
        if after[at] and (not before[at] or before[at] in taken):
            certain[at] = after[at]
            taken.add(after[at])
    open_to = {at: tuple(a for a in (before[at], after[at]) if a) for at in names}
    left = {at: tuple(a for a in open_to[at] if a not in taken) for at in names if at not in certain}
    if any(open_to[at] and not left[at] for at in left):
        return {**contained, **open_to}
    return {**contained, **left, **certain}


def _contained(places: Sequence[Place]) -> dict[int, str]:
    """Names that stand alone with one answer between two edges of containers."""
    if len({place.part for place in places}) < 2:
        return {}
    parts: dict[int, list[int]] = defaultdict(list)
    for at, place in enumerate(places):
        if not place.settled:
            parts[place.part].append(at)
    found = {}
    for here in parts.values():
        answers = [places[at].answer for at in here if places[at].answer]
        if len(here) == 2 and len(answers) == 1:
            found[next(at for at in here if not places[at].answer)] = answers[0]
    return found


def _free(places: Sequence[Place], at: int) -> str:
    """The answer at that place, when it does not name its own expert."""
    if 0 <= at < len(places) and not places[at].settled:
        return places[at].answer
    return ""


def _all(
    places: Sequence[Place], names: Sequence[int], before: dict[int, str], after: dict[int, str]
) -> dict[int, str] | None:
    """Every name with its answer, where the whole page keeps one habit; else None."""
    row = [place for place in places if not place.settled]
    if row and len(row) % 2 == 0 and all(bool(place.answer) is (at % 2 == 0) for at, place in enumerate(row)):
        return {at: before[at] for at in names} if all(before[at] for at in names) else None
    if len(names) < 2:
        return None
    heads = all(places[at].gap_before and not places[at].gap_after and after[at] for at in names)
    closes = all(places[at].gap_after and not places[at].gap_before and before[at] for at in names)
    if heads or closes:
        return dict(after if heads else before)
    return None
