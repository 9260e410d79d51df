"""The door of the desk: signing in by password and code, out again, and a new password by mail.

Whether a name is known is told to nobody: a wrong name and a wrong password read the same and take the same time, and
a link is promised to whoever asks.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import authenticate, views
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from web import clock
from web.accounts import actions, queries
from web.accounts.forms import CodeForm, ForgottenForm, NewPasswordForm, SignInForm
from web.accounts.pages import DoorPage
from web.accounts.views import pace
from web.headers import of_a_form
from web.jobs.actions import enqueue

typed = require_http_methods(["GET", "HEAD", "POST"])

#: What was done just before somebody came to the door: the word in the address, and the sentence.
DONE = {"password": gettext_lazy("Your new password is set. Sign in with it.")}


@typed
@of_a_form
def login(request: HttpRequest) -> HttpResponse:
    """Name and password. Who has a second factor is asked for its code next."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("desk-home"))
    if request.method != "POST":
        form = SignInForm(initial={"next": _inside(request.GET.get("next", ""))})
        return _shown(request, form, done=DONE.get(request.GET.get("done", ""), ""))
    form = SignInForm(request.POST)
    name = request.POST.get("name", "").strip()
    if seconds := pace.wait(request, pace.PASSWORDS, name.casefold()):
        # Whether the password was right is not even looked at.
        blank = SignInForm(initial={"next": _inside(request.POST.get("next", ""))})
        return pace.refused(_shown, seconds, request, blank, refused=pace.too_many(seconds))
    known = queries.named(name)
    # An account has two names; which of them belong together is not told, so this reads like a wrong password.
    closed = known is not None and pace.over(pace.ACCOUNT, str(known.pk))
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if closed or account is None or not form.is_valid():
        return _shown(request, form, refused=_("This name and this password do not go together."))
    pace.forget(pace.PASSWORDS, name.casefold())
    pace.forget(pace.ACCOUNT, str(account.pk))
    there = _inside(form.cleaned_data["next"]) or reverse("desk-home")
    return perform_password_login(request, {}, Login(user=account, redirect_url=there))  # type: ignore[no-any-return]


@typed
@of_a_form
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="login")
def code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor. It opens the door once."""
    stage = request._login_stage  # type: ignore[attr-defined]
    account = stage.login.user
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _asked(request, form)
    if seconds := pace.wait(request, pace.CODES, str(account.pk)):
        return pace.refused(_asked, seconds, request, CodeForm(), refused=pace.too_many(seconds))
    right = form.is_valid() and actions.use_code(account=account, code=form.cleaned_data["code"], at=clock.now())
    if not right or not account.is_active:
        sentence = _("This code does not fit, or it was used already. Wait for the next one.")
        return _asked(request, CodeForm(), refused=sentence)
    pace.forget(pace.CODES, str(account.pk))
    return stage.exit()  # type: ignore[no-any-return]


@method_decorator(of_a_form, name="dispatch")
class Logout(views.LogoutView):
    """Ends the session; by POST only."""


@typed
@of_a_form
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks whose password was forgotten, and says the same whoever it was."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "desk/forgotten.html", {"page": DoorPage(), "form": form}, status=_status(form))
    name = form.cleaned_data["name"]
    if seconds := pace.wait(request, pace.LINKS, name.casefold()):
        page = DoorPage(refused=pace.too_many(seconds))
        return pace.refused(render, seconds, request, "desk/forgotten.html", {"page": page, "form": ForgottenForm()})
    account = queries.named(name)
    with transaction.atomic():
        enqueue("web.accounts.jobs.mail_password_link", account=account.pk if account else 0)
    return render(request, "desk/link_sent.html", {"page": DoorPage()})


@method_decorator(of_a_form, name="dispatch")
class SetPassword(views.PasswordResetConfirmView):
    """The page behind a mailed link: a new password, and then the door. The second factor is asked for as always."""

    form_class = NewPasswordForm
    template_name = "desk/set_password.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            actions.set_password(
                account=self.user, password=form.cleaned_data["new_password"], by=self.user, at=clock.now()
            )
        except ValidationError as error:
            form.add_error("new_password", error)
            return self.form_invalid(form)
        del self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        return HttpResponseRedirect(f"{reverse('login')}?done=password", status=303)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {"page": DoorPage(), "form": None} | super().get_context_data(**context)


def _shown(request: HttpRequest, form: SignInForm, refused: str = "", done: str = "") -> HttpResponse:
    return render(request, "desk/login.html", {"page": DoorPage(refused, str(done)), "form": form})


def _asked(request: HttpRequest, form: CodeForm, refused: str = "") -> HttpResponse:
    return render(request, "desk/code.html", {"page": DoorPage(refused), "form": form})


def _inside(address: str) -> str:
    """The address, where it is one of the desk; nobody is led elsewhere."""
    return address if address.startswith(settings.SESSION_COOKIE_PATH) and "\\" not in address else ""


def _status(form: Any) -> int:
    return 400 if form.errors else 200
