"""Small libraries that tests speak of, stored by the same actions that an import uses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.test import Client

from plurivox.model import Answer, Entry, Expert, ExpertKind, Question
from web.accounts import actions as accounts
from web.accounts.models import Account, Role
from web.questions.models import Question as Row
from web.review import actions
from web.review.lines import Kind, Reason, Seen
from web.review.models import LineReport

#: No model is there: what the site does must not depend on vectors.
NO_MODEL = Path("/nonexistent")


def answer(key: str, name: str | None, text: str, kind: ExpertKind = ExpertKind.PERSON, **facts: str) -> Answer:
    """An answer by this expert, or by nobody certain."""
    return Answer(key, text, Expert(name, kind) if name else None, **facts)


def entry(key: str, *answers: Answer, text: str = "", **facts: str) -> Entry:
    """A question with these answers, or with two that agree on rest."""
    given = answers or (
        answer("a1", "Dr Ada Test", "Rest helps most people recover from a cold. Drink plenty of water."),
        answer("a2", "Dr Ben Test", "Most people recover from a cold with rest. Antibiotics do not help."),
    )
    return Entry(Question(key, text or f"Does rest help a cold ({key})?", **facts), given)


def store(*entries: Entry) -> list[Row]:
    """Import and compare, as the command does."""
    actions.add(entries)
    compare()
    return [Row.objects.get(key=found.question.key) for found in entries]


def compare() -> int:
    """Compare what needs it, by words alone."""
    return actions.compare(NO_MODEL, NO_MODEL, processes=1).done


#: When it happens, unless a test says otherwise.
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

#: What a browser says of a form that a page of ours sent.
OURS = {"sec-fetch-site": "same-origin"}


def account(name: str, *roles: Role, topic: int | None = None) -> Account:
    """An account with these roles and a second factor, and no password: no test waits for one to be hashed."""
    made = accounts.add_account(name=name, password="", email=f"{name}@example.org", by=None, at=NOW)
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "none that anybody knows"})
    for role in roles:
        accounts.grant(account=made, role=role, topic=topic, by=None, at=NOW)
    return made


def reviewer(name: str = "rita") -> Account:
    """A medical reviewer of every topic."""
    return account(name, Role.REVIEWER)


def with_password(name: str, *roles: Role, password: str = "correct horse battery staple") -> Account:
    """An account that can sign in by hand, a medical reviewer unless other roles are named."""
    made = accounts.add_account(name=name, password=password, email=f"{name}@example.org", by=None, at=NOW)
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "none that anybody knows"})
    for role in roles or (Role.REVIEWER,):
        accounts.grant(account=made, role=role, by=None, at=NOW)
    return made


def signed_in(account: Account) -> Client:
    """A browser in which this account has signed in, and whose forms are sent by pages of ours."""
    client = Client(headers={"accept-language": "en", **OURS})
    client.force_login(account)
    return client


def seen(kind: Kind = Kind.AGREED, *statements: str, point: str = "p1", digest: str = "0" * 64) -> Seen:
    """A line as a reader may have seen it."""
    point = point if kind in (Kind.AGREED, Kind.SINGLE) else ""
    return Seen(kind, point, statements or ("a1.1", "a2.1"), digest, "0.0.0")


def report(question: Row, line: Seen | None = None, **facts: object) -> LineReport:
    """What a reader reported about a line of this question."""
    given: dict[str, object] = {"reason": Reason.HARMFUL, "note": "", "at": NOW}
    given |= {"submission": f"{LineReport.objects.count():032}"} | facts
    return actions.report_line(question=question, seen=line or seen(), **given)  # type: ignore[arg-type]


def links(client: Client, question: Row) -> dict[str, str]:
    """The kind of each first line that can be reported -> the address of its form."""
    shown = client.get(f"/q/{question.slug}").content.decode()
    found: dict[str, str] = {}
    for address, kind in re.findall(r'href="([^"]+/report\?line=(\w+)%3A[^"]+)"', shown):
        found.setdefault(kind, address)
    return found


def ticket(client: Client, address: str) -> str:
    """The ticket in the form at this address."""
    found = re.search(r'name="ticket" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def send_report(client: Client, address: str, headers: dict[str, str] = OURS, **typed: str):  # type: ignore[no-untyped-def]
    """What a reader's browser sends from the form at this address."""
    form = {"ticket": "", "reason": "harmful", "note": ""} | typed
    return client.post(address, form, headers=headers)
