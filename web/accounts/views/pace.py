"""How often somebody may try a password or a code, and the page for who must wait (promise R40)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from web import limits

#: Tries from one address in a minute, of whatever account.
TRIES = limits.Pace("sign-in", 20, 60)
#: Wrong passwords under one name, for one account by whatever name, and wrong codes, in a quarter of an hour.
PASSWORDS = limits.Pace("sign-in failed", 5, 15 * 60)
ACCOUNT = limits.Pace("account failed", 5, 15 * 60)
CODES = limits.Pace("code failed", 5, 15 * 60)
#: Links to set a password that are sent under one name in an hour; more is a flood in somebody's mailbox.
LINKS = limits.Pace("password link", 3, 3600)


def wait(request: HttpRequest, pace: limits.Pace, whose: str) -> int:
    """Count one more try of this sender and on this account; the seconds to wait, 0 within the pace.

    A failure is counted before it is one, so that many tries at once do not slip through; success takes it back.
    """
    now = time.time()
    return max(limits.wait(TRIES, limits.sender(request), now), limits.wait(pace, whose, now))


def over(pace: limits.Pace, whose: str) -> bool:
    """Count one more; whether it is one too many."""
    return limits.wait(pace, whose, time.time()) > 0


def forget(pace: limits.Pace, whose: str) -> None:
    """It was no failure."""
    limits.forget(pace, whose, time.time())


def too_many(seconds: int) -> str:
    """The sentence for who must wait."""
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Wait %(minutes)s minute, then try again.",
        "Too many tries. Wait %(minutes)s minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


def refused(show: Callable[..., HttpResponse], seconds: int, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page made by `show`, as a refusal that says when to come again."""
    response = show(*args, **kwargs)
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response
