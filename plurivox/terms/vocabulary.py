"""The vocabulary as data: which name is which thing. Part of step 3.

`core.tsv` is ours; `open.tsv` comes from open vocabularies (README.md says which, under which licence). Read once, when
first needed. A name may have several senses ("infection" is a symptom and a cause); the role it stands in decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plurivox.terms.words import key

_FOLDER = Path(__file__).parent

#: The longest name that is looked for, in words.
LONGEST = 8

#: kind -> preferred name
Senses = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by key (words.key). `reach` has the most words of any name that starts with a stem."""

    senses: Mapping[str, Senses]
    reach: Mapping[str, int]


@cache
def load() -> Vocabulary:
    """The vocabulary shipped with the engine. Our own rows win over rows from elsewhere."""
    senses: dict[str, Senses] = dict(core())
    for kind, term, keys, *_ in _rows("open.tsv"):
        row = {kind: term}
        for name in keys.split("|"):
            senses.setdefault(name, row)
    return index(senses)


def core() -> Mapping[str, Senses]:
    """Our own rows alone, by key."""
    senses: dict[str, dict[str, str]] = {}
    for kind, term, others, *_ in _rows("core.tsv"):
        for name in (term, *others.split("|")):
            if name:
                senses.setdefault(key(name), {}).setdefault(kind, term)
    return senses


def index(senses: Mapping[str, Senses]) -> Vocabulary:
    """A vocabulary of these names, ready to be looked through."""
    reach: dict[str, int] = {}
    for name in senses:
        first, words = name.partition(" ")[0], name.count(" ") + 1
        if words <= LONGEST and words > reach.get(first, 0):
            reach[first] = words
    return Vocabulary(senses, reach)


def _rows(name: str) -> Iterator[list[str]]:
    path = _FOLDER / name
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and line[0] != "#":
                yield line.split("\t")
