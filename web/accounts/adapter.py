"""How much of allauth there is here: the second step of signing in. Nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from web import clock
from web.accounts import actions


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in is a password and then a code, and nothing else."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        actions.signed_in(account=user, at=clock.now())
        SessionStore.clear_expired()
