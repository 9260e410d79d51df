"""The shape of what a reviewer types. What is allowed stands in rules.py."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from web.review.states import Status


class DecisionForm(forms.Form):
    """A decision on the reports of one line: what, why, and which reports the reviewer saw."""

    after = forms.ChoiceField(
        choices=Status.choices, error_messages={"required": _("Choose what becomes of these reports.")}
    )
    reason = forms.CharField(required=False, strip=True)
    before = forms.ChoiceField(choices=Status.choices)
    upto = forms.IntegerField(min_value=1)
