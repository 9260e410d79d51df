"""In which role things are named: the nearest cue before them, their heading, or the question. Part of step 3.

"Spread to the liver" names a site of spread, "spread beyond the breast" none. Rules as data: roles.toml.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from plurivox.model import Facet
from plurivox.terms import lexicon
from plurivox.terms.lexicon import Lexicon
from plurivox.terms.words import Words, key, read

#: A negation reaches this many words ahead, as in NegEx (Chapman et al. 2001) plus one for an article.
NEGATION_REACH = 6

#: Cues looked at on each side of a thing: keeps time linear in statements that never end.
FARTHEST = 12

#: Words between "from" and the "to" that ends it.
LONGEST_PASSAGE = 40

#: What ends the reach of a negation.
_CLAUSE_END = frozenset(",;:.()")

#: Roles that speak of one place only and then give way to the role before: "spread from the breast to the bone".
PASSING = "away"

#: Roles of sites only; other things are named in the role before.
OF_SITES = frozenset({"spread", "place", "beyond", PASSING})

#: Under a question about causes not every condition is one: only what the vocabulary calls a cause counts.
ASKED = "asked"

#: "Other parts of the body": sites of the role spoken of before.
BEYOND = "beyond"

#: Roles in which a site counts, and which keep sites apart: where a disease spreads is not where it arises.
SITES = ("spread", "place")

#: The role of what belongs to another condition than the one asked about.
ELSEWHERE = "elsewhere"

#: What a facet says of the role where no cue does.
FACETS = {
    Facet.SYMPTOMS: "symptom",
    Facet.COMPLICATIONS: "symptom",
    Facet.SIDE_EFFECTS: "side-effect",
}


class Cue(NamedTuple):
    """A cue in a statement: words `first` to `last` (exclusive), and the role of what stands after and before it."""

    first: int
    last: int
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Rules:
    """roles.toml, ready to be looked up."""

    cues: Lexicon[tuple[str, str]]
    headings: dict[str, str]
    negations: frozenset[str]
    excepted: frozenset[str]
    auxiliary: frozenset[str]
    denied: frozenset[str]
    compound: frozenset[str]
    filler: frozenset[str]


@cache
def rules() -> Rules:
    """The rules shipped with the engine."""
    with (Path(__file__).parent / "roles.toml").open("rb") as file:
        data = tomllib.load(file)
    cues = {key(words): (cue["after"], cue["before"]) for cue in data["cue"] for words in cue["words"]}
    words = {name: frozenset(map(key, data[name]["words"])) for name in ("negation", "compound", "filler")}
    return Rules(
        lexicon.build(cues),
        {key(name): kind for kind, names in data["heading"].items() for name in names},
        words["negation"],
        frozenset(map(key, data["negation"]["except"])),
        frozenset(map(key, data["denied"]["auxiliary"])),
        frozenset(map(key, data["denied"]["words"])),
        words["compound"],
        words["filler"],
    )


def cues(words: Words, others: Set[int] = frozenset()) -> list[Cue]:
    """The cues in order; of cues that overlap, the first and longest.

    `others` are words where another condition than the one asked about starts: "signs of cirrhosis include" leads to
    what is said of cirrhosis alone.
    """
    known, found = rules().cues, []
    for at, end, (after, before) in known.places(words):
        is_other = end + 1 in others and words.stems[end] == "of"
        found.append(Cue(at, end, ELSEWHERE if is_other else after, ELSEWHERE if is_other else before))
    return found


@lru_cache(maxsize=4096)
def led(text: str) -> str:
    """The role that a heading or question gives to what stands under it, or "".

    >>> led("Symptoms may include:"), led("Causes"), led("What is narcolepsy?")
    ('symptom', 'cause', '')
    """
    known, words = rules().headings, read(text)
    if (whole := key(text)) in known:
        return known[whole]
    for cue in reversed(cues(words)):
        if cue.after != PASSING:
            return known.get(" ".join(words.stems[cue.first : cue.last]), cue.after)
    return ""


def asked(text: str) -> str:
    """The role that a question gives to what its answers name; of causes only what is a cause by itself."""
    found = led(text)
    return ASKED if found == "cause" else found


def role(first: int, found: Sequence[Cue], fallback: str) -> str:
    """The role of a thing at word `first`: by the nearest cue before it, else `fallback`, else a cue after it."""
    here = _place(first, found)
    for cue in reversed(found[max(0, here - FARTHEST) : here]):
        if cue.after not in OF_SITES:
            return cue.after
    if fallback and fallback not in OF_SITES:
        return fallback
    following = found[here : here + FARTHEST]
    return next((c.before for c in following if c.first > first and c.before and c.before not in OF_SITES), "")


def site_role(first: int, found: Sequence[Cue], words: Words, heading: str, asked: str) -> str:
    """The role of a body site at word `first`: "spread", "place", or one in which no site counts.

    `heading` and `asked` are the roles that heading and question give. "From" and "through" speak of one place only:
    in "spread from the breast to the bone" the bone is a site of spread. "Other parts of the body" are sites of the
    role spoken of.
    """
    here = _place(first, found)
    lead = list(found[max(0, here - FARTHEST) : here])
    while lead and lead[-1].after == PASSING:
        last = lead[-1].last
        if first - last > LONGEST_PASSAGE or "to" not in words.stems[last:first]:
            return PASSING
        lead.pop()
    said = lead[-1].after if lead else heading
    if not said:
        following = found[here : here + FARTHEST]
        said = next((c.before for c in following if c.first > first and c.before in (*SITES, BEYOND)), "")
    if said == BEYOND:
        named = [cue.after for cue in lead if cue.after in SITES]
        return named[-1] if named else "spread" if asked == "spread" else "place"
    return said


def _place(first: int, found: Sequence[Cue]) -> int:
    """How many cues end before the word `first`."""
    return bisect_right(found, first, key=lambda cue: cue.last)


def negated(first: int, words: Words, text: str) -> bool:
    """Whether a negation of the same clause reaches the word `first`."""
    known = rules()
    for at in range(first - 1, max(-1, first - 1 - NEGATION_REACH), -1):
        pair = f"{words.stems[at]} {words.stems[at + 1]}"
        if (words.stems[at] in known.negations or pair in known.negations) and pair not in known.excepted:
            return _CLAUSE_END.isdisjoint(text[words.end(at) : words.starts[first]])
    return False


def denied(last: int, words: Words) -> bool:
    """Whether the words from `last` on deny what stands right before them: "opioids have no place"."""
    known = rules()
    two = words.stems[last : last + 2]
    return len(two) == 2 and two[0] in known.auxiliary and two[1] in known.denied
