"""Background work: stored with what was done, tried three times, taken up after a kill, by the clock (promise R27)."""

from __future__ import annotations

import json
import logging
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from tests.web.processes import empty_database, start, tell
from tests.web.situations import NOW, account, signed_in
from web.accounts.models import Role
from web.audit.models import Event
from web.jobs import actions, queries
from web.jobs.worker import Worker

pytestmark = pytest.mark.django_db

#: What jobs of these tests did, and how often they are to fail before.
DONE: list[tuple[datetime, dict[str, object]]] = []
FAILS = [0]
TYPED = "my chest hurts since Monday"


class Told(Exception):
    """An error that quotes what somebody typed."""


def job(*, at: datetime, **facts: object) -> None:
    """A job that fails as often as it is told to."""
    if FAILS[0]:
        FAILS[0] -= 1
        raise Told(TYPED)
    DONE.append((at, facts))


@pytest.fixture(autouse=True)
def _jobs(settings, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.JOBS = []
    DONE.clear()
    FAILS[0] = 0
    # The tests' own function under a name of the site.
    whole = actions.import_string
    monkeypatch.setattr(actions, "import_string", lambda name: job if name.startswith("web.test") else whole(name))


@pytest.fixture
def moment():  # type: ignore[no-untyped-def]
    """A clock that tests move on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def work() -> None:
    Worker(batch=True).run()


def status() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_a_job_is_stored_with_what_asked_for_it(moment) -> None:  # type: ignore[no-untyped-def]
    """Rolled back with it, it is never done; committed, it is done once, with its facts and the time."""
    with transaction.atomic():
        actions.enqueue("web.test.job", answer=7)
        transaction.set_rollback(True)
    work()
    assert DONE == []
    actions.enqueue("web.test.job", answer=7)
    for _ in range(2):
        work()
    assert DONE == [(NOW, {"answer": 7})]
    assert status() == ["SUCCESSFUL"]


def test_only_functions_of_the_site_are_jobs(moment) -> None:  # type: ignore[no-untyped-def]
    """A name in the queue is no way to run anything else."""
    actions.enqueue("os.getcwd")
    work()
    assert DBTaskResult.objects.get().exception_class_path == "builtins.ValueError"


def test_three_tries_with_growing_pauses(moment) -> None:  # type: ignore[no-untyped-def]
    """One minute, ten minutes; the third time it goes well it is done."""
    FAILS[0] = 2
    actions.enqueue("web.test.job")
    for seconds, tries, done in ((0, 1, 0), (59, 1, 0), (1, 2, 0), (599, 2, 0), (1, 3, 1)):
        moment.shift(seconds)
        work()
        row = DBTaskResult.objects.get()
        assert (len(row.worker_ids), len(DONE)) == (tries, done), seconds
    assert status() == ["SUCCESSFUL"]
    assert (row.exception_class_path, row.traceback) == ("", "")


def test_after_three_failures_it_is_dead_and_can_be_run_again(moment, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]
    """It stands in the list with the kind and the place of the error, and without its words; so does the log."""
    FAILS[0] = 3
    actions.enqueue("web.test.job", answer=7)
    with caplog.at_level(logging.DEBUG):
        for seconds in (0, 60, 600, 100_000):
            moment.shift(seconds)
            work()
    assert status() == ["FAILED"]
    row = DBTaskResult.objects.get()
    assert row.exception_class_path.endswith("Told")
    assert "in job" in row.traceback
    assert "chest" not in json.dumps([row.traceback, row.exception_class_path])
    assert "chest" not in caplog.text
    assert "dead after 3 tries: web.test.job" in caplog.text
    root = account("root", Role.ADMINISTRATOR)
    client = signed_in(root)
    page = LexborHTMLParser(client.get("/desk/jobs").content.decode())
    assert page.css_first("#dead").text() == "1 dead job"
    address = page.css_first('form[action$="/again"]').attributes["action"]
    for _ in range(2):
        assert client.post(address).status_code == 303
    assert Event.objects.filter(verb="ran-again", by=root).count() == 1
    work()
    assert [facts for _, facts in DONE] == [{"answer": 7}]
    with pytest.raises(ValidationError):
        actions.run_again(job=str(row.pk), by=root, at=NOW)


def test_a_job_whose_worker_was_killed_is_taken_up(moment) -> None:  # type: ignore[no-untyped-def]
    """Within 60 s, and no earlier than its worker has been silent for its lease; a renewed lease is left alone."""
    actions.enqueue("web.test.job")
    row = actions.claim("first")
    assert row is not None
    assert timedelta(seconds=60) > actions.BEAT + actions.LEASE
    moment.shift(actions.LEASE - timedelta(seconds=1))
    actions.renew(row)
    moment.shift(actions.LEASE)
    assert actions.take_up() == 0
    assert actions.claim("second") is None
    moment.shift(1)
    assert actions.take_up() == 1
    assert actions.take_up() == 0
    work()
    assert len(DONE) == 1


def test_a_job_that_kills_its_worker_is_dead_after_three_tries(moment) -> None:  # type: ignore[no-untyped-def]
    """It does not kill workers for ever."""
    actions.enqueue("web.test.job")
    for number in range(3):
        assert actions.claim(f"worker {number}")
        moment.shift(actions.LEASE + timedelta(seconds=1))
        assert actions.take_up() == 1
    assert status() == ["FAILED"]
    assert DBTaskResult.objects.get().exception_class_path == actions.KILLED
    assert actions.claim("worker 4") is None


def test_jobs_by_the_clock(moment, settings) -> None:  # type: ignore[no-untyped-def]
    """Each in its own time, and none twice while it waits."""
    settings.JOBS = [("web.test.often", 300), ("web.test.hourly", 3600)]
    for seconds, count in ((0, 2), (1, 2), (298, 2), (1, 3), (300, 4), (3000, 6)):
        moment.shift(seconds)
        work()
        assert len(DONE) == count, seconds
    FAILS[0] = 1
    moment.shift(300)
    work()
    moment.shift(30)
    assert actions.plan() == 0, "it waits for its second try"


def test_a_clocks_job_that_died_comes_again(moment, settings) -> None:  # type: ignore[no-untyped-def]
    """What went wrong today may go well tomorrow; the dead one stays in the list."""
    settings.JOBS = [("web.test.often", 300)]
    FAILS[0] = 3
    for seconds in (0, 60, 600):
        moment.shift(seconds)
        work()
    assert status() == ["FAILED", "SUCCESSFUL"]


def test_the_clock_of_the_site_names_functions_that_are_there() -> None:
    """Each can be imported and takes the time."""
    import inspect

    from django.utils.module_loading import import_string

    from web import settings

    for name, seconds in settings.JOBS:
        assert next(iter(inspect.signature(import_string(name)).parameters)) == "at", name
        assert seconds >= 60


def test_upkeep_forgets_what_went_well(moment) -> None:  # type: ignore[no-untyped-def]
    """After a week; the dead are kept until somebody looks."""
    actions.enqueue("web.test.job")
    work()
    FAILS[0] = 3
    actions.enqueue("web.test.job")
    for seconds in (0, 60, 600):
        moment.shift(seconds)
        work()
    moment.shift(timedelta(days=7, seconds=1))
    actions.upkeep(at=NOW)
    assert status() == ["FAILED"]


def test_the_page_says_when_no_worker_is_there(moment) -> None:  # type: ignore[no-untyped-def]
    """And shows what waits, what rests until its next try, and what was done."""
    client = signed_in(account("root", Role.ADMINISTRATOR))
    assert "manage.py work" in client.get("/desk/jobs").content.decode()
    actions.enqueue("web.test.done")
    work()
    FAILS[0] = 1
    actions.enqueue("web.test.rests")
    work()
    actions.enqueue("web.test.waits", answer=3)
    page = client.get("/desk/jobs").content.decode()
    assert "manage.py work" not in page
    for words in ("test.done", "test.rests", "tried again", "test.waits", "answer 3", "2 waiting"):
        assert words in page


def test_the_command_works_off_what_is_due(moment) -> None:  # type: ignore[no-untyped-def]
    """With --batch it stops when nothing is left."""
    for number in range(3):
        actions.enqueue("web.test.job", answer=number)
    call_command("work", "--batch")
    assert len(DONE) == 3
    assert queries.killed().count() == 0


#: A worker in a process of its own, with a short lease; the job says when it began, and never ends the first time.
WORKER = """
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from web.jobs import actions
from web.jobs.worker import Worker

settings.JOBS = []
actions.BEAT, actions.LEASE = timedelta(seconds=0.2), timedelta(seconds=1.5)
file = Path(sys.argv[1])

def job(*, at):
    with file.open("a") as out:
        out.write("began ")
    if len(file.read_text().split()) == 1:
        time.sleep(600)

actions.import_string = lambda name: job
if sys.argv[2] == "ask":
    actions.enqueue("web.test.job")
worker = Worker(batch=False)
worker.configure_signals()
worker.run()
"""

HELD = """
from django_tasks_db.models import DBTaskResult
row = DBTaskResult.objects.get()
print(row.status, len(row.worker_ids))
"""


def test_a_worker_that_is_killed(tmp_path: Path) -> None:
    """By SIGKILL in the middle of a job: another worker takes it up once the lease is over, and not while it lasts."""
    file = tmp_path / "began"
    with empty_database(tmp_path, "jobs_killed") as env:
        first = start(WORKER, env, file, "ask")
        try:
            until(file.exists)
            second = start(WORKER, env, file, "work")
            try:
                time.sleep(4)
                assert file.read_text() == "began ", "the first worker lives and says so"
                first.kill()
                until(lambda: file.read_text() == "began began ")
                until(lambda: tell(HELD, env) == ["SUCCESSFUL 2"])
                second.send_signal(signal.SIGTERM)
                assert second.wait(10) == 0
            finally:
                second.kill()
                second.communicate()
        finally:
            first.kill()
            first.communicate()


def until(reached) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.1)
