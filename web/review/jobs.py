"""Background work of comparisons: one question whose answers have changed, and whatever else waits."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings

from plurivox import model
from web.questions import queries as questions
from web.questions.models import Question
from web.review import actions, queries, workers

logger = logging.getLogger(__name__)


def compare_question(*, question: int, at: datetime) -> None:
    """Compare one question anew where its comparison is not of what is published now. Asked for twice, done once."""
    row = Question.objects.select_related("topic").filter(pk=question).first()
    if row is None or not row.voices:
        return
    encoder = workers.encoder(settings.MODEL_DIR, settings.VECTORS_DIR)
    if not queries.needs(row, encoder.sha256 if encoder else ""):
        return
    entry = questions.entry(row)
    _store(row, entry, workers.frozen(entry, encoder), at)


def pending(*, at: datetime) -> None:
    """Compare every question whose comparison is missing or stale: for the clock, and after what nobody announced.

    One that cannot be compared is named in the log by its number and left; its page shows the answers alone.
    """
    encoder = workers.encoder(settings.MODEL_DIR, settings.VECTORS_DIR)
    for row, entry in queries.uncompared(encoder.sha256 if encoder else ""):
        found = workers.attempted(entry, encoder)
        if isinstance(found, workers.Failed):
            logger.error("question %s could not be compared", row.pk)
        else:
            _store(row, entry, found, at)


def _store(row: Question, entry: model.Entry, content: dict[str, Any], at: datetime) -> None:
    """Keep the comparison, and tell whoever stands as opposed in it."""
    actions.store([(row.pk, content)])
    made = queries.fresh(row, entry)
    if made is not None:
        actions.tell_opposed(row, made, at)
