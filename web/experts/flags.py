"""What an editor should look at before deciding: numbers, addresses and names that somebody else here has too.

It finds the same person under two accounts or two names (promise R10), and a name that looks like another's (R36).
A flag decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plurivox import model
from web.accounts.models import Account
from web.experts import names
from web.experts.models import Application, Verification
from web.questions.models import Expert


class Kind(TextChoices):
    """Why somebody should look."""

    SAME_NAME = "same-name", _("An expert of this name is here already")
    LOOKALIKE = "lookalike", _("The name looks like that of another expert")
    NPI = "npi", _("Another expert has the same NPI")
    ORCID = "orcid", _("Another expert has the same ORCID iD")
    LICENCE = "licence", _("Another expert has the same licence number")
    EMAIL = "email", _("An account has the same e-mail address")
    APPLICATION = "application", _("Another application gives the same address, number or name")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: why, and who has it too. `slug` is an expert's, `application` an application's."""

    kind: Kind
    name: str
    slug: str = ""
    application: str = ""


def mailbox(email: str) -> str:
    """An address as one person's mailbox: no capitals, and nothing behind a plus sign.

    >>> mailbox("Ada+desk@Example.org")
    'ada@example.org'
    """
    local, _at, host = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def number(text: str) -> str:
    """A licence number as it is compared: letters and digits only.

    >>> number("GMC 123-4567") == number("gmc1234567")
    True
    """
    return re.sub(r"[\W_]", "", text.casefold())


def of_application(application: Application, name: str = "") -> tuple[Flag, ...]:
    """What to look at before this application is decided; `name` is the one that readers would see, where another."""
    name, own = name or application.name, application.expert_id
    found = list(_of_facts(own, application.npi, application.orcid, {number(application.licence_number)} - {""}))
    found += _of_name(own, name, model.slug(name))
    box = mailbox(application.email)
    accounts = Account.objects.exclude(email="").exclude(seats__expert=own or 0)
    found += [Flag(Kind.EMAIL, str(account)) for account in accounts if mailbox(account.email) == box]
    found += _of_others(application, box)
    return tuple(found)


def of_expert(expert: Expert) -> tuple[Flag, ...]:
    """What to look at with this expert: who else has their numbers or a name like theirs."""
    rows = Verification.objects.filter(expert=expert).exclude(licence_number="")
    numbers = {number(text) for text in rows.values_list("licence_number", flat=True)} - {""}
    found = [*_of_facts(expert.pk, expert.npi, expert.orcid, numbers), *_of_name(expert.pk, expert.name, expert.slug)]
    return tuple(found)


def _of_facts(own: int | None, npi: str, orcid: str, numbers: set[str]) -> Iterator[Flag]:
    others = Expert.objects.exclude(pk=own or 0).order_by("name")
    if npi:
        yield from (Flag(Kind.NPI, row.name, row.slug) for row in others.filter(npi=npi))
    if orcid:
        yield from (Flag(Kind.ORCID, row.name, row.slug) for row in others.filter(orcid=orcid))
    if numbers:
        rows = Verification.objects.exclude(expert=own or 0).exclude(licence_number="").select_related("expert")
        same = {row.expert for row in rows if number(row.licence_number) in numbers}
        yield from (Flag(Kind.LICENCE, row.name, row.slug) for row in sorted(same, key=lambda row: row.name))


def _of_name(own: int | None, name: str, slug: str) -> Iterator[Flag]:
    like = names.skeleton(name)
    for pk, other, at in Expert.objects.order_by("name").values_list("pk", "name", "slug").iterator():
        if pk == own:
            continue
        if at == slug:
            yield Flag(Kind.SAME_NAME, other, at)
        elif names.skeleton(other) == like:
            yield Flag(Kind.LOOKALIKE, other, at)


def _of_others(application: Application, box: str) -> Iterator[Flag]:
    rows = Application.objects.exclude(pk=application.pk).order_by("-at")
    for row in rows:
        same = (
            mailbox(row.email) == box
            or (application.npi and row.npi == application.npi)
            or (application.orcid and row.orcid == application.orcid)
            or (application.licence_number and number(row.licence_number) == number(application.licence_number))
            or names.skeleton(row.name) == names.skeleton(application.name)
        )
        if same:
            yield Flag(Kind.APPLICATION, row.name, application=row.public_id)
