"""Which answers speak with one voice: those of one expert, and those that copy each other.

Agreement counts independent voices. Two answers copy each other when the shorter one shares most of its runs of words
with the longer: containment of shingles (Broder 1997, On the resemblance and containment of documents). Both are still
shown in full under their own names; only the count changes, and the page says why.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from plurivox.model import Answer, Copy
from plurivox.pairs import words

#: Words in a run. Five in a row are seldom the same by chance, and survive an edit of every sixth word.
RUN = 5

#: From this share of the shorter answer's runs on, the two are one text (129 of 2,266 pairs of answers of different
#: institutes in MedQuAD; at half, a reader sees the same paragraphs).
COPIED = 0.5

#: An answer of fewer runs than this (24 words) may be worded alike by chance.
FEWEST = 20

Name = TypeVar("Name", int, str)


def copies(answers: Sequence[Answer]) -> tuple[Copy, ...]:
    """Pairs of answers of different voices that share most of their text, in the order of the answers.

    As many as join all that copy each other, and not every pair of them: an answer stands with the shortest that it
    copies; so a choice of the answers needs pairs of its own. Answer ids must be distinct. No run is passed over for
    being held by many, and time grows with the text.
    """
    if len({answer.voice for answer in answers}) < 2:
        return ()
    runs = [_runs(answer.text) for answer in answers]
    spread = Counter(run for found in runs for run in found)
    long = (place for place, found in enumerate(runs) if len(found) >= FEWEST)
    ranked = sorted(long, key=lambda place: (len(runs[place]), answers[place].id))
    home = {place: place for place in ranked}
    holders: dict[tuple[str, ...], dict[int, list[int]]] = {}
    shares: dict[tuple[int, int], float] = {}
    for rank, place in enumerate(ranked):
        found = runs[place]
        # Whoever comes later and copies this one lacks no more than half of its runs, so holds one of the rarest half.
        rarest = sorted(found, key=lambda run: (spread[run], run))[: len(found) - math.ceil(COPIED * len(found)) + 1]
        telling = frozenset(rarest)
        groups: dict[int, list[list[int]]] = {}
        for run in found:
            for one, ranks in holders.get(run, {}).items():
                groups.setdefault(_root(home, one), []).append(ranks)
        for root, held in groups.items():
            for at in _ascending(held):
                other = ranked[at]
                share = len(found & runs[other]) / len(runs[other])
                if share >= COPIED:
                    home[_root(home, place)] = root
                    shares[min(place, other), max(place, other)] = share
                    # And if it does not copy the other, which is shorter, it holds a run that the other lacks.
                    telling = min(telling, found - runs[other], key=len)
                    break
        for run in telling:
            if spread[run] > 1:
                holders.setdefault(run, {}).setdefault(_root(home, place), []).append(rank)
    return tuple(
        Copy(answers[a].id, answers[b].id, round(share, 2))
        for (a, b), share in sorted(shares.items())
        if answers[a].voice != answers[b].voice
    )


def voices(answers: Sequence[Answer], copied: Iterable[Copy]) -> dict[str, str]:
    """Voice -> the voice it counts as: the first by name of all that copy each other, itself where it copies nobody."""
    home = {answer.voice: answer.voice for answer in answers}
    of = {answer.id: answer.voice for answer in answers}
    for copy in copied:
        one, two = sorted((_root(home, of[copy.a]), _root(home, of[copy.b])))
        home[two] = one
    return {voice: _root(home, voice) for voice in home}


def count(names: Iterable[str], home: Mapping[str, str]) -> int:
    """How many independent voices these are."""
    return len({home[name] for name in names})


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = [word.lower() for word in words.WORD.findall(text)]
    return frozenset(tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))


def _ascending(lists: Sequence[Sequence[int]]) -> Iterator[int]:
    """What stands in these ascending lists, once each, the lowest first: mostly nobody asks for a second."""
    lowest = min(found[0] for found in lists)
    yield lowest
    yield from sorted(set().union(*lists) - {lowest})


def _root(home: dict[Name, Name], name: Name) -> Name:
    """Where the way from home to home ends; shortened as it is walked."""
    while home[name] != name:
        home[name] = name = home[home[name]]
    return name
