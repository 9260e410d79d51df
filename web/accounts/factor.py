"""The second factor: codes that a telephone shows for half a minute (RFC 6238), and ten codes for when it is lost.

The arithmetic is allauth's. Whether a code was used before stands in the database and not in one process's memory.
"""

from __future__ import annotations

import base64
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from web.accounts.models import Account

#: Bytes of a secret.
SHORTEST = 16


def new_secret() -> str:
    """A secret for a telephone, as it is typed: 32 letters and digits."""
    return generate_totp_secret()


def check_secret(secret: str) -> None:
    """Raises ValidationError unless this is base32 of at least 128 bits, the least that RFC 4226 allows."""
    try:
        known = len(base64.b32decode(secret, casefold=True)) >= SHORTEST
    except ValueError:
        known = False
    if not known:
        raise ValidationError(_("The secret is not base32 of at least 26 letters and digits."), code="secret-unfit")


def window(at: datetime) -> int:
    """The number of the half minute in which this moment lies."""
    return int(at.timestamp()) // app_settings.TOTP_PERIOD


def code(secret: str, at: datetime) -> str:
    """The code that a telephone with this secret shows at this moment."""
    return format_hotp_value(hotp_value(secret, window(at)))


def fits(secret: str, typed: str, at: datetime) -> bool:
    """Whether this is the code of this moment; blanks are passed over."""
    return constant_time_compare("".join(typed.split()), code(secret, at))


def address(account: Account, secret: str) -> str:
    """The secret as telephones read it: otpauth://totp/..."""
    return str(get_adapter().build_totp_url(account, secret))


def picture(account: Account, secret: str) -> SafeString:
    """The same as a QR picture: an SVG element without style or script."""
    svg = get_adapter().build_totp_svg(address(account, secret))
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  drawn here, from squares alone
