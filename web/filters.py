"""The filters of a list at the desk: each value is a link that keeps the other filters. No HTML, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

#: Every value at once, as a filter calls it.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a link."""

    words: str | Promise
    query: str
    chosen: bool
    count: int | None = None


def choice(chosen: Mapping[str, str], words: str | Promise, count: int | None = None, **changed: str) -> Choice:
    """The value that changes the filters `chosen` so; it is the chosen one where that changes nothing."""
    wanted = {**chosen, **changed}
    return Choice(words, urlencode(wanted), wanted == chosen, count)
