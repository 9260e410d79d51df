"""Where a submission stands, how often topics are reviewed, when people are told that a review ends: data only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from web.questions.models import Risk


class Stage(models.TextChoices):
    """Where a submission stands. It is read from its checks and votes, and kept nowhere."""

    FACTS = "facts", _("Waits for the fact check")
    VOTES = "votes", _("Waits for the medical review")
    RETURNED = "returned", _("Back with its author")
    PASSED = "passed", _("In order")
    LEFT = "left", _("Taken back, or replaced by a later submission")


#: What waits for somebody who checks.
OPEN = (Stage.FACTS, Stage.VOTES)

#: What has been decided.
DECIDED = (Stage.RETURNED, Stage.PASSED)

#: Months from a review to the next, by how much harm an outdated answer of the topic does (promise R08).
MONTHS = {Risk.LOW: 36, Risk.MEDIUM: 24, Risk.HIGH: 12}

#: Reviews that end on one day. Where a day is full, the next one ends a day earlier: what a team of four can renew.
DUE_A_DAY = 20

#: Days before a review ends on which its author and the editors are told, once each.
REMINDERS = (60, 30, 7)
