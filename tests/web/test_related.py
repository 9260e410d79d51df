"""Where to go on from a question: at least three where there are so many, each with its reason (feature R17)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import pace
from tests.web.asking_situations import editor
from tests.web.situations import NOW, entry, store
from web.asking import actions as asking
from web.finding import actions as finding
from web.finding.engine import engine
from web.pages.related import RELATED, beside, related, related_topics
from web.questions import actions as questions
from web.questions.models import Question

pytestmark = pytest.mark.django_db

#: Every sentence that says why, and nothing else does.
REASONS = re.compile(r"Also about .+|Also in .+|Close to this question|Also answered here")

#: Seconds that it may add to a page over the sample library, of this process alone; 2 to 7 ms on quiet machines.
LIMIT = 0.020


def gout() -> list[Question]:
    """Five questions on one subject, of which two ask the same; one on the topic; one far away."""
    facts = {"topic": "Joints", "subject": "Gout"}
    return store(
        entry("what", text="What is gout?", **facts),
        entry("again", text="What's gout?", **facts),
        entry("causes", text="What causes gout?", **facts),
        entry("treats", text="What are the treatments for gout?", **facts),
        entry("signs", text="What are the symptoms of gout?", **facts),
        entry("knee", text="How long does a knee replacement last?", topic="Joints", subject="Knee"),
        entry("far", text="Is the measles vaccine safe?", topic="Vaccines", subject="Measles"),
    )


def offered(row: Question) -> list[str]:
    """The texts of what is related to this question."""
    read = Question.objects.select_related("topic").get(pk=row.pk)
    return [card.question for card in related(read, beside(read))]


@pytest.mark.parametrize("indexed", [False, True], ids=["without an index", "with an index"])
def test_there_are_at_least_three_and_none_asks_the_same(indexed: bool) -> None:
    """Of its subject, then of its topic; never itself, nor the same in other words, nor what is far away."""
    rows = gout()
    if indexed:
        finding.keep_up()
    for row in rows[:5]:
        found = offered(row)
        assert 3 <= len(found) <= RELATED
        assert row.text not in found
        assert not {"What is gout?", "What's gout?"} <= {row.text, *found}
        assert "Is the measles vaccine safe?" not in found
        assert "How long does a knee replacement last?" in found


@pytest.mark.parametrize("indexed", [False, True], ids=["without an index", "with an index"])
def test_what_readers_no_longer_see_is_related_to_nothing(indexed: bool) -> None:
    """Neither what was merged nor what was taken back, though the index still holds both (I9)."""
    rows = {row.key: row for row in gout()}
    if indexed:
        finding.keep_up()
    assert {"What causes gout?", "What are the symptoms of gout?"} <= set(offered(rows["what"]))
    for one in rows["causes"].answers.all():
        questions.take_back(answer=one, state=one.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    asking.merge_questions(question=rows["signs"], into=rows["treats"], by=editor(), at=NOW)
    assert not {"What causes gout?", "What are the symptoms of gout?"} & set(offered(rows["what"]))


def test_what_is_far_away_fills_up_to_three_and_no_more() -> None:
    """It says that it is answered here, and nothing of what it is about."""
    first, *_others = store(*(entry(f"far{n}", text=f"Is the vaccine number {n} safe?") for n in range(5)))
    cards = related(first, beside(first))
    assert [card.reason for card in cards] == ["Also answered here"] * 3
    assert first.slug not in {card.slug for card in cards}


def test_every_page_of_the_library_leads_on(client: Client, library: list[Question]) -> None:
    """At least three with the index, each with a reason of ours, and as many in the twin; without a script."""
    assert engine() is not None
    for row in library:
        cards = client.get(f"/q/{row.slug}.json").json()["related"]
        assert 3 <= len(cards) <= RELATED, row.text
        assert row.slug not in {card["slug"] for card in cards}
        assert len({card["slug"] for card in cards}) == len(cards)
        assert all(REASONS.fullmatch(card["reason"]) for card in cards), cards
        assert client.get(f"/q/{row.slug}").content.decode().count('class="small">') >= len(cards)


def test_topics_with_questions_alike_are_named_beside(client: Client) -> None:
    """With how many questions led there, on the page and in the twin; never its own topic, nor one far away.

    It goes with the last of its questions that readers see, though the index still holds that question (I9).
    """
    rows = gout() + store(
        entry("pseudo", text="What causes pseudogout?", topic="Crystals", subject="Pseudogout"),
        entry("same form", text="What causes measles?", topic="Vaccines", subject="Measles"),
    )
    finding.keep_up()
    start, other = rows[2], rows[-2]
    twin = client.get(f"/q/{start.slug}.json").json()
    assert twin["related_topics"] == [{"slug": "crystals", "name": "Crystals", "questions": 1}]
    part = client.get(f"/q/{start.slug}").content.decode().partition("Related topics")[2]
    assert 'href="/t/crystals">Crystals</a> <span class="small">1 question close to this one</span>' in part
    for one in other.answers.all():
        questions.take_back(answer=one, state=one.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    assert client.get(f"/q/{start.slug}.json").json()["related_topics"] == []
    assert "Related topics" not in client.get(f"/q/{start.slug}").content.decode()


def test_it_costs_two_queries_and_little_time(library: list[Question], django_assert_max_num_queries: Any) -> None:
    """Of the database and of the processor."""
    row = Question.objects.select_related("topic").get(pk=library[0].pk)
    found = beside(row)
    related(row, found)
    with django_assert_max_num_queries(2):
        related(row, beside(row))
    with django_assert_max_num_queries(1):
        related_topics(row, found)
    pace.assert_within(LIMIT, lambda: (related(row, beside(row)), related_topics(row, found)))
