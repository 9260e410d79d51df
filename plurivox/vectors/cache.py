"""What the sentence model made, kept between runs: one append-only file a network, keyed by the hash of what it read.

Never changes a result: an encoder rounds its rows to the precision kept here, so a row is the same read or made.
Holds no text. A record that a killed writer left half written is cut off by the next writer and never read; a damaged
record fails its checksum and is made anew; two processes may write at once (they take turns by a lock on the file).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from plurivox.vectors.encoder import JUDGEMENTS, LIKENESSES, PRECISION, SIZE, Encoder, Pair, Vectors

#: Bytes of a key (BLAKE2b of what was read) and of the checksum; between them the row: one record, all of one length.
KEY, CHECK = 16, 8

#: Texts or pairs read between two writes, so that an interrupted import keeps nearly all it made.
BATCH = 4096

Given = TypeVar("Given", str, Pair, tuple[str, ...])


class Cache:
    """The rows of one network in `folder`, `width` numbers each; the file is named after it, so that none mix."""

    def __init__(self, folder: Path, name: str, width: int = SIZE) -> None:
        self.path = folder / f"{name}.bin"
        self.record = KEY + width * PRECISION().itemsize + CHECK
        folder.mkdir(parents=True, exist_ok=True)
        self._records: Vectors = np.zeros((0, self.record), np.uint8)
        self._rows: dict[bytes, int] = {}
        self._read()

    def find(self, given: Sequence[str | tuple[str, ...]]) -> list[Vectors | None]:
        """The row kept for each text or pair, or None."""
        return [self._find(_key(one)) for one in given]

    def add(self, given: Sequence[str | tuple[str, ...]], made: Vectors) -> None:
        """Append one record a row, in one write under the file's lock."""
        rows = [_key(one) + row.astype(PRECISION).tobytes() for one, row in zip(given, made, strict=True)]
        data = b"".join(row + _checksum(row) for row in rows)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            if size % self.record:  # we hold the lock, so whoever wrote this half record is gone
                file.truncate(size - size % self.record)
            file.write(data)
            file.flush()
        self._read()

    def _read(self) -> None:
        """Map the whole records of the file and note where the new ones are; of two with one key the later counts."""
        count = self.path.stat().st_size // self.record if self.path.exists() else 0
        known = len(self._records)
        if count > known:
            self._records = np.memmap(self.path, np.uint8, "r", shape=(count, self.record))
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
        self.sha256, self.parts = encoder.sha256, encoder.parts
        self._encoder = encoder
        alone, by_words, together = encoder.parts
        self._vectors = Cache(folder, f"vectors-{alone[:16]}")
        self._likenesses = Cache(folder, f"likenesses-{by_words[:16]}", len(LIKENESSES))
        self._judgements = Cache(folder, f"judgements-{together[:16]}", len(JUDGEMENTS))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        return _found(self._vectors, self._encoder.encode, texts, SIZE)

    def liken(self, asked: str, pairs: Sequence[Pair]) -> Vectors:
        """See Encoder."""

        def make(given: list[tuple[str, ...]]) -> Vectors:
            return self._encoder.liken(asked, [(a, b) for _, a, b in given])

        turned: list[tuple[str, ...]] = [(asked, min(pair), max(pair)) for pair in pairs]
        return _found(self._likenesses, make, turned, len(LIKENESSES))

    def judge(self, pairs: Sequence[Pair]) -> Vectors:
        """See Encoder."""
        turned = [(min(pair), max(pair)) for pair in pairs]
        return _found(self._judgements, self._encoder.judge, turned, len(JUDGEMENTS))


def _found(cache: Cache, make: Callable[[list[Given]], Vectors], given: Sequence[Given], width: int) -> Vectors:
    """The rows of what is given, each made once at most."""
    found = dict(zip(given, cache.find(given), strict=True))
    missing = [one for one, row in found.items() if row is None]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        made = make(batch)
        cache.add(batch, made)
        found.update(zip(batch, made, strict=True))
    rows = [row for one in given if (row := found[one]) is not None]
    return np.stack(rows) if rows else np.zeros((0, width), np.float32)


def _key(given: str | tuple[str, ...]) -> bytes:
    text = given if isinstance(given, str) else "\0".join(given)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=KEY).digest()


def _checksum(record: bytes) -> bytes:
    return hashlib.blake2b(record, digest_size=CHECK).digest()
