"""An answer is handed to the reviewers, and its author stands behind its statements one by one."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plurivox import statements
from plurivox.model import ENGINE_VERSION, Role
from web.accounts import roles
from web.accounts.models import Role as Duty
from web.accounts.rules import check_not_frozen
from web.audit.actions import record
from web.experts import queries as experts
from web.experts import rules as of_experts
from web.letters.actions import notify
from web.questions import queries as read
from web.questions.models import Answer, Revision, Statement
from web.writing import content as contents
from web.writing import queries, rules
from web.writing.actions.answers import locked
from web.writing.actions.requests import answer_requests
from web.writing.errors import BaseStale, SentBefore
from web.writing.models import Confirmation, Submission

#: Within this the same text from a form that names no key is taken for a slip of the finger (promise R21).
SAME_TEXT_WITHIN = timedelta(seconds=120)


@transaction.atomic
def cut(revision: Revision) -> list[Statement]:
    """The statements of a revision by today's engine, made on first need."""
    found = queries.statements_of(revision)
    if found:
        return found
    row = locked(revision.answer)
    found = queries.statements_of(revision)  # another may have made them while we waited
    if found:
        return found
    noun = read.as_answer(row, revision)
    spans = [span for span in statements.split(noun) if span.role in (Role.STATEMENT, Role.DECLINED)]
    Statement.objects.bulk_create(
        Statement(
            revision=revision,
            author_id=revision.author_id,
            number=int(span.id.rpartition(".")[2]),
            start=span.quote.start,
            end=span.quote.end,
            exact=span.quote.exact,
            engine=ENGINE_VERSION,
        )
        for span in spans
    )
    return queries.statements_of(revision)


@transaction.atomic
def submit(
    *, answer: Answer, number: int, key: str, note: str, declined: Collection[int], by: Any, at: datetime
) -> Submission:
    """Hand the last revision to the reviewers; its author stands behind each statement but those `declined`, by number.

    The same key again is the same submission. Without a key the same text within two minutes raises SentBefore. Raises
    ValidationError by field where a part is missing, and BaseStale when a later revision was saved. A submission that
    still waits is replaced by the new one.
    """
    rules.check_may_write(by, answer)
    check_not_frozen(by, at)
    row = locked(answer)
    if known := _sent(row, by, key):
        return known
    revision = queries.latest(row)
    if revision is None:
        raise ValidationError(_("Nothing is written yet. Save a first text."), code="empty")
    content = contents.of(revision)
    if number != revision.number:
        raise BaseStale(revision, content)
    last = queries.last_submission(row)
    if not key:
        if last and last.by_id == by.pk and last.revision.sha256 == revision.sha256 and at - last.at < SAME_TEXT_WITHIN:
            raise SentBefore(last.pk)
        key = uuid.uuid4().hex
    if Submission.objects.filter(revision=revision, kind=Submission.Kind.NEW).exists():
        raise ValidationError(_("This text was submitted already. Change it before you submit it again."), code="same")
    assert row.author is not None
    of_experts.check_may_answer(row.author, row.question, at)
    rules.check_open(row.question)
    if note:
        rules.check_reason(note, "", "note")
    rules.check_complete(content)
    _stand_behind(row, revision, set(declined), by, at)
    made = _submission(row, revision, Submission.Kind.NEW, key, note, by, at)
    answer_requests(row, by, at)
    return made


@transaction.atomic
def appeal(*, submission: Submission, reason: str, key: str, by: Any, at: datetime) -> Submission:
    """Ask others to judge the same text again, once, with a reason. The same key again is the same submission."""
    rules.check_may_write(by, submission.answer)
    check_not_frozen(by, at)
    row = locked(submission.answer)
    if known := _sent(row, by, key):
        return known
    rules.check_appeal(submission, queries.last_submission(row), queries.judged(submission))
    rules.check_reason(reason, _("Say in some sentences why the reviewers should look again."), "reason")
    assert row.author is not None
    of_experts.check_may_answer(row.author, row.question, at)
    kind = Submission.Kind.APPEAL
    return _submission(row, submission.revision, kind, key or uuid.uuid4().hex, reason, by, at, submission)


@transaction.atomic
def renew(*, answer: Answer, key: str, by: Any, at: datetime) -> Submission:
    """Ask for the next review of what readers see, or saw last. The same key again is the same submission."""
    rules.check_may_write(by, answer)
    check_not_frozen(by, at)
    row = locked(answer)
    if known := _sent(row, by, key):
        return known
    last = queries.last_submission(row)
    rules.check_renewal(row, last is not None and queries.judged(last).outcome is queries.Outcome.WAITING)
    revision = row.live or read.shown_last(row)
    assert revision is not None
    assert row.author is not None
    of_experts.check_may_answer(row.author, row.question, at)
    return _submission(row, revision, Submission.Kind.RENEWAL, key or uuid.uuid4().hex, "", by, at)


@transaction.atomic
def confirm(*, statement: Statement, verdict: str, by: Any, at: datetime) -> None:
    """Stand behind one statement as it was cut, or have it not quoted alone; the last word holds, from now on."""
    rules.check_may_write(by, statement.revision.answer)
    check_not_frozen(by, at)
    row = locked(statement.revision.answer)
    _confirm(row, statement.revision, [(statement, Confirmation.Verdict(verdict))], by, at)


def _sent(answer: Answer, by: Any, key: str) -> Submission | None:
    """What was submitted with this key. Raises ValidationError when it was another answer."""
    known = queries.sent(by, key)
    if known is not None and known.answer_id != answer.pk:
        raise ValidationError(_("This form was sent for another answer. Open the page again."), code="key-taken")
    return known


def _submission(
    row: Answer,
    revision: Revision,
    kind: Submission.Kind,
    key: str,
    note: str,
    by: Any,
    at: datetime,
    appeals: Submission | None = None,
) -> Submission:
    made = Submission.objects.create(
        answer=row, revision=revision, kind=kind, key=key, note=note.strip(), by=by, at=at, appeals=appeals
    )
    record("submitted", "answer", row.pk, by=by, at=at, revision=revision.number, submission=made.pk, kind=kind.value)
    assert row.author is not None
    seated = {seat.account_id for seat in experts.seats_of(row.author)}
    checkers = roles.holders(Duty.FACT_CHECKER, topic=row.question.topic_id)
    told = [account for account in checkers if account.pk not in seated]
    notify(told, "to-check", once=str(made.pk), at=at, submission=made.pk, question=row.question.slug)
    return made


def _stand_behind(row: Answer, revision: Revision, declined: set[int], by: Any, at: datetime) -> None:
    rows = cut(revision)
    if declined - {statement.number for statement in rows}:
        raise ValidationError(_("The statements have changed. Open the page again."), code="statement-unknown")
    verdicts = Confirmation.Verdict
    said = [(each, verdicts.DECLINED if each.number in declined else verdicts.CONFIRMED) for each in rows]
    _confirm(row, revision, said, by, at)


def _confirm(
    row: Answer, revision: Revision, said: Iterable[tuple[Statement, Confirmation.Verdict]], by: Any, at: datetime
) -> None:
    """Keep what the author says of these statements, and what follows from it for the comparison."""
    said = list(said)
    ids = [statement.pk for statement, _verdict in said]
    last = dict(Confirmation.objects.filter(statement__in=ids).values_list("statement").annotate(Max("number")))
    known = queries.latest_confirmations(revision)
    stretches = [list(stretch) for stretch in row.declined or ()]
    new = []
    for statement, verdict in said:
        if statement.pk in last and known.get(statement.pk) == verdict:
            continue
        number = 1 + last.get(statement.pk, 0)
        new.append(Confirmation(statement=statement, number=number, verdict=verdict, by=by, at=at))
        stretches = [
            [of, start, end]
            for of, start, end in stretches
            if of != revision.number or end <= statement.start or statement.end <= start
        ]
        if verdict == Confirmation.Verdict.DECLINED:
            stretches.append([revision.number, statement.start, statement.end])
    if not new:
        return
    Confirmation.objects.bulk_create(new)
    Answer.objects.filter(pk=row.pk).update(declined=sorted(stretches) or None)
    row.declined = sorted(stretches) or None
    counts = {verdict.value: sum(each.verdict == verdict for each in new) for verdict in Confirmation.Verdict}
    record("confirmed", "answer", row.pk, by=by, at=at, revision=revision.number, **counts)
