"""The shape of what is typed about experts. What is allowed stands in rules.py; identifiers check themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from plurivox.model import ExpertKind
from web.experts import identifiers, names
from web.experts.models import Seat, Verification
from web.experts.rules import LONGEST_TEXT
from web.questions.models import Expert, Risk, Topic
from web.tickets import Trapped

#: Yes and no as a form says them.
YES, NO = "yes", "no"


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside the fields it is about; what no field has stands on top."""
    for name, errors in (error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}).items():
        form.add_error(name if name in form.fields else None, errors)


class _Text(forms.CharField):
    """Some lines of text; line ends as this site stores them."""

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        attrs = {"rows": rows, "autocomplete": "off"}
        super().__init__(widget=forms.Textarea(attrs=attrs), max_length=LONGEST_TEXT, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class _Day(forms.DateField):
    """A day; it ends with its last second, in universal time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> Any:
        found: date | None = super().clean(value)
        return found and datetime.combine(found, time(), UTC) + timedelta(days=1, seconds=-1)


def _radios(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **kwargs)


KINDS = ((ExpertKind.PERSON.value, _("A person")), (ExpertKind.ORGANISATION.value, _("An organisation")))
CONFLICTS = ((YES, _("Yes, and I name them below")), (NO, _("No, none")))


class ApplicationForm(Trapped):
    """What somebody says who asks to answer here."""

    use_required_attribute = True
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = _radios(
        KINDS,
        label=_("Who answers?"),
        error_messages={"required": _("Choose whether a person or an organisation answers.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("The name under which readers see your answers: yours, or the organisation's."),
        error_messages={"required": _("Type the name under which you answer.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        strip=False,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("For what we decide. It is never shown."),
        error_messages={
            "required": _("Type an address at which we reach you."),
            "invalid": _("This is no e-mail address. Check it for a slip."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    credentials = forms.CharField(
        label=_("Credentials"),
        help_text=_("Your training and profession, such as “MD, cardiologist”; or what the organisation is."),
        error_messages={
            "required": _("Say what you are: your training, your profession, or what the organisation is.")
        },
    )
    specialty = forms.CharField(required=False, label=_("Specialty (if you have one)"))
    affiliation = forms.CharField(
        required=False, label=_("Where you work (if you like)"), help_text=_("Readers see it.")
    )
    licence_number = forms.CharField(
        required=False, label=_("Number of your licence (if you have one)"), help_text=_("Only our editors see it.")
    )
    npi = forms.CharField(
        required=False,
        label=_("NPI (United States)"),
        help_text=_("Ten digits. Readers see it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    orcid = forms.CharField(
        required=False, label=_("ORCID iD"), help_text=_("Such as 0000-0002-1825-0097. Readers see it.")
    )
    register_url = forms.CharField(
        required=False,
        label=_("Link to your entry in a public register"),
        help_text=_("It begins with https://. Readers see it."),
        widget=forms.URLInput,
    )
    evidence = _Text(
        label=_("How can we check this?"),
        help_text=_("Name the register, the licence, or somebody at your institution. Write nothing about patients."),
        error_messages={"required": _("Say how we can check this: a register, a licence number, a document.")},
    )
    no_conflicts = _radios(
        CONFLICTS,
        label=_("Do you have conflicts of interest?"),
        error_messages={"required": _("Say whether you have conflicts of interest; none is an answer too.")},
    )
    conflicts = _Text(
        required=False,
        label=_("Your conflicts of interest (if you have any)"),
        help_text=_(
            "Who pays you, employs you, or what you own that an answer may touch. Readers see it with the day."
        ),
    )

    def clean_no_conflicts(self) -> bool:
        return bool(self.cleaned_data["no_conflicts"] == NO)

    def clean(self) -> None:
        """Names and numbers are looked at together with the rest, so that every fault is told at once."""
        for name, check in (("name", names.clean), ("npi", identifiers.npi), ("orcid", identifiers.orcid),
                            ("register_url", identifiers.register_url)):  # fmt: skip
            if typed := self.cleaned_data.get(name, ""):
                try:
                    self.cleaned_data[name] = check(typed)
                except ValidationError as error:
                    self.add_error(name, error)

    def facts(self) -> dict[str, Any]:
        """What the action keeps."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("ticket", "homepage")}


class AcceptForm(forms.Form):
    """An editor's yes to an application."""

    same = _radios(
        ((YES, _("Yes: the answers that are here under this name are theirs")), (NO, _("No: somebody else"))),
        required=False,
        label=_("Is this the expert of that name who is here already?"),
    )
    shown = forms.CharField(
        required=False,
        label=_("Name as readers see it (if another)"),
        help_text=_("One name is one voice. Give two people of one name a word that tells them apart."),
        strip=False,
    )
    looked = forms.BooleanField(required=False, label=_("I have looked at everything that is listed above."))

    def __init__(self, *args: Any, named: bool, flagged: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=None, **kwargs)
        if not named:
            del self.fields["same"]
        if not flagged:
            del self.fields["looked"]

    def decision(self) -> dict[str, Any]:
        """What the action takes."""
        same = self.cleaned_data.get("same", "")
        return {
            "same": None if not same else same == YES,
            "shown": self.cleaned_data["shown"],
            "looked": self.cleaned_data.get("looked", False),
        }


class ReasonForm(forms.Form):
    """A reason: why an application is refused, an expert suspended, or a verification ended."""

    reason = _Text(label=_("Why?"), error_messages={"required": _("Say in a sentence why.")})

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class VerifyForm(forms.Form):
    """One fact that an editor checked."""

    what = _radios((), label=_("What did you check?"), error_messages={"required": _("Choose what you checked.")})
    specialty = forms.CharField(required=False, label=_("Specialty (if you checked it)"))
    licence_number = forms.CharField(
        required=False,
        label=_("Number of the licence (if there is one)"),
        help_text=_("Only editors see it. It finds the same person under two names."),
    )
    evidence = _Text(
        label=_("By which evidence?"),
        help_text=_("Which register, document or call, and on which day. Only editors see it."),
        error_messages={"required": _("Say what you saw: which register, document or call, and on which day.")},
    )
    until = _Day(
        label=_("Until when does it hold?"),
        help_text=_("The day on which the licence or proof ends. What hangs on it leaves the pages that night."),
        error_messages={
            "required": _("Choose the day on which it ends."),
            "invalid": _("This is no day. Type it as 2027-12-31."),
        },
    )

    def __init__(self, *args: Any, expert: Expert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what, person = Verification.What, expert.kind == ExpertKind.PERSON.value
        of_kind = (what.LICENCE, what.SPECIALTY, what.IDENTITY) if person else (what.ORGANISATION, what.IDENTITY)
        self.fields["what"].choices = [(each.value, each.label) for each in of_kind]  # type: ignore[attr-defined]
        if not person:
            del self.fields["specialty"]


class SeatForm(forms.Form):
    """Who else writes for an expert."""

    email = forms.EmailField(
        label=_("E-mail address of their account"),
        error_messages={
            "required": _("Type the address of their account."),
            "invalid": _("This is no e-mail address. Check it for a slip."),
        },
    )
    kind = _radios((), label=_("As what?"), error_messages={"required": _("Choose one.")})

    def __init__(self, *args: Any, kinds: Iterable[Seat.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.value, each.label) for each in kinds]  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What an expert states of themselves; what is verified is not asked."""

    credentials = forms.CharField(required=False, label=_("Credentials"))
    specialty = forms.CharField(required=False, label=_("Specialty"))
    affiliation = forms.CharField(required=False, label=_("Where they work"))
    orcid = forms.CharField(required=False, label=_("ORCID iD"), help_text=_("Such as 0000-0002-1825-0097."))
    npi = forms.CharField(required=False, label=_("NPI (United States)"), help_text=_("Ten digits."))
    register_url = forms.CharField(
        required=False,
        label=_("Link to the entry in a public register"),
        help_text=_("It begins with https://."),
        widget=forms.URLInput,
    )

    def __init__(self, *args: Any, fixed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in fixed:
            del self.fields[name]


class DisclosureForm(forms.Form):
    """Conflicts of interest, as of today."""

    none = _radios(
        CONFLICTS,
        label=_("Are there conflicts of interest?"),
        error_messages={"required": _("Say whether there are conflicts of interest; none is an answer too.")},
    )
    text = _Text(
        required=False,
        label=_("Which ones (if there are any)"),
        help_text=_("Who pays, employs or owns what, and since when. Readers see it with the day."),
    )

    def clean_none(self) -> bool:
        return bool(self.cleaned_data["none"] == NO)


class HandOverForm(forms.Form):
    """Which other writer keeps an answer from now on."""

    to = forms.ChoiceField(label=_("Who keeps it from now on?"), error_messages={"required": _("Choose who.")})

    def __init__(self, *args: Any, writers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(writers)  # type: ignore[attr-defined]


class _OfTopic(forms.Form):
    """What is said of one of these topics."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), error_messages={"required": _("Choose a topic.")}
    )

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]


class SponsorForm(_OfTopic):
    """Whose product a topic is about."""

    product = forms.CharField(label=_("Product"), error_messages={"required": _("Name the product.")})


class TopicForm(forms.Form):
    """A new topic."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Name the topic.")})
    risk = _radios(Risk.choices, label=_("How much harm does an outdated answer do?"), initial=Risk.MEDIUM)


class RiskForm(forms.Form):
    """How risky a topic is."""

    risk = forms.ChoiceField(choices=Risk.choices)


class SpecialtyForm(_OfTopic):
    """To which specialty a topic belongs."""

    specialty = forms.CharField(label=_("Specialty"), error_messages={"required": _("Name the specialty.")})
