"""A suspension, or the end of a verification, while a vote or an import publishes: nothing stays on a page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]

#: Whoever publishes holds the transaction open for so long, in seconds, while the other begins.
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
from tests.web.situations import NOW, answer, entry
from web.checking import actions as votes
from web.checking.models import Verdict
from web.experts import actions
from web.experts.models import Verification
from web.questions.models import Answer
from web.review.actions import add

def tell(published, acted):
    submission = checking.fact_checked(checking.in_review())
    people, by, expert = checking.staff(), editor(), submission.answer.author
    passed = {"submission": submission, "verdict": Verdict.PASSED, "reason": "", "at": NOW + 3 * checking.STEP}
    votes.vote(by=people.first, **passed)
    begun = threading.Event()

    def publishes():
        with transaction.atomic():
            if published == "import":
                add([entry("imported", answer("a1", expert.name, "Rest helps most people."))])
            else:
                votes.vote(by=people.second, **passed)
            begun.set()
            time.sleep(float(sys.argv[1]))
        connection.close()

    thread = threading.Thread(target=publishes)
    thread.start()
    assert begun.wait(60)
    later = NOW + 4 * checking.STEP
    if acted == "suspend":
        actions.suspend_expert(expert=expert, reason="Complaint.", by=by, at=later)
    else:
        row = Verification.objects.get(expert=expert)
        actions.end_verification(verification=row, reason="Struck off.", by=by, at=later)
    thread.join()
    found = Answer.objects.filter(author=expert).order_by("pk").last()
    print(published, acted, found.state, found.live_id)

tell("vote", "suspend")
tell("vote", "end")
tell("import", "suspend")
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


def test_what_is_published_meanwhile_is_taken_back(database: str, tmp_path: Path) -> None:
    """The one who acts waits for the vote or the import, then sees what it published (promises R07 and R41)."""
    env = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "web.settings",
        "PLURIVOX_DATA_DIR": str(tmp_path),
        "PLURIVOX_DEBUG": "true",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", STORY, str(WHILE)]
    done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-3:] == [
        "vote suspend suspended None",
        "vote end lapsed None",
        "import suspend suspended None",
    ]
