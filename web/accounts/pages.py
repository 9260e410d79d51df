"""The page models of signing in, of one's own account, and of people and roles. No HTML, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.accounts import factor, queries
from web.accounts.models import Account, Grant, Role

#: Accounts on one page.
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DoorPage:
    """A page before the desk: what was refused, and what was done just before."""

    refused: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds, for one topic or for all (an empty name)."""

    number: int
    role: Role
    topic: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    name: str
    email: str
    wanted_email: str
    roles: tuple[HeldRole, ...]
    codes_left: int
    frozen_until: datetime | None
    done: str = ""


@dataclass(frozen=True, slots=True)
class FactorPage:
    """A second factor that is being set up: its secret in groups of four, and as a picture."""

    secret: str
    picture: str
    address: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The recovery codes, while their owner has not said that they keep them."""

    codes: tuple[str, ...]
    left: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One account as administrators see it."""

    number: int
    name: str
    shown: str
    email: str
    former_email: str
    open: bool
    factor: bool
    password: bool
    last_login: datetime | None
    frozen_until: datetime | None
    roles: tuple[HeldRole, ...]
    own: bool
    """Whether this is the administrator who looks."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Accounts with their roles."""

    people: tuple[Person, ...]
    words: str
    query: str
    """The words as an address has them."""
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One account, and what an administrator can do with it."""

    person: Person
    link_lasts: int
    """Days that a mailed link to set a password holds."""
    refused: str = ""


def account_page(account: Account, at: datetime, done: str = "") -> AccountPage:
    """The own account of whoever is here."""
    codes, _kept = queries.recovery_codes(account)
    return AccountPage(
        account.username,
        account.email,
        account.wanted_email,
        _roles(queries.accounts().get(pk=account.pk)),
        len(codes),
        _frozen(account, at),
        done,
    )


def factor_page(account: Account, secret: str, replaces: bool) -> FactorPage:
    """The second factor with this secret, to be set up."""
    grouped = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return FactorPage(grouped, factor.picture(account, secret), factor.address(account, secret), replaces)


def codes_page(account: Account) -> CodesPage:
    """Recovery codes: in plain until they are kept, and then only their number."""
    codes, kept = queries.recovery_codes(account)
    return CodesPage(() if kept else codes, len(codes), kept)


def people_page(words: str, number: str, by: Account, at: datetime) -> PeoplePage:
    """Accounts whose name or address holds these words."""
    words = words.strip()
    found = Paginator(queries.accounts(words), PER_PAGE).get_page(number)
    return PeoplePage(
        _people(list(found.object_list), by, at),
        words,
        urlencode({"q": words}) if words else "",
        found.paginator.count,
        found.number,
        found.paginator.num_pages,
    )


def person_page(number: int, by: Account, at: datetime, refused: str = "") -> PersonPage:
    """One account. Raises NotFound when there is none of this number."""
    rows = list(queries.accounts().filter(pk=number))
    if not rows:
        raise NotFound(_("There is no account of that number."))
    return PersonPage(_people(rows, by, at)[0], settings.PASSWORD_RESET_TIMEOUT // (24 * 3600), refused)


def _people(rows: list[Account], by: Account, at: datetime) -> tuple[Person, ...]:
    factors = queries.with_factor([row.pk for row in rows])
    return tuple(
        Person(
            row.pk,
            row.username,
            row.name,
            row.email,
            row.former_email,
            row.is_active,
            row.pk in factors,
            row.has_usable_password(),
            row.last_login,
            _frozen(row, at),
            _roles(row),
            row.pk == by.pk,
        )
        for row in rows
    )


def _roles(row: Account) -> tuple[HeldRole, ...]:
    grants: list[Grant] = row.held  # type: ignore[attr-defined]  prefetched
    return tuple(HeldRole(g.pk, Role(g.role), g.topic.name if g.topic else "", g.at) for g in grants)


def _frozen(account: Account, at: datetime) -> datetime | None:
    return account.frozen_until if account.frozen_until and account.frozen_until > at else None
