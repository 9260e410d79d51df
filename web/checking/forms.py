"""The shape of what is typed in checking. What is allowed stands in rules.py."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from web.checking.models import Mark, Verdict


class JudgementForm(forms.Form):
    """A fact check or a vote: what, and why."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
    )
    reason = forms.CharField(required=False, strip=True)


class MarkForm(forms.Form):
    """A mark: which, why, and in whose name."""

    kind = forms.ChoiceField(choices=Mark.Kind.choices, error_messages={"required": _("Choose one of the two.")})
    reason = forms.CharField(required=False, strip=True)
    expert = forms.CharField(required=False)


class NoteForm(forms.Form):
    """A correction, or why a mark ends."""

    text = forms.CharField(required=False, strip=True)


class VoiceForm(forms.Form):
    """In whose name an answer is endorsed."""

    expert = forms.CharField()
