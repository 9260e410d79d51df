"""What is known of retracted publications, from a list that the operator imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from web.audit.actions import record
from web.writing.models import Retraction
from web.writing.retractions import Retracted

#: Rows stored by one statement.
BATCH = 500


@transaction.atomic
def add_retractions(*, retracted: Sequence[Retracted], source: str, by: Any, at: datetime) -> int:
    """Keep these publications as retracted; how many were not known. `source` is the SHA-256 of the list."""
    before = Retraction.objects.count()
    Retraction.objects.bulk_create(
        (Retraction(doi=each.doi, pmid=each.pmid, notice=each.notice, date=each.date, at=at) for each in retracted),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    new = Retraction.objects.count() - before
    record("imported", "retractions", source, by=by, at=at, rows=len(retracted), new=new)
    return new
