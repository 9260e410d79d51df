"""The comparisons that the engine made: the fresh ones for readers, missing and stale ones for the work to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plurivox import model, records
from plurivox.compare import input_digest
from web.questions import queries as questions
from web.questions.models import Question
from web.review.models import Comparison
from web.review.workers import wanted_model

#: Questions looked at in one go.
CHUNK = 200


def fresh(row: Question, entry: model.Entry) -> model.Comparison | None:
    """The comparison of exactly these answers, or None when there is none yet or the stored one is of others."""
    return fresh_of([(row, entry)]).get(row.pk)


def fresh_of(entries: Iterable[tuple[Question, model.Entry]]) -> dict[int, model.Comparison]:
    """The fresh comparisons among those of these questions, by the question's number, in one query."""
    entries = list(entries)
    stored = Comparison.objects.in_bulk([row.pk for row, _ in entries])
    found = {}
    for row, entry in entries:
        kept = stored.get(row.pk)
        if kept and kept.input_digest == input_digest(entry.question, entry.answers, kept.model):
            found[row.pk] = records.thaw(kept.content, entry.question, entry.answers)
    return found


def uncompared(model_sha256: str) -> Iterator[tuple[Question, model.Entry]]:
    """Every question whose stored comparison is not the one that this engine, with this model, would make now."""
    digests = dict(Comparison.objects.values_list("pk", "input_digest"))
    last = 0
    while rows := list(
        Question.objects.filter(pk__gt=last, voices__gt=0).select_related("topic").order_by("pk")[:CHUNK]
    ):
        last = rows[-1].pk
        for row, entry in questions.entries(rows):
            wanted = input_digest(entry.question, entry.answers, wanted_model(entry, model_sha256))
            if digests.get(row.pk) != wanted:
                yield row, entry


def needs(row: Question, model_sha256: str) -> bool:
    """Whether the stored comparison of this question is not the one that this engine, with this model, would make."""
    entry = questions.entry(row)
    kept = Comparison.objects.filter(pk=row.pk).values_list("input_digest", flat=True).first()
    return kept != input_digest(entry.question, entry.answers, wanted_model(entry, model_sha256))
