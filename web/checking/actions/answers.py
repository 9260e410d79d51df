"""What the acts here do with their answer: hold it while it is judged, and tell who wrote it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from web.checking import queries
from web.letters.actions import notify
from web.questions.models import Answer, Expert


def locked(pk: int) -> Answer:
    """The answer as it is now, held until the end of the transaction, with all that its author says to the question.

    What is published takes the place of what was imported, so the author is held first, as an import does
    (`web.experts.queries.held` takes the same in the same order).
    """
    row = Answer.objects.get(pk=pk)
    list(Expert.objects.select_for_update(no_key=True).filter(pk=row.author_id).values_list("pk"))
    beside = Answer.objects.filter(question=row.question_id, author=row.author_id)
    list(beside.select_for_update().order_by("pk").values_list("pk"))
    return Answer.objects.select_related("question", "author", "live").get(pk=pk)


def tell_author(kind: str, answer: Answer, *, once: str, at: datetime, **more: Any) -> None:
    """Tell who wrote an answer what became of it, once for this occasion; `more` are ids, as in every notice."""
    notify(queries.told(answer), kind, once=once, at=at, answer=answer.pk, question=answer.question.slug, **more)
