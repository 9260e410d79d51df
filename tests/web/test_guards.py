"""What the database refuses, whoever asks: each guard has a witness that fails when the guard is removed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.web.every_guard import emptied, tables, triggers
from tests.web.furnished import DUE, furnish
from tests.web.situations import NOW, answer, entry, store
from web.checking.models import Vote
from web.questions.models import Answer, Expert, Question, Revision
from web.review.models import ReportStatus

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stored() -> Question:
    return store(entry("guards"))[0]


def refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_a_revision_is_never_changed(stored: Question) -> None:
    """The words of an expert cannot be altered after they were stored."""
    refused(lambda: Revision.objects.filter(answer__question=stored).update(body="Something else."))


def test_a_revision_is_never_deleted(stored: Question) -> None:
    """Not even where no statement or comparison refers to it."""
    Answer.objects.filter(question=stored).update(live=None, state="withdrawn")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM revision")


def test_an_answer_keeps_its_author(stored: Question) -> None:
    """No update can put an answer under another name."""
    other = Expert.objects.create(slug="other", name="Other", kind="person")
    row = Answer.objects.filter(question=stored, state="published").first()
    refused(lambda: Answer.objects.filter(pk=row.pk).update(author=other))
    refused(lambda: Answer.objects.filter(pk=row.pk).update(author=other, live=None, state="withdrawn"))


def test_a_revision_has_the_author_of_its_answer(stored: Question) -> None:
    """A revision by another expert than the answer's cannot be stored."""
    other = Expert.objects.create(slug="other", name="Other", kind="person")
    row = Answer.objects.filter(question=stored).first()
    facts = {"answer": row, "number": 9, "body": "x", "sha256": "0" * 64, "record": "0" * 64, "medium": "text"}
    refused(lambda: Revision.objects.create(author=other, **facts))
    refused(lambda: Revision.objects.create(author=None, **facts))


def test_an_answer_shows_its_own_revision(stored: Question) -> None:
    """The revision of one answer cannot be published as another's, even of the same expert."""
    (second,) = store(entry("guards-2", answer("a1", "Dr Ada Test", "Rest is best.")))
    row = Answer.objects.get(question=stored, key="a1")
    foreign = Answer.objects.get(question=second, key="a1").live
    assert foreign.author_id == row.author_id
    refused(lambda: Answer.objects.filter(pk=row.pk).update(live=foreign))


def test_an_answer_without_an_author_is_never_published(stored: Question) -> None:
    """An unconfirmed attribution cannot reach readers through any update."""
    store(entry("guards-3", answer("a1", None, "Who wrote this?")))
    row = Answer.objects.get(question__key="guards-3")
    refused(lambda: Answer.objects.filter(pk=row.pk).update(state="published", live=row.revisions.get()))


def test_published_means_a_live_revision(stored: Question) -> None:
    """Neither half of it stands alone."""
    rows = Answer.objects.filter(question=stored, key="a1")
    refused(lambda: rows.update(live=None))
    refused(lambda: rows.update(state="withdrawn"))
    refused(lambda: rows.update(state="anything", live=None))


def test_an_answer_starts_unpublished(stored: Question) -> None:
    """A row cannot come in with a revision already live."""
    live = Answer.objects.get(question=stored, key="a1").live
    author = live.author
    Answer.objects.filter(question=stored, key="a1").update(live=None, state="withdrawn")
    refused(
        lambda: Answer.objects.create(
            question=stored, key="a9", author=author, position=9, state="published", live=live
        )
    )


def test_keys_are_taken_once(stored: Question) -> None:
    """One question a key, one answer a key and question, one revision a number and record."""
    row = Answer.objects.filter(question=stored).first()
    revision = row.revisions.get()
    refused(lambda: Question.objects.create(key=stored.key, slug="s", text="t"))
    refused(lambda: Answer.objects.create(question=stored, key=row.key, position=5))
    copy = {name: getattr(revision, name) for name in ("answer", "author", "body", "sha256", "medium")}
    refused(lambda: Revision.objects.create(number=2, record=revision.record, **copy))
    refused(lambda: Revision.objects.create(number=1, record="0" * 64, **copy))


#: Columns that may change where the rest of a row stays as it is.
FREE = {"ended_at", "ended_by_id", "ended_because"}
FREE_OF = {
    "application": {"state", "reason", "decided_by_id", "decided_at", "expert_id"},
    "request": {"state", "reason"},
    "edit": {"on", "of", "places"},
    "line_report": {"note", "erased_at", "erased_by_id"},
}


def named(ending: str, found: Iterable[str]) -> pytest.MarkDecorator:
    """One test for each guard whose name ends so, and its witness."""
    names = [name for name in found if name.endswith(ending)]
    assert names
    return pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.guards(name)) for name in names])


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def columns(table: str) -> list[str]:
    """The columns of a table that hold what was said or done."""
    free = FREE | FREE_OF.get(table, set())
    found = [field for field in tables()[table]._meta.concrete_fields if not field.primary_key]
    return [field.column for field in found if field.column not in free]


@named("_never_changed", triggers())
def test_a_row_is_never_changed(name: str) -> None:
    """Not one column of it, not even to what it is already."""
    table = triggers()[name].table
    furnish()
    for column in columns(table):
        refused(lambda column=column: run(f'UPDATE {table} SET "{column}" = "{column}"'))


@named("_facts_stay", triggers())
def test_the_facts_of_what_ends_stay(name: str) -> None:
    """Who, what and when are written once; only the end is added."""
    table = triggers()[name].table
    furnish()
    for column in columns(table):
        refused(lambda column=column: run(f'UPDATE {table} SET "{column}" = "{column}"'))


@named("_ends_once", triggers())
def test_what_has_ended_stays_ended(name: str) -> None:
    """It can be ended, and then neither revived nor ended at another time."""
    w = furnish()
    w.change(Answer, state="withdrawn", live=None)
    model = tables()[triggers()[name].table]
    w.change(model, ended_at=NOW)
    refused(lambda: w.change(model, ended_at=None))
    refused(lambda: w.change(model, ended_at=DUE))


@named("_never_deleted", triggers())
def test_a_row_is_never_deleted(name: str) -> None:
    """Not even where nothing refers to it."""
    w = furnish()
    table = triggers()[name].table
    refused(lambda: run(f"DELETE FROM {table} WHERE {w[tables()[table]]._meta.pk.column} = {w[tables()[table]].pk}"))


@named("_comes_next", triggers())
def test_numbers_run_without_a_gap(name: str) -> None:
    """No step can be left out, and so none can be slipped in later."""
    w = furnish()
    if name == "vote_comes_next":
        refused(lambda: w.add(Vote, number=2))
        return
    model = tables()[triggers()[name].table]
    odd = {"status": "kept"} if model is ReportStatus else {}
    refused(lambda: w.add(model, number=w[model].number + 2, **odd))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.guards(name)) for name in emptied()])
def test_a_table_is_never_emptied(name: str) -> None:
    """TRUNCATE fires no trigger of a row, so PostgreSQL needs its own."""
    furnish()
    guard = emptied()[name]
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=guard.sentence), transaction.atomic():
        run(f"TRUNCATE {guard.table} CASCADE")


def test_every_trigger_is_in_place(db: None) -> None:
    """A later migration cannot drop a guard unnoticed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        assert sorted(name for (name,) in cursor.fetchall()) == sorted([*triggers(), *emptied()])


def test_every_constraint_is_in_place(db: None) -> None:
    """What the models say is what the database has."""
    for table, model in tables().items():
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, table)
        assert {found.name for found in model._meta.constraints} <= set(there), table


def test_every_guard_names_its_witness() -> None:
    """A trigger or a constraint that no test is a witness of could vanish, and nothing would fail (promise R05)."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.bite", "--collect-only", "-q", "tests/web"]
    found = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)
    assert "every guard has a witness" in found.stdout, found.stdout[-3000:] + found.stderr[-1000:]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no pragmas; test_serving asks its settings")
def test_the_database_keeps_what_it_acknowledged(db: None) -> None:
    """Every connection is durable and checks its keys (promise R15)."""
    with connection.cursor() as cursor:
        for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value, pragma
    options = connection.settings_dict["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]
