"""The only functions that write accounts. They are called by the operator's commands, so the operator is `by`."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from web.accounts.models import Account

#: The group whose members judge reported lines; a migration of web.review makes it.
REVIEWERS = "reviewers"


@transaction.atomic
def add_reviewer(*, name: str, password: str) -> Account:
    """A new account that may judge reported lines. Raises ValidationError: name taken, or password too weak."""
    account = Account(username=Account.normalize_username(name))
    account.clean_fields(exclude=["password"])
    if Account.objects.filter(username__iexact=account.username).exists():
        raise ValidationError(_("There is an account of that name already."), code="name-taken")
    validate_password(password, account)
    account.set_password(password)
    account.save()
    account.groups.add(Group.objects.get(name=REVIEWERS))
    return account


def suspend_account(*, name: str) -> Account:
    """Close an account: from the next request on it can do nothing. What its owner decided stays under their name.

    Raises ValidationError when there is no such account.
    """
    return _set_active(name, False)


def restore_account(*, name: str) -> Account:
    """Open a suspended account again. Raises ValidationError when there is no such account."""
    return _set_active(name, True)


@transaction.atomic
def _set_active(name: str, active: bool) -> Account:
    account = Account.objects.select_for_update().filter(username=Account.normalize_username(name)).first()
    if account is None:
        raise ValidationError(_("There is no account of that name."), code="name-unknown")
    account.is_active = active
    account.save(update_fields=["is_active"])
    return account
