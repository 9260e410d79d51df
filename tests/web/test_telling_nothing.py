"""Who has an account, has applied or follows a question is not told by the doors: not in words, not in time (R42)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from selectolax.lexbor import LexborHTMLParser

from tests import pace
from tests.web.accounts_situations import browser, person
from tests.web.situations import entry, store
from tests.web.test_experts_applying import WHOLE
from web import clock, tickets
from web.asking import actions as asking
from web.asking.models import Follower
from web.asking.views.public import FOLLOW
from web.experts.views import FORM
from web.settings import PASSWORD_HASHERS

pytestmark = pytest.mark.django_db

#: Trials of each side at each door: a try of every commit, and those that promise R42 names.
FEW, MANY = 8, 200

#: Seconds by which the two sides may differ.
MOST = 0.010

#: What one hash of a password costs: passes, KiB of memory, lanes.
Cost = tuple[int, int, int]

DOORS = ("login", "reset", "register", "verify", "follow")


@dataclass(frozen=True)
class Door:
    """A form or link at which somebody could try whether another is known here; the number makes each try another."""

    known: Callable[[int], HttpResponse]
    unknown: Callable[[int], HttpResponse]


def sign_in(name: str) -> HttpResponse:
    return browser().post("/desk/login", {"name": name, "password": "wrong"})  # type: ignore[return-value]


def forgotten(name: str) -> HttpResponse:
    return browser().post("/desk/forgotten", {"name": name})  # type: ignore[return-value]


def applied(email: str) -> HttpResponse:
    return browser().post("/apply", WHOLE | {"ticket": tickets.issue(FORM).text, "email": email})  # type: ignore[return-value]


def followed(slug: str, email: str) -> HttpResponse:
    form = {"ticket": tickets.issue(FOLLOW).text, "email": email}
    return browser().post(f"/q/{slug}/follow", form)  # type: ignore[return-value]


def opened(number: int, token: str) -> HttpResponse:
    uid = urlsafe_base64_encode(force_bytes(number))
    return browser().get(f"/desk/new-password/{uid}/{token}")  # type: ignore[return-value]


@pytest.fixture
def doors(settings: Any) -> dict[str, Door]:
    """Every door, with the hash of passwords that is used in earnest."""
    assert PASSWORD_HASHERS[0] == f"{Argon2PasswordHasher.__module__}.{Argon2PasswordHasher.__name__}"
    settings.PASSWORD_HASHERS = [f"{__name__}.{Told.__name__}", *PASSWORD_HASHERS[1:]]
    ada = person("ada")
    (question,) = store(entry("rest", text="Does rest help?"))
    asking.follow(question=question, email="ada@example.org", language="en", at=clock.now())
    asking.confirm_follower(follower=Follower.objects.get(), at=clock.now())
    slug, token = question.slug, default_token_generator.make_token(ada)
    wrong = f"{token.split('-')[0]}-{'0' * 32}"
    return {
        "login": Door(lambda n: sign_in("ada"), lambda n: sign_in("zoe")),
        "reset": Door(lambda n: forgotten("ada"), lambda n: forgotten("zoe")),
        "register": Door(lambda n: applied("ada@example.org"), lambda n: applied("zoe@example.org")),
        "verify": Door(lambda n: opened(ada.pk, wrong), lambda n: opened(ada.pk + 999_999, wrong)),
        "follow": Door(lambda n: followed(slug, "ada@example.org"), lambda n: followed(slug, f"z{n:02}@example.org")),
    }


class Told(Argon2PasswordHasher):
    """The hash that is used in earnest; what it cost is kept apart from the rest of a trial."""

    costs: ClassVar[list[Cost]] = []
    seconds: ClassVar[list[float]] = []

    @contextmanager
    def told(self, cost: Cost) -> Iterator[None]:
        began = time.process_time()
        yield
        self.costs.append(cost)
        self.seconds.append(time.process_time() - began)

    def encode(self, password: str, salt: str) -> str:
        with self.told((self.time_cost, self.memory_cost, self.parallelism)):
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        params = self.decode(encoded)["params"]
        with self.told((params.time_cost, params.memory_cost, params.parallelism)):
            return super().verify(password, encoded)


@dataclass(frozen=True)
class Trial:
    """What one try at a door took: seconds of work in all, those of it that hash no password, and each hash."""

    seconds: float
    rest: float
    hashes: tuple[Cost, ...]


def tried(door: Callable[[int], HttpResponse], number: int) -> Trial:
    """Seconds are of work, so that another process does not decide; no pace is ever reached."""
    cache.clear()
    Told.costs.clear()
    Told.seconds.clear()
    began = time.process_time()
    answer = door(number)
    seconds = time.process_time() - began
    assert answer.status_code in (200, 303), answer.status_code
    return Trial(seconds, seconds - sum(Told.seconds), tuple(Told.costs))


def trials(door: Door, many: int) -> tuple[list[Trial], list[Trial]]:
    """Of who is known and who is not, by turns, so that what else this machine does falls on both."""
    both = [(tried(door.known, number), tried(door.unknown, number)) for number in range(many)]
    return [known for known, _ in both], [unknown for _, unknown in both]


@pytest.mark.slow
@pytest.mark.parametrize("name", DOORS)
def test_the_time_tells_nothing(doors: dict[str, Door], name: str) -> None:
    """The median of who is known is that of who is not, to 10 ms."""
    known, unknown = (statistics.median(each.seconds for each in side) for side in trials(doors[name], MANY))
    print(f"{name}: {known * 1000:.2f} ms for who is known, {unknown * 1000:.2f} ms for who is not, of {MANY}")
    assert abs(known - unknown) < MOST, (name, known, unknown)


@pytest.mark.parametrize("name", DOORS)
def test_either_hashes_as_much(doors: dict[str, Door], name: str) -> None:
    """The same number of hashes, each as costly: nearly all of the time, which a machine takes unevenly."""
    known, unknown = trials(doors[name], 1)
    assert [each.hashes for each in known] == [each.hashes for each in unknown]
    assert len(known[0].hashes) == (name == "login"), known[0].hashes


@pytest.mark.parametrize("name", DOORS)
def test_the_rest_of_the_time_tells_nothing(doors: dict[str, Door], name: str) -> None:
    """Beside its hash, the quickest of few is alike too, which a busy machine disturbs least: at one of the tries."""
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(pace.TRIES):
        for rest, side in zip((known, unknown), trials(doors[name], FEW), strict=True):
            rest.extend(each.rest for each in side)
        if abs(min(known) - min(unknown)) < MOST:
            return
    raise AssertionError(f"{name}: the quickest of {len(known)} took {min(known)} and {min(unknown)} s")


@pytest.mark.parametrize("name", DOORS)
def test_the_words_tell_nothing(doors: dict[str, Door], name: str) -> None:
    """The same status, place, body and length, once the name that was typed and the form's own number are set aside."""

    def told(response: HttpResponse) -> tuple[Any, ...]:
        body = response.content.decode()
        for field in LexborHTMLParser(body).css("[name=csrfmiddlewaretoken], [name=ticket], [name=name]"):
            body = body.replace(field.attributes["value"] or "", "")
        return response.status_code, response.headers.get("Location"), body, len(body)

    assert told(doors[name].known(1)) == told(doors[name].unknown(1))
