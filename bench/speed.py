"""How fast and how large: one question with ten answers, warm and cold, and MedQuAD whole.

Ratios to `hashing` (SHA-256 of the ten answers a thousand times) are printed beside times and rates, since machines
differ, and one machine from day to day.
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.figures import Figure
from plurivox import answers, cli, compare, sources, vectors
from plurivox.model import Answer, Entry, Question
from web.review import workers

#: Runs of which the median counts.
RUNS = 9

#: Processes that compare: the machine's two cores.
PROCESSES = 2


def measure(data: Path) -> list[Figure]:
    """Times in milliseconds (median of RUNS), rates per second, peak memory of this process in MiB."""
    encoder = cli.encoder(required=True)
    assert encoder is not None  # required
    entries = answers.admit(sources.read_path(data / "medquad" / "medquad.tar.gz"), partly=True)
    ten = _ten(entries)
    yardstick = _median(lambda: [hashlib.sha256(a.text.encode()).digest() for a in ten.answers for _ in range(1000)])
    with tempfile.TemporaryDirectory() as folder:
        warm = vectors.CachedEncoder(encoder, Path(folder) / "vectors")
        compare.compare(ten.question, ten.answers, warm)
        warm_ms = _median(lambda: compare.compare(ten.question, ten.answers, warm))
        cold_ms = _median(lambda: compare.compare(ten.question, ten.answers, encoder))
        several = [e for e in entries if len({a.voice for a in e.answers}) > 1]
        kept = Path(folder) / "kept"
        first, again = _rate(several, kept), _rate(several, kept)
        whole = Path(folder) / "whole"
        all_first, all_again = _rate(entries, whole), _rate(entries, whole)
    words = sum(len(a.text.split()) for a in ten.answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    about = f"10 answers, {words} words"

    def rate(value: float) -> str:
        return f"{value:,.0f} ({value * yardstick / 1000:.1f} a hashing)"

    return [
        Figure("hashing itself", about, f"{yardstick:.1f} ms"),
        Figure("one question, warm", about, f"{warm_ms:.0f} ms ({warm_ms / yardstick:.1f} x hashing)", "100 ms"),
        Figure("one question, cold", about, f"{cold_ms:.0f} ms ({cold_ms / yardstick:.1f} x hashing)", "1,000 ms"),
        Figure(
            "statements a second, nothing cached", f"{len(several)} MedQuAD questions of several voices", rate(first)
        ),
        Figure("statements a second, all cached", "the same", rate(again)),
        Figure("statements a second, nothing cached", f"all {len(entries)} MedQuAD questions", rate(all_first), "900"),
        Figure("statements a second, all cached", "the same", rate(all_again), "20,000"),
        Figure("peak memory", "this process, all of MedQuAD in memory", f"{peak:.0f} MiB", "1,536 MiB"),
    ]


def _ten(entries: tuple[Entry, ...]) -> Entry:
    """A question of ten answers of ten voices: the largest MedQuAD questions' answers, put together."""
    found: list[Answer] = []
    for entry in sorted(entries, key=lambda e: -len(e.answers)):
        found += entry.answers
    shaped = [a for a in found if 500 < len(a.text) < 2000 and a.expert][:10]
    named = [
        replace(a, id=f"a{n}", expert=replace(a.expert, name=f"Voice {n}")) for n, a in enumerate(shaped, 1) if a.expert
    ]
    return Entry(Question("ten", "What are the treatments?"), tuple(named))


def _median(run: Callable[[], object]) -> float:
    """Median wall time of RUNS runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _rate(entries: Sequence[Entry], cache: Path) -> float:
    """Statements compared a second by two processes, as an import does it; their start is counted."""
    tasks = enumerate(entries)
    start, count = time.perf_counter(), 0
    for _, found in workers.compared(tasks, vectors.folder(), cache, PROCESSES):
        assert not isinstance(found, workers.Failed), found
        count += len(found["statements"])
    return count / (time.perf_counter() - start)
