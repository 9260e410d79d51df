"""Vectors kept between runs: one append-only file a model, keyed by the hash of the text.

Never changes a result: an encoder rounds its vectors to the precision kept here, so a vector is the same read or made.
Holds no text. A record that a killed writer left half written is cut off by the next writer and never read; a damaged
record fails its checksum and is made anew; two processes may write at once (they take turns by a lock on the file).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from plurivox.vectors.encoder import PRECISION, SIZE, Encoder, Vectors

#: Bytes of a key (BLAKE2b of the text), of the vector and of the checksum: one record, all of one length.
KEY, VECTOR, CHECK = 16, SIZE * PRECISION().itemsize, 8
RECORD = KEY + VECTOR + CHECK

#: Texts encoded between two writes, so that an interrupted import keeps nearly all it made.
BATCH = 4096


class Cache:
    """The vectors of one model in `folder`; the file is named after the model, so that models never mix."""

    def __init__(self, folder: Path, model: str) -> None:
        self.path = folder / f"vectors-{model[:16]}.bin"
        folder.mkdir(parents=True, exist_ok=True)
        self._records: Vectors = np.zeros((0, RECORD), np.uint8)
        self._rows: dict[bytes, int] = {}
        self._read()

    def find(self, texts: Sequence[str]) -> list[Vectors | None]:
        """The vector kept for each text, or None."""
        return [self._find(_key(text)) for text in texts]

    def add(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Append one record a text, in one write under the file's lock."""
        rows = [_key(text) + row.astype(PRECISION).tobytes() for text, row in zip(texts, vectors, strict=True)]
        data = b"".join(row + _checksum(row) for row in rows)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            if size % RECORD:  # we hold the lock, so whoever wrote this half record is gone
                file.truncate(size - size % RECORD)
            file.write(data)
            file.flush()
        self._read()

    def _read(self) -> None:
        """Map the whole records of the file and note where the new ones are; of two with one key the later counts."""
        count = self.path.stat().st_size // RECORD if self.path.exists() else 0
        known = len(self._records)
        if count > known:
            self._records = np.memmap(self.path, np.uint8, "r", shape=(count, RECORD))
            keys = self._records[known:, :KEY].tobytes()
            self._rows.update((keys[i * KEY : (i + 1) * KEY], known + i) for i in range(count - known))

    def _find(self, key: bytes) -> Vectors | None:
        row = self._rows.get(key)
        if row is None:
            return None
        record = self._records[row].tobytes()
        if record[:KEY] != key or record[-CHECK:] != _checksum(record[:-CHECK]):
            return None
        return np.frombuffer(record[KEY:-CHECK], PRECISION).astype(np.float32)


class CachedEncoder:
    """An encoder that asks the cache first and keeps what it made. Gives what the encoder alone gives."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.sha256 = encoder.sha256
        self._encoder = encoder
        self._cache = Cache(folder, encoder.sha256)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        found = dict(zip(texts, self._cache.find(texts), strict=True))
        missing = [text for text, row in found.items() if row is None]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            made = self._encoder.encode(batch)
            self._cache.add(batch, made)
            found.update(zip(batch, made, strict=True))
        rows = [row for text in texts if (row := found[text]) is not None]
        return np.stack(rows) if rows else np.zeros((0, SIZE), np.float32)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=KEY).digest()


def _checksum(record: bytes) -> bytes:
    return hashlib.blake2b(record, digest_size=CHECK).digest()
