"""The shape of what people type about accounts. What is allowed stands in rules.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.accounts.models import Account, Grant, Role
from web.letters import letter

#: Why a password is long.
LONG = _(
    "At least 15 characters: four or five words that do not belong together are easy to keep in mind. "
    "Any character may stand in it."
)


def secret(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    """A field for a password."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=4096, widget=widget, help_text=hint)


def code(label: Any, hint: Any = "") -> forms.CharField:
    """A field for a code of a telephone, or a recovery code."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=label, max_length=20, widget=widget, help_text=hint)


class SignInForm(forms.Form):
    """A name or an address, and a password."""

    name = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = secret(_("Password"), "current-password")
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The second step of signing in."""

    code = code(_("Code"), _("Six digits from your telephone, or one of your recovery codes."))


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    name = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new_password = secret(_("New password"), "new-password", LONG)
    again = secret(_("New password once more"), "new-password")

    def __init__(self, *args: Any, user: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "new_password" in typed and "again" in typed and typed["new_password"] != typed["again"]:
            self.add_error("again", ValidationError(_("The two differ. Type the new password twice."), code="differ"))
        return typed


class PasswordForm(NewPasswordForm):
    """A new password, by somebody who knows the old one."""

    password = secret(_("Password now"), "current-password")
    field_order = ("password", "new_password", "again")


class AddressForm(forms.Form):
    """A new address, by somebody who knows the password."""

    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = secret(_("Password now"), "current-password")


class FactorForm(forms.Form):
    """The first code of a new second factor."""

    code = code(_("Code that your telephone shows"), _("Six digits; a new code comes every half minute."))


class OtherFactorForm(FactorForm):
    """A second factor in the place of another."""

    password = secret(_("Password now"), "current-password")
    old_code = code(_("Code of the factor that you have now"), _("From the old telephone, or a recovery code."))
    field_order = ("password", "old_code", "code")


class NewCodesForm(forms.Form):
    """Ten recovery codes in the place of those that are left."""

    password = secret(_("Password now"), "current-password")


class SettingsForm(forms.Form):
    """What people choose for themselves."""

    shown = forms.CharField(
        label=_("Name that colleagues see"),
        required=False,
        max_length=150,
        help_text=_("Such as Dr Ada Example. Readers see the names of experts, and not this one."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser asks for")), *settings.LANGUAGES], required=False
    )
    mailed = forms.BooleanField(
        label=_("Send me notices by e-mail too"),
        required=False,
        help_text=_("What concerns your password or your second factor is always mailed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not letter.goes_out():
            self.fields["mailed"].help_text = _("This site sends no mail: notices stand at the desk alone.")


class AddForm(forms.Form):
    """A new account. Its owner sets a password by a link that is mailed."""

    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        help_text=_("Letters, digits and . + - _, such as ada.example."),
        error_messages={"required": _("Type the name with which they will sign in.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"required": _("Type the address to which the link for a password is mailed.")},
    )
    shown = forms.CharField(label=_("Name that colleagues see"), required=False, max_length=150)


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One role, for one topic or for all."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    class Meta:
        model = Grant
        fields = ("role", "topic")
        labels = {"topic": _("For the topic")}  # noqa: RUF012  as Django wants it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].empty_label = _("All topics")  # type: ignore[attr-defined]
        self.fields["topic"].required = False

    def _post_clean(self) -> None:
        """The action says what is allowed; this form makes no row."""
