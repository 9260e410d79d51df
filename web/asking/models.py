"""Questions from the public, and apart from them who asked. Erasing the asker leaves the question (invariant I13)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from web.questions.models import Question


class AskedState(models.TextChoices):
    """Where a question from the public stands."""

    WAITING = "waiting", _("Waiting for an editor")
    ESCALATED = "escalated", _("Urgent: to be looked at first")
    PUBLISHED = "published", _("Published: experts can answer")
    MERGED = "merged", _("Answered under another question")
    DECLINED = "declined", _("Declined")


class Asked(models.Model):
    """One question as it was asked. `text` is seen by editors alone; `masked` is what may become public.

    The public id is random and long: it is the asker's only key to "my question". `urgent` names what was found in it,
    of a closed list. Who asked is in another table.
    """

    public_id = models.CharField(max_length=43, unique=True)
    text = models.TextField()
    masked = models.TextField()
    language = models.TextField(blank=True)
    urgent = models.TextField(blank=True)
    submission = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="asked")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "asked"
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(text="") & ~Q(masked="")
                | Q(erased_at__isnull=False, text="", masked=""),
                name="asked_has_text",
            ),
            models.CheckConstraint(condition=~Q(public_id="") & ~Q(submission=""), name="asked_is_whole"),
        )

    def __str__(self) -> str:
        return f"asked {self.pk}"


class Asker(models.Model):
    """Where to write when something becomes of a question. May be erased at any time, and is after some months."""

    asked = models.OneToOneField(Asked, models.CASCADE, primary_key=True, related_name="asker")
    email = models.EmailField()
    language = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "asker"

    def __str__(self) -> str:
        return f"asker of {self.asked_id}"


class AskedStatus(models.Model):
    """One step of a question from the public; the last one holds. What is declined says why, in words for the asker."""

    asked = models.ForeignKey(Asked, models.PROTECT, related_name="statuses")
    number = models.PositiveIntegerField()
    state = models.TextField(choices=AskedState.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "asked_status"
        constraints = (
            models.UniqueConstraint(fields=["asked", "number"], name="asked_status_number_once"),
            models.CheckConstraint(condition=Q(state__in=AskedState.values), name="asked_status_known"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="asked_status_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.state}, step {self.number} of asked {self.asked_id}"


class Follower(models.Model):
    """Who wants to be told when a question's answers change. Confirmed by mail, erasable, tied to no account."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="followers")
    email = models.EmailField()
    token = models.CharField(max_length=43, unique=True)
    language = models.TextField(blank=True)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """What happened up to then they have been told."""

    class Meta:
        db_table = "follower"
        constraints = (models.UniqueConstraint(fields=["question", "email"], name="follower_once"),)

    def __str__(self) -> str:
        return f"follower of {self.question_id}"
