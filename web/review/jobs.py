"""Background work of comparisons: one question whose answers have changed, and whatever else waits."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from web.questions import queries as questions
from web.questions.models import Question
from web.review import actions, queries, workers


def compare_question(*, question: int, at: datetime) -> None:
    """Compare one question anew where its comparison is not of what is published now. Asked for twice, done once."""
    row = Question.objects.select_related("topic").filter(pk=question).first()
    if row is None or not row.voices:
        return
    encoder = workers.encoder(settings.MODEL_DIR, settings.VECTORS_DIR)
    if not queries.needs(row, encoder.sha256 if encoder else ""):
        return
    entry = questions.entry(row)
    actions.store([(row.pk, workers.frozen(entry, encoder))])
    made = queries.fresh(row, entry)
    if made is not None:
        actions.tell_opposed(row, made, at)


def pending(*, at: datetime) -> None:
    """Compare every question whose comparison is missing or stale: for the clock, and after what nobody announced."""
    del at  # which ones they are is read from what is published
    actions.compare(settings.MODEL_DIR, settings.VECTORS_DIR, processes=1)
