"""Word weights: how strongly words and word pairs speak to a facet, from a file whose hash is pinned.

Part of step 3. The weights come from a logistic regression over MedQuAD's statements (bench/facets.py trains it;
Ben Abacha and Demner-Fushman 2019, CC BY 4.0); the file holds words and whole numbers, no sentence of anybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from plurivox.errors import ModelNotTrusted
from plurivox.model import Facet

#: SHA-256 of weights.tsv; `python -m bench.facets train` prints the new one.
SHA256 = "5d2cb28375c4be8d7aa51b459790f2a22c151120947e704a3419015402a2e32b"
#: The weights are written in hundredths of a natural logarithm.
SCALE = 100.0
#: Marks the words of a heading or list lead, as against the statement's own.
HEADING_MARK = "^"

#: Rows x facets, natural logarithms of probabilities.
Scores: TypeAlias = "npt.NDArray[np.float32]"
_Whole: TypeAlias = "npt.NDArray[np.int64]"

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|%")


def grams(text: str, mark: str = "") -> set[str]:
    """The words of a text and their pairs, lower case, every number as 0.

    >>> sorted(grams("Take 5 mg"))
    ['0', '0 mg', 'mg', 'take', 'take 0']
    """
    words = [mark + ("0" if word.isdigit() else word) for word in _WORD.findall(text.lower())]
    return {*words, *map(" ".join, pairwise(words))}


@cache
def facets() -> tuple[Facet, ...]:
    """The facets that the weights know, in the order of their columns."""
    return _load()[0]


def score(rows: Sequence[set[str]]) -> Scores:
    """The logarithm of each facet's probability for each row of grams: rows x facets."""
    columns, places, weights, bias = _load()
    found = [[at for gram in row if (at := places.get(gram)) is not None] for row in rows]
    filled = [n for n, row in enumerate(found) if row]
    sums: _Whole = np.zeros((len(rows), len(columns)), dtype=np.int64)
    if filled:
        starts = np.cumsum([0, *(len(found[n]) for n in filled[:-1])])
        sums[filled] = np.add.reduceat(weights[[at for row in found for at in row]], starts, axis=0)
    raw = (sums + bias).astype(np.float32) / SCALE
    raw -= raw.max(axis=1, keepdims=True)
    scores: Scores = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
    return scores


@cache
def _load() -> tuple[tuple[Facet, ...], dict[str, int], _Whole, _Whole]:
    """The pinned file: a header of facets, a row of biases, then one gram a row. Raises ModelNotTrusted."""
    data = resources.files(__package__).joinpath("weights.tsv").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != SHA256:
        raise ModelNotTrusted("facets/weights.tsv is not the file that was pinned; reinstall Plurivox.", sha256=found)
    lines = data.decode().splitlines()
    columns = tuple(Facet(name) for name in lines[0].split("\t")[1:])
    rows = [line.split("\t") for line in lines[1:]]
    table = np.array([[int(cell or 0) for cell in row[1:]] for row in rows], dtype=np.int64)
    return columns, {row[0]: n for n, row in enumerate(rows[1:])}, table[1:], table[0]
