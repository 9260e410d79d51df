"""The shape of what is typed about questions from the public. What is allowed stands in rules.py."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from web.asking import rules
from web.asking.models import Follower
from web.letters import letter
from web.questions.models import Question, Topic
from web.tickets import Trapped


def seal(text: str) -> str:
    """What names a text in a form, so that it is sent as it was looked at."""
    return hashlib.sha256(text.encode()).hexdigest()


class Text(forms.CharField):
    """Some lines of text; line ends as this site stores them."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\0", "")


class AskForm(Trapped):
    """A question from the public. `seen` seals the text that was looked at before it is sent.

    A site that sends no mail asks for no address.
    """

    text = Text(
        rows=6,
        label=_("Your question"),
        help_text=_("Write it as you would say it. Leave out names, addresses and numbers of people."),
        error_messages={"required": _("Please write your question in a sentence.")},
    )
    email = forms.EmailField(
        required=False,
        label=_("Your e-mail address (only if you want to be told)"),
        error_messages={"invalid": _("This is no e-mail address. Check it for a slip, or leave it empty.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    agree = forms.BooleanField(required=False, label=_("Others may read my question as it stands above."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not letter.goes_out():
            del self.fields["email"]
            return
        self.fields["email"].help_text = ngettext(
            "We write once, when an editor has decided. Nobody else sees it. It is forgotten %(days)d day after that.",
            "We write once, when an editor has decided. Nobody else sees it. It is forgotten %(days)d days after that.",
            settings.ASKER_DAYS,
        ) % {"days": settings.ASKER_DAYS}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        rules.check_text(text)
        return text

    @property
    def can_be_looked_at(self) -> bool:
        """Whether the text is a question from a person; what is wrong beside it is put right at the second step."""
        return self.errors.keys().isdisjoint(("text", "homepage"))

    @property
    def looked_at(self) -> bool:
        """Whether the text is the one that was looked at."""
        return bool(self.cleaned_data.get("seen")) and self.cleaned_data["seen"] == seal(self.cleaned_data["text"])


class FollowForm(Trapped):
    """An address that wants to be told when a page changes."""

    email = forms.EmailField(
        max_length=Follower._meta.get_field("email").max_length,
        label=_("Your e-mail address"),
        help_text=_("We write when an answer is new, changed, corrected or taken back, and for nothing else."),
        error_messages={
            "required": _("Type the address to which we should write."),
            "invalid": _("This is no e-mail address. Check it for a slip."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)


class RewordForm(forms.Form):
    """The wording that may become public."""

    masked = Text(rows=5, label=_("As others may see it"))


class PublishForm(forms.Form):
    """An open question: its wording, and where it is filed."""

    wording = Text(
        rows=3,
        label=_("The question as readers will see it"),
        help_text=_("One question, in the words of whoever asked. Nothing that points to a person."),
        error_messages={"required": _("Write the question as readers will see it.")},
    )
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), required=False, empty_label="–", label=_("Topic"))
    subject = forms.CharField(
        required=False, label=_("Subject"), help_text=_("The one disease, drug or test that it is about.")
    )

    def __init__(self, *args: Any, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def clean_wording(self) -> str:
        wording: str = self.cleaned_data["wording"]
        rules.check_wording(wording)
        return wording


class TargetForm(forms.Form):
    """Another question, by its address."""

    question = forms.CharField(
        label=_("Address of the other question"),
        help_text=_("Copy it from its page."),
        error_messages={"required": _("Name the other question.")},
    )


class ReasonForm(forms.Form):
    """Why something is declined."""

    reason = Text(
        rows=3,
        label=_("Why?"),
        help_text=_("Whoever asked reads it, word for word."),
        error_messages={"required": _("Say why in a sentence: the person who asked reads it.")},
    )


class RequestForm(forms.Form):
    """Whom to ask, and for which side of the question."""

    expert = forms.ChoiceField(required=False, label=_("Expert"))
    specialty = forms.ChoiceField(required=False, label=_("Or everybody of a specialty"))
    facet = forms.ChoiceField(required=False, label=_("For one side of the question"))

    def __init__(
        self,
        *args: Any,
        experts: Iterable[tuple[str, str]],
        specialties: Iterable[str],
        facets: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", "–")
        self.fields["expert"].choices = [nobody, *experts]  # type: ignore[attr-defined]
        self.fields["specialty"].choices = [nobody, *((name, name) for name in specialties)]  # type: ignore[attr-defined]
        self.fields["facet"].choices = [("", _("The whole question")), *facets]  # type: ignore[attr-defined]


def named(question: Question | None, form: forms.Form) -> Question | None:
    """The question that a form names; where there is none, the form says so."""
    if question is None:
        form.add_error("question", _("There is no question at that address. Copy it from its page."))
    return question
