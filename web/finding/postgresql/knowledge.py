"""What each process knows of the library without asking: its words, to mend slips by, its subjects, the lists' centres.

Read once, and then only what has changed since, by version. What a transaction has written that is not committed yet is
known to that transaction alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Centres:
    """The centres of the lists of vectors, of questions and of statements; none while one list holds them all."""

    of: dict[str, Array]

    def lists(self, kind: str, vectors: Sequence[bytes]) -> Iterable[int]:
        """The list of each of these vectors."""
        if kind not in self.of:
            return [0] * len(vectors)
        rows = np.frombuffer(b"".join(vectors), np.int8).reshape(-1, SIZE)
        return meaning.belonging(rows, self.of[kind]).tolist()


_centres: tuple[object, Centres] = ((), Centres({}))


def centres(live: str) -> Centres:
    """The centres of a set, read once for each time it is built."""
    global _centres
    made = live, *ask("SELECT kind, made FROM ~centres ORDER BY kind", live=live)
    if _centres[0] != made:
        read = ask("SELECT kind, centres FROM ~centres", live=live)
        own = {kind: np.frombuffer(data, np.float32).reshape(-1, SIZE) for kind, data in read}
        _centres = made, Centres(own)
    return _centres[1]
