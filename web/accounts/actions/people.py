"""Accounts and roles: who may come in, and what they may do."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from web.accounts import rules
from web.accounts.models import Account, Grant, Role
from web.audit.actions import record
from web.jobs.actions import enqueue
from web.letters.actions import notify


@transaction.atomic
def add_account(
    *, name: str, password: str, at: datetime, by: Account | None, email: str = "", shown: str = ""
) -> Account:
    """A new account that holds no role yet. Raises ValidationError: name or address taken, or password too weak.

    Without a password nobody can sign in until one is set by a link that is mailed. `shown` is how colleagues see them.
    """
    account = Account(username=Account.normalize_username(name), email=email.strip().lower(), name=shown.strip())
    account.clean_fields(exclude=["password"])
    if "@" in account.username and account.username.casefold() != account.email:
        raise ValidationError(_("A name with an @ reads like an address. Choose one without."), code="name-unfit")
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
    """Give a role, for one topic or for all. Held already, it stays as it is. Nobody gives themselves one.

    Raises PermissionDenied unless an administrator gives it, ValidationError for a role that cannot be given so.
    """
    if by is not None:
        rules.check_administers(by)
    rules.check_grant(account, role, topic, by)
    rules.check_not_frozen(by, at)
    held = Grant.objects.filter(account=account, role=role, topic=topic, ended_at__isnull=True).first()
    if held:
        return held
    given = Grant.objects.create(account=account, role=role, topic_id=topic, by=by, at=at)
    record("granted", "role", given.pk, by=by, at=at, account=account.pk, role=role.value, topic=topic)
    return given


@transaction.atomic
def end_grant(*, grant: Grant, by: Account | None, at: datetime) -> None:
    """Take a role back, from the next request on. One that has ended stays so.

    Raises PermissionDenied unless an administrator takes it, ValidationError where none would be left.
    """
    if by is not None:
        rules.check_administers(by)
        if grant.role == Role.ADMINISTRATOR:
            rules.check_not_last(grant.account)
    if Grant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_by=by, ended_at=at):
        record("ended", "role", grant.pk, by=by, at=at, account=grant.account_id, role=grant.role)


def suspend_account(*, name: str, by: Account | None, at: datetime) -> Account:
    """Close an account: from the next request on it can do nothing. What its owner decided stays under their name.

    Raises ValidationError when there is no such account, or nobody could open it again.
    """
    return _set_active(name, False, by, at)


def restore_account(*, name: str, by: Account | None, at: datetime) -> Account:
    """Open a suspended account again; its owner signs in anew. Raises ValidationError when there is none."""
    return _set_active(name, True, by, at)


@transaction.atomic
def lift_freeze(*, account: Account, by: Account | None, at: datetime) -> None:
    """An administrator has made sure that its owner changed the keys: what they do reaches readers again."""
    if by is not None:
        rules.check_administers(by)
    rules.check_another(account, by)
    rules.check_not_frozen(by, at)
    if Account.objects.filter(pk=account.pk, frozen_until__isnull=False).update(frozen_until=None):
        event = record("unfroze", "account", account.pk, by=by, at=at)
        notify([account], "freeze-lifted", once=str(event.number), at=at)


@transaction.atomic
def mail_link(*, account: Account, by: Account | None, at: datetime) -> None:
    """Mail a link by which its owner sets a password. Raises ValidationError where there is no address."""
    if by is not None:
        rules.check_administers(by)
    if not account.email or not account.is_active:
        raise ValidationError(_("This account is closed, or it has no address."), code="no-address")
    record("mailed-link", "account", account.pk, by=by, at=at)
    enqueue("web.accounts.jobs.mail_password_link", account=account.pk, kind="invited")


@transaction.atomic
def _set_active(name: str, active: bool, by: Account | None, at: datetime) -> Account:
    if by is not None:
        rules.check_administers(by)
    account = Account.objects.select_for_update().filter(username=Account.normalize_username(name)).first()
    if account is None:
        raise ValidationError(_("There is no account of that name."), code="name-unknown")
    rules.check_another(account, by)
    account.is_active = active
    account.epoch += 1  # sessions that were open stay closed when the account is opened again
    account.save(update_fields=["is_active", "epoch"])
    record("restored" if active else "suspended", "account", account.pk, by=by, at=at)
    return account
