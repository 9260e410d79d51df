"""Who has an account, has applied or follows a question is not told by the doors: not in words, not in time (R42)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
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
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
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


def spent(door: Door, trials: int) -> tuple[list[float], list[float]]:
    """Seconds of work, by turns, so that what else this machine does falls on both sides; no pace is ever reached."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(trials):
        for each, times in ((door.known, took[0]), (door.unknown, took[1])):
            cache.clear()
            began = time.process_time()
            answer = each(number)
            times.append(time.process_time() - began)
            assert answer.status_code in (200, 303), answer.status_code
    return took


def medians(door: Door, trials: int) -> tuple[float, float]:
    """The median of either side."""
    known, unknown = spent(door, trials)
    return statistics.median(known), statistics.median(unknown)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOORS)
def test_the_time_tells_nothing(doors: dict[str, Door], name: str) -> None:
    """The median of who is known is that of who is not, to 10 ms: of work, so that another process does not decide."""
    known, unknown = medians(doors[name], MANY)
    print(f"{name}: {known * 1000:.2f} ms for who is known, {unknown * 1000:.2f} ms for who is not, of {MANY}")
    assert abs(known - unknown) < MOST, (name, known, unknown)


@pytest.mark.parametrize("name", DOORS)
def test_the_quickest_tells_nothing(doors: dict[str, Door], name: str) -> None:
    """The quickest of few are alike too, which a busy machine disturbs least: at one of the tries."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(pace.TRIES):
        for all_of, new in zip(took, spent(doors[name], FEW), strict=True):
            all_of.extend(new)
        if abs(min(took[0]) - min(took[1])) < MOST:
            return
    raise AssertionError(f"{name}: the quickest of {len(took[0])} took {min(took[0])} and {min(took[1])} s")


def test_the_hash_is_worked_out_for_a_stranger_too(doors: dict[str, Door]) -> None:
    """Without it the door would answer a stranger several times as fast, and the test above would tell."""
    quick, _ = medians(doors["reset"], FEW)
    known, unknown = medians(doors["login"], FEW)
    assert min(known, unknown) > 2 * quick


@pytest.mark.parametrize("name", DOORS)
def test_the_words_tell_nothing(doors: dict[str, Door], name: str) -> None:
    """The same status, place, body and length, once the name that was typed and the form's own number are set aside."""

    def told(response: HttpResponse) -> tuple[Any, ...]:
        body = response.content.decode()
        for field in LexborHTMLParser(body).css("[name=csrfmiddlewaretoken], [name=ticket], [name=name]"):
            body = body.replace(field.attributes["value"] or "", "")
        return response.status_code, response.headers.get("Location"), body, len(body)

    assert told(doors[name].known(1)) == told(doors[name].unknown(1))
