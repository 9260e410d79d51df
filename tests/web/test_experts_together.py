"""A suspension, or the end of a verification, while a vote publishes: whoever comes first, nothing stays on a page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]

#: The vote holds its transaction open for so long, in seconds, while the other begins.
WHILE = 1.5

STORY = """
import sys, threading, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", verbosity=0)
from tests.web import checking_situations as checking
from tests.web.experts_situations import editor
from tests.web.situations import NOW
from web.checking import actions as votes
from web.checking.models import Verdict
from web.experts import actions
from web.experts.models import Verification
from web.questions.models import Answer

submission = checking.fact_checked(checking.in_review())
people, by, expert = checking.staff(), editor(), submission.answer.author
passed = {"submission": submission, "verdict": Verdict.PASSED, "reason": "", "at": NOW + 3 * checking.STEP}
votes.vote(by=people.first, **passed)
voted = threading.Event()

def publishes():
    with transaction.atomic():
        votes.vote(by=people.second, **passed)
        voted.set()
        time.sleep(float(sys.argv[2]))
    connection.close()

thread = threading.Thread(target=publishes)
thread.start()
assert voted.wait(60)
if sys.argv[1] == "suspend":
    actions.suspend_expert(expert=expert, reason="Complaint.", by=by, at=NOW + 4 * checking.STEP)
else:
    row = Verification.objects.get(expert=expert)
    actions.end_verification(verification=row, reason="Struck off.", by=by, at=NOW + 4 * checking.STEP)
thread.join()
answer = Answer.objects.get(pk=submission.answer_id)
print(answer.state, answer.live_id, answer.statuses.count())
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """An empty database of the kind that the tests run on: a file, or one of its own on the same server."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path}/together.sqlite3"
        return
    import psycopg

    parts = urlsplit(given)
    name = f"experts_together_{os.getpid()}"
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield parts._replace(path=f"/{name}").geturl()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(("act", "state"), [("suspend", "suspended"), ("end", "lapsed")])
def test_what_a_vote_publishes_meanwhile_is_taken_back(act: str, state: str, database: str, tmp_path: Path) -> None:
    """The one who acts waits for the vote, then sees what it published (promises R07 and R41)."""
    env = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "web.settings",
        "PLURIVOX_DATA_DIR": str(tmp_path),
        "PLURIVOX_DEBUG": "true",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", STORY, act, str(WHILE)]
    done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == f"{state} None 2"
