"""How fast and how large search in PostgreSQL is at 100,000 or 1,000,000 statements, beside the embedded engine.

The library of bench/search_size.py, in a server of its own with the settings that it comes with. Times are on the
clock, of one client beside its server; "work" is what a call costs the two together, whatever else goes on.

    python bench/search_postgresql.py DATA FOLDER COUNT    builds and measures; prints the figures as JSON
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from bench import search_size
from plurivox import vectors
from plurivox.search import Listing, Said
from tests import postgresql

#: Seconds of one tick of a process's clock.
TICK = 1 / os.sysconf("SC_CLK_TCK")


def build(data: Path, folder: Path, count: int) -> dict[str, Any]:
    """Fill the database that the settings name."""
    from django.core.management import call_command

    from web.finding.postgresql import PostgresqlEngine, tables

    call_command("migrate", "finding", verbosity=0)
    base, model = search_size.answered(data), vectors.load()
    texts = [s for *_, said in base for s in said][: search_size.MADE]
    made = vectors.CachedEncoder(model, folder / "vectors").encode(texts)
    start = time.perf_counter()
    PostgresqlEngine(search_size.Drawn(texts, made, model.sha256)).build(search_size.listings(base, count))
    found: dict[str, Any] = {"built, s": round(time.perf_counter() - start, 1)}
    found["peak memory while building, MiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    state = tables.state()
    found |= {"statements": state.said, "questions": state.questions}
    found["on disk, MiB"] = {name: size(name, state.live) for name in tables.NAMES}
    found["on disk, all, MiB"] = round(sum(found["on disk, MiB"].values()), 1)
    return found


def run(data: Path) -> dict[str, Any]:
    """Times and memory of a process that only searches."""
    from web.finding.postgresql import PostgresqlEngine

    base, model = search_size.answered(data), vectors.load()
    engine, words = PostgresqlEngine(model), PostgresqlEngine(None)
    model.encode(["gout"])
    before = search_size._resident()
    found: dict[str, Any] = {}
    start = time.perf_counter()
    engine.search("gout")
    found["first search of a process, s"] = round(time.perf_counter() - start, 2)
    rng = np.random.default_rng(search_size.SEED)
    short, sentences = (
        [take(base[at]) for at in rng.choice(len(base), search_size.QUERIES, replace=False)]
        for take in (lambda row: row[0], lambda row: row[3][0])
    )
    long = search_size.messages(data)
    typed = [text[: rng.integers(3, 25)] for text in short + long]
    for _ in range(2):  # the second time warm
        for name, asked in (("short questions", short), ("sentences", sentences), ("messages", long)):
            found[f"words, {name}"] = times(words.search, asked)
            found[f"hybrid, {name}"] = times(engine.search, asked)
        found["suggestions"] = times(engine.suggest, typed)
    found["resident beside the model, MiB"] = round(search_size._resident() - before)
    new = [
        Listing(
            "new", "What is quuxitis?", "Quuxitis", said=tuple(Said(f"n.{n}", s, "e") for n, s in enumerate(long[:15]))
        )
    ]
    for name in ("one new question visible, s", "one edit visible, s"):
        start = time.perf_counter()
        engine.add(new)
        assert engine.search("quuxitis").found[0].question == "new"
        found[name] = round(time.perf_counter() - start, 3)
    found["recall of the ten nearest statements"] = recall(engine, sentences[:50] + short[:50])
    return found


def size(name: str, live: str) -> float:
    """MiB of one table with its indexes."""
    from web.finding.postgresql.tables import ask, named

    ((taken,),) = ask("SELECT pg_total_relation_size(%s::regclass)", [named(f"~{name}", live)])
    return round(taken / 2**20, 1)


def times(call: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds on the clock, and of work of the client and its server together, a call."""
    taken, server, own = [], _server(), time.process_time()
    for text in texts:
        start = time.perf_counter()
        call(text)
        taken.append((time.perf_counter() - start) * 1000)
    work = (_server() - server + time.process_time() - own) * 1000 / len(texts)
    p50, p99 = np.percentile(taken, [50, 99])
    return {"p50": round(float(p50), 1), "p99": round(float(p99), 1), "work": round(work, 1)}


def _server() -> float:
    """Seconds that the server's own process has worked for this client."""
    from web.finding.postgresql.tables import ask

    ((process,),) = ask("SELECT pg_backend_pid()")
    after_name = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * TICK


def recall(engine: Any, texts: Sequence[str]) -> float:
    """The share of the ten nearest by all 8-bit vectors that the lists find."""
    from plurivox.search import meaning
    from web.finding.postgresql import tables
    from web.finding.postgresql.drawing import Drawing, held

    state = tables.state()
    drawing = Drawing(state, held(state, ()))
    rows = tables.ask("SELECT number, vector FROM ~said_vector", live=state.live)
    numbers: Any = np.array([row[0] for row in rows])
    every = np.frombuffer(b"".join(row[1] for row in rows), np.int8).reshape(-1, vectors.SIZE)
    hits = 0
    for text in texts:
        query = engine.vector(state, text)
        blocks = [meaning.cosines(every[at : at + 65536], query) for at in range(0, len(every), 65536)]
        exact = set(numbers[np.argpartition(-np.concatenate(blocks), 10)[:10]].tolist())
        hits += len(exact & set(drawing._nearest("said", query, 10)[0].tolist()))
    return round(hits / (10 * len(texts)), 3)


def _both(data: str, folder: str, count: str) -> dict[str, Any]:
    """Built and run in processes of their own, on a server of their own."""
    found: dict[str, Any] = {}
    with postgresql.server() as server:
        with psycopg.connect(server.url.removesuffix("plurivox") + "postgres", autocommit=True) as first:
            first.execute("CREATE DATABASE plurivox")
        env = os.environ | {"DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "web.settings"}
        for verb in ("build", "run"):
            command = [sys.executable, "-P", __file__, data, folder, count, verb]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=env)
            found |= json.loads(done.stdout)
    return found


if __name__ == "__main__":
    given, place, many, *verb = sys.argv[1:]
    Path(place).mkdir(parents=True, exist_ok=True)
    if verb:
        import django

        django.setup()
    if verb == ["build"]:
        print(json.dumps(build(Path(given), Path(place), int(many))))
    else:
        print(json.dumps(run(Path(given)) if verb else _both(given, place, many), indent=1))
