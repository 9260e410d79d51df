"""Experts in the situations that tests speak of, made by the same actions that the desk uses."""

from __future__ import annotations

from datetime import datetime, timedelta

from plurivox import model
from plurivox.model import ExpertKind
from tests.web.situations import NOW, account
from web.accounts.models import Account, Role
from web.audit.models import Event
from web.experts import actions
from web.experts.models import Application, Seat, Verification
from web.questions.models import Expert

#: A number and an iD whose check digits fit; both are the published examples and nobody's.
NPI, ORCID = "1234567893", "0000-0002-1825-0097"

#: Until when what is verified holds, unless a test says otherwise: two years from NOW.
LATER = NOW + timedelta(days=730)


def editor(name: str = "edda") -> Account:
    """The editor of that name, made on first use."""
    return Account.objects.filter(username=name).first() or account(name, Role.EDITOR)


def expert(name: str, kind: ExpertKind = ExpertKind.PERSON, **facts: str) -> Expert:
    """An expert of whom nothing is known but the name, made on first use."""
    made, _new = Expert.objects.get_or_create(
        slug=model.slug(name), defaults={"name": name, "kind": kind.value, **facts}
    )
    return made


def seated_expert(
    name: str, writer: Account | None = None, kind: ExpertKind = ExpertKind.PERSON, at: datetime = NOW, **facts: str
) -> Expert:
    """An expert with somebody who writes for them, and a disclosure of none; nothing is verified.

    Who writes is the person, or for an organisation its steward; an account named after the expert, if none is given.
    """
    made = expert(name, kind, **facts)
    writer = writer or account(made.slug)
    seat = Seat.Kind.SELF if kind is ExpertKind.PERSON else Seat.Kind.STEWARD
    actions.seat(expert=made, account=writer, kind=seat, by=editor(), at=at)
    actions.disclose(expert=made, none=True, text="", by=writer, at=at)
    return made


def verified_expert(
    name: str,
    account: Account | None = None,
    until: datetime = LATER,
    at: datetime = NOW,
    kind: ExpertKind = ExpertKind.PERSON,
    **facts: str,
) -> Expert:
    """An expert who may answer: with a writer, a verified licence (or organisation) and a disclosure of none."""
    made = seated_expert(name, account, kind, at, **facts)
    verified(made, until=until, at=at)
    return made


def verified(made: Expert, what: str = "", until: datetime = LATER, at: datetime = NOW, **facts: str) -> Verification:
    """Verify the licence of a person, the organisation of an organisation, or what is named."""
    person = made.kind == ExpertKind.PERSON.value
    usual = Verification.What.LICENCE if person else Verification.What.ORGANISATION
    return actions.verify(
        expert=made,
        what=what or usual,
        evidence="The public register, seen today.",
        until=until,
        by=editor(),
        at=at,
        **facts,
    )


def writer_of(made: Expert) -> Account:
    """Who writes for this expert."""
    seat = Seat.objects.filter(expert=made, ended_at__isnull=True).order_by("pk").select_related("account").first()
    assert seat
    return seat.account


def application(name: str = "Dr Vera Test", at: datetime = NOW, **facts: object) -> Application:
    """An application that waits."""
    given: dict[str, object] = {
        "name": name,
        "kind": "person",
        "email": f"{model.slug(name)}@example.org",
        "credentials": "MD",
        "specialty": "Cardiology",
        "evidence": "Register of physicians, number 12345.",
        "no_conflicts": True,
    }
    return actions.apply(public_id=f"{Application.objects.count():032}", facts=given | facts, at=at)


def verbs() -> list[tuple[str, str]]:
    """What the audit log says was done, in order."""
    return list(Event.objects.order_by("number").values_list("verb", "noun"))
