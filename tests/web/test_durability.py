"""Killed at any moment under load, the database keeps every write that it acknowledged (promise R14)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.postgresql import Failed, Server, server

ROOT = Path(__file__).parents[2]
WRITERS = 2
#: Kills in the normal lane, and in the full figure of promise R14.
KILLS, ALL_KILLS = {"sqlite": 3, "postgresql": 2}, {"sqlite": 50, "postgresql": 15}

#: Writes entries of the log, each in its transaction, and says so once the database has acknowledged it.
WRITE = """
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from web.audit.actions import record
while True:
    with transaction.atomic():
        entry = record("tested", "database", 1, by=None, at=timezone.now())
    print(entry.sha256, flush=True)
"""

#: What is there, and whether it is whole.
READ = """
import django; django.setup()
from django.db import connection
from web.audit.models import Event
from web.audit.queries import broken
assert broken() is None, "the chain of the log is broken"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
print(*Event.objects.values_list("sha256", flat=True), sep="\\n")
"""


def environment(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        "PLURIVOX_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "web.settings",
    }


def python(code: str, env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def writers(env: dict[str, str]) -> list[subprocess.Popen[str]]:
    """They write as fast as they can, until they are killed."""
    command = [sys.executable, "-c", WRITE]
    return [
        subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(WRITERS)
    ]


def survives(env: dict[str, str], kills: int, kill: Callable[[list[subprocess.Popen[str]]], None]) -> int:
    """Kill so many times at a random moment; how many writes were acknowledged, and all of them are there."""
    chance, acknowledged = random.Random(0), set()
    for _ in range(kills):
        started = writers(env)
        try:
            acknowledged |= {str(process.stdout.readline()).strip() for process in started if process.stdout}
            time.sleep(chance.uniform(0.05, 0.4))
            kill(started)
        finally:
            for process in started:
                process.kill()
                rest, _errors = process.communicate()
                # The last line may be cut off: then it was acknowledged to nobody.
                acknowledged |= {line for line in rest.split("\n")[:-1] if line}
        lost = acknowledged - set(python(READ, env).split())
        assert not lost, f"{len(lost)} acknowledged writes are lost"
    return len(acknowledged)


@pytest.fixture
def cluster() -> Iterator[Server]:
    with server() as made:
        yield made


def postgresql(kills: int, made: Server, folder: Path) -> int:
    """Its first process is killed, and with it all others; then it is started again."""

    def kill(_writers: list[subprocess.Popen[str]]) -> None:
        os.kill(made.postmaster(), signal.SIGKILL)
        deadline = time.monotonic() + 60
        while True:  # its other processes first have to notice
            time.sleep(0.5)
            try:
                return made.start()
            except Failed:
                if time.monotonic() > deadline:
                    raise

    env = environment(made.url.replace("/plurivox", "/postgres"), folder)
    python("from django.core.management import execute_from_command_line as run; run(['', 'migrate', '-v0'])", env)
    return survives(env, kills, kill)


def sqlite(kills: int, folder: Path) -> int:
    """The writers are killed in the middle of whatever they do."""

    def kill(started: list[subprocess.Popen[str]]) -> None:
        for process in started:
            process.kill()

    env = environment(f"sqlite:///{folder}/kept.sqlite3", folder)
    python("from django.core.management import execute_from_command_line as run; run(['', 'migrate', '-v0'])", env)
    return survives(env, kills, kill)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asked of SQLite where the other tests use it")
def test_sqlite_loses_nothing_when_its_writers_are_killed(tmp_path: Path) -> None:
    """Power fails for the processes, and not for the disk."""
    assert sqlite(KILLS["sqlite"], tmp_path) > KILLS["sqlite"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asked of PostgreSQL where the other tests use it")
def test_postgresql_loses_nothing_when_it_is_killed(tmp_path: Path, cluster: Server) -> None:
    """Started again it recovers by itself."""
    assert postgresql(KILLS["postgresql"], cluster, tmp_path) > KILLS["postgresql"]


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asked of SQLite where the other tests use it")
def test_sqlite_loses_nothing_in_a_hundred_kills(tmp_path: Path) -> None:
    """Two writers each time."""
    print(f"acknowledged {sqlite(ALL_KILLS['sqlite'], tmp_path)}, lost 0, in {ALL_KILLS['sqlite'] * WRITERS} kills")


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asked of PostgreSQL where the other tests use it")
def test_postgresql_loses_nothing_in_fifteen_kills(tmp_path: Path, cluster: Server) -> None:
    """The whole figure."""
    count = postgresql(ALL_KILLS["postgresql"], cluster, tmp_path)
    print(f"acknowledged {count}, lost 0, in {ALL_KILLS['postgresql']} kills")
