"""Notices, and the letters that carry them. What is told is a kind of a closed list and ids; words are templates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """What one account is told at the desk. `detail` fills the template of its kind: ids, slugs and counts only."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.TextField()
    detail = models.JSONField(default=dict, blank=True)
    once = models.TextField(unique=True)
    """Names the occasion, so that the same thing is told once and not daily."""
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notice"
        indexes = (models.Index(fields=["account", "read_at"], name="notice_of_account"),)
        constraints = (models.CheckConstraint(condition=~Q(kind="") & ~Q(once=""), name="notice_is_whole"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.account_id}"
