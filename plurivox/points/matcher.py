"""The trained matcher: figures of a pair in, the probability that its two statements say the same out.

Boosted trees, written as ONNX by bench/train_points.py from annotated questions; `matchers.json` beside them holds
their SHA-256, the names of their columns and the rule of grouping that was set with them. One matcher reads vectors and
words, one words alone. Another kind of matcher only has to offer `judge`.
"""

from __future__ import annotations

import hashlib
import json
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
class Matcher:
    """One trained matcher and the rule of grouping that belongs to it."""

    rule: Rule
    session: Any

    def judge(self, values: Any) -> Any:
        """The probability, pair by pair, for rows of figures as `plurivox.pairs.describe` gives them."""
        if not len(values):
            return np.zeros(0, np.float32)
        margin = self.session.run(["margin"], {"figures": values})[0][:, 0]
        return np.round(1 / (1 + np.exp(-margin)), DECIMALS)


@cache
def load(names: tuple[str, ...]) -> Matcher:
    """The matcher trained on these figures.

    Raises ModelNotTrusted where a file is not the one whose SHA-256 is written down, and ModelMissing where no matcher
    was trained on these figures.
    """
    folder = resources.files("plurivox.points")
    for entry in json.loads((folder / "matchers.json").read_text(encoding="utf-8")):
        if tuple(entry["names"]) == names:
            trees = (folder / entry["file"]).read_bytes()
            if hashlib.sha256(trees).hexdigest() != entry["sha256"]:
                raise ModelNotTrusted(f"{entry['file']} is not the trained matcher that matchers.json names.")
            return Matcher(Rule(**entry["rule"]), session(trees))
    raise ModelMissing("No matcher was trained on these figures; `make train` trains one.")
