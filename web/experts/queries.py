"""The only functions that read what is known of experts beyond their names."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from web.experts.models import Seat, TopicSpecialty, Verification
from web.questions.models import Expert

#: What an author must have had verified before readers see a word of theirs: one of these.
NEEDED = (Verification.What.LICENCE, Verification.What.ORGANISATION)

#: What an expert states of themselves beside their name.
FACTS = ("credentials", "specialty", "affiliation", "orcid", "npi", "register_url")

#: The stated facts that each verification covers: they stay as they were verified.
COVERED = {
    Verification.What.IDENTITY: ("orcid",),
    Verification.What.LICENCE: ("credentials", "npi", "register_url"),
    Verification.What.SPECIALTY: ("specialty",),
    Verification.What.ORGANISATION: ("credentials", "register_url"),
}

#: Endings by which a word names who practises a specialty, and the specialty itself.
_FIELDS = (("ologists", "ology"), ("ologist", "ology"), ("iatricians", "iatrics"), ("iatrician", "iatrics"),
           ("iatrists", "iatry"), ("iatrist", "iatry"), ("surgeons", "surgery"), ("surgeon", "surgery"))  # fmt: skip

#: Words that a specialty is stated with, and that name none.
_RANKS = frozenset(["consultant", "senior", "specialist", "in", "of", "and", "the", "clinical", "doctor", "dr"])


def experts_of(account: Any) -> list[Expert]:
    """The experts for whom this account writes now."""
    if not getattr(account, "is_authenticated", False) or not account.is_active:
        return []
    seats = Seat.objects.filter(account=account.pk, ended_at__isnull=True)
    return list(Expert.objects.filter(pk__in=seats.values("expert")).order_by("name"))


def seat_of(account: Any, expert: Expert) -> Seat | None:
    """The seat of this account with this expert, if it has one now."""
    return Seat.objects.filter(account=account.pk, expert=expert, ended_at__isnull=True).first()


def seats_of(expert: Expert) -> QuerySet[Seat]:
    """Who writes for this expert now."""
    return Seat.objects.filter(expert=expert, ended_at__isnull=True).select_related("account").order_by("pk")


def verifications_of(expert: Expert, at: datetime) -> QuerySet[Verification]:
    """What holds of this expert at this moment."""
    return Verification.objects.filter(expert=expert, ended_at__isnull=True, at__lte=at, until__gt=at)


def verified_until(expert: Expert, at: datetime) -> datetime | None:
    """Until when this expert may be shown; None when nothing that is needed is verified, or they are suspended."""
    if expert.suspended_at is not None:
        return None
    found: datetime | None = verifications_of(expert, at).filter(what__in=NEEDED).aggregate(last=Max("until"))["last"]
    return found


def verified_facts(expert: Expert, at: datetime) -> frozenset[str]:
    """The stated facts of this expert that a verification covers now, those that are empty left out."""
    whats = verifications_of(expert, at).values_list("what", flat=True)
    covered = {fact for what in whats for fact in COVERED[Verification.What(what)]}
    return frozenset(fact for fact in covered if getattr(expert, fact))


def outside_specialty(experts: Collection[Expert], topic: int | None, at: datetime) -> frozenset[int]:
    """Which of these experts answer outside their specialty on this topic, in two queries for all.

    The specialty is the one verified, or the one stated where none is. Nobody is outside where the topic's specialties
    are not known, or theirs is not.
    """
    if topic is None:
        return frozenset()
    fields = {field_of(name) for name in TopicSpecialty.objects.filter(topic=topic).values_list("specialty", flat=True)}
    if not fields:
        return frozenset()
    held: dict[int, set[str]] = {expert.pk: set() for expert in experts}
    rows = Verification.objects.filter(
        expert__in=list(held), what=Verification.What.SPECIALTY, ended_at__isnull=True, at__lte=at, until__gt=at
    )
    for pk, name in rows.values_list("expert", "specialty"):
        held[pk].add(field_of(name))
    for expert in experts:
        if not held[expert.pk] and expert.specialty.strip():
            held[expert.pk] = {field_of(part) for part in re.split(r"[,;/]", expert.specialty) if part.strip()}
    return frozenset(pk for pk, own in held.items() if own and not own & fields)


def field_of(specialty: str) -> str:
    """A specialty as it is compared: who practises it, how it is capitalised and British spelling make no difference.

    >>> field_of("Consultant Cardiologist"), field_of("Paediatrician"), field_of("general  practice")
    ('cardiology', 'pediatrics', 'general practice')
    """
    text = specialty.casefold().replace("aed", "ed").replace("aem", "em").replace("aec", "ec")
    words = []
    for word in re.findall(r"\w+", text):
        if word in _RANKS:
            continue
        for ending, field in _FIELDS:
            if word.endswith(ending):
                word = word.removesuffix(ending) + field
                break
        words.append(word)
    return " ".join(words)
