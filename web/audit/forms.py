"""The shape of a filter of the log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from web.audit.queries import Wanted


class LogForm(forms.Form):
    """Which entries are wanted. What is no date is passed over."""

    noun = forms.CharField(label=_("Thing"), required=False, max_length=40)
    by = forms.CharField(label=_("Account"), required=False, max_length=254)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> Wanted:
        """The filters that have the right shape."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
