"""The audit log: only added to, chained by hashes, and verified with everything that experts said (D19, R01)."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from selectolax.lexbor import LexborHTMLParser

from tests.web.processes import empty_database, tell
from tests.web.situations import NOW, account, entry, signed_in, store
from web.accounts.models import Account, Role
from web.audit import chain, queries
from web.audit.actions import record
from web.audit.models import Event
from web.questions.models import Revision, Statement

pytestmark = pytest.mark.django_db


def log(count: int, noun: str = "answer", by: Account | None = None, at: datetime = NOW) -> list[Event]:
    """So many entries."""
    with transaction.atomic():
        return [record("changed", noun, number, by=by, at=at, count=number) for number in range(count)]


def behind_its_back(table: str, sql: str) -> None:
    """Change a table as somebody does who may drop its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


def audit() -> str:
    out = io.StringIO()
    call_command("audit", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET verb = 'read' WHERE number = 2",
        "UPDATE event SET by_id = NULL",
        "DELETE FROM event WHERE number = 3",
        "DELETE FROM event",
    ],
)
def test_an_entry_is_never_changed_or_deleted(sql: str) -> None:
    """The database refuses it, whoever asks."""
    log(3, by=account("ada"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert queries.broken() is None


def test_an_entry_follows_the_last_one() -> None:
    """None in between, none twice, none beside the chain."""
    log(3)
    last = Event.objects.order_by("-number").first()
    for number, previous in ((last.number, last.previous), (last.number + 2, last.sha256), (last.number + 1, "x" * 64)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.create(number=number, at=NOW, verb="v", noun="n", key="k", previous=previous, sha256="y" * 64)


def test_an_entry_is_stored_with_what_it_records() -> None:
    """Rolled back with it."""
    with transaction.atomic():
        record("changed", "answer", 1, by=None, at=NOW)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_an_entry_needs_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happened and its entry are stored together or not at all."""
    monkeypatch.setattr("web.audit.actions.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(transaction.TransactionManagementError):
        record("changed", "answer", 1, by=None, at=NOW)


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("UPDATE event SET verb = 'read' WHERE number = 4", 4),
        ("UPDATE event SET key = '99' WHERE number = 1", 1),
        ("UPDATE event SET detail = '{\"count\": 7}' WHERE number = 5", 5),
        ("UPDATE event SET by_id = NULL WHERE number = 3", 3),
        ("UPDATE event SET previous = '' WHERE number = 2", 2),
        ("DELETE FROM event WHERE number = 3", 4),
        ("DELETE FROM event WHERE number = 1", 2),
    ],
)
def test_what_was_altered_behind_the_databases_back_is_found(sql: str, first: int) -> None:
    """The first entry that does not fit is named, and the command fails."""
    log(5, by=account("ada"))
    Event.objects.filter(number__gt=0).count()
    offset = Event.objects.order_by("number").filter(noun="answer").first().number - 1
    for number in range(5, 0, -1):
        sql = sql.replace(f"number = {number}", f"number = {number + offset}")
    assert "BROKEN" not in audit()
    behind_its_back("event", sql)
    assert queries.broken() == first + offset
    with pytest.raises(CommandError, match=f"entry {first + offset} of the log"):
        audit()


def test_an_entry_made_up_whole_is_found() -> None:
    """Whoever makes an entry anew, with its hash, breaks the next one."""
    log(4)
    row = Event.objects.get(number=2)
    forged = chain.digest(row.previous, 2, row.at, None, "read", row.noun, row.key, row.detail)
    behind_its_back("event", f"UPDATE event SET verb = 'read', sha256 = '{forged}' WHERE number = 2")
    assert queries.broken() == 3


def cut(question) -> list[Statement]:  # type: ignore[no-untyped-def]
    """Statements of every revision of this question: its first two words, and what follows."""
    made = []
    for revision in Revision.objects.filter(answer__question=question):
        end = revision.body.index(" ", 5)
        for number, (start, stop) in enumerate(((0, end), (end + 1, len(revision.body))), 1):
            facts = {"revision": revision, "author": revision.author, "engine": "test", "number": number}
            made.append(Statement.objects.create(start=start, end=stop, exact=revision.body[start:stop], **facts))
    return made


def test_every_quote_is_verified() -> None:
    """Byte for byte the slice of its revision; every revision has the text that was stored (promise R01)."""
    made = cut(store(entry("audit"))[0])
    found = audit()
    assert f"{len(made):>9,} statements are slices" in found
    assert f"{Revision.objects.count():>9,} revisions have the text" in found
    assert "BROKEN" not in found


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("statement", "exact = 'Something else.'", "is not what revision"),
        ("statement", "start = start + 1, \"end\" = \"end\" + 1", "is not what revision"),
        ("revision", "body = 'Nothing of the sort was ever said.'", "is not the one that was stored"),
    ],
)  # fmt: skip
def test_a_quote_that_is_none_is_found(table: str, change: str, said: str) -> None:
    """Words of others under an expert's name fail the audit, and the first such is named."""
    made = cut(store(entry("audit"))[0])
    pk = made[1].pk if table == "statement" else made[1].revision_id
    behind_its_back(table, f"UPDATE {table} SET {change} WHERE id = {pk}")
    with pytest.raises(CommandError, match=rf"{pk}\b.*{said}"):
        audit()


def test_another_author_is_found() -> None:
    """A statement under another name than its revision's."""
    made = cut(store(entry("audit"))[0])
    other = next(row.author_id for row in made if row.author_id != made[0].author_id)
    behind_its_back("statement", f"UPDATE statement SET author_id = {other} WHERE id = {made[0].pk}")
    with pytest.raises(CommandError, match=f"statement {made[0].pk}"):
        audit()


def test_the_log_at_the_desk() -> None:
    """Fifty a page, the newest first, by thing, account and day."""
    root = account("root", Role.ADMINISTRATOR)
    log(60, by=root)
    log(3, noun="review", at=NOW + timedelta(days=2))
    client = signed_in(root)

    def rows(query: str) -> int:
        return len(LexborHTMLParser(client.get(f"/desk/log{query}").content.decode()).css("tbody tr"))

    assert rows("") == 50
    assert rows("?page=2") == Event.objects.count() - 50
    assert rows("?noun=review") == 3
    assert rows("?noun=answer&by=ROOT&page=2") == 10
    assert rows("?by=nobody") == 0
    assert rows("?since=2026-03-02") == 3
    assert rows("?until=2026-03-01&noun=review") == 0
    assert rows("?since=2026-03-03&until=2026-03-03") == 3
    assert rows("?since=yesterday&noun=review") == 3
    newest = LexborHTMLParser(client.get("/desk/log").content.decode()).css_first("tbody th").text()
    assert newest.split()[:2] == ["changed", "review"]


def test_the_log_as_lines_of_json() -> None:
    """Each with its hashes, so that the chain can be verified elsewhere; that it was taken away is an entry too."""
    root = account("root", Role.ADMINISTRATOR)
    log(3, by=root)
    client = signed_in(root)
    response = client.get("/desk/log.jsonl")
    lines = [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]
    assert response.headers["Content-Disposition"] == 'attachment; filename="log.jsonl"'
    assert response.headers["Cache-Control"] == "no-store"
    assert (lines[-1]["verb"], lines[-1]["noun"], lines[-1]["by"]) == ("exported", "log", root.pk)
    for line in lines:
        line["at"] = datetime.fromisoformat(line["at"])
        assert line["at"].tzinfo == UTC
    assert chain.broken(lines) is None
    lines[2]["verb"] = "read"
    assert chain.broken(lines) == 3
    part = client.get("/desk/log.jsonl?noun=answer")
    assert len(b"".join(part.streaming_content).splitlines()) == 3
    assert client.post("/desk/log.jsonl").status_code == 405


WRITERS = """
from datetime import UTC, datetime
from web.audit import queries
from web.audit.actions import record
from web.audit.models import Event

def write():
    for number in range(30):
        with transaction.atomic():
            record("changed", "answer", number, by=None, at=datetime(2026, 3, 1, tzinfo=UTC))
    connection.close()

writers = [threading.Thread(target=write) for _ in range(8)]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
print(Event.objects.count(), queries.broken())
"""


def test_writers_at_once_keep_the_chain_whole(tmp_path: Path) -> None:
    """Eight of them, thirty entries each: one waits for the other, and nothing is lost or out of place."""
    with empty_database(tmp_path, "audit_together") as env:
        assert tell(WRITERS, env) == ["240 None"]
