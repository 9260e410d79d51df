"""The sample library in a real database, compared once for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from plurivox import answers, sources
from tests.web.situations import compare
from web import clock
from web.questions import queries
from web.questions.models import Question
from web.review import actions

LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"


#: What takes longest, and so begins first where tests run beside each other.
LONGEST = ("test_lives.py", "test_crash.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the sample library come last: it stays, and others count on a database that is empty."""
    stored = {item.path for item in items if "library" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path in stored) - (item.path.name in LONGEST))


@pytest.fixture(scope="session")
def _library(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    with django_db_blocker.unblock():
        actions.add(answers.admit(sources.read_path(LIBRARY)))
        compare()


@pytest.fixture
def library(_library: None, db: None) -> list[Question]:
    """The questions of the sample library, stored and compared."""
    return list(queries.shown_questions().select_related("topic"))


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Every test is the first from its address, and knows of no later time."""
    cache.clear()
    clock.forget()


@pytest.fixture
def client() -> Client:
    """A reader without cookies who reads English."""
    return Client(headers={"accept-language": "en"})
