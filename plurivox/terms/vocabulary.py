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
    senses: dict[str, dict[str, str]] = {}
    for kind, term, keys in _core():
        for name in keys:
            senses.setdefault(name, {}).setdefault(kind, term)
    for kind, term, keys in _open():
        # One name of several is known already: then the row is about that thing.
        known = next((senses[name] for name in keys if name in senses), None)
        merged = known.get(kind, next(iter(known.values()))) if known else term
        for name in keys:
            senses.setdefault(name, {kind: merged} if known is None else dict(known))
    return index(senses)


def index(senses: Mapping[str, Senses]) -> Vocabulary:
    """A vocabulary of these names, ready to be looked through."""
    reach: dict[str, int] = {}
    for name in senses:
        first, words = name.partition(" ")[0], name.count(" ") + 1
        if words <= LONGEST and words > reach.get(first, 0):
            reach[first] = words
    return Vocabulary(senses, reach)


def _core() -> Iterator[tuple[str, str, list[str]]]:
    for kind, term, others, *_ in _rows("core.tsv"):
        yield kind, term, [key(term), *(key(name) for name in others.split("|") if name)]


def _open() -> Iterator[tuple[str, str, list[str]]]:
    """Rows whose keys were written by the build: made anew at each start they would cost a tenth of a second."""
    for kind, term, keys, *_ in _rows("open.tsv"):
        yield kind, term, keys.split("|")


def _rows(name: str) -> Iterator[list[str]]:
    path = _FOLDER / name
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and line[0] != "#":
                yield line.split("\t")
