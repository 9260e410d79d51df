"""The sentence model as asking uses it. What somebody asks is never written to the cache of vectors (promise R47)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from django.conf import settings

from plurivox import vectors
from plurivox.errors import ModelMissing, ModelNotTrusted


@lru_cache(maxsize=1)
def encoder() -> vectors.Encoder | None:
    """The model, loaded once a process; None where there is none that is trusted."""
    try:
        return vectors.load(settings.MODEL_DIR)
    except (ModelMissing, ModelNotTrusted):
        return None


@lru_cache(maxsize=1)
def _kept() -> vectors.CachedEncoder | None:
    """The same, keeping what it made of published questions."""
    found = encoder()
    return vectors.CachedEncoder(found, settings.VECTORS_DIR) if found else None


def vector(text: str) -> list[float] | None:
    """The vector of what somebody asks; kept nowhere."""
    found = encoder()
    return [float(number) for number in found.encode([text])[0]] if found else None


def nearness(asked: str, published: Sequence[str]) -> list[float]:
    """How close each published question comes to what is asked, from -1 to 1; empty where there is no model."""
    kept, one = _kept(), vector(asked)
    if kept is None or one is None or not published:
        return []
    return [float(number) for number in kept.encode(list(published)) @ np.array(one, np.float32)]
