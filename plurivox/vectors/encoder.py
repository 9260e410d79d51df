"""The encoder: texts in, one vector of length 1 a text out; the model file is checked before each load.

Never lets a text's vector depend on its neighbours: each text is a call of its own, without padding (the dynamic int8
scales of a shared batch would leak), on two threads at most.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.vectors.pins import GRAPH, GRAPH_SHA256, LONGEST, TOKENIZER, TOKENIZER_SHA256

#: Numbers in a vector.
SIZE = 384

#: The precision that vectors are rounded to, always, so that a cache of half the size changes nothing.
PRECISION = np.float16

#: Texts encoded at a time; onnxruntime gives way to other threads while it computes.
THREADS = 2

#: Texts a thread takes at once.
STRIDE = 16

Vectors: TypeAlias = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors. `sha256` names the model file, so that a comparison can say what made it."""

    sha256: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text: SIZE float32 numbers, of length 1 up to their rounding to PRECISION (3 in 10,000)."""
        ...


def folder() -> Path:
    """Where the model is kept: the folder that PLURIVOX_MODEL names, else data/model beside the package."""
    named = os.environ.get("PLURIVOX_MODEL")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data" / "model"


def load(place: Path | None = None) -> Encoder:
    """The encoder over the model in `place` (default: `folder()`).

    Raises ModelMissing where a file is absent and ModelNotTrusted where its SHA-256 is not the pinned one; the bytes
    that were checked are the bytes that are loaded.
    """
    where = place or folder()
    graph = _trusted(where / GRAPH, GRAPH_SHA256)
    tokenizer = _trusted(where / TOKENIZER, TOKENIZER_SHA256)
    return MiniLM(graph, tokenizer)


def _trusted(path: Path, pinned: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelMissing(f"There is no model file {path}; `make model` builds it.", path=str(path)) from None
    found = hashlib.sha256(data).hexdigest()
    if found != pinned:
        sentence = (
            f"{path} is not the pinned model: its SHA-256 is {found}, not {pinned}; build it anew (`make model`)."
        )
        raise ModelNotTrusted(sentence, path=str(path), sha256=found)
    return data


class MiniLM:
    """all-MiniLM-L6-v2 in int8. A text is read up to LONGEST tokens (about 200 words); what follows is not seen."""

    sha256 = GRAPH_SHA256

    def __init__(self, graph: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizers.Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=LONGEST)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder. Equal texts get equal vectors, whatever stands beside them."""
        places = range(0, len(texts), STRIDE)
        parts = [texts[i : i + STRIDE] for i in places]
        if len(parts) < 2:
            rows = [row for part in parts for row in self._encode(part)]
        else:
            with ThreadPoolExecutor(THREADS) as pool:
                rows = [row for part in pool.map(self._encode, parts) for row in part]
        found = np.concatenate(rows) if rows else np.zeros((0, SIZE), np.float32)
        return found.astype(PRECISION).astype(np.float32)

    def _encode(self, texts: Sequence[str]) -> list[Any]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Any:
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int32)
        return self._session.run(["vector"], {"tokens": tokens})[0]
