"""The fact check, the two medical votes, the review that they make, and public notes about a published answer.

Rows are only added, and reviews end. The database refuses a check or a vote by whoever wrote or submitted, a vote by
the fact checker, and on an appeal a check or a vote by who judged before (0002, 0003).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from web.questions.models import Answer, Expert, Revision
from web.writing.models import Submission

#: Votes that decide on a submission.
VOTES = 2


class Verdict(models.TextChoices):
    """What somebody who checks says."""

    PASSED = "passed", _("In order")
    RETURNED = "returned", _("Back to the author")


class FactCheck(models.Model):
    """The first step: sources and figures. What is returned says why."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="fact_check")
    verdict = models.TextField(choices=Verdict.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "fact_check"
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="fact_check_verdict_known"),
            models.CheckConstraint(condition=Q(verdict="passed") | ~Q(reason=""), name="fact_check_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.verdict}: fact check of submission {self.submission_id}"


class Vote(models.Model):
    """One of the two medical votes. Nobody sees it but who gave it, until both are in."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="votes")
    number = models.PositiveIntegerField()
    verdict = models.TextField(choices=Verdict.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "vote"
        constraints = (
            models.UniqueConstraint(fields=["submission", "number"], name="vote_number_once"),
            models.UniqueConstraint(fields=["submission", "by"], name="vote_once_a_person"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=VOTES), name="vote_one_of_two"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="vote_verdict_known"),
            models.CheckConstraint(condition=Q(verdict="passed") | ~Q(reason=""), name="vote_has_reason"),
        )

    def __str__(self) -> str:
        return f"vote {self.number} on submission {self.submission_id}"


class Review(models.Model):
    """That a revision was medically reviewed: it begins with the second vote and ends, at `due_at` or before."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="review")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "review"
        indexes = (models.Index(fields=["due_at"], name="review_by_end"),)
        constraints = (models.CheckConstraint(condition=Q(due_at__gt=F("at")), name="review_ends"),)

    def __str__(self) -> str:
        return f"review of revision {self.revision_id}"


class Correction(models.Model):
    """A public note on what was wrong in a published answer or a comparison and is put right, written by a person."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="corrections")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "correction"
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="correction_has_text"),)

    def __str__(self) -> str:
        return f"correction of answer {self.answer_id}"


class Mark(models.Model):
    """That a verified expert or a reviewer calls a published answer outdated or dangerous, and why (feature R33)."""

    class Kind(models.TextChoices):
        OUTDATED = "outdated", _("Outdated")
        DANGEROUS = "dangerous", _("Dangerous")

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="marks")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    reason = models.TextField()
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="+")
    """In whose name, where it is an expert's; a reviewer marks as a reviewer."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "mark"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["outdated", "dangerous"]), name="mark_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="mark_has_reason"),
            models.UniqueConstraint(
                fields=["revision", "kind", "by"], condition=Q(ended_at__isnull=True), name="mark_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: answer {self.answer_id}"


class Endorsement(models.Model):
    """That a verified peer endorses a whole published answer (feature E5). It ends; only one at a time."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="endorsements")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "endorsement"
        constraints = (
            models.UniqueConstraint(
                fields=["revision", "expert"], condition=Q(ended_at__isnull=True), name="endorsement_once"
            ),
        )

    def __str__(self) -> str:
        return f"endorsement of revision {self.revision_id}"
