"""A trained network, ready to compute: on one thread, and saying nothing. The bytes were checked by who read them."""

from __future__ import annotations

from typing import Any


def session(network: bytes) -> Any:
    """The network as onnxruntime runs it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
