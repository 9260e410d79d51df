"""What stands beside a revision while its author works: sources, submissions, what they stand behind. Only added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from web.questions.models import Answer, Expert, Question, Revision, Statement


class Citation(models.Model):
    """One source that a revision names, typed, in the order of the answer."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("Guideline")
        REVIEW = "review", _("Systematic review")
        TRIAL = "trial", _("Trial or study")
        LABEL = "label", _("Product label")
        OTHER = "other", _("Other source")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="citations")
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=Kind.choices)
    text = models.TextField()
    doi = models.TextField(blank=True)
    pmid = models.TextField(blank=True)
    url = models.TextField(blank=True)

    class Meta:
        db_table = "citation"
        constraints = (
            models.UniqueConstraint(fields=["revision", "number"], name="citation_number_once"),
            models.UniqueConstraint(fields=["revision", "doi"], condition=~Q(doi=""), name="citation_doi_once"),
            models.UniqueConstraint(fields=["revision", "pmid"], condition=~Q(pmid=""), name="citation_pmid_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["guideline", "review", "trial", "label", "other"]), name="citation_kind_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="citation_has_text"),
        )

    def __str__(self) -> str:
        return f"source {self.number} of revision {self.revision_id}"


class Submission(models.Model):
    """A revision handed to the reviewers: new, appealed against a return, or for a renewed review. Never changed.

    `key` is the form's own number: sent twenty times, it is one submission (invariant I11).
    """

    class Kind(models.TextChoices):
        NEW = "new", _("To be published")
        APPEAL = "appeal", _("Appeal")
        RENEWAL = "renewal", _("Review is due again")

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="submissions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="submissions")
    kind = models.TextField(choices=Kind.choices, default=Kind.NEW)
    appeals = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="appealed_by")
    note = models.TextField(blank=True)
    """What changed, or why the author appeals, for the reviewers."""
    key = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "submission"
        constraints = (
            models.UniqueConstraint(fields=["by", "key"], name="submission_key_once"),
            models.UniqueConstraint(fields=["revision"], condition=Q(kind="new"), name="submission_once_a_revision"),
            models.CheckConstraint(condition=~Q(key=""), name="submission_has_key"),
            models.CheckConstraint(
                condition=Q(kind="appeal", appeals__isnull=False) & ~Q(note="")
                | Q(kind__in=["new", "renewal"], appeals__isnull=True),
                name="submission_appeals_one",
            ),
        )

    def __str__(self) -> str:
        return f"submission {self.pk} of revision {self.revision_id}"


class Confirmation(models.Model):
    """Whether an author stands behind one statement as it was cut from their answer; the last one holds."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("I stand behind this as it is quoted")
        DECLINED = "declined", _("Not to be quoted alone")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="confirmations")
    number = models.PositiveIntegerField()
    verdict = models.TextField(choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "confirmation"
        constraints = (
            models.UniqueConstraint(fields=["statement", "number"], name="confirmation_number_once"),
            models.CheckConstraint(condition=Q(verdict__in=["confirmed", "declined"]), name="confirmation_known"),
        )

    def __str__(self) -> str:
        return f"{self.verdict} statement {self.statement_id}"


class Retraction(models.Model):
    """A publication that was retracted or superseded, from a list that the operator imports; by DOI, PMID or both."""

    doi = models.TextField(blank=True)
    pmid = models.TextField(blank=True)
    notice = models.TextField()
    date = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "retraction"
        constraints = (
            models.CheckConstraint(condition=~Q(doi="") | ~Q(pmid=""), name="retraction_names_one"),
            models.UniqueConstraint(fields=["doi", "pmid"], name="retraction_once"),
        )

    def __str__(self) -> str:
        return self.doi or self.pmid


class Request(models.Model):
    """That an expert, or whoever has a specialty, is asked to answer a question, or to speak to one side of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        DECLINED = "declined", _("Declined")
        ANSWERED = "answered", _("Answered")
        ENDED = "ended", _("Taken back")

    question = models.ForeignKey(Question, models.PROTECT, related_name="requests")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="requests")
    specialty = models.TextField(blank=True)
    facet = models.TextField(blank=True)
    state = models.TextField(choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "request"
        constraints = (
            models.CheckConstraint(
                condition=Q(expert__isnull=False, specialty="") | Q(expert__isnull=True) & ~Q(specialty=""),
                name="request_asks_somebody",
            ),
            models.UniqueConstraint(
                fields=["question", "expert", "specialty", "facet"],
                condition=Q(state="open"),
                name="request_once",
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk} for question {self.question_id}"
