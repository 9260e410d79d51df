"""One's own account: settings, password, address, second factor and recovery codes.

What could lock the owner out asks for the password again: a desk that was left open is not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from web import clock
from web.accounts import actions, factor, pages, queries
from web.accounts.forms import AddressForm, FactorForm, NewCodesForm, OtherFactorForm, PasswordForm, SettingsForm
from web.accounts.views import pace
from web.desk import anybody, for_desk, show
from web.headers import of_a_form

typed = require_http_methods(["GET", "HEAD", "POST"])

#: Where the secret waits that is being set up.
SECRET = "factor-secret"  # noqa: S105  a name and no secret

#: What was done just before: the word in the address, and the sentence.
DONE = {
    "settings": gettext_lazy("Your settings are stored."),
    "password": gettext_lazy("Your password was changed. Every other session of yours has ended."),
    "asked": gettext_lazy(
        "A link was sent to the new address. Open it within a day; until then your address stays as it is."
    ),
    "address": gettext_lazy("Your address was changed. Every other session of yours has ended."),
    "codes": gettext_lazy("Good. The recovery codes are not shown again."),
}


@typed
@for_desk(anybody)
def account(request: HttpRequest) -> HttpResponse:
    """Name, language and mail; and the way to everything else."""
    mine: Any = request.user
    form = SettingsForm(
        request.POST or None, initial={"shown": mine.name, "language": mine.language, "mailed": mine.mailed}
    )
    if request.method == "POST" and form.is_valid():
        actions.change_settings(account=mine, at=clock.now(), **form.cleaned_data)
        return _done("settings")
    done = str(DONE.get(request.GET.get("done", ""), ""))
    return show(request, "desk/account.html", pages.account_page(mine, clock.now(), done), _status(form), form=form)


@typed
@for_desk(anybody)
def password(request: HttpRequest) -> HttpResponse:
    """A new password, by who knows the old one. It ends all other sessions."""
    mine: Any = request.user

    def change(form: PasswordForm) -> HttpResponse:
        actions.set_password(account=mine, password=form.cleaned_data["new_password"], by=mine, at=clock.now())
        update_session_auth_hash(request, mine)
        return _done("password")

    return _guarded(request, PasswordForm, change, "desk/password.html", None, wrong="new_password")


@typed
@for_desk(anybody)
def address(request: HttpRequest) -> HttpResponse:
    """A new address: a link goes there, and only who opens it has it."""
    mine: Any = request.user

    def want(form: AddressForm) -> HttpResponse:
        actions.want_address(account=mine, email=form.cleaned_data["email"], at=clock.now())
        return _done("asked")

    return _guarded(request, AddressForm, want, "desk/address.html", None, wrong="email")


@typed
@for_desk(anybody)
def confirm_address(request: HttpRequest, link: str) -> HttpResponse:
    """The page behind the link: one button, so that a mail program which looks at links changes nothing."""
    mine: Any = request.user
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.change_address(account=mine, link=link, at=clock.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            update_session_auth_hash(request, mine)
            return _done("address")
    return show(request, "desk/confirm_address.html", mine.wanted_email, _status(form), form=form)


@typed
@of_a_form
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """A second factor: the first one of an account, or one in the place of another. It ends all other sessions."""
    mine: Any = request.user
    if not mine.is_authenticated:
        return redirect_to_login(reverse("desk-home"))
    replaces = queries.has_factor(mine)
    secret = request.session.get(SECRET) if request.method == "POST" else None
    if secret is None:
        secret = request.session[SECRET] = factor.new_secret()

    def activate(form: FactorForm) -> HttpResponse:
        at = clock.now()
        if not factor.fits(secret, form.cleaned_data["code"], at):
            raise ValidationError(_("This code does not fit. Look at the telephone and type the one it shows now."))
        if replaces and not actions.use_code(account=mine, code=form.cleaned_data["old_code"], at=at):
            sentence = _("This code does not fit, or it was used already. Wait for the next one.")
            raise ValidationError({"old_code": sentence})
        actions.set_factor(account=mine, secret=secret, by=mine, at=at)
        actions.use_code(account=mine, code=form.cleaned_data["code"], at=at)  # it is not to open the door once more
        update_session_auth_hash(request, mine)
        request.session.pop(SECRET, None)
        return HttpResponseRedirect(reverse("recovery-codes"), status=303)

    kind = OtherFactorForm if replaces else FactorForm
    page = pages.factor_page(mine, secret, replaces)
    return _guarded(request, kind, activate, "desk/factor.html", page, wrong="code", counted=pace.CODES)


@typed
@for_desk(anybody)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, until their owner keeps them; and new ones for who has used too many."""
    mine: Any = request.user
    if request.POST.get("do") == "keep":
        actions.keep_codes(account=mine, at=clock.now())
        return _done("codes")

    def renew(form: NewCodesForm) -> HttpResponse:
        actions.new_codes(account=mine, at=clock.now())
        return HttpResponseRedirect(request.path, status=303)

    return _guarded(request, NewCodesForm, renew, "desk/codes.html", pages.codes_page(mine), wrong="password")


def _guarded(
    request: HttpRequest,
    kind: type[Any],
    change: Callable[[Any], HttpResponse],
    template: str,
    page: Any,
    *,
    wrong: str,
    counted: Any = pace.ACCOUNT,
) -> HttpResponse:
    """One form: shape, then the password where it asks for one, then the change. Errors of the change go to `wrong`.

    Wrong passwords and codes are counted with those at the door.
    """
    mine: Any = request.user
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if seconds := pace.wait(request, counted, str(mine.pk)):
            form.add_error(None, pace.too_many(seconds))
            return pace.refused(show, seconds, request, template, page, form=form)
        if "password" in form.fields and not mine.check_password(form.cleaned_data["password"]):
            form.add_error("password", _("This is not your password."))
        else:
            try:
                response = change(form)
            except ValidationError as error:
                form.add_error(None if hasattr(error, "error_dict") else wrong, error)
            else:
                pace.forget(counted, str(mine.pk))
                return response
    return show(request, template, page, _status(form), form=form)


def _done(word: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('my-account')}?done={word}", status=303)


def _status(form: Any) -> int:
    return 400 if form.errors else 200
