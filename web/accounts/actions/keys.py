"""The keys of an account: password, second factor, address. Whoever changes one ends every other session of it."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from web.accounts import factor, rules
from web.accounts.models import Account
from web.audit.actions import record
from web.jobs.actions import enqueue
from web.letters.actions import notify

#: Seconds that a link to a new address holds.
GOOD_FOR = 24 * 3600

SALT = "web.accounts.address"


@transaction.atomic
def signed_in(*, account: Account, at: datetime) -> None:
    """That somebody came in, for the log."""
    record("signed-in", "account", account.pk, by=account, at=at)


@transaction.atomic
def set_password(*, account: Account, password: str, by: Account | None, at: datetime) -> None:
    """A new password; it ends every session. Raises ValidationError when it is too weak."""
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    event = record("changed", "password", account.pk, by=by, at=at)
    notify([account], "password-changed", once=str(event.number), at=at)


@transaction.atomic
def set_factor(*, account: Account, secret: str, by: Account | None, at: datetime) -> None:
    """This secret is the second factor from now on, with new recovery codes; every session ends.

    Where it takes the place of another, or of one that was lost, what the account does reaches no reader for a while.
    Raises ValidationError for a secret that no telephone could hold.
    """
    factor.check_secret(secret)
    held = Account.objects.select_for_update().get(pk=account.pk)
    replaced = Authenticator.objects.filter(user=held, type=Authenticator.Type.TOTP).delete()[0]
    Authenticator.objects.filter(user=held).delete()
    TOTP.activate(held, secret)
    RecoveryCodes.activate(held)
    frozen = bool(replaced) or held.frozen_until is not None
    _rekeyed(account, at, frozen)
    event = record("set", "factor", account.pk, by=by, at=at, frozen=frozen)
    notify([account], "factor-changed" if frozen else "factor-set", once=str(event.number), at=at)


@transaction.atomic
def reset_factor(*, account: Account, by: Account | None, at: datetime) -> None:
    """Forget a second factor that was lost: its owner sets up another at the next sign-in, by password.

    Nothing that the account does reaches readers for a while. Raises PermissionDenied, or ValidationError for one's
    own account.
    """
    if by is not None:
        rules.check_administers(by)
    rules.check_another(account, by)
    rules.check_not_frozen(by, at)
    Authenticator.objects.filter(user=account.pk).delete()
    _rekeyed(account, at, True)
    event = record("reset", "factor", account.pk, by=by, at=at)
    notify([account], "factor-reset", once=str(event.number), at=at)


@transaction.atomic
def use_code(*, account: Account, code: str, at: datetime) -> bool:
    """Whether this is the code of this moment or a recovery code. Each opens the door once, whoever is faster."""
    rows = Authenticator.objects.select_for_update().filter(user=account.pk)
    by_type = {row.type: row for row in rows}
    totp = by_type.get(Authenticator.Type.TOTP)
    if totp is None:
        return False
    now = factor.window(at)
    if totp.data.get("used", -1) < now and factor.fits(decrypt(totp.data["secret"]), code, at):
        totp.data["used"] = now
        totp.last_used_at = at
        totp.save(update_fields=["data", "last_used_at"])
        return True
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    if codes is None or not codes.wrap().validate_code("".join(code.split())):
        return False
    event = record("used", "recovery-code", account.pk, by=account, at=at)
    notify([account], "recovery-code-used", once=str(event.number), at=at)
    return True


@transaction.atomic
def new_codes(*, account: Account, at: datetime) -> None:
    """Ten new recovery codes; the old ones open nothing any more."""
    Authenticator.objects.filter(user=account.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(account)
    event = record("renewed", "recovery-codes", account.pk, by=account, at=at)
    notify([account], "recovery-codes-renewed", once=str(event.number), at=at)


@transaction.atomic
def keep_codes(*, account: Account, at: datetime) -> None:
    """Their owner has written the recovery codes down: they are shown no more."""
    row = Authenticator.objects.filter(user=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is not None and not row.data.get("viewed_at"):
        row.data["viewed_at"] = at.timestamp()
        row.save(update_fields=["data"])
        record("kept", "recovery-codes", account.pk, by=account, at=at)


@transaction.atomic
def want_address(*, account: Account, email: str, at: datetime) -> None:
    """Mail a link to a new address; until it is opened the old one stays. Raises ValidationError for one that is none.

    Whether it is somebody else's already is not told here: no link is sent then.
    """
    email = email.strip().lower()
    validate_email(email)
    if email == account.email:
        raise ValidationError(_("That is your address already."), code="email-same")
    Account.objects.filter(pk=account.pk).update(wanted_email=email)
    record("asked-for", "address", account.pk, by=account, at=at)
    enqueue("web.accounts.jobs.mail_address_link", account=account.pk)


@transaction.atomic
def change_address(*, account: Account, link: str, at: datetime) -> None:
    """The link was opened: the address is theirs. Every session ends, and what they do reaches no reader for a while.

    Raises ValidationError for a link that is not theirs, has ended, or leads to an address that is another's by now.
    """
    held = Account.objects.select_for_update().get(pk=account.pk)
    try:
        pk, email, epoch = signing.loads(link, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        pk, email, epoch = None, "", None
    if (pk, email, epoch) != (held.pk, held.wanted_email, held.epoch):
        raise ValidationError(_("This link has ended. Ask for the new address once more."), code="link-ended")
    if Account.objects.filter(email__iexact=email).exclude(pk=held.pk).exists():
        raise ValidationError(_("This address cannot be used. Choose another."), code="email-taken")
    account.former_email, account.email, account.wanted_email = held.email, email, ""
    account.save(update_fields=["former_email", "email", "wanted_email"])
    _rekeyed(account, at, True)
    event = record("changed", "address", account.pk, by=account, at=at)
    notify([account], "address-changed", once=str(event.number), at=at)


def address_link(account: Account) -> str:
    """What the link to the wanted address of this account carries."""
    return signing.dumps([account.pk, account.wanted_email, account.epoch], salt=SALT)


@transaction.atomic
def change_settings(*, account: Account, shown: str, language: str, mailed: bool, at: datetime) -> None:
    """How colleagues see them, in which language they are written to, and whether notices come by mail too."""
    account.name, account.language, account.mailed = shown.strip(), language, mailed
    account.save(update_fields=["name", "language", "mailed"])
    record("changed", "settings", account.pk, by=account, at=at, language=language, mailed=mailed)


def _rekeyed(account: Account, at: datetime, frozen: bool) -> None:
    """End every session, and freeze where somebody else could have come in."""
    account.epoch = Account.objects.values_list("epoch", flat=True).get(pk=account.pk) + 1
    fields = ["epoch"]
    if frozen:
        account.frozen_until = at + rules.FREEZE
        fields.append("frozen_until")
    account.save(update_fields=fields)
