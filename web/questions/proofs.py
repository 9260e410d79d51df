"""What an audit verifies of the words of experts: that they are still those that were handed in (promise R01)."""

from __future__ import annotations

import hashlib

from web.audit.proof import Proof
from web.questions.models import Revision, Statement

#: Rows read in one go.
CHUNK = 2000


def revisions() -> Proof:
    """Whether every revision's text still has the hash that was stored with it."""
    count, broken = 0, ""
    for pk, body, sha256 in Revision.objects.order_by("pk").values_list("pk", "body", "sha256").iterator(CHUNK):
        count += 1
        if not broken and hashlib.sha256(body.encode()).hexdigest() != sha256:
            broken = f"the text of revision {pk} is not the one that was stored"
    return Proof("revisions have the text that was stored", count, broken)


def quotes() -> Proof:
    """Whether every statement is, byte for byte, the slice of its revision that it claims to be, under its author."""
    count, broken = 0, ""
    rows = Statement.objects.order_by("revision", "pk").values_list(
        "pk", "start", "end", "exact", "author", "revision", "revision__author"
    )
    held, body = 0, ""
    for pk, start, end, exact, author, revision, of in rows.iterator(CHUNK):
        count += 1
        if broken:
            continue
        if revision != held:
            held, body = revision, Revision.objects.values_list("body", flat=True).get(pk=revision)
        if body[start:end] != exact or author != of:
            broken = f"statement {pk} is not what revision {revision} says there"
    return Proof("statements are slices of their revisions", count, broken)
