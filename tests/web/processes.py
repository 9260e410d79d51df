"""Stories in processes of their own, on an empty database of the kind that the tests run on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]

#: What every story begins with.
BEGIN = "import sys, threading, time, django; django.setup(); from django.db import connection, transaction\n"


@contextmanager
def empty_database(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The environment of a process whose database has our tables and no row: a file, or one on the same server."""
    given = os.environ.get("DATABASE_URL", "")
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web.settings",
        "PLURIVOX_DATA_DIR": str(folder),
        "PLURIVOX_DEBUG": "true",
        "PYTHONPATH": str(ROOT),
    }
    if not given.startswith("postgres"):
        yield _migrated(env | {"DATABASE_URL": f"sqlite:///{folder}/{name}.sqlite3"})
        return
    import psycopg

    parts, own = urlsplit(given), f"{name}_{os.getpid()}"
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {own}")
        try:
            yield _migrated(env | {"DATABASE_URL": parts._replace(path=f"/{own}").geturl()})
        finally:
            admin.execute(f"DROP DATABASE {own} WITH (FORCE)")


def start(story: str, env: dict[str, str], *args: object) -> subprocess.Popen[str]:
    """Begin a story; its words go to standard output."""
    command = [sys.executable, "-c", BEGIN + story, *map(str, args)]
    return subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def tell(story: str, env: dict[str, str], *args: object) -> list[str]:
    """The lines of a story that comes to its end."""
    process = start(story, env, *args)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err[-3000:]
    return out.splitlines()


def _migrated(env: dict[str, str]) -> dict[str, str]:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=180)
    return env
