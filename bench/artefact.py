"""What training ships: tuned layers in one small file each, and plurivox/vectors/tuned.json with hashes and numbers.

A safetensors file (8 bytes of header length, a JSON header, the numbers), read by plurivox/vectors/graph.py: matrices
in int8 by column, everything else in float32. What is read back and quantised again gives the very integers written.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from plurivox import vectors
from plurivox.vectors import graph
from plurivox.vectors.encoder import MiniLM
from plurivox.vectors.graph import Tensor
from plurivox.vectors.pins import CROSSENCODER, GRAPH, INTERACTION, TOKENIZER

FOLDER = Path(graph.__file__).parent
TUNED = FOLDER / "tuned.json"

#: The model whose late interaction has seen our own annotations only.
OWN = vectors.folder().parent / "model-own"
MAKE = {"interaction": graph._interaction, "crossencoder": graph._crossencoder}


def ship(name: str, layers: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
    """Write the layers into the package and pin them; `make model` then builds the graph anew."""
    data = written(layers)
    (FOLDER / f"{name}.safetensors").write_bytes(data)
    tuned = json.loads(TUNED.read_text(encoding="utf-8"))
    tuned[name] = _entry(name, data, numbers)[0]
    TUNED.write_text(json.dumps(tuned, indent=1) + "\n", encoding="utf-8")
    print(f"{name}: {len(data):,} bytes, {tuned[name]['layers_sha256']}")


def beside(folder: Path, name: str, layers: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
    """Write a network that takes the shipped one's place in training only, into a folder of its own, not pinned."""
    data = written(layers)
    entry, built = _entry(name, data, numbers)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / entry["layers"]).write_bytes(data)
    (folder / entry["graph"]).write_bytes(built)
    (folder / f"{name}.json").write_text(json.dumps(entry), encoding="utf-8")


def layers(folder: Path, name: str) -> dict[str, Tensor]:
    """The layers of a network that `beside` wrote, to train on from."""
    return graph._tensors((folder / f"{name}.safetensors").read_bytes())


def load(folder: Path) -> vectors.Encoder:
    """The encoder whose late interaction is the one that `beside` wrote; its file is not pinned."""
    numbers = json.loads((folder / "interaction.json").read_text(encoding="utf-8"))["numbers"]
    shipped = vectors.folder()
    files = (shipped / GRAPH, folder / INTERACTION.graph, shipped / CROSSENCODER.graph, shipped / TOKENIZER)
    return MiniLM(*(file.read_bytes() for file in files), numbers)


def _entry(name: str, data: bytes, numbers: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    base = graph._tensors(graph._read(vectors.folder(), graph.WEIGHTS))
    built = MAKE[name](base, graph._tensors(data))
    entry = {
        "layers": f"{name}.safetensors",
        "layers_sha256": hashlib.sha256(data).hexdigest(),
        "graph": f"{name}.onnx",
        "graph_sha256": hashlib.sha256(built).hexdigest(),
        "numbers": dict(numbers),
    }
    return entry, built


def written(layers: Mapping[str, Tensor]) -> bytes:
    """The file's bytes. Matrices are given as the published weights hold them: (out, in)."""
    kept: dict[str, Tensor] = {}
    for name, value in sorted(layers.items()):
        if value.ndim == 2 and name.startswith("encoder.layer."):
            kept[name], kept[f"{name}.scale"] = graph._quantise(value.T)
        else:
            kept[name] = value.astype("<f4")
    header: dict[str, object] = {}
    at = 0
    for name, value in kept.items():
        kind = "I8" if value.dtype == np.int8 else "F32"
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [at, at + value.nbytes]}
        at += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(np.ascontiguousarray(v).tobytes() for v in kept.values())
