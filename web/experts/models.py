"""Who writes for an expert, what was verified of them, what they disclosed. An archive's experts have none of it.

Rows are only added, and end; the database refuses the rest, and a verifier who writes for the expert (0002).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plurivox.model import ExpertKind
from web.questions.models import Expert, Topic


class Seat(models.Model):
    """That an account writes for an expert: as the person themselves, as a writer, or as steward of an organisation."""

    class Kind(models.TextChoices):
        SELF = "self", _("The expert")
        WRITER = "writer", _("Writes for the organisation")
        STEWARD = "steward", _("Answers for the organisation, and hands over")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    kind = models.TextField(choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "seat"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["self", "writer", "steward"]), name="seat_kind_known"),
            models.UniqueConstraint(fields=["expert", "account"], condition=Q(ended_at__isnull=True), name="seat_once"),
            models.UniqueConstraint(
                fields=["expert"], condition=Q(ended_at__isnull=True, kind="self"), name="seat_one_self"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} for {self.expert_id}"


class Verification(models.Model):
    """One fact about an expert that somebody checked: what, by which evidence, who, when, and until when it holds."""

    class What(models.TextChoices):
        IDENTITY = "identity", _("Identity")
        LICENCE = "licence", _("Licence to practise")
        SPECIALTY = "specialty", _("Specialty")
        ORGANISATION = "organisation", _("Organisation")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="verifications")
    what = models.TextField(choices=What.choices)
    specialty = models.TextField(blank=True)
    licence_number = models.TextField(blank=True)
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "verification"
        constraints = (
            models.CheckConstraint(
                condition=Q(what__in=["identity", "licence", "specialty", "organisation"]),
                name="verification_what_known",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="verification_has_evidence"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="verification_ends"),
            models.CheckConstraint(
                condition=~Q(what="specialty") | ~Q(specialty=""), name="verification_names_specialty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} of {self.expert_id}"


class Suspension(models.Model):
    """That an expert's words are off every page, from one moment until it is lifted."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="suspensions")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "suspension"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_reason"),
            models.UniqueConstraint(fields=["expert"], condition=Q(ended_at__isnull=True), name="suspension_once"),
        )

    def __str__(self) -> str:
        return f"suspension of {self.expert_id}"


class Disclosure(models.Model):
    """An expert's conflicts of interest as declared on one day; the last one holds, earlier ones stay."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="disclosures")
    number = models.PositiveIntegerField()
    none = models.BooleanField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "disclosure"
        constraints = (
            models.UniqueConstraint(fields=["expert", "number"], name="disclosure_number_once"),
            models.CheckConstraint(
                condition=Q(none=True, text="") | Q(none=False) & ~Q(text=""), name="disclosure_says_what"
            ),
        )

    def __str__(self) -> str:
        return f"disclosure {self.number} of {self.expert_id}"


class Sponsor(models.Model):
    """That an expert makes or sells a product which a topic is about, and so may not answer there (feature D16)."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="sponsors")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="sponsored")
    product = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "sponsor"
        constraints = (
            models.UniqueConstraint(fields=["topic", "expert", "product"], name="sponsor_once"),
            models.CheckConstraint(condition=~Q(product=""), name="sponsor_names_product"),
        )

    def __str__(self) -> str:
        return f"{self.product} of {self.expert_id}"


class TopicSpecialty(models.Model):
    """That a topic belongs to a specialty: who has another one answers outside theirs, and readers see it (E4)."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="specialties")
    specialty = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "topic_specialty"
        constraints = (
            models.UniqueConstraint(fields=["topic", "specialty"], name="topic_specialty_once"),
            models.CheckConstraint(condition=~Q(specialty=""), name="topic_specialty_is_named"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: topic {self.topic_id}"


class Application(models.Model):
    """A person or an organisation who asks to answer here. Decided once; refused with a reason."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    public_id = models.CharField(max_length=32, unique=True)
    name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ExpertKind])
    email = models.EmailField()
    credentials = models.TextField()
    specialty = models.TextField(blank=True)
    affiliation = models.TextField(blank=True)
    orcid = models.TextField(blank=True)
    npi = models.TextField(blank=True)
    register_url = models.TextField(blank=True)
    licence_number = models.TextField(blank=True, default="")
    evidence = models.TextField()
    no_conflicts = models.BooleanField()
    conflicts = models.TextField(blank=True)
    at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "application"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state="accepted", decided_at__isnull=False, decided_by__isnull=False, expert__isnull=False)
                | Q(state="refused", decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="application_decided_whole",
            ),
        )

    def __str__(self) -> str:
        return f"application {self.public_id}"
