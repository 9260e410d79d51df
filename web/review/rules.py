"""Who may judge what readers report, and when. `check_...` raises and says why."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from web import languages
from web.accounts import roles
from web.accounts.models import Role
from web.review.lines import Reason, Seen
from web.review.states import TRANSITIONS, Status

#: Characters of a reader's note, and of a reviewer's reason: a few sentences.
LONGEST_NOTE = 1000


def check_may_judge(account: AbstractBaseUser | AnonymousUser) -> None:
    """Only a reviewer or an editor judges, of whatever topic. Raises PermissionDenied."""
    if not roles.holds(account, Role.REVIEWER, Role.EDITOR, anywhere=True):
        raise PermissionDenied(_("Only reviewers and editors judge reported lines."))


def check_report(seen: Seen, reason: Reason, note: str) -> None:
    """A report names a reason that fits its line, and its note is short. Raises ValidationError."""
    if reason not in seen.reasons:
        raise ValidationError(_("Choose one of the reasons that stand under the line."), code="reason-unfit")
    check_length(note)


def check_length(text: str) -> None:
    """Raises ValidationError when a note or a reason is too long; it is never cut."""
    if len(text) > LONGEST_NOTE:
        raise ValidationError(
            _("This has %(length)s characters; %(most)s is the most. Please shorten it."),
            code="too-long",
            params={"length": languages.count(len(text)), "most": languages.count(LONGEST_NOTE)},
        )


def check_step(before: Status, after: Status) -> None:
    """A report goes from one status only to those that follow it. Raises ValidationError."""
    if after not in TRANSITIONS[before]:
        raise ValidationError(_("A report cannot go from there to here."), code="step-unknown")


def check_reason_given(reason: str) -> None:
    """A decision without a reason helps nobody who asks later. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why you decide so."), code="reason-missing")
    check_length(reason)
