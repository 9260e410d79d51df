"""Do the tests bite? Takes each guard of the database away in turn and runs its witnesses, which must then fail.

`python -m pytest -p tests.bite tests/web` runs every witness as it is, and once more without each guard that it names
(promise R05). A guard without a witness fails the run before it starts. Collected only, it says whether each has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection
from pytest_django.plugin import blocking_manager_key

MARK = "guards"

#: What a report says of a guard without which the witness failed.
NOTICED = "noticed when gone"


def witnessed(item: pytest.Item) -> list[str]:
    """The guards that this test names."""
    return list(dict.fromkeys(name for mark in item.iter_markers(MARK) for name in mark.args))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the witnesses, and refuse to begin where a guard has none or a witness names what is not there."""
    from tests.web.every_guard import names

    witnesses = [item for item in items if witnessed(item)]
    config.hook.pytest_deselected(items=[item for item in items if not witnessed(item)])
    items[:] = witnesses
    named = {name for item in witnesses for name in witnessed(item)}
    if names() != named:
        raise pytest.UsageError(
            f"no test is a witness of: {sorted(names() - named)}; no guard is called: {sorted(named - names())}"
        )


def pytest_report_collectionfinish(items: list[pytest.Item]) -> str:
    """Said once all have been found."""
    count = len({name for item in items for name in witnessed(item)})
    return f"every guard has a witness: {count} guards, {len(items)} witnesses"


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """The witness as it is; then without each of its guards, when to fail is to pass."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = _run(item)
    if all(report.passed for report in reports):
        for name in witnessed(item):
            with item.config.stash[blocking_manager_key].unblock(), without(name):
                unguarded = next((report for report in _run(item) if report.when == "call"), None)
            if unguarded is not None and unguarded.failed:
                reports[-1].sections.append((NOTICED, name))
            else:
                longrepr = f"{item.nodeid} is no witness of {name}: with it gone, nothing fails"
                facts = {"keywords": {}, "outcome": "failed", "longrepr": longrepr, "when": "call"}
                reports.append(pytest.TestReport(item.nodeid, item.location, **facts))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.session._setupstate.teardown_exact(nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table: of the guards of each of our tables, how many were noticed to be gone."""
    if terminalreporter.config.option.collectonly:
        return
    from tests.web.every_guard import constraints, emptied, triggers

    tables = {name: guard.table for name, guard in {**triggers(), **emptied()}.items()}
    tables |= {name: model._meta.db_table for name, model in constraints().items()}
    reports = [report for each in terminalreporter.stats.values() for report in each if hasattr(report, "sections")]
    noticed = {name for report in reports for title, name in report.sections if title == NOTICED}
    for table in sorted(set(tables.values())):
        guards = {name for name in tables if tables[name] == table}
        terminalreporter.write_line(f"{table:20} {len(guards):3} guards {len(guards & noticed):3} noticed when gone")
    terminalreporter.write_line(f"{'all tables':20} {len(tables):3} guards {len(noticed):3} noticed when gone")


def _run(item: pytest.Item) -> list[pytest.TestReport]:
    """Set up, run and tear down this test, and leave alone what other tests share with it."""
    return runtestprotocol(item, log=False, nextitem=item.parent)  # type: ignore[arg-type]


@contextmanager
def without(name: str) -> Iterator[None]:
    """The test database without this trigger or constraint, outside of any transaction."""
    removed = _removed_from_sqlite if connection.vendor == "sqlite" else _removed_from_postgresql
    take, put = removed(name)
    _execute(take)
    try:
        yield
    finally:
        _execute(put)


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _one(sql: str, *values: str) -> tuple[str, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[str, ...] | None = cursor.fetchone()
        return found


def _removed_from_postgresql(name: str) -> tuple[list[str], list[str]]:
    """What takes a guard away, and what puts it back."""
    trigger = _one(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s AND NOT tgisinternal",
        name,
    )
    if trigger:
        return [f"DROP TRIGGER {name} ON {trigger[0]}"], [trigger[1]]
    constraint = _one(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", name
    )
    if constraint:
        table, definition = constraint
        return [f"ALTER TABLE {table} DROP CONSTRAINT {name}"], [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        ]
    index = _one("SELECT indexdef FROM pg_indexes WHERE indexname = %s", name)
    assert index, f"no guard is called {name}"
    return [f"DROP INDEX {name}"], [index[0]]


def _removed_from_sqlite(name: str) -> tuple[list[str], list[str]]:
    """What takes a guard away, and what puts it back. A table's own constraint goes by making the table anew."""
    alone = _one("SELECT upper(type), sql FROM sqlite_master WHERE name = %s AND type IN ('trigger', 'index')", name)
    if alone:
        return [f"DROP {alone[0]} {name}"], [alone[1]]
    found = _one("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE %s", f'%CONSTRAINT "{name}" %')
    assert found, f"no guard is called {name}"
    table, sql = found
    return _made_anew(table, _cut(sql, name)), _made_anew(table, sql)


def _made_anew(table: str, sql: str) -> list[str]:
    """The statements that make a table anew by `sql`, with its rows, indexes and triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type <> 'table' AND sql <> ''", [table])
        beside = [row[0] for row in cursor.fetchall()]
    return [
        "PRAGMA foreign_keys = OFF",
        "PRAGMA legacy_alter_table = ON",
        sql.replace(f'CREATE TABLE "{table}"', 'CREATE TABLE "made_anew"', 1),
        f'INSERT INTO "made_anew" SELECT * FROM "{table}"',
        f'DROP TABLE "{table}"',
        f'ALTER TABLE "made_anew" RENAME TO "{table}"',
        *beside,
        "PRAGMA legacy_alter_table = OFF",
        "PRAGMA foreign_keys = ON",
    ]


def _cut(sql: str, name: str) -> str:
    """A table's definition without one of its constraints: up to the parenthesis that closes it."""
    start = sql.index(f', CONSTRAINT "{name}" ')
    depth, quoted = 0, False
    for place in range(sql.index("(", start), len(sql)):
        mark = sql[place]
        quoted ^= mark == "'"
        if not quoted and mark in "()":
            depth += 1 if mark == "(" else -1
            if depth == 0:
                return sql[:start] + sql[place + 1 :]
    raise AssertionError(f"{name} does not end")
