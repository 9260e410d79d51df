"""What a process keeps of pages is found by all that they are made of, so that it never shows what was (I9, R07)."""

from __future__ import annotations

import gzip
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from plurivox import model
from tests.web.checking_situations import asked, published_answer, staff, verified
from tests.web.situations import NOW, compare
from web import clock, kept
from web.checking import actions as checking
from web.checking.models import Mark
from web.experts import actions as experts
from web.pages import ground, views
from web.pages.ground import ground_of
from web.questions.models import Answer, Expert, Question
from web.review import queries
from web.review.models import Stance
from web.review.states import StanceKind
from web.writing import actions as writing
from web.writing.actions import cut

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


class World:
    """A question with two answers written here, and a verified peer."""

    def __init__(self) -> None:
        self.question = asked("cold", text="What helps against a cold?")
        self.answer = published_answer("Zinc lozenges shorten a cold. Rest helps.", question=self.question)
        published_answer("Zinc lozenges do not shorten a cold. Rest helps.", question=self.question)
        compare()
        self.peer, self.writer = verified("Dr Pia Peer")
        self.edda, self.ravi = staff().editor, staff().second

    @property
    def author(self) -> Expert:
        assert self.answer.author is not None
        return self.answer.author


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW + DAY, tick=False):
        yield World()


def marked(world: World) -> None:
    checking.mark(
        answer=world.answer, kind=Mark.Kind.OUTDATED, reason="A new trial.", expert=None, by=world.ravi, at=clock.now()
    )


def mark_ended(world: World) -> None:
    checking.end_mark(mark=world.answer.marks.get(), reason="It was withdrawn.", by=world.edda, at=clock.now())


def endorsed(world: World) -> None:
    checking.endorse(answer=world.answer, expert=world.peer, by=world.writer, at=clock.now())


def corrected(world: World) -> None:
    checking.correct(answer=world.answer, text="The dose was wrong.", by=world.edda, at=clock.now())


def stance_taken(world: World) -> None:
    row = Answer.objects.select_related("live").get(pk=world.answer.pk)
    assert row.live is not None
    cut(row.live)
    statement = row.live.statements.order_by("number").first()
    assert statement is not None
    Stance.objects.create(
        statement=statement, expert=world.peer, number=1, kind=StanceKind.DISAGREE, by=world.writer, at=clock.now()
    )


def topic_has_specialty(world: World) -> None:
    Expert.objects.filter(pk=world.author.pk).update(specialty="Dermatology")
    experts.add_specialty(topic=world.question.topic, specialty="Cardiology", by=world.edda, at=clock.now())


def affiliation_stated(world: World) -> None:
    Expert.objects.filter(pk=world.author.pk).update(affiliation="Clinic of the Lake")


def topic_named(world: World) -> None:
    world.question.topic.name = "Coughs and colds"
    world.question.topic.save()


def another_question(world: World) -> None:
    published_answer("Wash your hands.", question=asked("hands", text="How are colds passed on?"))


def withdrawn(world: World) -> None:
    writing.withdraw(answer=world.answer, reason="I was wrong.", by=world.answer.keeper, at=clock.now())


#: What happens, one after the other; the words that are then on the page, and those that are not.
STEPS: list[tuple[Callable[[World], None], str, str]] = [
    (marked, "A new trial.", ""),
    (mark_ended, "", "A new trial."),
    (stance_taken, "Dr Pia Peer", ""),
    (endorsed, "Endorsed by 1 verified peer", ""),
    (corrected, "The dose was wrong.", ""),
    (topic_has_specialty, "lies outside the stated specialty", ""),
    (affiliation_stated, "Clinic of the Lake", ""),
    (topic_named, "Coughs and colds", ""),
    (another_question, "How are colds passed on?", ""),
    (withdrawn, "I was wrong.", "Zinc lozenges shorten a cold."),
]


def test_the_page_is_what_it_would_be_if_nothing_were_kept(client: Client, world: World) -> None:
    """After each of ten events, in both languages and as data; and each of them is on the page or off it at once."""
    slug = world.question.slug
    addresses = [f"/q/{slug}", f"/es/q/{slug}", f"/q/{slug}.json", f"/q/{slug}?conflicts=none"]
    for address in addresses:
        client.get(address)
    for step, there, gone in STEPS:
        step(world)
        warm = [client.get(address).content.decode() for address in addresses]
        views.PAGES.forget()
        assert warm == [client.get(address).content.decode() for address in addresses], step
        text = " ".join((warm[0] + warm[2]).split())
        assert there in text, step
        assert not gone or gone not in text, step


def test_nothing_is_made_twice_and_no_page_stands_for_another(client: Client, world: World) -> None:
    """The same page is written once for each address, language and host, and not for each request."""
    views.PAGES.forget()
    slug = world.question.slug
    first = client.get(f"/q/{slug}")
    held = views.PAGES.size
    assert client.get(f"/q/{slug}").content == first.content
    assert views.PAGES.size == held == len(first.content)
    assert client.get(f"/q/{slug}").headers["Link"] == first.headers["Link"]
    assert b"/es/q/" in client.get(f"/q/{slug}?from=there").content
    others = {client.get(address).content for address in (f"/q/{slug}?from=there", f"/es/q/{slug}", f"/q/{slug}.json")}
    others.add(client.get(f"/q/{slug}", headers={"host": "localhost"}).content)
    assert len({first.content} | others) == 5


def test_a_page_is_packed_once_for_all(client: Client, world: World) -> None:
    """Unpacked it is the page; what changed is packed anew, and an unchanged copy is not sent again."""
    address, packs = f"/q/{world.question.slug}", {"accept-encoding": "br, gzip"}
    packed, plain = client.get(address, headers=packs), client.get(address)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    again = client.get(address, headers=packs)
    assert again.content == packed.content
    assert client.get(address, headers={**packs, "if-none-match": again.headers["ETag"]}).status_code == 304
    withdrawn(world)
    after = client.get(address, headers={**packs, "if-none-match": again.headers["ETag"]})
    assert after.status_code == 200
    assert gzip.decompress(after.content) == client.get(address).content != plain.content


def test_a_page_with_all_that_stands_beside_it_costs_few_queries(
    client: Client,
    world: World,
    django_assert_max_num_queries: Any,
) -> None:
    """Twelve, and what is rare costs one each: a mark, an endorsement, a correction, stances, specialties."""
    with django_assert_max_num_queries(13):
        client.get(f"/q/{world.question.slug}")
    for step, _there, _gone in STEPS[:-1]:
        step(world)
    with django_assert_max_num_queries(20):
        client.get(f"/q/{world.question.slug}")


def test_the_digest_tells_of_every_second(world: World) -> None:
    """What ends by the clock alone changes the ground on that second, though nothing was written."""
    due = Answer.objects.get(pk=world.answer.pk).shown_until
    assert due is not None
    digests = []
    for at in (due - 2 * SECOND, due - SECOND, due):
        with time_machine.travel(at, tick=False):
            clock.forget()
            digests.append(ground_of(world.question.slug, False).digest)
    assert digests[0] == digests[1] != digests[2]


def test_all_of_the_ground_is_in_its_digest() -> None:
    """A field that did not write itself would be a change that nobody sees."""
    seen: set[type] = set()

    def look(found: Any) -> None:
        for each in typing.get_args(found):
            look(each)
        if is_dataclass(found) and isinstance(found, type) and found not in seen:
            seen.add(found)
            assert all(field.repr for field in fields(found)), found
            assert found.__repr__ is not object.__repr__
            for hint in typing.get_type_hints(found).values():
                look(hint)
        elif isinstance(found, type) and issubclass(found, tuple) and hasattr(found, "_fields"):
            for hint in typing.get_type_hints(found).values():
                look(hint)

    look(ground.Ground)
    assert {ground.Known, model.Answer, model.Expert, queries.ReleasedLine, queries.Held} <= seen


def test_only_so_many_bytes_are_kept() -> None:
    """What was asked for longest ago goes first; what is larger than all is made and not held."""
    store, made = kept.Kept(10), []

    def make(words: bytes) -> Callable[[], bytes]:
        def making() -> bytes:
            made.append(words)
            return words

        return making

    for name, words in (("a", b"1234"), ("b", b"5678"), ("a", b"1234"), ("c", b"90"), ("d", b"x")):
        assert store.of(name, make(words)) == words
    assert made == [b"1234", b"5678", b"90", b"x"]
    assert store.size == 7
    assert store.of("a", make(b"no")) == b"1234"
    assert store.of("b", make(b"5678")) == b"5678"
    assert store.size <= 10
    assert store.of("e", make(b"x" * 11)) == b"x" * 11
    assert store.size == 0


def test_what_may_be_beside_a_question_is_asked_in_one_statement(world: World, django_assert_num_queries: Any) -> None:
    """Each table is told apart; another question's rows are not this one's."""
    other = asked("other", text="Is there another?", topic="Other")
    marked(world)
    with django_assert_num_queries(1):
        found = ground.BESIDE.present(world.question.pk)
    assert {"reviews", "marks", "citations", "statuses", "verifications", "disclosures"} <= found | {"citations"}
    assert not found & {"stances", "replies", "endorsements", "corrections", "sponsors", "specialties", "releases"}
    assert ground.BESIDE.present(other.pk) == frozenset()
    assert ground.BESIDE.present(Question.objects.order_by("-pk")[0].pk + 1) == frozenset()
