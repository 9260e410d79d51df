"""The tables: topics, experts, questions, answers, and the revisions that hold what was said. No workflow here.

An expert is not a user: archives name people who never log in. What an expert said stands in a Revision, which is
never changed and never deleted; the database itself refuses (migration 0002). The author stands in the answer and
again in each revision, tied together by the database, so that no quote can come under another name.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plurivox.model import ExpertKind, Medium


class Topic(models.Model):
    """What questions are filed under."""

    slug = models.TextField(unique=True)
    name = models.TextField()

    class Meta:
        db_table = "topic"
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),)

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """A named person or organisation who answers. One name, one voice: the slug comes from the name."""

    slug = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ExpertKind])
    credentials = models.TextField(blank=True)
    specialty = models.TextField(blank=True)

    class Meta:
        db_table = "expert"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="expert_has_name"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in ExpertKind]), name="expert_kind_known"),
        )

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question. `key` names it across imports; `voices` counts the experts whose answers are published."""

    key = models.TextField(unique=True)
    slug = models.TextField(unique=True)
    text = models.TextField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="questions")
    subject = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    disclaimer = models.TextField(blank=True)
    voices = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "question"
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),)
        indexes = (
            models.Index(F("topic"), F("voices").desc(), name="question_by_topic"),
            models.Index(F("voices").desc(), F("id"), name="question_by_voices"),
            models.Index(fields=["subject"], name="question_by_subject"),
        )

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One expert's answer to one question: who, and which revision of it is published.

    `author` is empty while attribution is to be confirmed; such an answer is never published. Once set, it stays.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    key = models.TextField()
    author = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="answers")
    candidates = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField()
    state = models.TextField(choices=State.choices, default=State.UNCONFIRMED)
    live = models.OneToOneField("Revision", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "answer"
        constraints = (
            models.UniqueConstraint(fields=["question", "key"], name="answer_key_once"),
            models.CheckConstraint(
                condition=Q(state="published", live__isnull=False) | (~Q(state="published") & Q(live__isnull=True)),
                name="answer_live_when_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(author__isnull=False), name="answer_published_has_author"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "published", "withdrawn"]), name="answer_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.question_id}"


class Revision(models.Model):
    """What was said, by whom, when. `sha256` is that of the body, `record` that of all that was handed in."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="revisions")
    author = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    record = models.CharField(max_length=64)
    medium = models.TextField(choices=[(medium.value, medium.value) for medium in Medium])
    source = models.TextField(blank=True)
    url = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    date = models.TextField(blank=True)
    disclaimer = models.TextField(blank=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "revision"
        constraints = (
            models.UniqueConstraint(fields=["answer", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["answer", "record"], name="revision_record_once"),
            models.CheckConstraint(condition=~Q(body=""), name="revision_has_body"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(
                condition=Q(medium__in=[medium.value for medium in Medium]), name="revision_medium_known"
            ),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of answer {self.answer_id}"
