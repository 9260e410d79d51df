"""The only functions that write accounts and roles. From the command line nobody is `by`: the operator is."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from web.accounts.models import Account, Grant, Role
from web.audit.actions import record


@transaction.atomic
def add_account(
    *, name: str, password: str, at: datetime, by: Account | None, email: str = "", shown: str = ""
) -> Account:
    """A new account that holds no role yet. Raises ValidationError: name or address taken, or password too weak.

    Without a password nobody can sign in until one is set by a link that is mailed. `shown` is how colleagues see them.
    """
    account = Account(username=Account.normalize_username(name), email=email.strip().lower(), name=shown)
    account.clean_fields(exclude=["password"])
    if Account.objects.filter(username__iexact=account.username).exists():
        raise ValidationError(_("There is an account of that name already."), code="name-taken")
    if account.email and Account.objects.filter(email__iexact=account.email).exists():
        raise ValidationError(_("There is an account with that address already."), code="email-taken")
    if password:
        validate_password(password, account)
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    record("added", "account", account.pk, by=by, at=at)
    return account


@transaction.atomic
def grant(*, account: Account, role: Role, topic: int | None = None, by: Account | None, at: datetime) -> Grant:
    """Give a role, for one topic or for all. Held already, it stays as it is. Nobody gives themselves one."""
    held = Grant.objects.filter(account=account, role=role, topic=topic, ended_at__isnull=True).first()
    if held:
        return held
    if by is not None and by.pk == account.pk:
        raise ValidationError(_("Nobody gives themselves a role."), code="by-themselves")
    given = Grant.objects.create(account=account, role=role, topic_id=topic, by=by, at=at)
    record("granted", "role", given.pk, by=by, at=at, account=account.pk, role=role.value, topic=topic)
    return given


@transaction.atomic
def end_grant(*, grant: Grant, by: Account | None, at: datetime) -> None:
    """Take a role back, from the next request on. One that has ended stays so."""
    if Grant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_by=by, ended_at=at):
        record("ended", "role", grant.pk, by=by, at=at, account=grant.account_id, role=grant.role)


def suspend_account(*, name: str, by: Account | None, at: datetime) -> Account:
    """Close an account: from the next request on it can do nothing. What its owner decided stays under their name.

    Raises ValidationError when there is no such account.
    """
    return _set_active(name, False, by, at)


def restore_account(*, name: str, by: Account | None, at: datetime) -> Account:
    """Open a suspended account again. Raises ValidationError when there is no such account."""
    return _set_active(name, True, by, at)


@transaction.atomic
def _set_active(name: str, active: bool, by: Account | None, at: datetime) -> Account:
    account = Account.objects.select_for_update().filter(username=Account.normalize_username(name)).first()
    if account is None:
        raise ValidationError(_("There is no account of that name."), code="name-unknown")
    account.is_active = active
    account.save(update_fields=["is_active"])
    record("restored" if active else "suspended", "account", account.pk, by=by, at=at)
    return account
