"""Triggers: what the database itself refuses, whoever asks, on SQLite and on PostgreSQL alike.

A guard is a name, a table, an event, the condition under which a row is refused, and the sentence that says so. The
conditions are written once, for both databases. SQLite drops a table's triggers when a migration makes the table anew,
so such a migration sets them aside meanwhile (`set_aside`); a test compares what is there with what should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import migrations


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal. `event` is INSERT, DELETE, UPDATE or "UPDATE OF column, column"."""

    table: str
    event: str
    refused: str
    sentence: str


def never_changed(table: str, noun: str) -> dict[str, Guard]:
    """The guards of a table whose rows are only added."""
    return {
        f"{table}_never_changed": Guard(table, "UPDATE", "1 = 1", f"{noun} is never changed"),
        f"{table}_never_deleted": Guard(table, "DELETE", "1 = 1", f"{noun} is never deleted"),
    }


def numbered(table: str, parent: str, noun: str) -> dict[str, Guard]:
    """The guard of rows that are numbered from 1 under their parent, without a gap."""
    next_one = f"1 + COALESCE((SELECT MAX(number) FROM {table} WHERE {parent} = NEW.{parent}), 0)"  # noqa: S608  names of ours
    return {f"{table}_comes_next": Guard(table, "INSERT", f"NEW.number <> {next_one}", f"{noun} follows the last one")}


def only_ends(table: str, facts: str, end: str, noun: str) -> dict[str, Guard]:
    """The guards of rows whose facts stay as they are, and that end once: `end` is the column that says when."""
    return {
        f"{table}_facts_stay": Guard(table, f"UPDATE OF {facts}", "1 = 1", f"{noun} is never changed"),
        f"{table}_ends_once": Guard(table, "UPDATE", f"OLD.{end} IS NOT NULL", f"{noun} that has ended stays ended"),
        f"{table}_never_deleted": Guard(table, "DELETE", "1 = 1", f"{noun} is never deleted"),
    }


class PutGuards(migrations.RunPython):
    """The step of a migration that puts guards in place; `guards` says which."""

    def __init__(self, guards: Mapping[str, Guard], put: Any, take: Any) -> None:
        super().__init__(put, take)
        self.guards = dict(guards)


def guarded(guards: Mapping[str, Guard]) -> PutGuards:
    """The migration step that puts these guards in place; on PostgreSQL also against TRUNCATE where rows may not go."""

    def put(apps: Any, editor: Any) -> None:
        for name, guard in guards.items():
            for sql in _created(name, guard, editor.connection.vendor):
                editor.execute(sql)

    def take(apps: Any, editor: Any) -> None:
        for name in guards:
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")

    return PutGuards(guards, put, take)


def set_aside() -> tuple[migrations.RunPython, migrations.RunPython]:
    """The first and the last step of a migration that makes a table anew on SQLite, if guards of others speak of it.

    SQLite refuses that while a trigger names the table; between the two there are none, whichever were in place.
    """
    kept: list[str] = []

    def take(apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "sqlite":
            return
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
        kept[:] = [sql for _name, sql in found]
        for name, _sql in found:
            editor.execute(f"DROP TRIGGER {name}")

    def put(apps: Any, editor: Any) -> None:
        for sql in kept:
            editor.execute(sql, None)

    return migrations.RunPython(take, put), migrations.RunPython(put, take)


def _created(name: str, guard: Guard, vendor: str) -> Iterable[str]:
    if vendor == "sqlite":
        yield (
            f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} "
            f"WHEN {guard.refused.replace('IS DISTINCT FROM', 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
        )
        return
    row = "OLD" if guard.event == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.refused} THEN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    yield (f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    if guard.event == "DELETE" and guard.refused == "1 = 1":
        yield (
            f"CREATE TRIGGER {guard.table}_never_emptied BEFORE TRUNCATE ON {guard.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
