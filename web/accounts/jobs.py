"""Links that are mailed: to set a password, to confirm an address. Each is made when it is sent and stored nowhere."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from web.accounts.actions.keys import address_link
from web.accounts.models import Account
from web.letters import letter


def mail_password_link(*, at: datetime, account: int, kind: str = "password-link") -> None:
    """Mail a link by which this account sets a password; nothing where there is no such account (`account` is 0).

    So a request for a name that is not there costs the same as one for a name that is (promise R42).
    """
    found = Account.objects.filter(pk=account, is_active=True).exclude(email="").first()
    if found is None:
        return
    words = letter.write(kind, found.language, who=found.username, link=password_link(found))
    letter.send(words, found.email, found.language, f"{kind}-{found.pk}-{at:%Y%m%d%H%M%S}")


def mail_address_link(*, at: datetime, account: int) -> None:
    """Mail a link to the address that this account wants; nothing where the address is somebody else's."""
    found = Account.objects.filter(pk=account, is_active=True).exclude(wanted_email="").first()
    if found is None or Account.objects.filter(email__iexact=found.wanted_email).exists():
        return
    words = letter.write(
        "address-link", found.language, who=found.username, link=reverse("confirm-address", args=[address_link(found)])
    )
    letter.send(words, found.wanted_email, found.language, f"address-link-{found.pk}-{at:%Y%m%d%H%M%S}")


def password_link(account: Account) -> str:
    """The address at which this account sets a password, once."""
    token = default_token_generator.make_token(account)
    return reverse("set-password", args=[urlsafe_base64_encode(force_bytes(account.pk)), token])
