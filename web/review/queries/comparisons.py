"""The comparisons that the engine made: the fresh ones for readers, missing and stale ones for the work to be done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.db.models import TextField
from django.db.models.functions import Cast

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
    texts = texts_of(entries)
    return {
        row.pk: records.thaw(json.loads(texts[row.pk]), entry.question, entry.answers)
        for row, entry in entries
        if row.pk in texts
    }


def texts_of(entries: Iterable[tuple[Question, model.Entry]]) -> dict[int, str]:
    """The fresh comparisons among those of these questions as they are stored, in JSON, in one query."""
    entries = list(entries)
    rows = Comparison.objects.filter(pk__in=[row.pk for row, _ in entries])
    stored = {
        pk: (digest, model, text)
        for pk, digest, model, text in rows.annotate(text=Cast("content", TextField())).values_list(
            "pk", "input_digest", "model", "text"
        )
    }
    found = {}
    for row, entry in entries:
        digest, by, text = stored.get(row.pk, ("", "", ""))
        if digest and digest == input_digest(entry.question, entry.answers, by):
            found[row.pk] = text
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
