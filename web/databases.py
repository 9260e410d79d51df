"""A database address becomes Django's settings for it, with the durability that promises R15 and R18 ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

#: Seconds a writer waits for another before it gives up.
WAIT = 20

#: Run on each new SQLite connection: no acknowledged write is lost at power failure, erased text is overwritten.
#: (trusted_schema=OFF would forbid JSON_VALID in the checks that Django writes for its JSON columns.)
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"


#: What SQLite must say of a connection before we serve from it: pragma -> value.
DURABLE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

#: What PostgreSQL must say: setting -> the values under which a commit is on this machine's disk.
DURABLE_POSTGRESQL = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}


def check_durable() -> None:
    """Raises ImproperlyConfigured unless this connection loses no acknowledged write (promise R15).

    A database in memory keeps nothing, so nothing is asked of its journal.
    """
    wrong = _wrong_in_sqlite() if connection.vendor == "sqlite" else _wrong_in_postgresql()
    if wrong:
        raise ImproperlyConfigured(
            "The database could lose what it acknowledged: " + "; ".join(wrong) + ". " + _MENDED[connection.vendor]
        )


#: What to do about it.
_MENDED = {"sqlite": "Keep it on a local disk.", "postgresql": "Set it in postgresql.conf."}


def _wrong_in_postgresql() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE_POSTGRESQL)])
        found = dict(cursor.fetchall())
    wanted = DURABLE_POSTGRESQL.items()
    return [f"{name} is {found[name]}, not {values[0]}" for name, values in wanted if found[name] not in values]


def _wrong_in_sqlite() -> list[str]:
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for pragma in (*DURABLE, "busy_timeout"):
            found[pragma] = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
    wanted = DURABLE | ({"journal_mode": "memory"} if connection.is_in_memory_db() else {})  # type: ignore[attr-defined]
    wrong = [f"{pragma} is {found[pragma]}, not {value}" for pragma, value in wanted.items() if found[pragma] != value]
    if found["busy_timeout"] < WAIT * 1000:
        wrong.append(f"busy_timeout is {found['busy_timeout']} ms, less than {WAIT * 1000}")
    if connection.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
        wrong.append(f"transactions are {connection.transaction_mode or 'DEFERRED'}, not IMMEDIATE")  # type: ignore[attr-defined]
    return wrong


def overwrite_erased(tables: Iterable[str] = ()) -> bool:
    """What was erased leaves the database's files too; whether it has. Never within a transaction (promise R48).

    SQLite overwrites it in the file at once and keeps a copy in the write-ahead file until that is emptied; a reader
    who is at it may be in the way. PostgreSQL writes each of `tables` anew, which holds them up for that long.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
        for table in tables:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
    return True


def database(url: str) -> dict[str, Any]:
    """Settings of the database at `url`. Raises ImproperlyConfigured for a scheme other than sqlite or postgresql."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") else unquote(parts.path),
            # IMMEDIATE: a transaction that will write takes the lock when it begins, so none fails half-way.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT, "init_command": PRAGMAS},
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
        }
    raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}; write sqlite:///path or postgresql://...")
