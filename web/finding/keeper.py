"""Who keeps the index up: one at a time, over the engine that settings.SEARCH names."""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction

from plurivox.search import Index, Listing, SearchEngine, save
from web.finding.engine import Folder, keeping_encoder
from web.finding.postgresql import PostgresqlEngine

#: Beside the folder, so that the folder can be taken away while somebody waits.
LOCK = "search.lock"

#: Any number that nothing else in this database takes as an advisory lock.
ADVISORY = 5_061_911


class Keeper(Protocol):
    """An engine, seen by whoever keeps it up."""

    def alone(self) -> AbstractContextManager[bool]:
        """A stretch in which nobody else keeps it up; False where somebody else does just now."""
        ...

    def current(self) -> SearchEngine | None:
        """The engine to hold against the database; None where there is nothing whole yet."""
        ...

    def take_in(self, listings: Iterable[Listing], gone: Collection[str]) -> None:
        """Found as they are now, and those that are gone no more, as soon as this returns."""
        ...

    def build(self, listings: Iterable[Listing]) -> None:
        """The whole library anew; what was there before is found until it stands."""
        ...


class FolderKeeper:
    """Keeps the embedded index in its folder."""

    def __init__(self) -> None:
        self._folder = Folder(keeping_encoder)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """See Keeper. Held by a lock on a file, so that it ends with the process."""
        settings.SEARCH_DIR.parent.mkdir(parents=True, exist_ok=True)
        with (settings.SEARCH_DIR.parent / LOCK).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def current(self) -> Index | None:
        """See Keeper."""
        return self._folder.current()

    def take_in(self, listings: Iterable[Listing], gone: Collection[str]) -> None:
        """See Keeper."""
        index = self._folder.current()
        assert index is not None, "current() is asked first"
        try:
            index.remove(gone)
            index.add(listings)
            save(index, settings.SEARCH_DIR)
        finally:
            self._folder.forget()  # what was not laid down is not there

    def build(self, listings: Iterable[Listing]) -> None:
        """See Keeper."""
        index = Index(keeping_encoder())
        index.build(listings)
        save(index, settings.SEARCH_DIR)


class DatabaseKeeper:
    """Keeps the engine that lives in the site's own PostgreSQL, from any machine."""

    def __init__(self) -> None:
        self._engine = PostgresqlEngine(keeping_encoder())

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """See Keeper. Held by the connection, so that it ends with it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY])
            mine = cursor.fetchone()[0]
            try:
                yield mine
            finally:
                if mine:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY])

    def current(self) -> SearchEngine | None:
        """See Keeper."""
        return self._engine if self._engine.is_current() else None

    @transaction.atomic
    def take_in(self, listings: Iterable[Listing], gone: Collection[str]) -> None:
        """See Keeper."""
        self._engine.remove(gone)
        self._engine.add(listings)

    def build(self, listings: Iterable[Listing]) -> None:
        """See Keeper."""
        self._engine.build(listings)


def keeper() -> Keeper:
    """Who keeps up the engine of this site."""
    return DatabaseKeeper() if settings.SEARCH == "postgresql" else _folder_keeper


_folder_keeper = FolderKeeper()
