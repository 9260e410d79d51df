"""Who a name and a password belong to. A name may be the one somebody signs in with, or their address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from web.accounts import queries
from web.accounts.models import Account


class ByNameOrAddress(ModelBackend):
    """Looks an account up by its name or its address; a closed one is nobody's, as is one that is not there."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        account = queries.named(username or "")
        if account is None:
            # As long as for a password that is wrong, so that nobody learns who has an account (promise R42).
            Account().set_password(password)
            return None
        right = account.check_password(password or "")
        return account if right and self.user_can_authenticate(account) else None
