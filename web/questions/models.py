"""The tables: topics, experts, questions, answers, and the revisions that hold what was said. No workflow here.

An expert is not a user: archives name people who never log in. What an expert said stands in a Revision, which is
never changed and never deleted; the database itself refuses (migration 0002). The author stands in the answer and
again in each revision, tied together by the database, so that no quote can come under another name.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plurivox.model import ExpertKind, Medium


class Risk(models.TextChoices):
    """How much harm an outdated answer does; it decides how soon an answer is reviewed again."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Topic(models.Model):
    """What questions are filed under."""

    slug = models.TextField(unique=True)
    name = models.TextField()
    risk = models.TextField(choices=Risk.choices, default=Risk.MEDIUM)

    class Meta:
        db_table = "topic"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            models.CheckConstraint(condition=Q(risk__in=Risk.values), name="topic_risk_known"),
        )

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """A named person or organisation who answers. One name, one voice: the slug is the engine's id of the name."""

    slug = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ExpertKind])
    credentials = models.TextField(blank=True)
    specialty = models.TextField(blank=True)
    affiliation = models.TextField(blank=True)
    orcid = models.TextField(blank=True)
    npi = models.TextField(blank=True)
    register_url = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    """Under which an organisation's answers are published unless one says otherwise."""
    suspended_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing of this expert is shown (web/experts keeps who suspended them and why)."""

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
    open = models.BooleanField(default=False)
    """Whether experts are asked to answer it; readers see it then even while nobody has."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        db_table = "question"
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="question_not_into_itself"
            ),
        )
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
    An imported answer stands as its source gave it, until its author publishes one that was written here. That one is
    published by a review that ends, and stands in the place of whatever was imported (guard `answer_said_once`).
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Attribution to be confirmed")
        DRAFT = "draft", _("Not yet published")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUSPENDED = "suspended", _("Taken back while its author is suspended")
        LAPSED = "lapsed", _("Taken back until it is reviewed again or its author verified again")
        REPLACED = "replaced", _("Replaced by what its author wrote here")

    class Origin(models.TextChoices):
        IMPORTED = "imported", _("Imported")
        DESK = "desk", _("Written here")

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    key = models.TextField()
    author = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="answers")
    candidates = models.JSONField(default=list, blank=True)
    declined = models.JSONField(null=True, blank=True)
    """What its author does not want quoted alone: [number of the revision, start, end] each; web/writing keeps why."""
    position = models.PositiveIntegerField()
    origin = models.TextField(choices=Origin.choices, default=Origin.IMPORTED)
    state = models.TextField(choices=State.choices, default=State.UNCONFIRMED)
    live = models.OneToOneField("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who writes it and is told of it; an organisation hands it over when staff leave."""
    reviewed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """When its review ends."""
    shown_until = models.DateTimeField(null=True, blank=True)
    """When its review or what was verified of its author ends, and with it what readers see. Empty: no end is set."""

    class Meta:
        db_table = "answer"
        indexes = (models.Index(fields=["shown_until"], name="answer_by_end"),)
        constraints = (
            models.UniqueConstraint(fields=["question", "key"], name="answer_key_once"),
            models.UniqueConstraint(
                fields=["question", "author"], condition=Q(origin="desk"), name="answer_once_an_author"
            ),
            models.CheckConstraint(
                condition=Q(state="published", live__isnull=False) | (~Q(state="published") & Q(live__isnull=True)),
                name="answer_live_when_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(author__isnull=False), name="answer_published_has_author"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["unconfirmed", "draft", "published", "withdrawn", "suspended", "lapsed", "replaced"]
                ),
                name="answer_state_known",
            ),
            models.CheckConstraint(condition=Q(origin__in=["imported", "desk"]), name="answer_origin_known"),
            models.CheckConstraint(
                condition=~Q(origin="desk", state="published")
                | Q(
                    reviewed_at__isnull=False,
                    due_at__gt=F("reviewed_at"),
                    shown_until__isnull=False,
                    shown_until__lte=F("due_at"),
                ),
                name="answer_published_is_reviewed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.question_id}"


class AnswerStatus(models.Model):
    """One change of an answer's state: which, of which revision, why, by whom. Added and never changed."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="statuses")
    number = models.PositiveIntegerField()
    state = models.TextField(choices=Answer.State.choices)
    revision = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    """The revision that became live, or that ceased to be."""
    reason = models.TextField(blank=True)
    """For readers, in a sentence of an editor's or the author's; never empty where something is taken back by hand."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "answer_status"
        constraints = (
            models.UniqueConstraint(fields=["answer", "number"], name="answer_status_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="answer_status_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "suspended"]) | ~Q(reason=""), name="answer_status_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state}, step {self.number} of answer {self.answer_id}"


class Conflicts(models.TextChoices):
    """Whether an author has declared conflicts of interest for a revision."""

    UNSTATED = "", _("Not stated")
    NONE = "none", _("None declared")
    DECLARED = "declared", _("Declared")


class MachineHelp(models.TextChoices):
    """Whether a machine helped to write a revision, as its author declares it."""

    UNSTATED = "", _("Not stated")
    NONE = "none", _("No")
    HELPED = "helped", _("A program helped to write it; the author checked every sentence")


class Revision(models.Model):
    """What was said, by whom, when. `sha256` is that of the body, `record` that of all that was handed in.

    Every save at the desk is a revision, numbered without a gap; two saves on the same base cannot both be the next.
    `parts` are the structured parts of the body: [name, start, end], in code points. `times` say when in the video a
    stretch of the body is spoken: [start, end, seconds].
    """

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
    parts = models.JSONField(default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    captions = models.TextField(blank=True)
    """The WebVTT file of a video answer, as it was handed in."""
    conflicts = models.TextField(choices=Conflicts.choices, blank=True, default=Conflicts.UNSTATED)
    disclosure = models.TextField(blank=True)
    machine_help = models.TextField(choices=MachineHelp.choices, blank=True, default=MachineHelp.UNSTATED)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
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
            models.CheckConstraint(
                condition=Q(conflicts="declared") & ~Q(disclosure="") | ~Q(conflicts="declared") & Q(disclosure=""),
                name="revision_discloses",
            ),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of answer {self.answer_id}"


class Statement(models.Model):
    """One thing a revision says, as it was cut: what an author confirms, a peer takes a stance on, a release quotes.

    `exact` is the slice of the body; the database compares. The author is the revision's.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="statements")
    author = models.ForeignKey(Expert, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    engine = models.TextField()
    """The version of the engine that cut it."""

    class Meta:
        db_table = "statement"
        constraints = (
            models.UniqueConstraint(fields=["revision", "engine", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="statement_not_empty"),
        )

    def __str__(self) -> str:
        return f"statement {self.number} of revision {self.revision_id}"


class Change(models.Model):
    """A question of which readers may see something else since: what search has not taken in yet.

    Written with what changed, in its transaction, and deleted once it is taken in (a transactional outbox).
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")

    class Meta:
        db_table = "change"

    def __str__(self) -> str:
        return f"change {self.pk} of question {self.question_id}"
