"""Step 3, vectors: a text becomes 384 numbers, two texts become likenesses, by a sentence model whose files are pinned.

The model is all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych 2019, Wang et al. 2020), its official weights written
anew as an int8 graph by `build`, and two networks tuned from it whose layers are shipped here: late interaction (who
says the same) and a cross-encoder (how two statements stand). Never downloads, never loads a file whose SHA-256 is not
the pinned one, and what is said of a text or a pair never depends on what stands beside it.
"""

from plurivox.vectors.cache import Cache, CachedEncoder
from plurivox.vectors.encoder import (
    JUDGEMENTS,
    LIKENESSES,
    RELATIONS,
    SIZE,
    TOGETHER,
    Encoder,
    Pair,
    Vectors,
    folder,
    load,
    odds_together,
)
from plurivox.vectors.graph import build

__all__ = [
    "JUDGEMENTS",
    "LIKENESSES",
    "RELATIONS",
    "SIZE",
    "TOGETHER",
    "Cache",
    "CachedEncoder",
    "Encoder",
    "Pair",
    "Vectors",
    "build",
    "folder",
    "load",
    "odds_together",
]
