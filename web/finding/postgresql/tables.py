"""The tables of search in PostgreSQL: how they are named and asked, and the state that says which set is live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

#: The two sets of tables. One is live, and the other is empty or being built.
SETS = ("a", "b")

#: The tables of a set that hold rows.
NAMES = ("question", "said", "question_vector", "said_vector", "word", "stem", "subject", "centres")


#: The version before anything was taken in.
NEVER = 1


class State(NamedTuple):
    """What is live, and how much it holds."""

    live: str
    version: int
    """Another one after every change; never given twice."""
    model: str
    """SHA-256 of the model of the vectors; "" where there are none."""
    questions: int
    question_words: int
    said: int
    said_words: int

    @property
    def idle(self) -> str:
        """The set that is not live."""
        return SETS[1 - SETS.index(self.live)]


_STATE = "SELECT live, version, model, questions, question_words, said, said_words FROM finding_state"


#: From which of the site's databases is read just now: its own, or a replica of it.
_reads: ContextVar[str] = ContextVar("reads", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Read from this database for a while; what is written is always written to the site's own."""
    before = _reads.set(alias)
    try:
        yield
    finally:
        _reads.reset(before)


def _connection() -> psycopg.Connection[Any]:
    found = connections[_reads.get()]
    found.ensure_connection()
    return found.connection


def ask(text: str, values: Sequence[object] = (), live: str = "") -> list[tuple[Any, ...]]:
    """The rows of a query, in binary. "~" in it is the set's prefix: "~said" is the statements of set `live`."""
    with psycopg.Cursor(_connection()) as cursor:
        # planned anew each time: how many rows a word or a list has differs too much for one plan
        cursor.execute(named(text, live), values or None, binary=True, prepare=False)
        return cursor.fetchall() if cursor.description else []


def copy(text: str, types: Sequence[str], rows: Iterable[Sequence[object]], live: str) -> None:
    """Write many rows at once. Whatever makes the rows may ask nothing meanwhile: the connection is taken."""
    with psycopg.Cursor(_connection()) as cursor, cursor.copy(named(text, live)) as taken:
        taken.set_types(types)
        for row in rows:
            taken.write_row(row)


def named(text: str, live: str) -> str:
    """A statement about the tables of one set."""
    return text.replace("~", f"finding_{live}_")


def state(*, locked: bool = False) -> State:
    """What is live now. `locked` lets no other writer change it until this transaction ends."""
    return State(*ask(f"{_STATE} FOR UPDATE" if locked else _STATE)[0])


def change(before: State, **to: object) -> State:
    """Write the state after a change; every change has a version of its own, also where one is taken back."""
    ((version,),) = ask("SELECT nextval('finding_version')")
    after = before._replace(version=version, **to)
    ask(
        "UPDATE finding_state SET live = %s, version = %s, model = %s, questions = %s, question_words = %s, said = %s,"
        " said_words = %s",
        after,
    )
    return after


def plain(text: str) -> bool:
    """Whether PostgreSQL can hold a text: what it cannot hold is not there."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
