"""What is verified of an expert, what they state of themselves, and what they disclose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from web.audit.actions import record
from web.experts import identifiers, queries, rules
from web.experts.models import Disclosure, Verification
from web.questions import actions as questions
from web.questions.models import Answer, Expert


@transaction.atomic
def verify(
    *,
    expert: Expert,
    what: str,
    evidence: str,
    until: datetime,
    by: Any,
    at: datetime,
    specialty: str = "",
    licence_number: str = "",
) -> Verification:
    """Keep that something about an expert was checked, by which evidence, and until when it holds.

    What was taken back because nothing held any more comes back by web/checking's job.
    """
    rules.check_may_verify(by, expert)
    rules.check_verification(expert, what, evidence, until, at, specialty)
    made = Verification.objects.create(
        expert=expert,
        what=what,
        specialty=specialty.strip(),
        licence_number=licence_number.strip(),
        evidence=evidence.strip(),
        by=by,
        at=at,
        until=until,
    )
    record("verified", "verification", made.pk, by=by, at=at, expert=expert.pk, what=str(what), until=until.isoformat())
    return made


@transaction.atomic
def end_verification(*, verification: Verification, reason: str, by: Any, at: datetime) -> None:
    """End a verification before its time; answers that hang on it leave every page in the same moment.

    An answer that another verification still covers is shown until that one ends.
    """
    rules.check_may_care(by)
    rules.check_text(reason, _("Say in a sentence why it no longer holds."), "reason")
    expert = queries.held(verification.expert)
    row = Verification.objects.select_for_update().get(pk=verification.pk)
    if row.ended_at is not None:
        raise ValidationError(_("This verification has ended already."), code="ended")
    if row.what in queries.NEEDED:
        _uncover(expert, row, by, at)
    row.ended_by, row.ended_at, row.ended_because = by, at, reason.strip()
    row.save(update_fields=["ended_by", "ended_at", "ended_because"])
    record("ended", "verification", row.pk, by=by, at=at, expert=expert.pk, what=row.what)
    verification.refresh_from_db()


def _uncover(expert: Expert, ending: Verification, by: Any, at: datetime) -> None:
    """Take back what only this verification kept on the page; shorten what another one keeps for less long."""
    others = queries.verifications_of(expert, at).filter(what__in=queries.NEEDED).exclude(pk=ending.pk)
    until = max(others.values_list("until", flat=True), default=None)
    shown = Answer.objects.filter(author=expert, live__isnull=False, origin=Answer.Origin.DESK)
    for answer in shown.select_related("live").order_by("pk"):
        assert answer.live is not None
        if until is None:
            questions.take_back(answer=answer, state=Answer.State.LAPSED, reason="", by=by, at=at)
        elif answer.shown_until is None or answer.shown_until > until:
            questions.publish(
                answer=answer,
                revision=answer.live,
                reviewed_at=answer.reviewed_at,
                due_at=answer.due_at,
                shown_until=until,
                by=by,
                at=at,
            )


@transaction.atomic
def disclose(*, expert: Expert, none: bool, text: str, by: Any, at: datetime) -> Disclosure:
    """Declare conflicts of interest, as of now. Earlier declarations stay, and so does what old answers carry."""
    rules.check_may_write(by, expert)
    return keep_disclosure(expert, none, text, by, at)


def keep_disclosure(expert: Expert, none: bool, text: str, by: Any, at: datetime) -> Disclosure:
    """The next disclosure of an expert. In a transaction, and by who was checked."""
    rules.check_disclosure(none, text)
    Expert.objects.select_for_update().get(pk=expert.pk)
    last = Disclosure.objects.filter(expert=expert).order_by("-number").values_list("number", flat=True).first()
    made = Disclosure.objects.create(expert=expert, number=(last or 0) + 1, none=none, text=text.strip(), by=by, at=at)
    record("disclosed", "disclosure", made.pk, by=by, at=at, expert=expert.pk, none=none)
    return made


@transaction.atomic
def state_facts(*, expert: Expert, by: Any, at: datetime, **facts: str) -> tuple[str, ...]:
    """Change what an expert states of themselves; which facts changed.

    By who writes for them, or an editor. What a verification covers is changed only by who may verify. Raises
    ValidationError for what is covered, or an identifier that is none.
    """
    if not rules.cares(by):
        rules.check_may_write(by, expert)
    row = Expert.objects.select_for_update().get(pk=expert.pk)
    fixed = rules.fixed_facts(by, row, at)
    changed = []
    for name, typed in facts.items():
        if name not in queries.FACTS:
            raise TypeError(f"no such fact: {name}")
        value = identifiers.clean(name, typed)
        if value == getattr(row, name):
            continue
        if name in fixed:
            raise ValidationError({name: _("This is verified. To change it, write to an editor.")})
        setattr(row, name, value)
        changed.append(name)
    if changed:
        row.save(update_fields=changed)
        record("stated", "expert", row.pk, by=by, at=at, facts=changed)
        expert.refresh_from_db()
    return tuple(changed)
