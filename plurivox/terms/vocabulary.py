"""The vocabulary as data: which name is which thing. Part of step 3.

`core.tsv` is ours; `open.tsv` comes from open vocabularies (README.md says which, under which licence). Read once, when
first needed. A name may have several senses ("smoking" is a cause, "to stop smoking" a treatment; "hair" a site): the
role it stands in decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from plurivox.terms import lexicon
from plurivox.terms.lexicon import Lexicon
from plurivox.terms.words import key

_FOLDER = Path(__file__).parent

#: kind -> preferred name
Senses = Mapping[str, str]


@cache
def load() -> Lexicon[Senses]:
    """The vocabulary shipped with the engine. Our own rows win over rows from elsewhere.

    Rows from elsewhere hold keys, not names: making 50,000 keys anew at each start would take a tenth of a second.
    """
    senses: dict[str, Senses] = dict(core())
    for kind, term, keys, *_ in _rows("open.tsv"):
        row = {kind: term}
        for name in keys.split("|"):
            senses.setdefault(name, row)
    return lexicon.build(senses)


def core() -> Mapping[str, Senses]:
    """Our own rows alone, by key."""
    senses: dict[str, dict[str, str]] = {}
    for kind, term, others, *_ in _rows("core.tsv"):
        for name in (term, *others.split("|")):
            if name:
                senses.setdefault(key(name), {}).setdefault(kind, term)
    return senses


@cache
def ours() -> frozenset[str]:
    """The preferred names of our own rows; those from elsewhere are often not what a patient reads."""
    return frozenset(term for senses in core().values() for term in senses.values())


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            yield line.split("\t")
