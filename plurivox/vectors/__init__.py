"""Step 3, vectors: a text becomes 384 numbers, by a sentence model whose file is pinned.

The model is all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych 2019, Wang et al. 2020), its official weights written
anew as an int8 graph by `build`. Never downloads, never loads a file whose SHA-256 is not the pinned one, and a vector
never depends on the texts beside it.
"""

from plurivox.vectors.cache import Cache, CachedEncoder
from plurivox.vectors.encoder import SIZE, Encoder, Vectors, folder, load
from plurivox.vectors.graph import build

__all__ = ["SIZE", "Cache", "CachedEncoder", "Encoder", "Vectors", "build", "folder", "load"]
