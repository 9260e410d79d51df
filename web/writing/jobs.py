"""Background work for authors: who cites a source that was retracted is told, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from web.accounts import roles
from web.accounts.models import Role
from web.letters.actions import notify
from web.writing import queries


@transaction.atomic
def retractions(*, at: datetime) -> int:
    """Tell authors and editors of each answer that names a retracted source, in what readers see or in the last draft.

    A job of the clock, once a day; how many notices were new. Each source of each answer is told of once.
    """
    told = 0
    for answer, retraction in queries.retracted_sources():
        editors = roles.holders(Role.EDITOR, topic=answer.question.topic_id)
        people = {account.pk: account for account in (*queries.writers(answer), *editors)}
        told += notify(
            people.values(),
            "source-retracted",
            once=f"{answer.pk} {retraction.doi or retraction.pmid}",
            at=at,
            answer=answer.pk,
            question=answer.question.slug,
        )
    return told
