"""Beside the data path: words of a question that may tell of danger now, met before anything else is done with it.

Finds, never judges a person, and takes linear time. What it misses is why urgent-care advice stands on every page that
asks (promise R12); what it finds in vain costs a reader one page of advice. Signs and frames are data (signs.toml,
frames.toml), in English and Spanish; after NegEx and ConText (Chapman et al. 2001, Harkema et al. 2009).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from plurivox.urgency.phrases import Hit, Phrases, plain
from plurivox.urgency.spelling import Spelling

__all__ = ["LEARNT", "Kind", "Urgency", "find"]

#: Words within which the lists of a rule must stand where it says nothing else.
WITHIN = 40
#: Words that a denial reaches, and that a frame such as "signs of" and "what should I do if" reaches.
DENIAL, ASKED, SUPPOSED, PET = 4, 6, 12, 5

_WORD = re.compile(r"[^\W\d_]+(?:['’´`][^\W\d_]+)*|\d+(?:[.,/]\d+)*|[.!?;:,()\n¿¡…]")
_ENDS = frozenset(".!?;\n…")
_MARKS = frozenset(".!?;:,()\n¿¡…")
#: Words that end the reach of a denial: "no fever but chest pain".
_BREAKS = frozenset(
    ["but", "and", "with", "however", "just", "though", "pero", "y", "con", "aunque", "sino", "because"]
)
#: Words that make a supposed case a real one: "what do I do if my son is choking".
_REAL = frozenset(
    ["is", "are", "im", "hes", "shes", "isnt", "cant", "wont", "now", "just", "theyre", "esta", "estoy", "took", "has"]
)

#: Parts of frames.toml that are no phrases.
_APART = ("spelling", "not_misspelt", "short")


class Kind(Enum):
    """What kind of danger the words may tell of."""

    EMERGENCY = "emergency"
    SELF_HARM = "self-harm"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class Urgency:
    """What was found: the kinds, the gravest for the advice first, and the rule and the words that decided."""

    kinds: tuple[Kind, ...]
    rule: str
    start: int
    end: int

    @property
    def kind(self) -> Kind:
        return self.kinds[0]


class _Rule(NamedTuple):
    kind: Kind
    name: str
    groups: tuple[frozenset[str], ...]
    within: int
    slow: bool
    always: bool


class _Word(NamedTuple):
    said: str
    start: int
    end: int
    clause: int


class _Sentence:
    """The words of a sentence and the phrases in them."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self.words = words
        self.said = [word.said for word in words]
        self.idle: set[int] = set()
        frames, signs = _frames(), _signs()
        self.frames: dict[str, list[Hit]] = {}
        for hit in frames.places(self.said):
            self.frames.setdefault(hit.name, []).append(hit)
            if hit.name == "idioms":
                self.idle.update(range(hit.start, hit.end))
        self.hits = [h for h in signs.places(self.said) if self.idle.isdisjoint(range(h.start, h.end))]
        names = {hit.name for hit in self.hits}
        self.now, self.personal = "now" in names, "personal" in names
        self.acute = self.now or not names.isdisjoint(("severe", "sudden"))
        self.present = not _REAL.isdisjoint(self.said)

    def has(self, frame: str) -> bool:
        return frame in self.frames


#: The kinds that weights were learnt for (bench/urgency.py); of abuse there are too few texts.
LEARNT = (Kind.EMERGENCY, Kind.SELF_HARM)

#: Log odds from which the vector of a whole text decides where no rule does; chosen on the build half, for 98 of 100
#: urgent texts to be found while at most 10 of 100 others alarm (promise R12).
FLOOR = 0.7

#: A text of so many words that says of nobody and of no moment is a bare name, and the weights, learnt from sentences,
#: know little of it: of 309 names of conditions 39 reach FLOOR, and 9 reach NAMED. Chosen so that "suicide",
#: "overdose", "bleeding" and "heart attack" still do.
NAME, NAMED = 3, 2.6


def find(text: str, vector: Sequence[float] | None = None) -> Urgency | None:
    """What in this text may be urgent, or None. `vector` is that of the sentence model, where there is one.

    A sign counts unless its words are an idiom, denied, over, asked about in general, supposed or a story's. The vector
    finds what is said in words that no rule knows.

    >>> find("My dad's chest hurts and his left arm went numb.").kind.value
    'emergency'
    >>> find("What are the signs of a stroke?")
    """
    sentences = [_Sentence(words) for words in _sentences(text)]
    story = any(sentence.has("story") for sentence in sentences)
    real = any(sentence.now and sentence.personal for sentence in sentences)
    found: dict[Kind, tuple[str, int, int]] = {}
    over = False
    for sentence in sentences:
        over = (over or sentence.has("past")) and not sentence.now
        for rule, lead, start, end in _fired(sentence):
            if rule.kind not in found and not _quiet(rule, sentence, (lead, start, end), story, over, real):
                found[rule.kind] = (rule.name, sentence.words[start].start, sentence.words[end - 1].end)
    named = sum(len(one.words) for one in sentences) <= NAME and not any(one.personal or one.acute for one in sentences)
    if not found and vector is not None and (kind := _learnt(vector, NAMED if named else FLOOR)):
        found[kind] = ("learnt", 0, len(text))
    if not found:
        return None
    kinds = tuple(kind for kind in (Kind.SELF_HARM, Kind.EMERGENCY, Kind.ABUSE) if kind in found)
    return Urgency(kinds, *found[kinds[0]])


def _learnt(vector: Sequence[float], floor: float) -> Kind | None:
    """The likelier kind by the learnt weights, or None where its log odds do not reach `floor`."""
    odds = {
        kind: sum(a * b for a, b in zip(vector, row, strict=False)) + row[-1]
        for kind, row in ((kind, _weights()[kind.value]) for kind in LEARNT)
    }
    likelier = max(odds, key=lambda kind: float(odds[kind]))
    return likelier if odds[likelier] >= floor else None


def _quiet(rule: _Rule, sentence: _Sentence, place: tuple[int, int, int], story: bool, over: bool, real: bool) -> bool:
    """Whether something takes the urgency out of the words at this place: the leading sign, the first, the last."""
    lead, start, end = place
    grave = rule.kind is Kind.SELF_HARM
    if sentence.has("story") or (story and not grave and not (sentence.now and sentence.personal)):
        return True
    if grave and sentence.has("light"):
        return True
    if not sentence.now and (sentence.has("past") or (over and not sentence.present and not grave)):
        return True
    if rule.slow and sentence.has("chronic") and not sentence.acute:
        return True
    if _denied(rule, sentence, start):
        return True
    return not rule.always and any(_asked(sentence, first, end, real, grave) for first in {lead, start})


def _denied(rule: _Rule, sentence: _Sentence, start: int) -> bool:
    """Whether a denial stands shortly before: "no chest pain". In "not sure whether it is chest pain" none does."""
    words = sentence.words
    doubted = {n for hit in sentence.frames.get("doubt", ()) for n in range(hit.start, hit.end)}
    for hit in sentence.frames.get("denial", ()):
        if hit.start in doubted or hit.start >= start or hit.start < start - DENIAL:
            continue
        between = sentence.said[hit.end : start]
        if words[hit.start].clause == words[start].clause and _BREAKS.isdisjoint(between):
            return not (rule.kind is Kind.SELF_HARM and {"but", "pero"} & set(sentence.said[start:]))
    return False


def _asked(sentence: _Sentence, start: int, end: int, real: bool, grave: bool) -> bool:
    """Whether the sign is asked about in general, or supposed; never where a sentence says that it is now."""
    if real:
        return False
    own = {hit.start for hit in sentence.hits if hit.name == "personal"}
    for hit in sentence.frames.get("asked", ()):
        if start - ASKED <= hit.end <= end and hit.start <= start and own.isdisjoint(range(hit.end, start)):
            return True
    for hit in sentence.frames.get("supposed", ()):
        supposed = _REAL.isdisjoint(sentence.said[hit.end : end])
        if start - SUPPOSED <= hit.end and hit.start <= start and supposed:
            return True
    for hit in sentence.frames.get("pets", ()):
        if start - PET <= hit.end <= start + 1 and own.isdisjoint(range(hit.end, start)):
            return True
    opener = any(hit.start == 0 for hit in sentence.frames.get("openers", ()))
    return opener and not sentence.personal and not sentence.now and not grave


def _fired(sentence: _Sentence) -> Iterator[tuple[_Rule, int, int, int]]:
    """Each rule each time its lists stand together: where its leading sign stands, and from where to where both go."""
    by_name: dict[str, list[Hit]] = {}
    for hit in sentence.hits:
        by_name.setdefault(hit.name, []).append(hit)
    for rule in _rules():
        if any(by_name.keys().isdisjoint(group) for group in rule.groups):
            continue
        last: list[Hit | None] = [None] * len(rule.groups)
        hits = sorted({h for group in rule.groups for name in group for h in by_name.get(name, ())}, key=_place)
        for hit in hits:
            for n, group in enumerate(rule.groups):
                if hit.name in group:
                    last[n] = hit
            whole = [one for one in last if one is not None]
            if len(whole) == len(last) and hit.start - min(h.start for h in whole) <= rule.within:
                signs = whole[:2]
                yield rule, signs[0].start, min(h.start for h in signs), max(h.end for h in signs)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _sentences(text: str) -> Iterator[list[_Word]]:
    right, short = _spelling().right, _data("frames")["frames"]["short"]
    words: list[_Word] = []
    clause = 0
    for found in _WORD.finditer(text):
        mark = found[0]
        if mark in _MARKS:
            clause += 1
            if mark in _ENDS and words:
                yield words
                words = []
            continue
        said = plain(mark)
        if said:
            said = short.get(said) or right(said)
            words.append(_Word(said, found.start(), found.end(), clause))
    if words:
        yield words


@lru_cache(maxsize=2)
def _data(name: str) -> Any:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _weights() -> dict[str, list[float]]:
    """For each kind a weight for each number of a vector, and the constant last."""
    found: dict[str, list[float]] = json.loads(
        resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    )
    return found


@lru_cache(maxsize=1)
def _signs() -> Phrases:
    return Phrases(_data("signs")["lists"])


@lru_cache(maxsize=1)
def _frames() -> Phrases:
    return Phrases({name: rows for name, rows in _data("frames")["frames"].items() if name not in _APART})


@lru_cache(maxsize=1)
def _spelling() -> Spelling:
    frames = _data("frames")["frames"]
    lists = [*_data("signs")["lists"].values(), *(frames[name] for name in frames if name not in _APART)]
    ours = {word for entries in lists for entry in entries for word in re.findall("[a-z]+", entry)}
    return Spelling(frames["spelling"], ours.union(frames["not_misspelt"]))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(row) for row in _data("signs")["rules"])


def _rule(row: dict[str, Any]) -> _Rule:
    groups: Iterable[Iterable[str]] = row["all"]
    return _Rule(
        Kind(row["kind"]),
        row["name"],
        tuple(frozenset(group) for group in groups),
        row.get("within", WITHIN),
        row.get("slow", False),
        row.get("always", False),
    )
