"""What an editor says of topics: how risky one is, whose product it is about, and to which specialties it belongs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plurivox import model
from web.audit.actions import record
from web.experts import rules
from web.experts.models import Sponsor, TopicSpecialty
from web.questions.models import Expert, Risk, Topic


@transaction.atomic
def add_topic(*, name: str, risk: str, by: Any, at: datetime) -> Topic:
    """A new heading for questions. Raises ValidationError where there is one that reads the same."""
    rules.check_may_care(by)
    name = " ".join(name.split())
    rules.check_text(name, _("Name the topic."), "name")
    if Topic.objects.filter(slug=model.slug(name)).exists():
        raise ValidationError({"name": _("There is a topic of this name already.")})
    made = Topic.objects.create(slug=model.slug(name), name=name, risk=Risk(risk))
    record("added", "topic", made.pk, by=by, at=at, risk=risk)
    return made


@transaction.atomic
def set_risk(*, topic: Topic, risk: str, by: Any, at: datetime) -> None:
    """Say how much harm an outdated answer does; reviews from now on end by it, those that run keep their day."""
    rules.check_may_care(by)
    if Topic.objects.filter(pk=topic.pk).exclude(risk=risk).update(risk=Risk(risk)):
        record("changed", "topic", topic.pk, by=by, at=at, risk=risk)


@transaction.atomic
def add_sponsor(*, topic: Topic, expert: Expert, product: str, by: Any, at: datetime) -> Sponsor:
    """Keep that this topic is about a product of this expert, who then answers no question of it."""
    rules.check_may_care(by)
    rules.check_text(product, _("Name the product."), "product")
    made, new = Sponsor.objects.get_or_create(
        topic=topic, expert=expert, product=product.strip(), defaults={"by": by, "at": at}
    )
    if new:
        record("added", "sponsor", made.pk, by=by, at=at, topic=topic.pk, expert=expert.pk)
    return made


@transaction.atomic
def remove_sponsor(*, sponsor: Sponsor, by: Any, at: datetime) -> None:
    """Take that back."""
    rules.check_may_care(by)
    record("removed", "sponsor", sponsor.pk, by=by, at=at, topic=sponsor.topic_id, expert=sponsor.expert_id)
    sponsor.delete()


@transaction.atomic
def add_specialty(*, topic: Topic, specialty: str, by: Any, at: datetime) -> TopicSpecialty:
    """Keep that a topic belongs to a specialty, so that readers learn who answers outside theirs."""
    rules.check_may_care(by)
    rules.check_text(specialty, _("Name the specialty."), "specialty")
    made, new = TopicSpecialty.objects.get_or_create(
        topic=topic, specialty=specialty.strip(), defaults={"by": by, "at": at}
    )
    if new:
        record("added", "topic-specialty", made.pk, by=by, at=at, topic=topic.pk)
    return made


@transaction.atomic
def remove_specialty(*, specialty: TopicSpecialty, by: Any, at: datetime) -> None:
    """Take that back."""
    rules.check_may_care(by)
    record("removed", "topic-specialty", specialty.pk, by=by, at=at, topic=specialty.topic_id)
    specialty.delete()
