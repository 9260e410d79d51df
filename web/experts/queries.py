"""The only functions that read what is known of experts beyond their names."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.experts.models import Application, Disclosure, Seat, Sponsor, TopicSpecialty, Verification
from web.questions.models import Answer, Expert, Topic

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
    """Which stated facts of this expert a verification covers now: whoever verifies answers for them, also for a gap.

    A stated specialty is covered only by the verification of that very one.
    """
    rows = list(verifications_of(expert, at))
    covered = {fact for row in rows for fact in COVERED[Verification.What(row.what)]}
    fields = {field_of(row.specialty) for row in rows if row.what == Verification.What.SPECIALTY}
    if field_of(expert.specialty) not in fields:
        covered.discard("specialty")
    return frozenset(covered)


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


def expert(slug: str) -> Expert:
    """The expert of this name for the desk, whether readers see anything of them or not. Raises NotFound."""
    return _one(Expert.objects.filter(slug=slug))


def experts(at: datetime) -> QuerySet[Expert]:
    """All experts by name, each with `until` (what is needed holds until then), `ever` (it was verified once),
    `seated` (somebody writes for them) and `shown` (how many of their answers readers see)."""
    needed = Verification.objects.filter(expert=OuterRef("pk"), what__in=NEEDED)
    now = needed.filter(ended_at__isnull=True, at__lte=at, until__gt=at).order_by("-until")
    return Expert.objects.annotate(
        until=Subquery(now.values("until")[:1]),
        ever=Exists(needed),
        seated=Exists(Seat.objects.filter(expert=OuterRef("pk"), ended_at__isnull=True)),
        shown=Count("answers", filter=Q(answers__live__isnull=False)),
    ).order_by("name", "pk")


def verification(made_for: Expert, number: int) -> Verification:
    """One verification of this expert. Raises NotFound."""
    return _one(Verification.objects.filter(expert=made_for, pk=number))


def seat(at_expert: Expert, number: int) -> Seat:
    """One seat with this expert that has not ended. Raises NotFound."""
    return _one(Seat.objects.filter(expert=at_expert, pk=number, ended_at__isnull=True).select_related("expert"))


def answers_of(found: Expert) -> QuerySet[Answer]:
    """Every answer of this expert that was written here, whether readers see it or not, with who keeps it."""
    rows = Answer.objects.filter(author=found, origin=Answer.Origin.DESK)
    return rows.select_related("question", "keeper").order_by("question__text", "pk")


def answer(of: Expert, number: int) -> Answer:
    """One answer of this expert. Raises NotFound."""
    return _one(Answer.objects.filter(author=of, pk=number).select_related("question", "keeper"))


def disclosure(of: Expert) -> Disclosure | None:
    """What this expert declared last."""
    return Disclosure.objects.filter(expert=of).order_by("-number").first()


def sponsor(of: Expert, number: int) -> Sponsor:
    """One product of this expert that a topic is about. Raises NotFound."""
    return _one(Sponsor.objects.filter(expert=of, pk=number))


def specialties() -> QuerySet[TopicSpecialty]:
    """To which specialties topics belong."""
    return TopicSpecialty.objects.select_related("topic").order_by("topic__name", "specialty")


def specialty(number: int) -> TopicSpecialty:
    """One of them. Raises NotFound."""
    return _one(TopicSpecialty.objects.filter(pk=number))


def topic(slug: str) -> Topic:
    """One topic. Raises NotFound."""
    found: Topic = _one(Topic.objects.filter(slug=slug))
    return found


def found_topics(words: str) -> QuerySet[Topic]:
    """The topics whose names hold every word, with `count` of their questions, by name."""
    rows = Topic.objects.annotate(count=Count("questions")).order_by("name")
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return rows


def all_topics() -> QuerySet[Topic]:
    """Every topic, by name."""
    return Topic.objects.order_by("name")


def application(public_id: str) -> Application:
    """One application. Raises NotFound."""
    return _one(Application.objects.filter(public_id=public_id).select_related("expert", "decided_by"))


def applications(state: str) -> QuerySet[Application]:
    """The applications in this state: those that wait, the oldest first; those decided, the newest first."""
    rows = Application.objects.filter(state=state).select_related("decided_by")
    return rows.order_by("at" if state == Application.State.WAITING else "-decided_at", "pk")


def applications_by_state() -> dict[str, int]:
    """How many applications are in each state."""
    rows = Application.objects.values_list("state").annotate(count=Count("pk")).order_by()
    return dict.fromkeys(Application.State.values, 0) | dict(rows)


def held(found: Expert) -> Expert:
    """The row of this expert and those of all their answers, locked in that order until the transaction ends.

    So that nothing of theirs is published beside what is being done: a vote holds its answer while it publishes.
    """
    row = Expert.objects.select_for_update(no_key=True).get(pk=found.pk)
    list(Answer.objects.select_for_update().filter(author=row).order_by("pk").values_list("pk"))
    return row


def _one(rows: QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise NotFound(_("There is no page at this address."))
    return found
