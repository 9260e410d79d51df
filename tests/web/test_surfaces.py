"""What readers no longer may see is on no surface with the next request (promises R07, R08, R09).

The surfaces are not listed here: they are what the resolver knows, in every language, with every name that an address
can take. An event happens; the very next request to each of them holds not one old statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.web.checking_situations import asked, fact_checked, published_answer, staff, submitted, voted
from tests.web.situations import NOW, compare
from web import clock
from web.checking import actions
from web.experts import actions as experts
from web.experts.models import Verification
from web.questions.models import Answer, Question
from web.review.models import Comparison
from web.writing import actions as writing

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

#: What the expert said, sentence by sentence; no other text of the site holds these words.
SAID = (
    "Zinc lozenges shorten a cold by two days in most adults.",
    "Zinc lozenges taken within one day work best against a cold.",
    "Antibiotics do not help against a cold.",
)

OTHERS = "Antibiotics do not help against a common cold. Zinc lozenges do not shorten a cold."

#: The history of an answer that is still published shows what was removed: that is what it is for (feature R27).
HISTORY = {"changes", "changes.json"}


@dataclass(frozen=True)
class World:
    """A question with two answers, one of which is about to go."""

    question: Question
    answer: Answer
    live: int | None
    """The revision that readers see before."""
    report: tuple[str, ...]
    """The names of the lines that can be reported while both are shown."""

    def values(self, name: str) -> list[str]:
        """What an address can have in this place."""
        assert self.answer.author is not None
        assert self.question.topic is not None
        known = {
            "slug": [self.question.slug, self.answer.author.slug, self.question.topic.slug],
            "sha256": [self.text],
            "public_id": ["0" * 32],
            "token": ["0" * 32],
        }
        assert name in known, f"Say in test_surfaces.py what an address has in the place of <{name}>."
        return known[name]

    @property
    def text(self) -> str:
        """The hash of the text that is about to go."""
        return self.answer.revisions.order_by("number").first().sha256


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every public address by its name, and the parameters that it takes."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if "desk" in route:
            continue
        if isinstance(each, URLPattern):
            assert each.name, route
            yield each.name, re.findall(r"<(?:\w+:)?(\w+)>", route)
        else:
            yield from routes(each, route)


def surfaces(world: World) -> Iterator[tuple[str, str]]:
    """The name and address of every public surface, in every language."""
    for language, _words in settings.LANGUAGES:
        with translation.override(language):
            for name, parameters in routes():
                filled: list[list[str]] = [[]]
                for parameter in parameters:
                    filled = [[*some, value] for some in filled for value in world.values(parameter)]
                for arguments in filled:
                    address = reverse(name, args=arguments)
                    yield name, address
                    if name.startswith("search"):
                        yield name, f"{address}?q=zinc+lozenges"
                    if name == "report":
                        yield from ((name, f"{address}?line={line}") for line in world.report)


def lines_of(client: Client, question: Question) -> tuple[str, ...]:
    """The names of the lines on the page of the question, as their links have them."""
    html = client.get(f"/q/{question.slug}").content.decode()
    return tuple(sorted(set(re.findall(r"report\?line=([^\"&]+)", html))))


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    """Two answers, compared: what one of them says stands in lists, in the short answer, in the table."""
    with time_machine.travel(NOW + DAY, tick=False):
        question = asked("cold", text="What helps against a cold?")
        answer = published_answer(" ".join(SAID), question=question)
        published_answer(OTHERS, question=question)
        compare()
        yield World(question, answer, answer.live_id, lines_of(client, question))


def withdrawn(world: World) -> None:
    writing.withdraw(answer=world.answer, reason="A trial was retracted.", by=world.answer.keeper, at=clock.now())


def edited(world: World) -> None:
    answer = world.answer
    voted(fact_checked(submitted(answer, "Rest helps best of all.", answer.keeper, clock.now())))


def suspended(world: World) -> None:
    assert world.answer.author is not None
    experts.suspend_expert(expert=world.answer.author, reason="A complaint.", by=staff().editor, at=clock.now())


def unverified(world: World) -> None:
    row = Verification.objects.get(expert=world.answer.author)
    experts.end_verification(verification=row, reason="The licence was revoked.", by=staff().editor, at=clock.now())


def lapsed(world: World) -> None:
    """Nothing is written: the day of the review comes."""


EVENTS: dict[str, Callable[[World], None]] = {
    each.__name__: each for each in (withdrawn, edited, suspended, unverified, lapsed)
}


def found(client: Client, world: World, leave_out: set[str] = frozenset()) -> dict[str, list[str]]:  # type: ignore[assignment]
    """The surfaces that hold a statement of the answer, with its words."""
    held: dict[str, list[str]] = {}
    for name, address in surfaces(world):
        if name in leave_out:
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        text = " ".join(response.content.decode().split())
        held[address] = [said for said in SAID if said in text or said[:-1] in text]
        age = re.search(r"max-age=(\d+)", response.headers.get("Cache-Control", ""))
        assert age is None or int(age[1]) <= 60, address
    return {address: said for address, said in held.items() if said}


def test_the_surfaces_are_found_and_hold_what_is_said(client: Client, world: World) -> None:
    """Without this the tests below could pass on empty pages."""
    assert world.report
    names = {name for name, _address in surfaces(world)}
    assert {"home", "question", "question.json", "expert", "topic", "search", "report", "text", "corrections"} <= names
    held = found(client, world)
    slug, author = world.question.slug, world.answer.author.slug
    for address in (f"/q/{slug}", f"/q/{slug}.json", f"/es/q/{slug}", f"/e/{author}", f"/e/{author}.json"):
        assert address in held, address
    assert any("/report?line=" in address for address in held)
    assert client.get(f"/r/{world.text}").status_code == 302


@pytest.mark.parametrize("compared_anew", [False, True], ids=["stale comparison", "compared anew"])
@pytest.mark.parametrize("event", EVENTS)
def test_what_may_not_be_seen_is_on_no_surface(client: Client, world: World, event: str, compared_anew: bool) -> None:
    """With the next request, with the stored comparison left as it was on purpose, and after it was made anew (R07)."""
    before = Comparison.objects.get(question=world.question).content
    due = world.answer.due_at
    assert due is not None
    with time_machine.travel(due if event == "lapsed" else NOW + 2 * DAY, tick=False):
        EVENTS[event](world)
        if compared_anew:
            compare()
        else:
            assert Comparison.objects.get(question=world.question).content == before
        assert found(client, world, HISTORY if event == "edited" else set()) == {}
        gone = client.get(f"/r/{world.text}")
        assert gone.status_code == 410
        assert client.get(f"/q/{world.question.slug}").status_code == 200
        if event == "lapsed":
            actions.settle(clock.now())
            assert found(client, world) == {}
    assert Answer.objects.get(pk=world.answer.pk).live_id != world.live


def test_a_review_is_claimed_to_the_second(client: Client, world: World) -> None:
    """At one second before its day the page says so and quotes; from the day on it does neither (R08)."""
    due = world.answer.due_at
    assert due is not None
    for at, holds in ((due - SECOND, True), (due, False), (due + SECOND, False)):
        with time_machine.travel(at, tick=False):
            clock.forget()
            held = found(client, world)
            assert bool(held) is holds, at
            twin = client.get(f"/q/{world.question.slug}.json").json()
            facts = [each["facts"] for each in twin["answers"] if each["facts"]]
            assert any(each["reviewed_at"] for each in facts) is holds


def test_a_clock_that_is_set_back_a_year_revives_nothing(client: Client, world: World) -> None:
    """Neither in a process that runs, nor in one that has just started (R08)."""
    due = world.answer.due_at
    assert due is not None
    with time_machine.travel(due + SECOND, tick=False):
        assert found(client, world) == {}
        actions.settle(clock.now())
    with time_machine.travel(due - timedelta(days=365), tick=False):
        assert found(client, world) == {}
        clock.forget()
        assert found(client, world) == {}
        assert actions.settle(clock.now()).restored == 0
        assert found(client, world) == {}


def test_an_edit_voids_the_review_on_every_surface(client: Client, world: World) -> None:
    """The new text carries the dates and names of its own review, and nothing of the one before (R09)."""
    with time_machine.travel(NOW + 400 * DAY, tick=False):
        edited(world)
        twin = client.get(f"/q/{world.question.slug}.json").json()
        facts = next(each["facts"] for each in twin["answers"] if each["facts"]["revision"] == 2)
        assert facts["reviewed_at"].startswith(str((NOW + 400 * DAY).date()))
        assert {each["at"][:10] for each in facts["reviewers"]} == {str((NOW + 400 * DAY).date())}
        assert facts["endorsers"] == facts["marks"] == []
