"""The job that mails what stands in notices. Each notice is mailed once, and again only where a mail server failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from web.letters import letter, queries
from web.letters.models import Notice

#: Kinds about the keys of an account: mailed also to who wants no mail, for a thief would turn mail off first.
ALWAYS = frozenset(
    {
        "password-changed",
        "factor-set",
        "factor-changed",
        "factor-reset",
        "recovery-code-used",
        "recovery-codes-renewed",
        "address-changed",
        "freeze-lifted",
    }
)

#: Kinds that go to the address before the last change as well.
TO_BOTH = frozenset({"address-changed"})

#: What is older was not mailed for a reason, and is not news.
NEWS = timedelta(days=7)


class NotMailed(Exception):
    """Some letters could not be handed over; they are tried again."""


def send_mail(*, at: datetime) -> None:
    """Mail every notice that was not mailed yet. Raises NotMailed at the end where some could not be handed over."""
    failed = 0
    for notice in queries.unmailed(at - NEWS, ALWAYS):
        try:
            _mail(notice)
        except OSError:  # of the network, and of smtplib
            failed += 1
        else:
            Notice.objects.filter(pk=notice.pk).update(mailed_at=at)
    if failed:
        raise NotMailed(failed)


def _mail(notice: Notice) -> None:
    account: Any = notice.account
    written = letter.write(notice.kind, account.language, **notice.detail)
    to = [account.email]
    if notice.kind in TO_BOTH and account.former_email:
        to.append(account.former_email)
    for number, address in enumerate(to):
        letter.send(written, address, account.language or settings.LANGUAGE_CODE, f"notice-{notice.pk}-{number}")
