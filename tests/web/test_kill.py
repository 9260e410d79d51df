"""An import that is killed: what was stored is whole, and the next run ends where an unbroken one would have."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUESTIONS = 150
IMPORT = "import sys; from web.commands import import_; sys.exit(import_(sys.argv[1:]))"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    file = tmp_path / "library.jsonl"
    lines = []
    for n in range(QUESTIONS):
        answers = [
            {
                "id": f"a{m}",
                "text": f"Rest helps most people with cold number {n}. Drink {m + 2} glasses of water a day.",
                "expert": {"name": f"Dr Number {m}", "kind": "person"},
            }
            for m in range(3)
        ]
        lines.append(json.dumps({"key": f"q{n}", "question": f"Does rest help cold number {n}?", "answers": answers}))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def start(library: Path) -> subprocess.Popen[bytes]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PLURIVOX_DATA_DIR": str(library.parent), "PLURIVOX_MODEL": str(library.parent / "none")}
    command = [sys.executable, "-c", IMPORT, str(library)]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def count(database: Path, sql: str) -> int:
    """One figure from the database as a reader beside the import sees it; 0 while the table is not there."""
    if not database.exists():
        return 0
    connection = sqlite3.connect(database, timeout=20)
    try:
        return int(connection.execute(sql).fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def kill_when(process: subprocess.Popen[bytes], reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.communicate()


def test_a_killed_import_leaves_whole_questions_and_is_resumed(library: Path) -> None:
    """Killed while storing and killed while comparing (promise R22): never a half question, and nothing twice."""
    database = library.parent / "plurivox.sqlite3"
    half = """SELECT count(*) FROM question q WHERE voices <> 3 OR 3 <> (
        SELECT count(*) FROM answer a JOIN revision r ON r.id = a.live_id WHERE a.question_id = q.id)"""
    for table in ("question", "comparison"):
        process = start(library)
        kill_when(process, lambda table=table: count(database, f"SELECT count(*) FROM {table}") > 0)
        assert count(database, half) == 0
        assert count(database, "SELECT count(*) FROM question") > 0
    process = start(library)
    out = process.communicate()[0].decode()
    assert process.returncode == 0
    assert f"questions {QUESTIONS} (0 new), answers 0 new" in out
    for table, rows in (("question", 1), ("answer", 3), ("revision", 3), ("comparison", 1)):
        assert count(database, f"SELECT count(*) FROM {table}") == rows * QUESTIONS
    assert count(database, half) == 0
    assert count(database, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0
