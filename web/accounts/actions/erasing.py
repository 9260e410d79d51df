"""Erasing an account: nothing that names its owner stays, and what they decided stays under a number."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from web.accounts.models import Account
from web.audit.actions import erased


@transaction.atomic
def erase_accounts(*, email: str, at: datetime) -> int:
    """Erase the accounts of this address, also where it was theirs before or they asked for it; how many."""
    rows = Account.objects.filter(
        Q(email__iexact=email) | Q(wanted_email__iexact=email) | Q(former_email__iexact=email)
    )
    return sum(erase_account(account=row, at=at) for row in rows)


@transaction.atomic
def erase_account(*, account: Account, at: datetime) -> bool:
    """Take out of an account all that names its owner or lets them in; whether it was there.

    The row stays, closed, for what was decided with it stays under its number.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    nameless = f"erased-{row.pk}"
    if row.username == nameless:
        return False
    Authenticator.objects.filter(user=row).delete()
    EmailAddress.objects.filter(user=row).delete()
    for session in Session.objects.all():  # what a session tells is written in it, the name that was typed too
        if session.get_decoded().get(SESSION_KEY) == str(row.pk):
            session.delete()
    row.username, row.is_active, row.last_login = nameless, False, None
    row.email = row.name = row.first_name = row.last_name = row.wanted_email = row.former_email = row.language = ""
    row.epoch += 1
    row.set_unusable_password()
    row.save()
    erased("account", row.pk, by=None, at=at)
    return True


def erase_account_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """Erase the account of this number, if it was made before that moment and is there; whether it was."""
    row = Account.objects.filter(pk=key, date_joined__lte=before).first()
    return row is not None and erase_account(account=row, at=at)
