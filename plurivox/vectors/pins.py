"""What the model's files must be, byte for byte: names and SHA-256.

Provenance: the weights are those published as sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), carried by the
package that requirements-model.txt pins. Changing any of these changes every vector and so every comparison.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

#: The published weights, model.safetensors, 90,868,376 bytes.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: The published WordPiece tokenizer.
TOKENIZER = "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

#: The int8 graph that `build` writes from the weights.
GRAPH = "graph.onnx"
GRAPH_SHA256 = "ac49dbac1afe2cc7de9f9540a3f67f16b691f2528b1c40aeedbe61e8ec22af8a"

#: Tokens of a text that the model reads, its two marks included (the model's own limit); the rest is not seen.
LONGEST = 256


@dataclass(frozen=True, slots=True)
class Tuned:
    """A network tuned from the published weights: its layers are shipped here, its int8 graph is built from both."""

    layers: str
    layers_sha256: str
    graph: str
    graph_sha256: str
    numbers: Mapping[str, Any]
    """Trained numbers that are no part of the graph."""


def _tuned(name: str) -> Tuned:
    entry = json.loads((resources.files("plurivox.vectors") / "tuned.json").read_text(encoding="utf-8"))[name]
    return Tuned(**entry)


#: Late interaction (bench/train_interaction.py) and the cross-encoder (bench/train_crossencoder.py), as trained.
INTERACTION, CROSSENCODER = _tuned("interaction"), _tuned("crossencoder")
