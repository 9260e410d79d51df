"""Two texts held against each other word by word, for the history and for whoever is told of an edit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

#: What the captions of a video make, as readers see it.
TRANSCRIPT = _("Transcript")

#: How long before a review ends its author is asked for the next one.
SOON = timedelta(days=60)

_TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words: same, gone or new."""

    kind: str
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """What became of the words. The parts that are not new make the first text, those that are not gone the second."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 4000).get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Change("gone", "".join(old[a:b])))
        if d > c:
            found.append(Change("new", "".join(new[c:d])))
    return tuple(found)
