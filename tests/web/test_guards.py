"""What the database refuses, whoever asks: each guard has a witness that fails when the guard is removed."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.web.situations import answer, entry, store
from web.guards import Guard
from web.questions.models import Answer, Expert, Question, Revision

pytestmark = pytest.mark.django_db


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


def test_every_trigger_is_in_place(db: None) -> None:
    """A later migration cannot drop a guard unnoticed."""
    guards: dict[str, Guard] = {}
    for path in sorted(Path("web").glob("*/migrations/*guards.py")):
        guards |= importlib.import_module(".".join(path.with_suffix("").parts)).GUARDS
    names = list(guards)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            kept = {g.table for g in guards.values() if g.event == "DELETE"}
            names += [f"{table}_never_emptied" for table in kept]
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        assert sorted(name for (name,) in cursor.fetchall()) == sorted(names)


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
