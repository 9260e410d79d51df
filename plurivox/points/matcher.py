"""The trained matcher: figures of a pair in, out comes how likely its two statements say the same, or are opposed.

Boosted trees, written as ONNX by bench/train_points.py from annotated questions; `matchers.json` beside them holds
their SHA-256, the names of the columns that they read and the rule of grouping that was set with them. One matcher
reads vectors and words, one words alone; what is opposed is found with vectors only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.points.cover import Rule
from plurivox.vectors.session import session

#: Decimals that probabilities keep, so that the last bits of another processor decide nothing.
DECIMALS = 4


@dataclass(frozen=True)
class Trees:
    """Trained trees and the columns that they read."""

    session: Any
    columns: tuple[int, ...]

    def margins(self, values: Any) -> Any:
        """Log odds, row by row, for rows of figures as `plurivox.pairs.describe` gives them."""
        if not len(values):
            return np.zeros(0, np.float32)
        return self.session.run(["margin"], {"figures": values.take(self.columns, axis=1)})[0][:, 0]

    def probabilities(self, values: Any) -> Any:
        """The same as probabilities, rounded to DECIMALS."""
        return np.round(1 / (1 + np.exp(-self.margins(values))), DECIMALS)


@dataclass(frozen=True)
class Matcher:
    """Trees for what says the same, the rule of grouping set with them, and trees for what is opposed, if any."""

    rule: Rule
    same: Trees
    opposed: Trees | None = None

    def judge(self, values: Any) -> Any:
        """The probability that the two say the same, pair by pair."""
        return self.same.probabilities(values)


@cache
def load(names: tuple[str, ...]) -> Matcher:
    """The matcher trained on these figures.

    Raises ModelNotTrusted where a file is not the one whose SHA-256 is written down, and ModelMissing where no matcher
    was trained on these figures.
    """
    for entry in json.loads((resources.files("plurivox.points") / "matchers.json").read_text(encoding="utf-8")):
        if tuple(entry["names"]) == names:
            opposed = entry.get("opposed")
            return Matcher(Rule(**entry["rule"]), _trees(entry, names), _trees(opposed, names) if opposed else None)
    raise ModelMissing("No matcher was trained on these figures; `make train` trains one.")


def _trees(entry: Mapping[str, Any], names: tuple[str, ...]) -> Trees:
    trees = (resources.files("plurivox.points") / entry["file"]).read_bytes()
    if hashlib.sha256(trees).hexdigest() != entry["sha256"]:
        raise ModelNotTrusted(f"{entry['file']} is not the trained matcher that matchers.json names.")
    return Trees(session(trees), tuple(names.index(name) for name in entry["names"]))
