"""How fast and how large search in PostgreSQL is at 100,000 or 1,000,000 statements, beside the embedded engine.

The library of bench/search_size.py, in a server of its own with the settings that it comes with. Times are on the
clock, of one client beside its server; "work" is what a call costs the two together, whatever else goes on.

    python bench/search_postgresql.py DATA FOLDER COUNT    builds and measures; prints the figures as JSON
"""

from __future__ import annotations

import json
import os
import resource
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


def measure(data: Path, folder: Path, count: int) -> dict[str, Any]:
    """Build and run, against the database that the settings name."""
    import django

    django.setup()
    from django.core.management import call_command

    from web.finding.postgresql import PostgresqlEngine, tables

    call_command("migrate", "finding", verbosity=0)
    base, model = search_size.answered(data), vectors.load()
    texts = [s for *_, said in base for s in said][: search_size.MADE]
    made = vectors.CachedEncoder(model, folder / "vectors").encode(texts)
    found: dict[str, Any] = {"statements": count}
    start = time.perf_counter()
    PostgresqlEngine(search_size.Drawn(texts, made, model.sha256)).build(search_size.listings(base, count))
    found["built, s"] = round(time.perf_counter() - start, 1)
    found["peak memory while building, MiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    state = tables.state()
    found["questions"] = state.questions
    found["on disk, MiB"] = {name: size(name, state.live) for name in tables.NAMES}
    found["on disk, all, MiB"] = round(sum(found["on disk, MiB"].values()), 1)

    engine, words = PostgresqlEngine(model), PostgresqlEngine(None)
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
    found["recall of the ten nearest statements"] = recall(engine, sentences[:50] + short[:50])
    new = [
        Listing(
            "new", "What is quuxitis?", "Quuxitis", said=tuple(Said(f"n.{n}", s, "e") for n, s in enumerate(texts[:15]))
        )
    ]
    for name in ("one new question visible, s", "one edit visible, s"):
        start = time.perf_counter()
        engine.add(new)
        assert engine.search("quuxitis").found[0].question == "new"
        found[name] = round(time.perf_counter() - start, 3)
    found["resident, MiB"] = round(search_size._resident())
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


if __name__ == "__main__":
    given, place, many = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    place.mkdir(parents=True, exist_ok=True)
    with postgresql.server() as server:
        os.environ |= {"DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "web.settings"}
        with psycopg.connect(server.url.removesuffix("plurivox") + "postgres", autocommit=True) as first:
            first.execute("CREATE DATABASE plurivox")
        print(json.dumps(measure(given, place, many), indent=1))
