"""What the index is given of a question: the words of what readers may see now, and by what a search is narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plurivox import model
from plurivox.search import Listing, Said
from web.questions import queries as questions
from web.questions.models import Question
from web.review import queries as comparisons
from web.review.queries import Shown

#: Questions read in one go.
CHUNK = 200


def listings(rows: Iterable[Question]) -> Iterator[Listing]:
    """A listing of each of these questions, with `topic` fetched; nothing of what is not published."""
    entries = list(questions.entries(rows))
    shown = comparisons.shown_of(entries)
    for row, entry in entries:
        yield listing(row, entry, shown[row.pk])


def whole_library() -> Iterator[Listing]:
    """A listing of every question that readers see, some read at a time."""
    last = 0
    while rows := list(questions.shown_questions().filter(pk__gt=last).select_related("topic").order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        yield from listings(rows)


def listing(row: Question, entry: model.Entry, shown: Shown) -> Listing:
    """The listing of a question, of its published answers and of what its page shows of their comparison.

    Statements are those of the comparison that is shown; without one the question is found by its own words. One that
    only leads to a list, "It spreads most often to:", says nothing to whoever reads it alone.
    """
    found = shown.comparison
    experts = {answer.id: answer.expert for answer in entry.answers if answer.expert}
    said = [
        Said(statement_id(row.key, statement.id), statement.quote.exact, experts[statement.answer].id)
        for statement in (found.statements if found else ())
        if not statement.quote.exact.endswith(":")
    ]
    return Listing(
        row.key,
        row.text,
        row.subject,
        entry.question.topic,
        row.kind,
        said=tuple(said),
        tags=frozenset(_tags(row, entry, found)),
    )


def statement_id(question: str, statement: str) -> str:
    """The id under which the index knows a statement of a question's comparison."""
    return f"{question}/{statement}"


def _tags(row: Question, entry: model.Entry, found: model.Comparison | None) -> Iterator[str]:
    if row.topic:
        yield f"topic:{row.topic.slug}"
    for answer in entry.answers:
        if answer.expert is None:
            continue
        organisation = answer.expert.kind is model.ExpertKind.ORGANISATION
        yield f"{'organisation' if organisation else 'expert'}:{answer.expert.id}"
        if answer.expert.specialty:
            yield f"specialty:{model.slug(answer.expert.specialty)}"
        if answer.date[:4].isdigit():
            yield f"year:{answer.date[:4]}"
    if found:
        yield from stands_in(found)


def stands_in(comparison: model.Comparison) -> Iterator[str]:
    """Of agreement and difference, inferred or declared by peers, what a comparison shows."""
    if comparison.lists.agreed:
        yield "agreed"
    against = any(stance.kind is not model.StanceKind.AGREE for stance in comparison.stances)
    if comparison.lists.differing or against:
        yield "differing"
