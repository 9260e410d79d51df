"""The sample desk of the demo: made by the actions that people use, whole, and once."""

from __future__ import annotations

import pytest
from django.test import Client

from plurivox import answers, sources
from tests.web.situations import compare
from web import clock
from web.pages import demonstration
from web.pages.management.commands.demo import LIBRARY
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
