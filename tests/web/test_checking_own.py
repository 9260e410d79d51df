"""Nobody checks what they wrote: refused by six routes, whoever forgets which rule (promise R10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.web.checking_situations import STEP, drafted, fact_checked, in_review, staff, verified
from tests.web.situations import NOW, account, signed_in
from web.accounts import actions as accounts
from web.accounts.models import Account, Role
from web.checking import actions
from web.checking.models import FactCheck, Verdict, Vote
from web.experts import actions as experts
from web.experts.models import Seat
from web.writing.models import Submission

pytestmark = pytest.mark.django_db


def author(submission: Submission) -> Account:
    """Who wrote and handed in."""
    return submission.by


def colleague(submission: Submission) -> Account:
    """Whoever else writes for the same organisation; they wrote no word of it."""
    expert = submission.answer.author
    assert expert is not None
    made = account("colleague")
    Seat.objects.create(expert=expert, account=made, kind="writer", by=staff().editor, at=NOW)
    return made


def former(submission: Submission) -> Account:
    """Whoever wrote for them once, and has left."""
    made = colleague(submission)
    experts.end_seat(seat=Seat.objects.get(account=made), by=None, at=NOW)
    return made


def editor(submission: Submission) -> Account:
    """An editor who mended a figure."""
    drafted(submission.answer, "Rest helps nine in ten.", staff().editor, NOW + STEP)
    return staff().editor


WRITERS = (author, colleague, former, editor)


def by_the_page(submission: Submission, who: Account, step: str) -> bool:
    """The form, as a browser sends it."""
    address = f"/desk/to-check/{submission.pk}/{step}"
    return signed_in(who).post(address, {"verdict": "passed", "reason": ""}).status_code < 400


def by_json(submission: Submission, who: Account, step: str) -> bool:
    """The same address, asked as a program asks."""
    address = f"/desk/to-check/{submission.pk}/{step}"
    sent = signed_in(who).post(
        address,
        {"verdict": "passed", "reason": ""},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    return sent.status_code < 400


def by_the_action(submission: Submission, who: Account, step: str) -> bool:
    """What a command or the admin would call."""
    action: Callable[..., Any] = actions.vote if step == "vote" else actions.check_facts
    try:
        action(submission=submission, verdict=Verdict.PASSED, reason="", by=who, at=NOW + STEP)
    except PermissionDenied:
        return False
    return True


def _row(submission: Submission, who: Account, step: str) -> FactCheck | Vote:
    facts = {"submission": submission, "verdict": "passed", "reason": "", "by": who, "at": NOW + STEP}
    return Vote(number=1, **facts) if step == "vote" else FactCheck(**facts)


def by_one_row(submission: Submission, who: Account, step: str) -> bool:
    """Past every function of ours."""
    return _stored(lambda: _row(submission, who, step).save())


def by_many_rows(submission: Submission, who: Account, step: str) -> bool:
    """As a bulk import stores them."""
    row = _row(submission, who, step)
    return _stored(lambda: type(row).objects.bulk_create([row]))


def by_sql(submission: Submission, who: Account, step: str) -> bool:
    """A hand in the database."""
    table, number = ("vote", "number, ") if step == "vote" else ("fact_check", "")
    values = "1, " if step == "vote" else ""

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (submission_id, {number}verdict, reason, by_id, at) "
                f"VALUES (%s, {values}'passed', '', %s, %s)",
                [submission.pk, who.pk, NOW],
            )

    return _stored(change)


def _stored(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return False
    return True


ROUTES = (by_the_page, by_json, by_the_action, by_one_row, by_many_rows, by_sql)


@pytest.mark.parametrize("step", ["facts", "vote"])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("route", ROUTES)
def test_nobody_checks_what_they_wrote(route: Callable[..., bool], writer: Callable[..., Account], step: str) -> None:
    """Whoever wrote, writes or wrote for the author, or mended the text; with every role there is; by every way."""
    submission = in_review()
    who = writer(submission)
    for role in (Role.FACT_CHECKER, Role.REVIEWER):
        accounts.grant(account=who, role=role, by=None, at=NOW)
    if step == "vote":
        fact_checked(submission)
    assert not route(submission, who, step)
    assert not (Vote if step == "vote" else FactCheck).objects.filter(by=who).exists()


@pytest.mark.parametrize("route", ROUTES)
def test_another_checks_it_by_the_same_ways(route: Callable[..., bool]) -> None:
    """The routes of this file do reach the table: what refuses is who it is. (JSON is no form, for anybody.)"""
    submission = in_review()
    assert route(submission, staff().checker, "facts") is (route is not by_json)
    if route is by_json:
        fact_checked(submission)
    assert route(submission, staff().first, "vote") is (route is not by_json)


def test_nobody_endorses_their_own_answer_past_the_rules() -> None:
    """The database refuses it too (E5)."""
    from web.checking.models import Endorsement

    expert, writer = verified("Dr Self")
    submission = in_review(author=(expert, writer))
    row = Endorsement(revision=submission.revision, expert=expert, by=writer, at=NOW)
    assert not _stored(row.save)
