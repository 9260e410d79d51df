"""The site on the engine in PostgreSQL: filled at first, kept up with what changes, verified, and built anew."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import LazySettings
from django.db import connection

from plurivox.search import SearchEngine
from tests.web.situations import NOW, answer, entry, store
from web.finding import actions
from web.finding.checking import check
from web.finding.engine import engine
from web.questions import actions as questions
from web.questions.models import Answer, Question

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="this engine lives in PostgreSQL"),
]


@pytest.fixture(autouse=True)
def _in_postgresql(settings: LazySettings) -> None:
    settings.SEARCH = "postgresql"


def current() -> SearchEngine:
    """The engine of this process."""
    found = engine()
    assert found is not None
    return found


def gout(key: str) -> Question:
    """Two experts on gout."""
    given = (
        answer("a1", "Dr Ada Test", "Gout is caused by crystals of uric acid. Rest the joint."),
        answer("a2", "Dr Ben Test", "Crystals of uric acid cause gout. Colchicine calms the attack."),
    )
    (row,) = store(entry(key, *given, text=f"What causes gout ({key})?", topic="Joints"))
    return row


def test_it_is_filled_at_first_and_kept_up(library: list[Question]) -> None:
    """A site that turns to it gets its whole library found, then what is published, and what is taken back no more."""
    assert actions.keep_up() == len(library)
    assert current().ids() == {row.key for row in library}
    assert current().search(library[0].text).found[0].question == library[0].key
    row = gout("g")
    actions.keep_up()
    found = current().search("colchicine", tags=["expert:dr-ben-test"]).found[0]
    assert (found.question, found.voice) == ("g", "dr-ben-test")
    assert found.statement.startswith("g/a2.")
    made = check()
    assert made is not None
    assert made.sound
    for one in Answer.objects.filter(question=row):
        questions.take_back(answer=one, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    actions.keep_up()
    assert current().ids() == {row.key for row in library}


def test_a_difference_is_named_and_mended_by_building_anew(library: list[Question]) -> None:
    """What is there and should not be, and what is missing, is named; built anew, nothing is."""
    actions.keep_up()
    current().remove([library[1].key])
    made = check()
    assert made is not None
    assert made.missing == (library[1].key,)
    assert actions.rebuild() == len(library)
    made = check()
    assert made is not None
    assert made.sound


def test_without_postgresql_it_is_refused_at_once() -> None:
    """A site on SQLite that asks for this engine does not start, and is told what to set."""
    env = os.environ | {"PLURIVOX_SEARCH": "postgresql", "DATABASE_URL": "sqlite:////tmp/none.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-c", "import web.settings"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PLURIVOX_SEARCH is postgresql, but DATABASE_URL names none" in done.stderr
