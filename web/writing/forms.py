"""The shape of what an author types. What is allowed stands in rules.py, what a text may hold in content.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plurivox.errors import SourceUnreadable
from plurivox.model import Medium
from plurivox.sources.text import decode
from web.facets import FACETS
from web.questions.models import Conflicts, MachineHelp
from web.writing.content import CAPTIONS, Content
from web.writing.models import Citation
from web.writing.sources import Source

#: Empty rows for sources under those that are filled; a save shows as many again.
MORE_SOURCES = 2

#: The most sources of one answer: a form has an end.
MOST_SOURCES = 60


def _text(rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.Textarea({"rows": rows}), **more)


class ContentForm(forms.Form):
    """An answer as it is typed. Nothing is required here: a draft may lack anything, a submission may not."""

    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    medium = forms.ChoiceField(
        label=gettext_lazy("How you answer"),
        choices=[(Medium.TEXT.value, gettext_lazy("In writing")), (Medium.VIDEO.value, gettext_lazy("By video"))],
        widget=forms.RadioSelect,
    )
    short_answer = _text(
        3,
        label=gettext_lazy("Short answer"),
        help_text=gettext_lazy("Two or three sentences that answer the question."),
    )
    reasons = _text(
        10,
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("Why it is so, and how sure it is. Short sentences are quoted best."),
    )
    applies_to = _text(
        3,
        label=gettext_lazy("Who it applies to"),
        help_text=gettext_lazy("For example adults only, or not in pregnancy. May be empty."),
    )
    seek_care = _text(
        3,
        label=gettext_lazy("When to seek care"),
        help_text=gettext_lazy("Which signs mean: call a doctor, or an ambulance."),
    )
    url = forms.CharField(
        required=False,
        label=gettext_lazy("Address of the video"),
        help_text=gettext_lazy("It starts with https://."),
    )
    captions_file = forms.FileField(
        required=False,
        label=gettext_lazy("Captions: a WebVTT file"),
        help_text=gettext_lazy("It replaces what stands below."),
    )
    captions = _text(
        8,
        label=gettext_lazy("Captions"),
        help_text=gettext_lazy("Or paste them here, and mend them. They become the text that can be quoted."),
    )
    conflicts = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Do you have conflicts of interest for this answer?"),
        choices=[(Conflicts.NONE.value, gettext_lazy("No")), (Conflicts.DECLARED.value, gettext_lazy("Yes"))],
        widget=forms.RadioSelect,
    )
    disclosure = _text(
        2, label=gettext_lazy("Which?"), help_text=gettext_lazy("Who pays, employs or owns what. Readers see it.")
    )
    machine_help = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Did a program help to write this, such as a chatbot?"),
        choices=[
            (MachineHelp.NONE.value, gettext_lazy("No")),
            (MachineHelp.HELPED.value, gettext_lazy("Yes, and I checked every sentence")),
        ],
        widget=forms.RadioSelect,
    )
    licence = forms.CharField(
        required=False,
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("Under which others may use it, such as CC BY 4.0."),
    )
    disclaimer = _text(
        2,
        label=gettext_lazy("Your own disclaimer"),
        help_text=gettext_lazy("It stands under your answer. May be empty."),
    )

    def clean_captions_file(self) -> str:
        """The file as text; refused where it is none, or too large."""
        file = self.cleaned_data["captions_file"]
        if not file:
            return ""
        if file.size > CAPTIONS:
            raise ValidationError(_("This file is larger than captions are. Choose the WebVTT file of the video."))
        try:
            return decode(file.read(), file.name)[0]
        except SourceUnreadable as error:
            raise ValidationError(error.sentence) from error

    def content(self, sources: SourceForms) -> Content:
        """What was typed, as it was typed."""
        typed = dict(self.cleaned_data)
        captions = typed.pop("captions_file") or typed["captions"]
        names = {field.name for field in fields(Content)}
        given = {name: value for name, value in typed.items() if name in names}
        return Content(**{**given, "captions": captions, "citations": sources.typed()})


class SourceForm(forms.Form):
    """One source as it is typed."""

    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind"), choices=Citation.Kind.choices)
    text = forms.CharField(required=False, label=gettext_lazy("Title, authors, year"))
    doi = forms.CharField(required=False, label=gettext_lazy("DOI"))
    pmid = forms.CharField(required=False, label=gettext_lazy("PMID"))
    url = forms.CharField(required=False, label=gettext_lazy("Address"))


class SourceForms(
    forms.formset_factory(SourceForm, extra=MORE_SOURCES, max_num=MOST_SOURCES, absolute_max=MOST_SOURCES)  # type: ignore[misc]
):
    """The sources as they are typed, and empty rows for more. `problems` are what is wrong with them together."""

    problems: tuple[str, ...] = ()

    def typed(self) -> tuple[Source, ...]:
        """The rows that say anything, in order."""
        rows = (form.cleaned_data for form in self.forms if form.is_valid())
        found = (Source(**{name: row.get(name, "") for name in SourceForm.base_fields}) for row in rows)
        return tuple(source for source in found if source.named)


def forms_of(content: Content, base: int, bound: bool = False) -> tuple[ContentForm, SourceForms]:
    """The forms of a content; bound where errors are to be tied to its fields."""
    initial: dict[str, Any] = {
        field.name: getattr(content, field.name) for field in fields(content) if field.name != "citations"
    } | {"base": base}
    sources = [{name: getattr(source, name) for name in SourceForm.base_fields} for source in content.citations]
    if not bound:
        return ContentForm(initial=initial, auto_id="%s"), SourceForms(initial=sources, prefix="sources", auto_id="%s")
    data: dict[str, Any] = {"sources-TOTAL_FORMS": str(len(sources) + MORE_SOURCES), "sources-INITIAL_FORMS": "0"}
    for number, source in enumerate(sources):
        data |= {f"sources-{number}-{name}": value for name, value in source.items()}
    return ContentForm(initial | {"medium": content.medium}, auto_id="%s"), SourceForms(
        data, prefix="sources", auto_id="%s"
    )


def refuse(form: forms.Form, sources: SourceForms, error: ValidationError) -> None:
    """Tie what was refused to the fields that it is about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        if name in form.fields:
            form.add_error(name, errors)
        elif name == "citations":
            sources.problems += tuple(sentence for each in errors for sentence in each.messages)
        else:
            form.add_error("captions" if "captions" in form.fields else None, errors)


def typed_forms(data: Mapping[str, Any], files: Mapping[str, Any]) -> tuple[ContentForm, SourceForms]:
    """The forms of what was sent."""
    return ContentForm(data, files, auto_id="%s"), SourceForms(data, prefix="sources", auto_id="%s")


class SubmitForm(forms.Form):
    """A revision to be handed in: which one, and what the reviewers should know."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    note = _text(
        3, label=gettext_lazy("A note to the reviewers"), help_text=gettext_lazy("What changed. May be empty.")
    )


class ReasonForm(forms.Form):
    """A reason, with the form's own number."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    reason = _text(4, label=gettext_lazy("Why?"))


class AskForm(forms.Form):
    """Whom to ask about which question, and about which side of it."""

    expert = forms.CharField(required=False, label=gettext_lazy("An expert"))
    specialty = forms.CharField(required=False, label=gettext_lazy("Or a whole specialty"))
    facet = forms.ChoiceField(required=False, label=gettext_lazy("Which side of the question"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(facet.value, name) for facet, (name, _meaning) in FACETS.items()]
        self.fields["facet"].choices = [("", _("All of it")), *named]  # type: ignore[attr-defined]
