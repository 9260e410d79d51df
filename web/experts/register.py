"""The page models of experts at the desk: all of them, one of them, and one's own. No HTML, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from plurivox.model import ExpertKind
from web.accounts.roles import allowed
from web.experts import flags, queries, rules
from web.experts.badges import Badge, badge
from web.experts.models import Disclosure, Seat, Sponsor, Suspension, Verification
from web.filters import Choice, choice
from web.questions.models import Answer, Expert

#: Experts on one page of the list.
PER_PAGE = 30

#: How long before its end a verification is called lapsing: the first notice goes out then.
LAPSING = timedelta(days=60)


class Standing(TextChoices):
    """How it stands with an expert: the filters of the list, and the word beside each name."""

    ALL = "all", _("All")
    VERIFIED = "verified", _("Verified")
    LAPSING = "lapsing", _("Lapsing within 60 days")
    LAPSED = "lapsed", _("Lapsed")
    UNVERIFIED = "unverified", _("Never verified")
    SUSPENDED = "suspended", _("Suspended")
    NOBODY = "nobody", _("Nobody writes for them")


@dataclass(frozen=True, slots=True)
class Row:
    """One expert in the list."""

    slug: str
    name: str
    kind: str
    facts: str
    standing: Standing
    until: datetime | None
    seated: bool
    shown: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """Experts, filtered, with the words that were searched for."""

    rows: tuple[Row, ...]
    standings: tuple[Choice, ...]
    words: str
    query: str
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an expert states, and whether it is verified. `address` where it is a link."""

    words: str
    text: str
    verified: bool
    address: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """One verification, as the desk shows it."""

    number: int
    what: str
    detail: str
    evidence: str
    by: str
    at: datetime
    until: datetime
    holds: bool
    ended_at: datetime | None
    ended_because: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes for the expert now. `may_end`: whether who looks at the page may end the seat."""

    number: int
    name: str
    email: str
    kind: str
    since: datetime
    may_end: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer written here, and who keeps it; nobody, where its keeper no longer writes for the expert."""

    number: int
    question: str
    state: str
    keeper: str
    orphaned: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """One disclosure: what was declared on a day."""

    none: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    """One suspension, over or not."""

    reason: str
    by: str
    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Product:
    """A topic that is about a product of the expert."""

    number: int
    topic: str
    product: str


@dataclass(frozen=True, slots=True)
class ExpertPage:
    """Everything the desk knows of one expert, and what who looks at it may do."""

    slug: str
    name: str
    organisation: bool
    badge: Badge
    standing: Standing
    facts: tuple[Fact, ...]
    verifications: tuple[Verified, ...]
    suspensions: tuple[Suspended, ...]
    writers: tuple[Writer, ...]
    answers: tuple[Kept, ...]
    disclosures: tuple[Declared, ...]
    products: tuple[Product, ...]
    flags: tuple[flags.Flag, ...]
    on_site: bool
    """Whether readers have a page of this expert."""
    cares: bool
    may_verify: bool
    may_lead: bool
    may_disclose: bool
    done: str
    """What was just stored, in a sentence."""


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The experts for whom an account writes, where there is more than one."""

    experts: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Belongs:
    """That a topic belongs to a specialty."""

    number: int
    topic: str
    specialty: str


@dataclass(frozen=True, slots=True)
class SpecialtiesPage:
    """To which specialties topics belong."""

    rows: tuple[Belongs, ...]


def specialties_page() -> SpecialtiesPage:
    """All of them, by topic."""
    return SpecialtiesPage(tuple(Belongs(row.pk, row.topic.name, row.specialty) for row in queries.specialties()))


def list_page(standing: str, words: str, number: str, at: datetime) -> ListPage:
    """The list by this filter and these words; a filter that is none of ours counts as all."""
    chosen = Standing(standing) if standing in Standing.values else Standing.ALL
    rows = queries.experts(at)
    for word in words.split():
        facts = ("name", "specialty", "affiliation", "credentials", "orcid", "npi")
        hit = Q(pk__in=Verification.objects.filter(licence_number__icontains=word).values("expert"))
        for fact in facts:
            hit |= Q(**{f"{fact}__icontains": word})
        rows = rows.filter(hit)
    counts = {each: rows.filter(_where(each, at)).count() for each in Standing}
    found = Paginator(rows.filter(_where(chosen, at)), PER_PAGE).get_page(number)
    filters = {"standing": chosen, "q": words}
    return ListPage(
        tuple(_row(row, at) for row in found.object_list),
        tuple(choice(filters, str(each.label), counts[each], standing=each) for each in Standing),
        words,
        urlencode(filters),
        found.number,
        found.paginator.num_pages,
        found.paginator.count,
    )


def seats_page(experts: Sequence[Expert], at: datetime) -> SeatsPage:
    """These experts, as a list to choose from."""
    rows = queries.experts(at).filter(pk__in=[expert.pk for expert in experts])
    return SeatsPage(tuple(_row(row, at) for row in rows))


def expert_page(expert: Expert, viewer: Any, at: datetime, done: str = "") -> ExpertPage:
    """One expert, as this account may see them."""
    row = queries.experts(at).get(pk=expert.pk)
    fixed = queries.verified_facts(row, at)
    cares = rules.cares(viewer)
    leads = allowed(rules.check_may_lead, viewer, row)
    seats = list(queries.seats_of(row))
    writing = {seat.account_id for seat in seats}
    return ExpertPage(
        slug=row.slug,
        name=row.name,
        organisation=row.kind == ExpertKind.ORGANISATION.value,
        badge=badge([row], at)[row.pk],
        standing=_standing(row, at),
        facts=tuple(fact for fact in _facts(row, fixed) if fact.text),
        verifications=tuple(
            _verified(v, at, cares)
            for v in Verification.objects.filter(expert=row).select_related("by").order_by("-at", "-pk")
        ),
        suspensions=tuple(
            Suspended(s.reason if cares else "", str(s.by) if cares and s.by else "", s.at, s.ended_at)
            for s in Suspension.objects.filter(expert=row).select_related("by").order_by("-at", "-pk")
        ),
        writers=tuple(_writer(seat, cares, leads) for seat in seats),
        answers=tuple(_kept(answer, writing) for answer in queries.answers_of(row)),
        disclosures=tuple(
            Declared(d.none, d.text, d.at) for d in Disclosure.objects.filter(expert=row).order_by("-number")
        ),
        products=tuple(
            Product(s.pk, s.topic.name, s.product)
            for s in Sponsor.objects.filter(expert=row).select_related("topic").order_by("topic__name", "product")
        ),
        flags=flags.of_expert(row) if cares else (),
        on_site=row.shown > 0,
        cares=cares,
        may_verify=allowed(rules.check_may_verify, viewer, row),
        may_lead=leads,
        may_disclose=allowed(rules.check_may_write, viewer, row),
        done=done,
    )


def _where(standing: Standing, at: datetime) -> Q:
    """Which experts a filter shows."""
    open_ = Q(suspended_at__isnull=True)
    return {
        Standing.ALL: Q(),
        Standing.VERIFIED: open_ & Q(until__isnull=False),
        Standing.LAPSING: open_ & Q(until__lte=at + LAPSING),
        Standing.LAPSED: open_ & Q(until__isnull=True, ever=True),
        Standing.UNVERIFIED: open_ & Q(until__isnull=True, ever=False),
        Standing.SUSPENDED: Q(suspended_at__isnull=False),
        Standing.NOBODY: Q(seated=False),
    }[standing]


def _standing(row: Any, at: datetime) -> Standing:
    if row.suspended_at is not None:
        return Standing.SUSPENDED
    if row.until is None:
        return Standing.LAPSED if row.ever else Standing.UNVERIFIED
    return Standing.LAPSING if row.until <= at + LAPSING else Standing.VERIFIED


def _row(row: Any, at: datetime) -> Row:
    facts = ", ".join(fact for fact in (row.credentials, row.specialty, row.affiliation) if fact)
    return Row(row.slug, row.name, row.kind, facts, _standing(row, at), row.until, row.seated, row.shown)


def _facts(row: Expert, fixed: frozenset[str]) -> tuple[Fact, ...]:
    def fact(words: Any, name: str, address: str = "") -> Fact:
        return Fact(str(words), getattr(row, name), name in fixed, address)

    return (
        fact(_("Credentials"), "credentials"),
        fact(_("Specialty"), "specialty"),
        fact(_("Where they work"), "affiliation"),
        fact(_("ORCID iD"), "orcid", f"https://orcid.org/{row.orcid}"),
        fact(_("NPI"), "npi"),
        fact(_("Register"), "register_url", row.register_url),
    )


def _verified(row: Verification, at: datetime, cares: bool) -> Verified:
    """Evidence, who checked and why it ended are for editors alone."""
    detail = ", ".join(part for part in (row.specialty, row.licence_number) if part)
    holds = row.ended_at is None and row.at <= at < row.until
    return Verified(
        row.pk,
        row.get_what_display(),
        detail,
        row.evidence if cares else "",
        str(row.by) if cares else "",
        row.at,
        row.until,
        holds,
        row.ended_at,
        row.ended_because if cares else "",
    )


def _writer(seat: Seat, cares: bool, leads: bool) -> Writer:
    may_end = cares or (leads and seat.kind == Seat.Kind.WRITER)
    email = seat.account.email if cares else ""
    return Writer(seat.pk, str(seat.account), email, seat.get_kind_display(), seat.at, may_end)


def _kept(answer: Answer, writing: set[int]) -> Kept:
    keeper = str(answer.keeper) if answer.keeper else ""
    return Kept(
        answer.pk,
        answer.question.text,
        Answer.State(answer.state).label,
        keeper,
        answer.keeper_id not in writing,
    )
