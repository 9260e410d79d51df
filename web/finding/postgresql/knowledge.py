"""What each process knows of the library without asking: its words, to mend slips by, its subjects, the lists' centres.

Read once, and then only what has changed since, by version. What a transaction has written that is not committed yet is
known to that transaction alone.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from django.db import transaction

from plurivox.search import meaning
from plurivox.search.completion import Completion
from plurivox.search.index import nothing_known
from plurivox.search.query import Known
from plurivox.search.spelling import Spelling
from plurivox.terms import lexicon
from plurivox.vectors import SIZE
from web.finding.postgresql.tables import State, ask

Array: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one version of one set."""

    state: State
    known: Known
    completion: Completion
    often: dict[str, int]
    """How many questions hold each stem."""


_lock = threading.Lock()
_latest: Knowledge | None = None

#: Versions that were written here and are not committed, and what the latest of them knows.
_waiting: set[int] = set()
_own: Knowledge | None = None


def written(state: State) -> None:
    """This version was written here: until it is committed nobody else knows of it."""
    _waiting.add(state.version)
    transaction.on_commit(lambda: _waiting.discard(state.version))


def of(state: State) -> Knowledge:
    """What is known of the library in this state."""
    global _latest, _own
    with _lock:
        if state.version in _waiting:
            if _own is None or _own.state.version != state.version:
                _own = _read(state)
            return _own
        before = _latest
        if before is None or before.state.version != state.version:
            is_later = before is not None and before.state.live == state.live and before.state.version < state.version
            _latest = _more(before, state) if is_later and before else _read(state)
        return _latest


def forget() -> None:
    """Know nothing: read it when it is asked for next."""
    global _latest, _own
    with _lock:
        _latest = _own = None


def _read(state: State) -> Knowledge:
    stems = dict(ask("SELECT stem, questions FROM ~stem WHERE questions > 0", live=state.live))
    subjects = [name for (name,) in ask("SELECT subject FROM ~subject WHERE questions > 0", live=state.live)]
    spelling = Spelling(stems, nothing_known().spelling)
    known = Known(spelling, lexicon.build(dict(zip(subjects, subjects, strict=True))))
    return Knowledge(state, known, Completion(spelling.often), stems)


def _more(before: Knowledge, state: State) -> Knowledge:
    """What is known after `before`: rows of a version after it are read."""
    since = [before.state.version]
    stems = dict(ask("SELECT stem, questions FROM ~stem WHERE version > %s", since, state.live))
    subjects = dict(ask("SELECT subject, questions FROM ~subject WHERE version > %s", since, state.live))
    spelling, names, completion = before.known.spelling, before.known.subjects, before.completion
    new = {name: n - before.often.get(name, 0) for name, n in stems.items() if n != before.often.get(name, 0)}
    if new:
        spelling = Spelling(new, spelling)
        completion = Completion(spelling.often)
    if any((name in names.names) != (n > 0) for name, n in subjects.items()):
        kept = {name: name for name in names.names if subjects.get(name, 1) > 0}
        names = lexicon.build(kept | {name: name for name, n in subjects.items() if n > 0})
    return Knowledge(state, Known(spelling, names), completion, before.often | stems)


class Lists(NamedTuple):
    """The lists that the vectors of questions, or of statements, are in: their centres, and the mean of all vectors."""

    centres: Array
    mean: Array

    def place(self, vectors: Array) -> tuple[list[int], list[bytes]]:
        """The list and the sketch of each of these vectors in 8 bits."""
        numbers: Array = np.zeros(len(vectors), np.int32)
        if len(self.centres):
            numbers = meaning.belonging(vectors, self.centres)
        return numbers.tolist(), [row.tobytes() for row in meaning.sketched(vectors, self.mean)]


#: Before a library is built whole one list holds all.
_ONE = Lists(np.zeros((0, SIZE), np.float32), np.zeros(SIZE, np.float32))

_lists: tuple[object, dict[str, Lists]] = ((), {})


def lists(live: str, kind: str) -> Lists:
    """The lists of a set, of "question" or "said"; read once for each time that the set is built."""
    global _lists
    made = live, *ask("SELECT kind, made FROM ~centres ORDER BY kind", live=live)
    if _lists[0] != made:
        read = ask("SELECT kind, centres, mean FROM ~centres", live=live)
        _lists = made, {kind: Lists(_rows(centres), np.frombuffer(mean, np.float32)) for kind, centres, mean in read}
    return _lists[1].get(kind, _ONE)


def _rows(data: bytes) -> Array:
    return np.frombuffer(data, np.float32).reshape(-1, SIZE)
