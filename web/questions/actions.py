"""The only functions that write questions, experts, answers and revisions.

Each call is one transaction: a reader sees a question whole or not at all, and an import that is stopped can be run
again, for what is stored already is found by its key and the hash of its content and left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from plurivox import model
from plurivox.errors import AttributionUncertain
from web.audit.actions import record
from web.jobs.actions import enqueue
from web.questions.models import Answer, AnswerStatus, Change, Expert, Question, Revision, Topic
from web.questions.queries import published

#: The job that compares a question anew, asked for in the transaction that changes what is published of it.
COMPARE = "web.review.jobs.compare_question"

#: The job that brings search up to date.
KEEP_UP = "web.finding.jobs.keep_up"

#: States in which an imported answer is published by the import; the others were decided by a person.
_OPEN = (Answer.State.UNCONFIRMED, Answer.State.PUBLISHED)

#: Longest slug, so that an address fits a line; cut at a hyphen.
SLUG_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of `add` stored."""

    questions: int = 0
    answers: int = 0
    revisions: int = 0
    unchanged: int = 0
    unconfirmed: int = 0
    replaced: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.questions + other.questions,
            self.answers + other.answers,
            self.revisions + other.revisions,
            self.unchanged + other.unchanged,
            self.unconfirmed + other.unconfirmed,
            self.replaced + other.replaced,
        )


@transaction.atomic
def add(entries: Sequence[model.Entry]) -> Added:
    """Store these questions with their answers, and publish every answer whose expert is known.

    What is there already is left alone; a changed text becomes a new revision; a withdrawn answer stays withdrawn.
    Where its expert has published an answer that was written here, what is imported of theirs is kept and not shown.
    Raises AttributionUncertain when an answer comes under another name than it was stored with.
    """
    experts = _experts([a.expert for e in entries for a in e.answers if a.expert])
    questions, new_questions = _questions([e.question for e in entries])
    answers, new_answers = _answers(entries, questions, experts)
    stored = _revisions(entries, questions, answers)
    ids = [questions[e.question.key].pk for e in entries]
    _count_voices(ids)
    changed(ids)
    unconfirmed = sum(answer.author_id is None for answer in answers.values())
    replaced = sum(answer.state == Answer.State.REPLACED for answer in answers.values())
    return Added(new_questions, new_answers, stored, len(answers) - stored, unconfirmed, replaced)


@transaction.atomic
def publish(
    *,
    answer: Answer,
    revision: Revision,
    reviewed_at: datetime | None,
    due_at: datetime | None,
    shown_until: datetime | None,
    reason: str = "",
    by: Any,
    at: datetime,
) -> None:
    """Make this revision the one that readers see, in the place of any other, until `shown_until`.

    One that was written here takes the place of all that was imported of its author to the question. The database
    refuses a revision of another answer or author, one without a review that lasts until `due_at`, and one whose author
    is suspended or not verified for so long.
    """
    if answer.origin == Answer.Origin.DESK and answer.author is not None:
        _replace([answer.question_id], answer.author, by, at)
    Answer.objects.filter(pk=answer.pk).update(
        state=Answer.State.PUBLISHED,
        live=revision,
        reviewed_at=reviewed_at,
        due_at=due_at,
        shown_until=shown_until,
    )
    _stand(answer, Answer.State.PUBLISHED, revision.pk, reason, by, at)


@transaction.atomic
def take_back(*, answer: Answer, state: Answer.State, reason: str, by: Any, at: datetime) -> None:
    """Take a published answer off every page, at once; `state` says why: withdrawn, suspended or lapsed.

    What it said stays stored; readers see that there was an answer, since when it is gone, and `reason`.
    """
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    live = row.live_id
    Answer.objects.filter(pk=row.pk).update(state=state, live=None, shown_until=None)
    _stand(row, state, live, reason, by, at)


@transaction.atomic
def add_question(*, key: str, text: str, topic: Topic | None, subject: str, by: Any, at: datetime) -> Question:
    """A question that nobody has answered yet, open to experts; readers see from now on that it is asked."""
    noun = model.Question(key, text, topic.name if topic else "", subject)
    taken = set(Question.objects.filter(slug=_short_slug(text)).values_list("slug", flat=True))
    made = Question.objects.create(
        key=key, slug=_free_slug(noun, taken), text=text, topic=topic, subject=subject, open=True
    )
    changed([made.pk])
    record("opened", "question", made.pk, by=by, at=at)
    return made


@transaction.atomic
def set_open(*, question: Question, open: bool, by: Any, at: datetime) -> None:
    """Ask experts to answer this question, or no longer. It is not asked twice for what it is already."""
    if Question.objects.filter(pk=question.pk, open=not open, merged_into__isnull=True).update(open=open):
        changed([question.pk])
        record("opened" if open else "closed", "question", question.pk, by=by, at=at)
    question.refresh_from_db()


@transaction.atomic
def merge(*, question: Question, into: Question, by: Any, at: datetime) -> int:
    """Move every answer of one question to another that asks the same, and lead its address there; how many moved.

    Authors, words, dates and states stay, but that what an author published here takes the place of what was imported
    of them to either question; a key that is taken there gets the number of the answer behind it. What is
    compared of either is stale from now on. Whether the two may be merged is for the caller to say (web/asking/rules).
    """
    taken = set(Answer.objects.filter(question=into).values_list("key", flat=True))
    last = Answer.objects.filter(question=into).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    rows = list(Answer.objects.select_for_update().filter(question=question).order_by("position", "pk"))
    for author in Expert.objects.filter(answers__in=_spoken([question.pk, into.pk])).distinct():
        _replace([question.pk, into.pk], author, by, at)
    for n, row in enumerate(rows):
        key = row.key if row.key not in taken else f"{row.key}-{row.pk}"
        Answer.objects.filter(pk=row.pk).update(question=into, key=key, position=position + n)
    Question.objects.filter(merged_into=question).update(merged_into=into)
    Question.objects.filter(pk=question.pk).update(merged_into=into, open=False)
    _count_voices([question.pk, into.pk])
    changed([question.pk, into.pk])
    enqueue(COMPARE, question=into.pk)
    record("merged", "question", question.pk, by=by, at=at, into=into.pk, answers=len(rows))
    question.refresh_from_db()
    return len(rows)


def _spoken(questions: Collection[int]) -> QuerySet[Answer]:
    """The answers to these questions that were written here and that readers see, or saw once."""
    written = Answer.objects.filter(question__in=questions, origin=Answer.Origin.DESK)
    return written.exclude(state=Answer.State.DRAFT)


def _replace(questions: Collection[int], author: Expert, by: Any, at: datetime) -> None:
    """Take back whatever was imported of this author to these questions: what they wrote here stands in its place."""
    imported = Answer.objects.filter(question__in=questions, author=author, origin=Answer.Origin.IMPORTED)
    for row in imported.exclude(state__in=[Answer.State.WITHDRAWN, Answer.State.REPLACED]).order_by("pk"):
        take_back(answer=row, state=Answer.State.REPLACED, reason="", by=by, at=at)


def _stand(answer: Answer, state: Answer.State, revision: int | None, reason: str, by: Any, at: datetime) -> None:
    """Keep the new state of an answer, record it, and count its question's voices anew."""
    number = 1 + (answer.statuses.aggregate(last=Max("number"))["last"] or 0)
    AnswerStatus.objects.create(
        answer=answer, number=number, state=state, revision_id=revision, reason=reason, by=by, at=at
    )
    record(state.value, "answer", answer.pk, by=by, at=at, revision=revision)
    _count_voices([answer.question_id])
    changed([answer.question_id])
    enqueue(COMPARE, question=answer.question_id)
    answer.refresh_from_db()


def changed(questions: Collection[int]) -> None:
    """Readers may see something else of these questions: search is to take it in. In the caller's transaction."""
    Change.objects.bulk_create([Change(question_id=number) for number in questions])
    if questions:
        enqueue(KEEP_UP)


@transaction.atomic
def expert(noun: model.Expert) -> Expert:
    """The row of this expert, made where there is none; facts fill what was empty and replace nothing."""
    return _experts([noun])[noun.id]


def _topics(names: Collection[str]) -> dict[str, Topic]:
    wanted = {model.slug(name): name for name in names if name}
    Topic.objects.bulk_create([Topic(slug=slug, name=name) for slug, name in wanted.items()], ignore_conflicts=True)
    return {topic.slug: topic for topic in Topic.objects.filter(slug__in=wanted)}


def _experts(nouns: Collection[model.Expert]) -> dict[str, Expert]:
    """Rows by slug. Facts that a later record adds fill what was empty; they never replace what was stated."""
    wanted: dict[str, model.Expert] = {}
    for noun in nouns:
        known = wanted.setdefault(noun.id, noun)
        wanted[noun.id] = model.Expert(
            known.name, known.kind, known.credentials or noun.credentials, known.specialty or noun.specialty
        )
    new = [
        Expert(slug=slug, name=n.name, kind=n.kind.value, credentials=n.credentials, specialty=n.specialty)
        for slug, n in wanted.items()
    ]
    Expert.objects.bulk_create(new, ignore_conflicts=True)
    # Held until the end, so that nobody is suspended between this look and what is published of theirs.
    held = Expert.objects.select_for_update(no_key=True).filter(slug__in=wanted).order_by("pk")
    rows = {row.slug: row for row in held}
    for slug, row in rows.items():
        facts = (row.credentials or wanted[slug].credentials, row.specialty or wanted[slug].specialty)
        if facts != (row.credentials, row.specialty):
            row.credentials, row.specialty = facts
            row.save(update_fields=["credentials", "specialty"])
    return rows


def _questions(nouns: Sequence[model.Question]) -> tuple[dict[str, Question], int]:
    topics = _topics({noun.topic for noun in nouns})
    rows = {row.key: row for row in Question.objects.filter(key__in=[noun.key for noun in nouns])}
    taken = set(
        Question.objects.filter(slug__in=[_short_slug(noun.text) for noun in nouns]).values_list("slug", flat=True)
    )
    new = []
    for noun in nouns:
        topic = topics[model.slug(noun.topic)] if noun.topic else None
        facts = {"text": noun.text, "topic": topic, "subject": noun.subject, "kind": noun.kind}
        facts["disclaimer"] = noun.disclaimer
        row = rows.get(noun.key)
        if row is None:
            slug = _free_slug(noun, taken)
            taken.add(slug)
            row = rows[noun.key] = Question(key=noun.key, slug=slug, **facts)
            new.append(row)
        elif changed := [name for name, value in facts.items() if getattr(row, name) != value]:
            for name in changed:
                setattr(row, name, facts[name])
            row.save(update_fields=changed)
    Question.objects.bulk_create(new)
    return rows, len(new)


def _answers(
    entries: Sequence[model.Entry], questions: dict[str, Question], experts: dict[str, Expert]
) -> tuple[dict[tuple[str, str], Answer], int]:
    """Rows by question key and answer key, each with its author set where it is known."""
    keys = {questions[e.question.key].pk: e.question.key for e in entries}
    stored = Answer.objects.filter(question__in=keys).select_related("author")
    rows = {(keys[row.question_id], row.key): row for row in stored}
    wanted: dict[tuple[str, str], Answer] = {}
    new, settled = [], []
    for entry in entries:
        question = questions[entry.question.key]
        for position, noun in enumerate(entry.answers):
            author = experts[noun.expert.id] if noun.expert else None
            row = rows.get((question.key, noun.id))
            if row is None:
                row = Answer(question=question, key=noun.id, position=position, author=author)
                row.candidates = list(noun.candidates)
                new.append(row)
            elif author and row.author_id is None:
                row.author, row.candidates = author, []
                settled.append(row)
            elif author and row.author_id != author.pk:
                raise AttributionUncertain(
                    f"Answer {noun.id} of question {question.key} is stored under another expert; withdraw it there, "
                    "or give the new answer an id of its own.",
                    question=question.key,
                    answer=noun.id,
                )
            wanted[question.key, noun.id] = row
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(settled, ["author", "candidates"])
    return wanted, len(new)


def _revisions(
    entries: Sequence[model.Entry], questions: dict[str, Question], answers: dict[tuple[str, str], Answer]
) -> int:
    """Store what is new of each answer and publish it where its author is known; how many were stored."""
    ids = [row.pk for row in answers.values()]
    known = {(r.answer_id, r.record): r for r in Revision.objects.filter(answer__in=ids).defer("body")}
    last = dict(Revision.objects.filter(answer__in=ids).values_list("answer").annotate(Max("number")))
    new, current = [], {}
    for entry in entries:
        for noun in entry.answers:
            row = answers[entry.question.key, noun.id]
            record = _record(noun, row.author_id)
            revision = known.get((row.pk, record))
            if revision is None:
                revision = _revision(row, noun, record, last.get(row.pk, 0) + 1)
                new.append(revision)
            current[row.pk] = revision
    Revision.objects.bulk_create(new)
    changed = []
    spoken = set(_spoken({row.question_id for row in answers.values()}).values_list("question", "author"))
    for row in answers.values():
        imported = row.origin == Answer.Origin.IMPORTED
        shown = row.author and row.author.suspended_at is None and imported
        if imported and (row.question_id, row.author_id) in spoken:
            if row.state == Answer.State.UNCONFIRMED:
                row.state = Answer.State.REPLACED
                changed.append(row)
        elif shown and row.state in _OPEN and row.live_id != current[row.pk].pk:
            row.state, row.live = Answer.State.PUBLISHED, current[row.pk]
            changed.append(row)
    Answer.objects.bulk_update(changed, ["state", "live"], batch_size=200)
    return len(new)


def _revision(row: Answer, noun: model.Answer, record: str, number: int) -> Revision:
    return Revision(
        answer=row,
        author_id=row.author_id,
        number=number,
        body=noun.text,
        sha256=noun.sha256,
        record=record,
        medium=noun.medium.value,
        source=noun.source,
        url=noun.url,
        licence=noun.licence,
        date=noun.date,
        disclaimer=noun.disclaimer,
    )


def _record(noun: model.Answer, author: int | None) -> str:
    """SHA-256 over all that a revision holds: the same record handed in twice is one revision."""
    parts = [author, noun.text, noun.medium.value, noun.source, noun.url, noun.licence, noun.date, noun.disclaimer]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _count_voices(ids: Sequence[int]) -> None:
    """Bring `voices` of these questions up to date."""
    voices: dict[int, set[int]] = {pk: set() for pk in ids}
    for question, author in published().filter(question__in=ids).values_list("question_id", "author_id"):
        voices[question].add(author)
    rows = list(Question.objects.filter(pk__in=ids).only("pk", "voices"))
    changed = [row for row in rows if row.voices != len(voices[row.pk])]
    for row in changed:
        row.voices = len(voices[row.pk])
    Question.objects.bulk_update(changed, ["voices"], batch_size=400)


def _short_slug(text: str) -> str:
    slug = model.slug(text)
    return slug if len(slug) <= SLUG_LENGTH else slug[:SLUG_LENGTH].rsplit("-", 1)[0]


def _free_slug(noun: model.Question, taken: set[str]) -> str:
    """A slug that no other question has; the key's hash tells apart those that read the same."""
    slug = _short_slug(noun.text)
    return slug if slug not in taken else f"{slug}-{hashlib.sha256(noun.key.encode()).hexdigest()[:8]}"
