"""The trained reading of a pair: boosted trees, evaluated with numpy alone from a pinned file.

Step 5. The file is JSON (numbers only), written by `python -m bench.train_relations` from annotated pairs that need
not be present to run; its SHA-256 is checked before it is read. Two sets of trees: with vectors, and by words alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from plurivox.errors import ModelNotTrusted
from plurivox.model import RelationKind
from plurivox.relations import features
from plurivox.relations.pins import TREES_SHA256

FILE = Path(__file__).with_name("trees.json")

#: The order of the classes in the file.
KINDS = (
    RelationKind.SAME,
    RelationKind.QUALIFIES,
    RelationKind.OPPOSES,
    RelationKind.INCOMPARABLE,
    RelationKind.UNRELATED,
)


@dataclass(frozen=True)
class Trees:
    """Nodes of every tree as arrays (trees x nodes); a leaf points at itself. Scores add up per class."""

    start: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    depth: int

    def shares(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """How sure the trees are of each kind (rows x KINDS, each row adds up to 1)."""
        trees = np.arange(len(self.kind))
        scores = np.tile(self.start, (len(rows), 1))
        for n, row in enumerate(rows):
            node: npt.NDArray[np.int64] = np.zeros(len(trees), dtype=np.int64)
            for _ in range(self.depth):
                goes_left = row[self.feature[trees, node]] <= self.threshold[trees, node]
                node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            np.add.at(scores[n], self.kind, self.value[trees, node])
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        found: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return found


@lru_cache(maxsize=2)
def load(vectors: bool) -> Trees:
    """The trees for pairs with vectors, or by words alone. Raises ModelNotTrusted unless the file is the pinned one."""
    data = FILE.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != TREES_SHA256:
        raise ModelNotTrusted(f"{FILE.name} is not the pinned file: its SHA-256 is {found}.", sha256=found)
    part = json.loads(data)["vectors" if vectors else "words"]
    if part["features"] != features.names(vectors):
        raise ModelNotTrusted(f"{FILE.name} was trained on other features; train it anew (make train).")
    return _trees(part)


def _trees(part: dict[str, Any]) -> Trees:
    return Trees(
        np.array(part["start"]),
        np.array(part["kind"]),
        np.array(part["feature"]),
        np.array(part["threshold"], dtype=np.float32),
        np.array(part["left"]),
        np.array(part["right"]),
        np.array(part["value"]),
        part["depth"],
    )
