"""The only functions that fetch questions, answers, experts and topics for others.

What readers may see is decided in one place, `published`: an answer that is live, and whose review and whose author's
verification have not ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from plurivox import model
from plurivox.errors import NotFound
from web import clock
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Topic

#: Words of a search at the desk that are looked at; more cost time and find nothing.
SEARCH_WORDS = 8

Named = TypeVar("Named", Topic, Expert)


def published() -> QuerySet[Answer]:
    """The answers that readers may see now."""
    return Answer.objects.filter(live__isnull=False).filter(
        Q(shown_until__isnull=True) | Q(shown_until__gt=clock.now())
    )


def shown_questions() -> QuerySet[Question]:
    """Questions with a published answer, those of most experts first; then those that experts are asked to answer."""
    return Question.objects.filter(Q(voices__gt=0) | Q(open=True), merged_into__isnull=True).order_by("-voices", "id")


def question(slug: str) -> Question:
    """The question at this address, also one whose answers were all taken back. Raises NotFound.

    One that was merged into another has no page of its own (`moved_to`).
    """
    rows = Question.objects.filter(merged_into__isnull=True).select_related("topic")
    found: Question = _one(rows, slug=slug)
    if found.voices == 0 and not found.open:
        taken_back = Answer.objects.filter(question=OuterRef("pk"), statuses__revision__isnull=False)
        found = _one(rows.filter(Exists(taken_back)), slug=slug)
    return found


def moved_to(slug: str) -> str | None:
    """The address of the question into which the one at this address was merged; None when it was not."""
    row = Question.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into").first()
    while row is not None and row.merged_into is not None:
        row = row.merged_into
    return row.slug if row else None


def answers(row: Question) -> QuerySet[Answer]:
    """The answers of this question that readers may see, in their order, with `live` and `author` fetched."""
    return published().filter(question=row).select_related("live", "author").order_by("position", "id")


def shown_last(row: Answer) -> Revision | None:
    """The revision that readers saw last, where they see none now."""
    steps = AnswerStatus.objects.filter(answer=row, revision__isnull=False).select_related("revision")
    last = steps.order_by("-number").first()
    return last.revision if last else None


def imported_beside(row: Answer) -> list[tuple[Answer, Revision]]:
    """What was imported of the author of an answer that was written here, to the same question, in its order.

    Each with the revision that readers see until this one is published, or saw last. Without what was withdrawn.
    """
    imported = Answer.objects.filter(question=row.question_id, author=row.author_id, origin=Answer.Origin.IMPORTED)
    found = imported.filter(state__in=[Answer.State.PUBLISHED, Answer.State.REPLACED]).select_related("live")
    shown = ((each, each.live or shown_last(each)) for each in found.order_by("position", "pk"))
    return [(each, revision) for each, revision in shown if revision is not None]


def in_its_place(row: Answer) -> Answer:
    """The answer that was written here in the place of this one, where it was replaced; or else this one."""
    if row.state != Answer.State.REPLACED:
        return row
    written = Answer.objects.filter(question=row.question_id, author=row.author_id, origin=Answer.Origin.DESK)
    return written.select_related("question", "live").get()


def topic(slug: str) -> Topic:
    """The topic at this address. Raises NotFound."""
    return _one(topics(), slug=slug)


def expert(slug: str) -> Expert:
    """The expert at this address. Raises NotFound when no answer of theirs is published."""
    return _one(experts(), slug=slug)


def experts() -> QuerySet[Expert]:
    """Experts with a published answer, by name."""
    return Expert.objects.filter(Exists(published().filter(author=OuterRef("pk")))).order_by("name")


def topics() -> QuerySet[Topic]:
    """Topics that have a question to show, with `count` of them; the fullest first."""
    return _counted(Q(questions__voices__gt=0))


def of_topic(found: Topic) -> QuerySet[Question]:
    """The questions of a topic."""
    return shown_questions().filter(topic=found)


def of_expert(found: Expert) -> QuerySet[Answer]:
    """The published answers of an expert, with their questions; the newest first."""
    return published().filter(author=found).select_related("question", "live").order_by("-live__date", "question__text")


def topics_of(found: Expert) -> QuerySet[Topic]:
    """The topics on which an expert has published answers, with `count` of those questions; the fullest first."""
    answered = published().filter(author=found).values("question")
    return _counted(Q(questions__in=answered))


def topics_beside(keys: Sequence[str], own: int | None) -> QuerySet[Topic]:
    """Topics other than this one to which these questions belong, with `count` of them; the fullest first."""
    return _counted(Q(questions__in=shown_questions().filter(key__in=keys, voices__gt=0))).exclude(pk=own)


def _counted(wanted: Q) -> QuerySet[Topic]:
    """Topics with questions of this kind, with `count` of them; the fullest first."""
    counted = Topic.objects.annotate(count=Count("questions", filter=wanted))
    return counted.filter(count__gt=0).order_by("-count", "name")


def related(to: Question, keys: Sequence[str], count: int) -> list[Question]:
    """Other questions: those of these keys, in this order; then on the same subject, then on the same topic.

    Of each no more than `count`; those of most experts first.
    """
    others = shown_questions().exclude(pk=to.pk)
    ways = [others.filter(key__in=keys)]
    ways += [others.filter(subject=to.subject)] if to.subject else []
    ways += [others.filter(topic=to.topic_id)] if to.topic_id else []
    wanted = Q()
    for rows in ways:
        wanted |= Q(pk__in=rows.values("pk")[:count])  # a topic may hold thousands
    place = {key: number for number, key in enumerate(keys)}
    return sorted(
        Question.objects.filter(wanted),
        key=lambda row: (place.get(row.key, len(keys)), row.subject != (to.subject or None), -row.voices, row.pk),
    )


def holding(rows: QuerySet[Question], words: str) -> QuerySet[Question]:
    """Those of these questions whose text holds every word, for lists of the desk; readers search by web/finding."""
    for word in words.split()[:SEARCH_WORDS]:
        rows = rows.filter(text__icontains=word)
    return rows


def answered_since(rows: QuerySet[Question], year: str) -> QuerySet[Question]:
    """Those of these questions with a published answer of this year or a later one."""
    return rows.filter(Exists(published().filter(question=OuterRef("pk"), live__date__gte=year)))


def named(rows: QuerySet[Named], slugs: Iterable[str], words: Iterable[str]) -> QuerySet[Named]:
    """Those of these topics or experts that have one of these slugs, or all of these words, if any, in their name.

    Words are stems: each stands there whole, or in the plural. "die" is no part of "dietitian".
    """
    holding = Q()
    for word in words:
        holding &= Q(name__iregex=rf"(^|\W){re.escape(word)}(e?s)?(\W|$)")
    return rows.filter(Q(slug__in=slugs) | holding if holding else Q(slug__in=slugs))


def entries(rows: Iterable[Question]) -> Iterator[tuple[Question, model.Entry]]:
    """Each question with its published answers as the engine reads them, in two queries for all."""
    rows = list(rows)
    answers: dict[int, list[model.Answer]] = {row.pk: [] for row in rows}
    shown = published().filter(question__in=list(answers))
    for answer in shown.select_related("live", "author").order_by("question_id", "position", "id"):
        answers[answer.question_id].append(as_answer(answer))
    for row in rows:
        yield row, model.Entry(as_question(row), tuple(answers[row.pk]))


def as_entry(row: Question, shown: Iterable[Answer]) -> model.Entry:
    """The question and these answers of it, with `live` and `author` fetched, as the engine reads them."""
    return model.Entry(as_question(row), tuple(as_answer(answer) for answer in shown))


def entry(row: Question) -> model.Entry:
    """One question with its published answers as the engine reads them."""
    return next(found for _, found in entries([row]))


def as_question(row: Question) -> model.Question:
    """The row as the engine's noun."""
    name = row.topic.name if row.topic else ""
    return model.Question(row.key, row.text, name, row.subject, row.kind, row.disclaimer)


def as_expert(row: Expert) -> model.Expert:
    """The row as the engine's noun."""
    return model.Expert(row.name, model.ExpertKind(row.kind), row.credentials, row.specialty)


def as_answer(row: Answer, revision: Revision | None = None) -> model.Answer:
    """A row, with `author` fetched, as the engine's noun: its live revision, or the one that is named.

    A video whose captions say when each stretch is spoken is a transcript, which can be quoted.
    """
    shown = revision or row.live
    assert shown is not None
    assert row.author is not None
    medium = model.Medium(shown.medium)
    if medium is model.Medium.VIDEO and shown.times:
        medium = model.Medium.TRANSCRIPT
    return model.Answer(
        row.key,
        shown.body,
        as_expert(row.author),
        medium,
        shown.source,
        shown.url,
        shown.licence,
        shown.date,
        shown.disclaimer,
        declined=declined(row, shown),
    )


def declined(row: Answer, revision: Revision) -> tuple[tuple[int, int], ...]:
    """The stretches of this revision that its author does not want quoted alone."""
    return tuple((start, end) for number, start, end in row.declined or () if number == revision.number)


def _one(rows: QuerySet, **where: str):  # type: ignore[type-arg, no-untyped-def]
    found = rows.filter(**where).first()
    if found is None:
        raise NotFound(_("Nothing is published under that name. Try the search, or start from the topics."))
    return found
