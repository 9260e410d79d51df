"""How much one request and one field may hold, and how often one sender may send a form.

Senders are counted in memory only: no address is stored, on disk or in plain. Each server process counts for itself, so
with two of them a sender has at most twice the number.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from web import languages
from web.errors import refuse

#: Bits of an IPv6 address that name a household; the rest is chosen by its own devices.
IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `times` in `seconds`. Time runs in windows of that length, so there is an end to wait for."""

    name: str
    times: int
    seconds: int


def small_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: what says that it is larger than a request may be is refused before any of it is read.

    Django counts the fields of a form and not its files; this counts both (promise R33).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > most:
            sentence = _("This is larger than the %(most)s bytes that one form may hold. Nothing was stored.")
            return refuse(request, "too-large", sentence % {"most": languages.count(most)}, 413)
        return get_response(request)

    return middleware


def check_length(text: str, most: int) -> None:
    """What people type is refused when it is too long; it is never cut. Raises ValidationError."""
    if len(text) > most:
        raise ValidationError(
            _("This has %(length)s characters; %(most)s is the most. Please shorten it."),
            code="too-long",
            params={"length": languages.count(len(text)), "most": languages.count(most)},
        )


def check_given(text: str, most: int, missing: str, field: str | None = None) -> None:
    """A reason says something, and not too much. Raises ValidationError, for this field: `missing` or the length."""
    try:
        if not text.strip():
            raise ValidationError(missing, code="reason-missing")
        check_length(text, most)
    except ValidationError as error:
        if field is None:
            raise
        raise ValidationError({field: error}) from None


def wait(pace: Pace, sender: str, now: float) -> int:
    """Count one more of this sender; the seconds to wait, 0 within the pace. `now` in seconds since 1970."""
    window, spent = divmod(int(now), pace.seconds)
    key = _key(pace, sender, window)
    cache.add(key, 0, pace.seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out between the two lines, for the memory was full
        count = 1
    return pace.seconds - spent if count > pace.times else 0


def later(seconds: int) -> HttpResponse:
    """No word, and when to come again: the answer to a script, which tells its reader nothing."""
    return HttpResponse(status=429, headers={"Retry-After": str(seconds)})


def forget(pace: Pace, sender: str, now: float) -> None:
    """Begin to count this sender anew."""
    cache.delete(_key(pace, sender, int(now) // pace.seconds))


def sender(request: HttpRequest) -> str:
    """Whose request it is, as far as limits care: the address, of IPv6 the network.

    Behind a server that speaks HTTPS for us, the last name in X-Forwarded-For is the one that this server wrote.
    """
    claimed = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    address = claimed.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def _key(pace: Pace, sender: str, window: int) -> str:
    return salted_hmac("web.limits", f"{pace.name} {window} {sender}", algorithm="sha256").hexdigest()
