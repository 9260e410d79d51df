"""The whole import: store questions, then compare what needs it. Comparisons are written here alone."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from plurivox import model
from web.progress import Progress
from web.questions import actions as questions
from web.questions.models import Question
from web.review import queries, workers
from web.review.models import Comparison

#: Questions stored, and comparisons stored, in one transaction: each question whole.
BATCH = 100

#: Processes that compare; more than the machine has cores only cost memory.
PROCESSES = min(2, os.cpu_count() or 1)


def add(entries: Sequence[model.Entry]) -> questions.Added:
    """Store these questions, some at a time. Stopped half-way, what is stored is whole; run again, it goes on."""
    added = questions.Added()
    progress = Progress("Storing questions", len(entries))
    for batch in _batches(entries):
        added += questions.add(batch)
        progress.step(len(batch))
    progress.close()
    return added


@dataclass(frozen=True, slots=True)
class Compared:
    """How many questions were compared, and how many could not be."""

    done: int = 0
    failed: int = 0


def compare(folder: Path, cache: Path, processes: int = PROCESSES) -> Compared:
    """Compare every question that has no comparison of what is published now.

    A question that cannot be compared is named on standard error and skipped; its page shows the answers alone.

    `folder` holds the sentence model, if there is one, and `cache` the vectors it made.
    May be stopped at any time: what is stored is whole, and the next call goes on from there.
    """
    encoder = workers.encoder(folder, cache)
    sha256 = encoder.sha256 if encoder else ""
    del encoder  # each process loads its own
    waiting = [row.pk for row, _ in queries.uncompared(sha256)]
    if not waiting:
        return Compared()
    progress = Progress("Comparing answers", len(waiting))
    # A few questions are not worth the start of other processes.
    spread = processes if len(waiting) > BATCH else 1
    tasks = ((row.pk, entry) for row, entry in queries.uncompared(sha256))
    done = failed = 0
    for batch in _batches(progress.over(workers.compared(tasks, folder, cache, spread))):
        sound = [(number, found) for number, found in batch if not isinstance(found, workers.Failed)]
        store(sound)
        for number, found in batch:
            if isinstance(found, workers.Failed):
                print(f"\nplurivox: not compared: {_named(number)}: {found}", file=sys.stderr)
        done += len(sound)
        failed += len(batch) - len(sound)
    progress.close()
    return Compared(done, failed)


def _named(number: int) -> str:
    """A question by its address and its key, for the operator."""
    row = Question.objects.get(pk=number)
    return f"/q/{row.slug} (key {row.key})"


@transaction.atomic
def store(comparisons: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Put these frozen comparisons, each with its question's number, in the place of older ones."""
    rows = [
        Comparison(
            question_id=number,
            input_digest=content["input_digest"],
            engine=content["engine"],
            model=content["model"],
            content=content,
        )
        for number, content in comparisons
    ]
    Comparison.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["input_digest", "engine", "model", "content", "made_at"],
    )
    questions.changed([row.question_id for row in rows])


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(items)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch
