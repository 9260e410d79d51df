"""What is erased is in no file of the site any more, and stays erased when an older backup is restored (R48)."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction

from tests.web.processes import empty_database, tell
from tests.web.review_situations import two
from tests.web.situations import NOW, answer, entry, report, signed_in, store, with_password
from web import clock
from web.accounts import actions as accounts
from web.accounts.models import Account
from web.asking import actions, jobs
from web.asking.models import Asked, Asker, Follower
from web.audit import ledger
from web.audit.models import Event
from web.experts import actions as experts
from web.experts.models import Application
from web.review import actions as review
from web.review.models import LineReport

HOUR = timedelta(hours=1)

#: What a person typed; no other text of the site holds these words.
ADDRESS, NAME, WORDS = "zebedee.canary@example.org", "zebedee-canary", "My neighbour Zacharias has a quaint rash."

#: All of a person, written and erased through the real actions, in a process of its own; then the backup is restored.
STORY = """
import json, shutil, sqlite3
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from tests.web import test_erasure as tests
from web import clock
folder, step = Path(sys.argv[1]), sys.argv[2]
if step == "live":
    tests.everything()
    backup = sqlite3.connect(folder / "backup.sqlite3")
    connection.ensure_connection()
    connection.connection.backup(backup)
    backup.close()
    print(json.dumps(sorted(tests.found(folder))))
    tests.erased()
    print(json.dumps(sorted(tests.found(folder, leave_out={"backup.sqlite3"}))))
elif step == "command":
    tests.everything()
    call_command("erase", tests.ADDRESS.upper(), stdout=sys.stdout)
    call_command("replay_erasures", stdout=sys.stdout)
    print(tests.left())
else:
    call_command("replay_erasures", stdout=sys.stdout)
    print(json.dumps(sorted(tests.found(folder))))
"""


def everything() -> None:
    """A person in every place where the site keeps one: asked, following, reporting, applying, with an account."""
    at = clock.now()
    (question,) = store(entry("rash", answer("a1", "Dr Ada Test", "Rest helps. Drink water."), text="What helps?"))
    actions.ask(text=WORDS, masked=WORDS, urgent=(), email=ADDRESS, language="en", submission="s" * 32, at=at)
    actions.follow(question=question, email=ADDRESS, language="en", at=at)
    report(question, note=WORDS, at=at)
    experts.apply(public_id="1" * 32, facts=_application(), at=at)
    account = with_password(NAME)
    Account.objects.filter(pk=account.pk).update(email=ADDRESS, name=f"Dr {NAME}", former_email=ADDRESS)
    signed_in(account).get("/desk/")


def _application() -> dict[str, object]:
    return {
        "name": "Dr Zenobia Fresh", "kind": "person", "email": ADDRESS, "credentials": "MD", "specialty": "",
        "affiliation": "", "orcid": "", "npi": "", "register_url": "", "licence_number": "", "evidence": WORDS,
        "no_conflicts": True, "conflicts": "",
    }  # fmt: skip


def erased() -> None:
    """The same person, erased: by their address, and their note by a reviewer; then the clock's job."""
    actions.erase_person(email=ADDRESS, at=clock.now())
    review.erase_note(report=LineReport.objects.get().pk, by=two()[0], at=clock.now())
    jobs.forget_askers(at=clock.now())


def found(folder: Path, leave_out: frozenset[str] | set[str] = frozenset()) -> set[str]:
    """The files below this folder that hold what the person typed, or the hash of it."""
    hidden = [ADDRESS.encode(), NAME.encode(), b"Zacharias", b"Zenobia", WORDS.encode("utf-16-le")]
    for text in (WORDS, ADDRESS):
        plain = hashlib.sha256(text.encode())
        hidden += [plain.digest(), plain.hexdigest().encode()]
    held = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in leave_out:
            content = path.read_bytes()
            held |= {path.name for each in hidden if each in content}
    return held


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of a file are SQLite's")
def test_no_byte_stays_and_a_restored_backup_is_brought_up_to_date(tmp_path: Path) -> None:
    """In the database, its write-ahead file, the index, vectors and the ledger: nothing, before and after a restore."""
    with empty_database(tmp_path, "site") as env:
        before, after = tell(STORY, env, tmp_path, "live")[-2:]
        assert "site.sqlite3" in json.loads(before) or "site.sqlite3-wal" in json.loads(before)
        assert "backup.sqlite3" in json.loads(before)
        assert json.loads(after) == []
        for beside in ("-wal", "-shm"):
            (tmp_path / f"site.sqlite3{beside}").unlink(missing_ok=True)
        shutil.move(tmp_path / "backup.sqlite3", tmp_path / "site.sqlite3")
        assert "site.sqlite3" in found(tmp_path)
        said, left = tell(STORY, env, tmp_path, "restored")[-2:]
        assert said == "kinds of erasures in the ledger: 5; erased again: 5"
        assert json.loads(left) == []
        said, left = tell(STORY, env, tmp_path, "restored")[-2:]
        assert said.endswith("erased again: 0")
        rows = sqlite3.connect(tmp_path / "site.sqlite3").execute("SELECT text, erased_at FROM asked").fetchall()
        assert [bool(text) for text, _at in rows] == [False]
        assert rows[0][1] is not None


def left() -> str:
    """All that the database holds where a person stood, and the log and the ledger."""
    rows = [*Asker.objects.all(), *Follower.objects.all(), *Application.objects.all()]
    rows += [*Asked.objects.values("text", "masked"), *Account.objects.values(), *Event.objects.values()]
    return str(rows).replace("\n", " ") + settings.LEDGER.read_text(encoding="utf-8").replace("\n", " ")


def test_a_person_is_erased_by_their_address(tmp_path: Path) -> None:
    """By one command, on both databases: no row, no entry of the log and no line of the ledger names them."""
    with empty_database(tmp_path, "erased") as env:
        first, again, rows = tell(STORY, env, tmp_path, "command")
    assert first == "erased: asked 1, follower 1, application 1, account 1"
    assert again == "kinds of erasures in the ledger: 4; erased again: 0"
    assert "'username': 'erased-1'" in rows
    assert not [each for each in (ADDRESS, NAME, "Zacharias", "Zenobia") if each in rows]


@pytest.fixture
def person(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        everything()
        yield


def test_nothing_lets_an_erased_account_in(person: None) -> None:
    """What was open is closed, and no key is left; it is erased once."""
    account = Account.objects.get(username=NAME)
    browser = signed_in(account)
    assert browser.get("/desk/").status_code == 200
    assert accounts.erase_account(account=account, at=NOW)
    assert browser.get("/desk/").status_code == 302
    account.refresh_from_db()
    assert (account.email, account.name, account.former_email, account.is_active) == ("", "", "", False)
    assert not account.has_usable_password()
    assert not Authenticator.objects.filter(user=account).exists()
    assert not accounts.erase_account(account=account, at=NOW)


def test_the_ledger_is_filled_from_the_log(person: None, django_capture_on_commit_callbacks: Any) -> None:
    """A process that dies before it has written a line leaves no gap, and no line is cut in two."""
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(email=ADDRESS, at=NOW)
    whole, path = ledger.read(), settings.LEDGER
    assert {each.noun for each in whole} == {"asked", "follower", "application", "account"}
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes()[:-9])
    assert len(ledger.read()) == len(whole) - 1
    assert ledger.keep() == 1
    assert sorted(map(str, ledger.read())) == sorted(map(str, whole))
    path.unlink()
    assert ledger.keep() == len(whole)
    assert ledger.read() == whole
    assert ledger.keep() == 0


def test_nothing_of_a_later_day_is_erased_by_an_old_line(person: None) -> None:
    """After a restore a new row may have the number of one that was erased: it is somebody else's."""
    numbers = {"asked": Asked.objects.get().pk, "follower": Follower.objects.get().pk}
    numbers |= {"account": Account.objects.get(username=NAME).pk, "application": Application.objects.get().pk}
    numbers |= {"asker": numbers["asked"], "report": LineReport.objects.get().pk}
    Account.objects.filter(username=NAME).update(date_joined=NOW)
    ledger.write([ledger.Erasure(noun, key, NOW - HOUR, None) for noun, key in numbers.items()])
    assert ledger.erase_again(NOW + HOUR).total() == 0
    assert set(numbers) == set(settings.ERASURES)
    ledger.write([ledger.Erasure(noun, key, NOW, None) for noun, key in numbers.items()])
    assert ledger.erase_again(NOW + HOUR).total() == len(numbers) - 1  # the address went with the question
    assert ledger.erase_again(NOW + HOUR).total() == 0
    assert LineReport.objects.get().note == ""


def test_an_erasure_that_is_taken_back_is_not_in_the_ledger(
    person: None, django_capture_on_commit_callbacks: Any
) -> None:
    """What was not stored was not erased."""
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.erase_person(email=ADDRESS, at=NOW)
        transaction.set_rollback(True)
    assert ledger.read() == []
    assert Asker.objects.exists()
