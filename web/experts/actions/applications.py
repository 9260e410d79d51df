"""Applications: anybody may send one; an editor decides it once, and no expert of that name is taken over silently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plurivox import model
from plurivox.model import ExpertKind
from web.accounts import actions as accounts
from web.accounts import roles
from web.accounts.models import Account
from web.audit.actions import erased, record
from web.experts import flags, identifiers, names, queries, rules
from web.experts.actions.facts import keep_disclosure
from web.experts.actions.seats import seat
from web.experts.models import Application, Seat
from web.jobs.actions import enqueue
from web.letters.actions import notify
from web.questions.models import Expert

#: What a name to sign in with does not hold.
_SIGN_IN = re.compile(r"[^\w.@+-]")

#: Characters of a name to sign in with, as Django's accounts have it.
LONGEST_SIGN_IN = 150


@transaction.atomic
def apply(*, public_id: str, facts: Mapping[str, Any], at: datetime) -> Application:
    """Keep an application and tell the editors. Sent twice, it is one. Raises ValidationError for each fault, by field.

    `facts` are the fields of Application that an applicant fills in; `no_conflicts` must be True or False.
    """
    known = Application.objects.filter(public_id=public_id).first()
    if known:
        return known
    row = Application(public_id=public_id, at=at, **_checked(facts))
    row.save()
    record("applied", "application", row.public_id, by=None, at=at)
    notify(roles.holders(*rules.CARERS), "application", once=row.public_id, at=at, application=row.public_id)
    return row


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in their one spelling; all faults at once."""
    given, faults = dict(facts), {}
    checks = {"name": names.clean}
    for name in ("name", *queries.FACTS, "licence_number"):
        try:
            check = checks.get(name)
            given[name] = check(given.get(name, "")) if check else identifiers.clean(name, given.get(name, ""))
        except ValidationError as error:
            faults[name] = error.messages
    if not given["credentials"] and "credentials" not in faults:
        faults["credentials"] = [_("Say what you are: your training, your profession, or what the organisation is.")]
    for name, missing in (("evidence", _("Say how we can check this: a register, a licence number, a document.")),):
        try:
            rules.check_text(given.get(name, ""), missing)
        except ValidationError as error:
            faults[name] = error.messages
    try:
        if given.get("no_conflicts") is None:
            raise ValidationError({"text": _("Say whether you have conflicts of interest; none is an answer too.")})
        rules.check_disclosure(given["no_conflicts"], given.get("conflicts", ""))
    except ValidationError as error:
        faults["no_conflicts" if given.get("no_conflicts") is None else "conflicts"] = error.messages
    if faults:
        raise ValidationError(faults)
    return given


@transaction.atomic
def accept(
    *,
    application: Application,
    by: Any,
    at: datetime,
    same: bool | None = None,
    shown: str = "",
    looked: bool = False,
) -> Expert:
    """Make the applicant an expert with an account, a seat and a first disclosure; nothing is verified yet.

    Where an expert of that name is here already: `same` True says that it is them, and they get the seat; `same` False
    needs another name, in `shown`. Where there is anything else to look at, `looked` says that an editor did.
    """
    rules.check_may_care(by)
    row = Application.objects.select_for_update().get(pk=application.pk)
    rules.check_waiting(row)
    name = names.clean(shown) if shown.strip() else row.name
    others = [flag for flag in flags.of_application(row, name) if flag.slug != model.slug(name)]
    expert = _expert(row, name, same)
    if others and not looked:
        raise ValidationError(
            {"looked": _("There is something to look at above. Look at it, then say here that you did.")}
        )
    account = _account(row, at, by)
    person = row.kind == ExpertKind.PERSON.value
    seat(expert=expert, account=account, kind=Seat.Kind.SELF if person else Seat.Kind.STEWARD, by=by, at=at)
    keep_disclosure(expert, row.no_conflicts, row.conflicts, account, at)
    row.state, row.expert, row.decided_by, row.decided_at = Application.State.ACCEPTED, expert, by, at
    row.save(update_fields=["state", "expert", "decided_by", "decided_at"])
    record("accepted", "application", row.public_id, by=by, at=at, expert=expert.pk, account=account.pk, same=same)
    application.refresh_from_db()
    return expert


def _expert(row: Application, name: str, same: bool | None) -> Expert:
    """The expert whom this application is about: a new one, or the one of that name, if an editor says so."""
    known = Expert.objects.select_for_update().filter(slug=model.slug(name)).first()
    if known is None:
        if same:
            raise ValidationError({"same": _("No expert of this name is here. Choose “somebody else”.")})
        facts = {fact: getattr(row, fact) for fact in queries.FACTS}
        return Expert.objects.create(slug=model.slug(name), name=name, kind=row.kind, **facts)
    if same is None:
        raise ValidationError({"same": _("An expert of this name is here. Say whether this is the same person.")})
    if not same:
        raise ValidationError(
            {
                "shown": _(
                    "One name is one voice here. Type a name that tells the two apart, such as “Ada Test (Leeds)”."
                )
            }
        )
    if known.kind != row.kind:
        raise ValidationError({"same": _("One of the two is a person, the other an organisation.")})
    empty = [fact for fact in queries.FACTS if not getattr(known, fact) and getattr(row, fact)]
    for fact in empty:
        setattr(known, fact, getattr(row, fact))
    known.save(update_fields=empty)
    return known


def _account(row: Application, at: datetime, by: Any) -> Account:
    """The account with this address, or a new one without a password; a link to set one is mailed."""
    known = Account.objects.filter(email__iexact=row.email).first()
    if known:
        return known
    sign_in = row.email.strip().lower()
    if _SIGN_IN.search(sign_in) or len(sign_in) > LONGEST_SIGN_IN:
        sign_in = f"{model.slug(row.name)[:60]}-{row.public_id[:8]}"
    made = accounts.add_account(name=sign_in, password="", email=row.email, shown=row.name, at=at, by=by)
    enqueue("web.accounts.jobs.mail_password_link", account=made.pk, kind="invited")
    return made


@transaction.atomic
def refuse(*, application: Application, reason: str, by: Any, at: datetime) -> None:
    """Refuse an application, for a reason that the applicant is mailed."""
    rules.check_may_care(by)
    row = Application.objects.select_for_update().get(pk=application.pk)
    rules.check_waiting(row)
    rules.check_text(reason, _("Say why, in words for the applicant."), "reason")
    row.state, row.reason, row.decided_by, row.decided_at = Application.State.REFUSED, reason.strip(), by, at
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record("refused", "application", row.public_id, by=by, at=at)
    enqueue("web.experts.jobs.mail_refusal", application=row.pk)
    application.refresh_from_db()


@transaction.atomic
def erase_applications(*, email: str, at: datetime) -> int:
    """Forget the applications that came from this address, decided or not; how many."""
    return sum(_erase(row, at) for row in Application.objects.filter(email__iexact=email))


def erase_application_again(*, key: int, before: datetime, by: int | None, at: datetime) -> bool:
    """Erase the application of this number, if it was sent before that moment and is there; whether it was."""
    row = Application.objects.filter(pk=key, at__lte=before).first()
    return row is not None and _erase(row, at)


@transaction.atomic
def _erase(row: Application, at: datetime) -> bool:
    number, there = row.pk, bool(Application.objects.filter(pk=row.pk).delete()[0])
    if there:
        erased("application", number, by=None, at=at)
    return there
