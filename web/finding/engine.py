"""The engine of this process: the one that settings.SEARCH names."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from plurivox import vectors
from plurivox.errors import ModelMissing, ModelNotTrusted, SourceUnreadable
from plurivox.search import Index, SearchEngine, open_folder, version
from web.finding.postgresql import PostgresqlEngine


@lru_cache(maxsize=1)
def encoder() -> vectors.Encoder | None:
    """The sentence model, loaded once a process; None where there is none that is trusted.

    What somebody searches for is never written to the cache of vectors (promise R47).
    """
    try:
        return vectors.load(settings.MODEL_DIR)
    except (ModelMissing, ModelNotTrusted):
        return None


@lru_cache(maxsize=1)
def keeping_encoder() -> vectors.Encoder | None:
    """The same, keeping what it makes of published texts."""
    found = encoder()
    return vectors.CachedEncoder(found, settings.VECTORS_DIR) if found else None


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index, and the folder and the state of it that it was opened from."""

    folder: Path
    version: str
    index: Index | None


class Folder:
    """The embedded index as one process has it open; opened again when the folder has changed."""

    def __init__(self, encoder: Callable[[], vectors.Encoder | None]) -> None:
        self.encoder = encoder
        self._lock = threading.Lock()
        self._opened = _Opened(Path(), "", None)

    def current(self) -> Index | None:
        """The index as it is laid down now; the one before while it cannot be read; None where there is none."""
        folder = settings.SEARCH_DIR
        now = version(folder)
        opened = self._opened
        if (opened.folder, opened.version) != (folder, now):
            with self._lock:
                if self._opened is opened:
                    self._opened = self._open(folder, now)
                opened = self._opened
        return opened.index

    def forget(self) -> None:
        """Read the folder anew when it is asked for next."""
        self._opened = _Opened(Path(), "", None)

    def _open(self, folder: Path, now: str) -> _Opened:
        before = self._opened if self._opened.folder == folder else _Opened(folder, "", None)
        if not now:
            return _Opened(folder, "", None)
        try:
            return _Opened(folder, now, open_folder(folder, self.encoder(), before.index))
        except SourceUnreadable:  # of another model, or being written just now: whoever keeps it up makes it anew
            return before


_folder = Folder(encoder)


def engine() -> SearchEngine | None:
    """The engine, as far as it has been kept up; None while there is no index yet."""
    if settings.SEARCH == "postgresql":
        found = PostgresqlEngine(encoder(), settings.SEARCH_READS)
        return found if found.is_current() else None
    return _folder.current()
