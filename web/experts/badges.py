"""What readers are told of experts beside their names, for many experts in three queries. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef

from web.experts.models import Disclosure, Sponsor, TopicSpecialty, Verification
from web.experts.queries import NEEDED
from web.questions.models import Expert

#: What may be known of the authors of a question, and of its topic, for `web.beside`.
BESIDE = {
    "verifications": Verification.objects.filter(expert__answers__question=OuterRef("pk")),
    "disclosures": Disclosure.objects.filter(expert__answers__question=OuterRef("pk")),
    "sponsors": Sponsor.objects.filter(expert__answers__question=OuterRef("pk")),
    "specialties": TopicSpecialty.objects.filter(topic=OuterRef("topic")),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What is verified of an expert and until when, what they state, and what they disclosed last.

    `verified_what` are words of Verification.What that hold now, `verified_on` and `until` those of the licence or the
    organisation; all are empty when it lapsed, or while they are suspended. `specialty` is the verified one, or the one
    stated. `none` is None where nobody has disclosed. `products` are those that a topic here is about (feature D16).
    """

    verified_what: tuple[str, ...]
    verified_on: datetime | None
    until: datetime | None
    lapsed: bool
    """Something that is needed was verified once, and holds no more."""
    suspended: bool
    specialty: str
    specialty_verified: bool
    none: bool | None
    disclosure_text: str
    disclosed_at: datetime | None
    orcid: str
    npi: str
    register_url: str
    affiliation: str
    products: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether a licence or an organisation is verified now."""
        return self.until is not None


def badge(experts: Collection[Expert], at: datetime, present: Collection[str] = frozenset(BESIDE)) -> dict[int, Badge]:
    """The badge of each of these experts at this moment, by their number; only tables `present` are asked."""
    rows = {expert.pk: expert for expert in experts}
    held: dict[int, list[Verification]] = {pk: [] for pk in rows}
    if "verifications" in present:
        for row in Verification.objects.filter(expert__in=rows).order_by("at", "pk"):
            held[row.expert_id].append(row)
    disclosed: dict[int, Disclosure] = {}
    if "disclosures" in present:
        for last in Disclosure.objects.filter(expert__in=rows).order_by("number"):
            disclosed[last.expert_id] = last
    products: dict[int, list[str]] = {pk: [] for pk in rows}
    if "sponsors" in present:
        for pk, product in Sponsor.objects.filter(expert__in=rows).order_by("product").values_list("expert", "product"):
            if product not in products[pk]:
                products[pk].append(product)
    return {pk: _badge(rows[pk], held[pk], disclosed.get(pk), products[pk], at) for pk in rows}


def _badge(
    expert: Expert, held: list[Verification], disclosed: Disclosure | None, products: list[str], at: datetime
) -> Badge:
    suspended = expert.suspended_at is not None
    now = [row for row in held if row.ended_at is None and row.at <= at < row.until]
    needed = max((row for row in now if row.what in NEEDED), key=lambda row: row.until, default=None)
    shown = [] if suspended else now
    fields = [row.specialty for row in shown if row.what == Verification.What.SPECIALTY]
    return Badge(
        verified_what=tuple(dict.fromkeys(row.what for row in shown)),
        verified_on=needed.at if needed and not suspended else None,
        until=needed.until if needed and not suspended else None,
        lapsed=needed is None and any(row.what in NEEDED for row in held),
        suspended=suspended,
        specialty=", ".join(dict.fromkeys(fields)) or expert.specialty,
        specialty_verified=bool(fields),
        none=disclosed.none if disclosed else None,
        disclosure_text=disclosed.text if disclosed else "",
        disclosed_at=disclosed.at if disclosed else None,
        orcid=expert.orcid,
        npi=expert.npi,
        register_url=expert.register_url,
        affiliation=expert.affiliation,
        products=tuple(products),
    )
