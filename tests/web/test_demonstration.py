"""The sample desk of the demo: made by the actions that people use, whole, and once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from plurivox import answers, sources
from tests.web.situations import compare
from web import clock
from web.pages import demonstration
from web.pages.management.commands.demo import LIBRARY, lead_here
from web.questions.models import Question
from web.review import actions
from web.review.models import Release, Stance

pytestmark = pytest.mark.django_db


def test_the_sample_question_shows_what_was_inferred_and_what_was_declared(client: Client) -> None:
    """Released by two, with agreement and difference that peers declared, and with plain lines; made once."""
    said = demonstration.sample()
    wanted = {answer["question"] for answer in said["waiting"]}
    actions.add([entry for entry in answers.admit(sources.read_path(LIBRARY)) if entry.question.text in wanted])
    assert demonstration.make(clock.now())
    compare()
    for _ in range(2):
        demonstration.release(clock.now())
        assert not demonstration.make(clock.now())
    assert Release.objects.count() == 1
    assert Stance.objects.count() == len(said["stances"])
    question = Question.objects.get(key=said["question"]["key"])
    page = client.get(f"/q/{question.slug}.json").json()
    assert {row["added"] for section in page["compared"]["agreed"] for row in section["rows"]} >= {0, 1}
    assert {each["kind"] for each in page["compared"]["disputed"]} == {"opposes", "qualifies"}
    assert len([line for line in page["release"]["lines"] if line["plain"]]) == len(said["plain"])


def test_links_lead_to_where_the_demo_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its port; an address that the operator names stays."""

    def address() -> str:
        asked = [sys.executable, "-c", "from web import settings; print(settings.ADDRESS)"]
        return subprocess.run(asked, cwd=settings.ROOT, text=True, capture_output=True, check=True).stdout.strip()

    monkeypatch.setenv("PLURIVOX_ADDRESS", "https://answers.example.org/")
    lead_here(8111)
    assert address() == "https://answers.example.org"
    monkeypatch.delenv("PLURIVOX_ADDRESS")
    lead_here(8111)
    assert address() == "http://127.0.0.1:8111"
