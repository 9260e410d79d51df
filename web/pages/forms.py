"""The shape of what a reader types. What is allowed stands in web/review/rules.py."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from web.review import rules
from web.review.lines import Reason
from web.tickets import Trapped


class ReportForm(Trapped):
    """What is wrong with a line."""

    reason = forms.ChoiceField(
        error_messages={"required": _("Choose what is wrong."), "invalid_choice": _("Choose one of these.")}
    )
    note = forms.CharField(required=False, strip=True)
    ticket = forms.CharField(required=False)

    def __init__(self, *args: object, reasons: Iterable[Reason], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in reasons]  # type: ignore[attr-defined]

    def clean_note(self) -> str:
        note = self.cleaned_data["note"].replace("\r\n", "\n")
        rules.check_length(note)
        return note
