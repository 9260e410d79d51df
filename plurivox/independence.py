"""Which answers speak with one voice: those of one expert, and those that copy each other.

Agreement counts independent voices. Two answers copy each other when the shorter one shares most of its runs of words
with the longer: containment of shingles (Broder 1997, On the resemblance and containment of documents). Both are still
shown in full under their own names; only the count changes, and the page says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from plurivox.model import Answer, Copy
from plurivox.pairs import words

#: Words in a run. Five in a row are seldom the same by chance, and survive an edit of every sixth word.
RUN = 5

#: From this share of the shorter answer's runs on, the two are one text (129 of 2,266 pairs of answers of different
#: institutes in MedQuAD; at half, a reader sees the same paragraphs).
COPIED = 0.5

#: An answer of fewer runs than this (24 words) may be worded alike by chance.
FEWEST = 20

#: Runs that more answers than this hold are everybody's phrases and show no copy.
COMMON = 50


def copies(answers: Sequence[Answer]) -> tuple[Copy, ...]:
    """Pairs of answers of different voices that share most of their text, in the order of the answers.

    Time grows with the text and with the pairs that share a run, not with all pairs.
    """
    if len({answer.voice for answer in answers}) < 2:
        return ()
    runs = [_runs(answer.text) for answer in answers]
    holders: dict[tuple[str, ...], list[int]] = {}
    for place, found in enumerate(runs):
        for run in found if len(found) >= FEWEST else ():
            holders.setdefault(run, []).append(place)
    shared: dict[tuple[int, int], int] = {}
    for places in holders.values():
        if 1 < len(places) <= COMMON:
            for pair in combinations(places, 2):
                shared[pair] = shared.get(pair, 0) + 1
    found_copies = []
    for (a, b), count in sorted(shared.items()):
        share = count / min(len(runs[a]), len(runs[b]))
        if share >= COPIED and answers[a].voice != answers[b].voice:
            found_copies.append(Copy(answers[a].id, answers[b].id, round(share, 2)))
    return tuple(found_copies)


def voices(answers: Sequence[Answer], copied: Iterable[Copy]) -> dict[str, str]:
    """Voice -> the voice it counts as: the first by name of all that copy each other, itself where it copies nobody."""
    home = {answer.voice: answer.voice for answer in answers}
    of = {answer.id: answer.voice for answer in answers}
    for copy in copied:
        one, two = sorted((home[of[copy.a]], home[of[copy.b]]))
        home = {voice: one if root == two else root for voice, root in home.items()}
    return home


def count(names: Iterable[str], home: Mapping[str, str]) -> int:
    """How many independent voices these are."""
    return len({home[name] for name in names})


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = [word.lower() for word in words.WORD.findall(text)]
    return frozenset(tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))
