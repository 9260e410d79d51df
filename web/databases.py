"""A database address becomes Django's settings for it, with the durability that promises R15 and R18 ask for."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Seconds a writer waits for another before it gives up.
WAIT = 20

#: Run on each new SQLite connection: no acknowledged write is lost at power failure, erased text is overwritten.
#: (trusted_schema=OFF would forbid JSON_VALID in the checks that Django writes for its JSON columns.)
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"


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
