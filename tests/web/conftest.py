"""The sample library in a real database, compared once for all tests of a process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from plurivox import answers, sources
from tests.web.situations import compare, links
from web import clock
from web.finding import actions as finding
from web.questions import queries
from web.questions.models import Question
from web.review import actions
from web.review.lines import Kind

LIBRARY = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"


#: What takes longest, and so begins first where tests run beside each other.
LONGEST = ("test_lives.py", "test_crash.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the sample library come last: it stays, and others count on a database that is empty."""
    stored = {item.path for item in items if "library" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path in stored) - (item.path.name in LONGEST))


@pytest.fixture(scope="session")
def _library(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Path:  # type: ignore[no-untyped-def]
    """The sample library, stored, compared and indexed; where its index is."""
    folder = tmp_path_factory.mktemp("library") / "search"
    with django_db_blocker.unblock(), override_settings(SEARCH_DIR=folder):
        actions.add(answers.admit(sources.read_path(LIBRARY)))
        compare()
        finding.rebuild()
    return folder


@pytest.fixture
def library(_library: Path, db: None, settings: Any) -> list[Question]:
    """The questions of the sample library, stored, compared and indexed."""
    settings.SEARCH_DIR = _library
    return list(queries.shown_questions().select_related("topic"))


@pytest.fixture(autouse=True)
def _no_index(settings: Any, tmp_path: Path) -> None:
    """Every test has an index and a ledger of its own, which are not there until they are made."""
    settings.SEARCH_DIR = tmp_path / "search"
    settings.LEDGER = tmp_path / "erasures.jsonl"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Every test is the first from its address, and knows of no later time."""
    cache.clear()
    clock.forget()


@pytest.fixture
def client() -> Client:
    """A reader without cookies who reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def full(client: Client, library: list[Question]) -> Question:
    """A question of the library that has lines of every kind."""
    return next(question for question in library if set(links(client, question)) == set(Kind.values))
