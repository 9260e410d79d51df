"""The audit log. The database refuses a changed or deleted entry, and one that does not follow the last (0002)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that somebody did or looked at. Holds ids and words of closed lists, and never what a person typed.

    `by` is empty for what the program does by itself and for what a reader without a name does. `sha256` is over
    everything else in the entry and `previous`, the hash of the entry before (web/audit/chain.py).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.TextField()
    noun = models.TextField()
    key = models.TextField()
    detail = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "event"
        indexes = (models.Index(fields=["noun", "key"], name="event_of_noun"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(verb="") & ~Q(noun="") & ~Q(sha256=""), name="event_is_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.verb} {self.noun} {self.key}"
