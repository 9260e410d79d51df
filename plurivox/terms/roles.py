"""In which role things are named: the nearest cue before them, their heading, or the question. Part of step 3.

"Spread to the liver" names a site of spread, "spread beyond the breast" none. Rules as data: roles.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plurivox.model import Facet
from plurivox.terms.words import Word, key, read

#: A negation reaches this many words ahead, as in NegEx (Chapman et al. 2001) plus one for an article.
NEGATION_REACH = 6

#: Roles that speak of one place only and then give way to the role before: "spread from the breast to the bone".
PASSING = "away"

#: What a facet says of the role where no cue does.
FACETS = {
    Facet.SYMPTOMS: "symptom", Facet.CAUSES: "cause", Facet.RISK_FACTORS: "cause", Facet.DIAGNOSIS: "test",
    Facet.SCREENING: "test", Facet.TREATMENTS: "treatment", Facet.SIDE_EFFECTS: "side-effect",
    Facet.COMPLICATIONS: "symptom",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a statement: words `first` to `last` (exclusive), and the role of what stands after and before it."""

    first: int
    last: int
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Rules:
    """roles.toml, ready to be looked up."""

    cues: dict[str, tuple[str, str]]
    longest: int
    headings: dict[str, str]
    negations: frozenset[str]
    excepted: frozenset[str]
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
        cues,
        max(name.count(" ") + 1 for name in cues),
        {key(name): kind for kind, names in data["heading"].items() for name in names},
        words["negation"],
        frozenset(map(key, data["negation"]["except"])),
        words["compound"],
        words["filler"],
    )


def cues(words: Sequence[Word]) -> list[Cue]:
    """The cues in order; of cues that overlap, the first and longest."""
    known, found, at = rules(), [], 0
    while at < len(words):
        for size in range(min(known.longest, len(words) - at), 0, -1):
            name = " ".join(word.stem for word in words[at : at + size])
            if name in known.cues:
                found.append(Cue(at, at + size, *known.cues[name]))
                at += size - 1
                break
        at += 1
    return found


def led(text: str) -> str:
    """The role that a heading or question gives to what stands under it, or "".

    >>> led("Symptoms may include:"), led("Causes"), led("What is narcolepsy?")
    ('symptom', 'cause', '')
    """
    known = rules().headings.get(key(text))
    if known:
        return known
    found = cues(read(text))
    return next((cue.after for cue in reversed(found) if cue.after != PASSING), "")


def role(first: int, found: Sequence[Cue], words: Sequence[Word], fallback: str) -> str:
    """The role of what starts at word `first`: by the nearest cue before it, else `fallback`, else a cue after it."""
    lead = [cue for cue in found if cue.last <= first]
    while lead and lead[-1].after == PASSING:
        if not any(word.stem == "to" for word in words[lead[-1].last : first]):
            return PASSING
        lead.pop()
    if lead:
        return lead[-1].after
    if fallback:
        return fallback
    return next((cue.before for cue in found if cue.first > first and cue.before), "")


def negated(first: int, words: Sequence[Word], text: str) -> bool:
    """Whether a negation of the same clause reaches the word `first`."""
    known = rules()
    for at in range(first - 1, max(-1, first - 1 - NEGATION_REACH), -1):
        if any(c in ",;:.()" for c in text[words[at].end : words[at + 1].start]):
            return False
        pair = f"{words[at].stem} {words[at + 1].stem}"
        if words[at].stem in known.negations or pair in known.negations:
            return pair not in known.excepted
    return False
