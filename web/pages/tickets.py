"""The ticket in a report form: which line the reader saw, signed by this site, good for some hours and for one report.

It stands in for a cookie: readers get none (promise R46).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core import signing

from web.review.lines import Kind, Seen

#: Seconds: an evening, so that a reader may think about it and a stolen form is of little use.
GOOD_FOR = 6 * 3600

_SALT = "web.pages.report"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: the line, as the reader saw it, and the number of the form. `text` is what stands there."""

    text: str
    seen: Seen
    submission: str


def issue(slug: str, name: str, seen: Seen) -> Ticket:
    """A new ticket for this line of this question."""
    submission = secrets.token_hex(16)
    said = [slug, name, seen.kind, seen.point, seen.statements, seen.input_digest, seen.engine, submission]
    return Ticket(signing.dumps(said, salt=_SALT, compress=True), seen, submission)


def read(text: str, slug: str, name: str) -> Ticket | None:
    """The ticket in this text; None when it is too old, not ours, or of another line."""
    try:
        there, line, kind, point, statements, digest, engine, submission = signing.loads(
            text, salt=_SALT, max_age=GOOD_FOR
        )
    except signing.BadSignature:
        return None
    if (there, line) != (slug, name):
        return None
    return Ticket(text, Seen(Kind(kind), point, tuple(statements), digest, engine), submission)
