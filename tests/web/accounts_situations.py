"""Accounts that sign in by hand: their password and the secret of their second factor are known to the tests."""

from __future__ import annotations

import re

from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.web.situations import NOW, OURS
from web import clock
from web.accounts import actions, factor
from web.accounts.models import Account, Role
from web.jobs.worker import Worker

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(name: str, *roles: Role, secret: str = SECRET, topic: int | None = None) -> Account:
    """An account with a password, a second factor and these roles."""
    made = actions.add_account(name=name, password=PASSWORD, email=f"{name}@example.org", by=None, at=NOW)
    actions.set_factor(account=made, secret=secret, by=None, at=NOW)
    for role in roles:
        actions.grant(account=made, role=role, topic=topic, by=None, at=NOW)
    return made


def newcomer(name: str) -> Account:
    """An account with a password that has not set up a second factor."""
    return actions.add_account(name=name, password=PASSWORD, email=f"{name}@example.org", by=None, at=NOW)


def browser() -> Client:
    """A browser whose forms are sent by pages of ours."""
    return Client(headers={"accept-language": "en", **OURS})


def knock(client: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the first form of the door."""
    return client.post("/desk/login", {"name": name, "password": password, **more})


def now_code(secret: str = SECRET) -> str:
    """What a telephone with this secret shows now."""
    return factor.code(secret, clock.now())


def enter(client: Client, code: str | None = None) -> HttpResponse:
    """Send the second form of the door."""
    return client.post("/desk/login/code", {"code": now_code() if code is None else code})


def at_the_desk(name: str) -> Client:
    """A browser in which this person has signed in by password and code."""
    client = browser()
    assert knock(client, name).status_code == 302
    assert enter(client).status_code == 302
    return client


def work() -> None:
    """Do the background work that is to be done now, and forget what has been sent before it."""
    mail.outbox.clear()
    Worker(batch=True).run()


def links() -> list[str]:
    """The addresses of the desk in the letters that were sent last."""
    found = (
        re.search(r"https?://[^/\s]+(/desk/(?:new-password|account/address)/\S+)", str(m.body)) for m in mail.outbox
    )
    return [match[1] for match in found if match]
