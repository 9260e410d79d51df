"""The ticket in a public form: which form it is, signed by this site, good for some hours and for one sending.

It stands in for a cookie: readers get none (promise R46). Beside it stands a trap, a field that people do not see.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.utils.translation import gettext as _

#: Seconds: an evening, so that somebody may think about it and a stolen form is of little use.
GOOD_FOR = 6 * 3600

_SALT = "web.tickets"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: the number of this form. `text` is what stands in the form."""

    text: str
    submission: str


def issue(form: str) -> Ticket:
    """A new ticket for the form of this name."""
    submission = secrets.token_hex(16)
    return Ticket(signing.dumps([form, submission], salt=_SALT), submission)


def read(text: str, form: str) -> Ticket | None:
    """The ticket in this text; None when it is too old, not ours, or of another form."""
    try:
        there, submission = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Ticket(text, submission) if there == form else None


class Trapped(forms.Form):
    """A form with a trap: people do not see `homepage`, programs fill it in."""

    homepage = forms.CharField(required=False)

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(
                _("A field that people do not see was filled in. It is empty again: please send the form once more."),
                code="trap",
            )
        return ""
