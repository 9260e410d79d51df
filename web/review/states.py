"""What can become of a reported line, and the steps between: data, nothing else."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a report stands. A report without a decision is open."""

    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept: the line is right as it stands")
    MENDED = "mended", _("Mended: the line was wrong and has been put right")
    DISMISSED = "dismissed", _("Dismissed: the report is not about the line")


#: From each status, those that a reviewer may decide on next. Opening again is a decision too, with its reason.
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.OPEN: (Status.KEPT, Status.MENDED, Status.DISMISSED),
    Status.KEPT: (Status.OPEN,),
    Status.MENDED: (Status.OPEN,),
    Status.DISMISSED: (Status.OPEN,),
}
