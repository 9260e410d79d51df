"""Numbers and links by which registers name a person: whether they can be right, by their own check digits.

Pure functions, no network: a number that passes may still be somebody else's, which is the verifier's to see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: What the card standard puts before an NPI: health applications (80), United States (840).
NPI_PREFIX = "80840"

#: Characters of a link, and of any other single line that an expert states.
LONGEST_LINE = 300

_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])/?")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]{1,62}")


def npi(text: str) -> str:
    """A National Provider Identifier of the United States: ten digits, the last a check digit.

    The Luhn formula runs over the nine digits behind the prefix 80840 (CMS, "Requirements for National Provider
    Identifier and NPI Check Digit", 2004; 45 CFR 162.406). The first digit is 1 or 2. Raises ValidationError.

    >>> npi(" 1234567893 ")
    '1234567893'
    """
    found = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", found):
        raise ValidationError(_("An NPI has ten digits. Check the number."), code="npi-shape")
    if found[0] not in "12":
        raise ValidationError(_("An NPI begins with 1 or 2. Check the number."), code="npi-first")
    if _luhn(NPI_PREFIX + found) != 0:
        raise ValidationError(_("The last digit of this NPI does not fit the others. Check the number."), code="npi")
    return found


def orcid(text: str) -> str:
    """An ORCID iD, bare or as a link: four blocks of four, the last character a checksum.

    ISO 7064 MOD 11-2 over the first fifteen digits, with X for ten (ORCID, "Structure of the ORCID Identifier").
    Raises ValidationError.

    >>> orcid("https://orcid.org/0000-0002-1825-0097")
    '0000-0002-1825-0097'
    """
    found = _ORCID.fullmatch(text.strip())
    if found is None:
        raise ValidationError(
            _("An ORCID iD has four blocks of four digits, such as 0000-0002-1825-0097."), code="orcid-shape"
        )
    whole = "-".join(found.groups()).upper()
    digits = whole.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        raise ValidationError(_("The last character of this ORCID iD does not fit the others. Check it."), code="orcid")
    return whole


def register_url(text: str) -> str:
    """The link to an entry in a public register: https, a host with a name, nothing hidden in it. ValidationError.

    >>> register_url("https://www.gmc-uk.org/doctors/1234567")
    'https://www.gmc-uk.org/doctors/1234567'
    """
    found = text.strip()
    fault = ValidationError(
        _("Give the whole link to your entry in the register. It begins with https://."), code="register-url"
    )
    if len(found) > LONGEST_LINE or re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]", found):
        raise fault
    try:
        parts = urlsplit(found)
        port = parts.port
    except ValueError as error:
        raise fault from error
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or parts.username is not None or port not in (None, 443) or not _HOST.fullmatch(host):
        raise fault
    return found


def line(text: str) -> str:
    """Any other fact, on one line. Raises ValidationError when it is too long; it is never cut."""
    found = " ".join(text.split())
    if len(found) > LONGEST_LINE:
        raise ValidationError(_("This is too long for one line. Please shorten it."), code="too-long")
    return found


_CHECKS: dict[str, Callable[[str], str]] = {"npi": npi, "orcid": orcid, "register_url": register_url}


def clean(name: str, text: str) -> str:
    """The fact of this name in its one spelling; nothing stays nothing. Raises ValidationError under that name."""
    if not text.strip():
        return ""
    try:
        return _CHECKS.get(name, line)(text)
    except ValidationError as error:
        raise ValidationError({name: error}) from error


def _luhn(digits: str) -> int:
    """What is left of the Luhn sum modulo ten; 0 where the last digit fits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10
