"""What can become of a reported line, and the steps between: data, nothing else."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plurivox.model import RelationKind


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


class Verdict(models.TextChoices):
    """What one of the two reviewers says of a whole comparison."""

    APPROVED = "approved", _("To be released")
    RETURNED = "returned", _("Not yet: something is wrong")


class EditKind(models.TextChoices):
    """What a reviewer does to a line of a comparison."""

    CONFIRM = "confirm", _("Confirm")
    REJECT = "reject", _("Reject: these do not belong together")
    SPLIT = "split", _("Split")
    MERGE = "merge", _("Join")
    RELATE = "relate", _("Say how the two stand")
    HEADING = "heading", _("Heading")
    PLAIN = "plain", _("Plain line")


#: What a reviewer says of how two statements stand, in words.
STANDING = {
    RelationKind.OPPOSES: _("They oppose each other: both cannot be right as they stand"),
    RelationKind.QUALIFIES: _("It depends: on whom, how much or when"),
    RelationKind.INCOMPARABLE: _("They cannot be compared"),
    RelationKind.UNRELATED: _("They do not concern each other"),
}


class StanceKind(models.TextChoices):
    """What a peer says of a single statement."""

    AGREE = "agree", _("I agree")
    AGREE_IF = "agree-if", _("I agree, if")
    DISAGREE = "disagree", _("I disagree")
    OUTSIDE = "outside", _("Outside my field")
    RETRACTED = "retracted", _("I take back what I said")


class ReplyState(models.TextChoices):
    """Where an expert's reply stands."""

    WAITING = "waiting", _("Waiting for an editor")
    SHOWN = "shown", _("Shown")
    REFUSED = "refused", _("Refused")


class Showing(models.TextChoices):
    """What the public page of a question shows of its comparison."""

    RELEASED = "released", _("Reviewed and released")
    MACHINE = "machine", _("Made by the machine, and not yet reviewed")
    UPDATING = "updating", _("Being made anew")
    WAITING = "waiting", _("Waiting for its reviewers: nothing unreviewed is shown on this site")


class Stand(models.TextChoices):
    """Where the comparison of a question stands with its reviewers."""

    WAITING = "waiting", _("Waiting for review")
    RETURNED = "returned", _("Returned to the editors")
    EDITED = "edited", _("Edited since its release; readers do not see that yet")
    RELEASED = "released", _("Released")
    STALE = "stale", _("Released before; its answers have changed or its review has ended")


class Move(models.TextChoices):
    """What became of a line from one release to the next."""

    CAME = "came", _("New")
    WENT = "went", _("No longer there")
    MOVED = "moved", _("Now in another list")


#: Characters of a reader's note, and of a reviewer's reason: a few sentences.
LONGEST_NOTE = 1000

#: Two reviewers judge a comparison.
JUDGES = 2

#: The share of confirmed and rejected lines that a second reviewer judges too, blind (feature D20).
LOOKED_AT_TWICE = 0.2
