"""NAIVE PLACEHOLDER, being replaced."""

from __future__ import annotations
from collections.abc import Sequence
from typing import Protocol
import numpy as np


class Encoder(Protocol):
    sha256: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...
