"""The only functions that write votes on comparisons and the releases that come of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plurivox.errors import QuoteNotInAnswer
from web import clock
from web.accounts import roles
from web.accounts.models import Role
from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.checking.states import MONTHS
from web.letters.actions import notify
from web.questions import queries as questions
from web.questions.actions import changed
from web.questions.models import Question, Risk
from web.review import drafts, queries, rules
from web.review.actions.editing import locked
from web.review.actions.peers import tell_opposed
from web.review.models import Judgement, Release
from web.review.states import JUDGES, Verdict


@transaction.atomic
def judge(
    *, question: Question, verdict: Verdict, reason: str, content_sha256: str, by: Any, at: datetime
) -> Judgement:
    """One of the two votes on the draft of this hash. The second decides: two approvals release it.

    Before that nobody is told, and the log names no verdict. A vote for sending it back says why, and the editors are
    told both. Raises PermissionDenied and ValidationError.
    """
    row = locked(question)
    rules.check_may_vote(by, row)
    check_not_frozen(by, at)
    draft = queries.draft(row)
    rules.check_base(draft.sha256 if draft else "", content_sha256)
    assert draft is not None
    rules.check_compared(draft.comparison)
    if verdict == Verdict.APPROVED:
        rules.check_plain(draft.unplain)
    before = queries.votes(row, content_sha256)
    rules.check_votes_open(before, by)
    rules.check_length(reason)
    if verdict == Verdict.RETURNED:
        rules.check_reason_given(reason)
    made = Judgement.objects.create(
        question=row,
        input_digest=draft.machine.input_digest,
        content_sha256=content_sha256,
        number=len(before) + 1,
        verdict=verdict,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    record("voted", "comparison", row.pk, by=by, at=at, number=made.number)
    both = [*before, made]
    if len(both) == JUDGES:
        if all(each.verdict == Verdict.APPROVED for each in both):
            _release(row, draft, both, by, at)
        else:
            record("returned", "comparison", row.pk, by=by, at=at)
            editors = roles.holders(Role.EDITOR, topic=row.topic_id)
            notify(editors, "comparison-returned", once=f"{row.pk} {content_sha256}", at=at, question=row.slug)
    return made


@transaction.atomic
def withdraw_release(*, release: Release, reason: str, by: Any, at: datetime) -> None:
    """Take a release off the page, at once. Raises PermissionDenied and ValidationError."""
    row = locked(release.question)
    rules.check_may_withdraw(by, row)
    rules.check_reason_given(reason)
    if not Release.objects.filter(pk=release.pk, ended_at__isnull=True).exists():
        raise ValidationError(_("This release has ended already."), code="ended-already")
    _end(release, reason.strip(), by, at)


def _release(row: Question, draft: drafts.Draft, both: list[Judgement], by: Any, at: datetime) -> Release:
    """Freeze what two reviewers approved, in the place of any release before it."""
    entry = questions.entry(row)
    stored = {answer.id: answer for answer in entry.answers}
    try:  # held against the words as they are stored, not against the draft's own copy
        drafts.check_verbatim(draft.comparison, stored)
        drafts.check_verbatim(drafts.thawed(draft.content, entry.question, entry.answers), stored)
    except QuoteNotInAnswer as error:
        raise ValidationError(error.sentence, code=error.code) from error
    number = 1 + (Release.objects.filter(question=row).aggregate(last=Max("number"))["last"] or 0)
    for old in Release.objects.filter(question=row, ended_at__isnull=True):
        _end(old, _("Release %(number)s took its place.") % {"number": number}, by, at)
    risk = Risk(row.topic.risk) if row.topic else Risk.MEDIUM
    made = Release.objects.create(
        question=row,
        number=number,
        input_digest=draft.machine.input_digest,
        engine=draft.machine.engine,
        model=draft.machine.model,
        content=draft.content,
        content_sha256=draft.sha256,
        first=both[0],
        second=both[1],
        at=at,
        due_at=clock.months_on(at, MONTHS[risk]),
    )
    changed([row.pk])
    record("released", "comparison", row.pk, by=by, at=at, release=number, sha256=draft.sha256)
    tell_opposed(row, draft.comparison, at)
    return made


def _end(release: Release, reason: str, by: Any, at: datetime) -> None:
    Release.objects.filter(pk=release.pk).update(ended_by=by, ended_at=at, ended_because=reason)
    changed([release.question_id])
    record("ended", "release", release.pk, by=by, at=at, question=release.question_id, number=release.number)
