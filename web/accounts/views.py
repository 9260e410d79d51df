"""Signing in to the desk, and out again, and a new password."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import views
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext

from web import desk, limits
from web.headers import of_a_form

#: Tries to sign in, from one address in a minute, and failures under one name in a quarter of an hour (promise R40).
TRIES = limits.Pace("sign-in", 20, 60)
FAILURES = limits.Pace("sign-in failed", 5, 15 * 60)


@method_decorator(of_a_form, name="dispatch")
class Login(views.LoginView):
    """The sign-in page. A name that is not there and a wrong password read the same."""

    template_name = "desk/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now, name = time.time(), request.POST.get("username", "").casefold()
        # A failure is counted before it is one, so that many tries at once do not slip through; success takes it back.
        seconds = max(limits.wait(TRIES, limits.sender(request), now), limits.wait(FAILURES, name, now))
        if seconds:
            return self._later(seconds)
        response = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            limits.forget(FAILURES, name, now)
            SessionStore.clear_expired()
        return response

    def _later(self, seconds: int) -> HttpResponse:
        minutes = -(-seconds // 60)
        sentence = ngettext(
            "Too many tries. Wait %(minutes)s minute, then sign in again.",
            "Too many tries. Wait %(minutes)s minutes, then sign in again.",
            minutes,
        ) % {"minutes": minutes}
        # Not bound: whether the password was right is not even looked at.
        form = self.get_form_class()(self.request)
        response = self.render_to_response(self.get_context_data(form=form, refused=sentence), status=429)
        response.headers["Retry-After"] = str(seconds)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**{"refused": ""} | context)


@method_decorator(of_a_form, name="dispatch")
class Logout(views.LogoutView):
    """Ends the session; by POST only."""


@method_decorator(of_a_form, name="dispatch")
class Password(views.PasswordChangeView):
    """A new password; it ends all other sessions of the account."""

    template_name = "desk/password.html"
    success_url = reverse_lazy("reports")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**{"desk": desk.of(self.request)} | context)
