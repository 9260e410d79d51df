"""A mail server's address becomes Django's settings for it."""

from __future__ import annotations

from typing import Any

import dj_email_url
from django.core.exceptions import ImproperlyConfigured

#: Seconds until a mail server that does not answer is given up.
PATIENCE = 20


def server(url: str) -> dict[str, Any]:
    """Settings of the mail server at `url`. Raises ImproperlyConfigured for a scheme that is none.

    submission://user:password@host is encrypted by STARTTLS, smtp://user:password@host:465/?ssl=True from the first
    byte, and smtp://host not at all.

    >>> server("submission://me:secret@mail.example.org")["EMAIL_USE_TLS"]
    True
    """
    found: dict[str, Any] = dj_email_url.parse(url)
    if "EMAIL_BACKEND" not in found:  # the library says nothing, and mail would go out unencrypted
        known = ", ".join(sorted(set(dj_email_url.SCHEMES) - {"smtps", "submit"}))
        raise ImproperlyConfigured(f"PLURIVOX_EMAIL starts with {url.partition(':')[0]!r}; write one of {known}")
    return found | {"EMAIL_TIMEOUT": found["EMAIL_TIMEOUT"] or PATIENCE}
