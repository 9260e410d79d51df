"""The engine in processes of its own: a question with its answers goes in, a frozen comparison comes out.

Knows no database: the parent process reads and writes. Started by spawn, so that nothing of the parent is inherited.
"""

from __future__ import annotations

import signal
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from plurivox import model, records, vectors
from plurivox.compare import FEWEST_EXPERTS, compare
from plurivox.errors import ModelMissing

#: Tasks handed to the processes ahead of the one that is waited for, for each process.
AHEAD = 16

_encoder: vectors.Encoder | None = None


def encoder(folder: Path, cache: Path) -> vectors.Encoder | None:
    """The sentence model in `folder`, or None when there is none: then statements are matched by words alone.

    Vectors are kept in `cache`, by the hash of the text, so that a second look at a statement costs nothing.
    """
    try:
        return vectors.CachedEncoder(vectors.load(folder), cache)
    except ModelMissing:
        return None


def wanted_model(entry: model.Entry, sha256: str) -> str:
    """The model that the comparison of this entry is made with: none where there is nobody to compare with."""
    return sha256 if len({answer.voice for answer in entry.answers}) >= FEWEST_EXPERTS else ""


class Failed(str):
    """Instead of a comparison: what went wrong, in one line that says where."""

    __slots__ = ()


Outcome = dict[str, Any] | Failed


def attempted(entry: model.Entry, encoder: vectors.Encoder | None) -> Outcome:
    """The frozen comparison, or what went wrong: one question must not stop all others."""
    try:
        return frozen(entry, encoder)
    except Exception as error:  # a fault of ours in one question; it is named, and the rest goes on
        at = traceback.extract_tb(error.__traceback__)[-1]
        return Failed(f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}: {error}")


def frozen(entry: model.Entry, encoder: vectors.Encoder | None) -> dict[str, Any]:
    """The comparison of this entry, as it is stored."""
    used = encoder if encoder and wanted_model(entry, encoder.sha256) else None
    return records.freeze(compare(entry.question, entry.answers, used))


def compared(
    tasks: Iterable[tuple[int, model.Entry]], folder: Path, cache: Path, processes: int
) -> Iterator[tuple[int, Outcome]]:
    """Each task's number with its frozen comparison or what went wrong, in order.

    With one process or none, in this one.
    """
    if processes < 2:
        here = encoder(folder, cache)
        yield from ((number, attempted(entry, here)) for number, entry in tasks)
        return
    with get_context("spawn").Pool(processes, _start, (folder, cache)) as pool:
        waiting: deque[Any] = deque()
        for task in tasks:
            waiting.append(pool.apply_async(_work, task))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()


def _start(folder: Path, cache: Path) -> None:
    global _encoder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the parent, which stops its processes
    _encoder = encoder(folder, cache)


def _work(number: int, entry: model.Entry) -> tuple[int, Outcome]:
    return number, attempted(entry, _encoder)
