"""The database goes away at every single statement of an action in turn: nothing half done stays, and trying again does
it (promise R20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from plurivox import editing
from tests.web import invariants
from tests.web.asking_situations import asked
from tests.web.checking_situations import fact_checked, in_review, published_answer, staff, submitted, verified, voted
from tests.web.every_guard import tables
from tests.web.situations import NOW, answer, compare, entry, report, store
from tests.web.steps import Crash, Crashing
from tests.web.writing_situations import WHOLE, saved_answer
from web import clock
from web.accounts import actions as accounts
from web.accounts.models import Role
from web.asking import actions as asking
from web.checking import actions as checking
from web.checking.models import Verdict
from web.experts import actions as experts
from web.experts.models import Verification
from web.questions import actions as questions
from web.questions.models import Answer, Expert, Question
from web.review import actions as review
from web.review import queries as reviewed
from web.review import states
from web.writing import actions as writing

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SOON = NOW + HOUR
#: When every review of NOW has ended.
OVER = NOW + timedelta(days=4 * 366)

Step = Callable[[], object]


def step(action: Callable[..., object], at: datetime = SOON, **facts: Any) -> tuple[Step, datetime]:
    """What is tried, as often as it takes, and when."""
    return lambda: action(at=at, **facts), at


def saving() -> tuple[Step, datetime]:
    found = saved_answer()
    return step(writing.save, answer=found, base=1, content=replace(WHOLE, short_answer="Rest helps."), by=found.keeper)


def submitting() -> tuple[Step, datetime]:
    found = saved_answer()
    return step(writing.submit, answer=found, number=1, key="k", note="", declined=[1], by=found.keeper)


def renewing() -> tuple[Step, datetime]:
    found = published_answer()
    return step(writing.renew, answer=found, key="k", by=found.keeper)


def appealing() -> tuple[Step, datetime]:
    returned = voted(fact_checked(in_review()), Verdict.PASSED, Verdict.RETURNED)
    return step(writing.appeal, submission=returned, reason="Read again.", key="k", by=returned.by)


def checking_facts() -> tuple[Step, datetime]:
    by = staff().checker
    return step(checking.check_facts, submission=in_review(), verdict=Verdict.PASSED, reason="", by=by)


def voting_first() -> tuple[Step, datetime]:
    found = fact_checked(in_review())
    return step(checking.vote, submission=found, verdict=Verdict.PASSED, reason="", by=staff().first)


def publishing() -> tuple[Step, datetime]:
    """The second vote publishes."""
    found = voted(fact_checked(in_review()), Verdict.PASSED)
    return step(checking.vote, submission=found, verdict=Verdict.PASSED, reason="", by=staff().second)


def replacing() -> tuple[Step, datetime]:
    """The second vote on a changed text puts it in the place of what is shown, and ends the review of that."""
    shown = published_answer()
    again = voted(fact_checked(submitted(shown, "Rest helps many.", shown.keeper, SOON), SOON), Verdict.PASSED, at=SOON)
    return step(checking.vote, submission=again, verdict=Verdict.PASSED, reason="", by=staff().second)


def withdrawing() -> tuple[Step, datetime]:
    found = published_answer()
    return step(writing.withdraw, answer=found, reason="It is out of date.", by=found.keeper)


def suspending() -> tuple[Step, datetime]:
    """An expert with an answer that was written here and two that were imported."""
    expert, writer = verified("Dr Ada Test")
    published_answer(author=(expert, writer))
    store(entry("one"), entry("two"))
    return step(experts.suspend_expert, expert=expert, reason="Licence revoked.", by=staff().editor)


def lifting() -> tuple[Step, datetime]:
    found = published_answer()
    experts.suspend_expert(expert=found.author, reason="Licence revoked.", by=staff().editor, at=NOW)
    return step(experts.lift_suspension, expert=found.author, by=staff().editor)


def unverifying() -> tuple[Step, datetime]:
    found = published_answer()
    row = Verification.objects.get(expert=found.author)
    return step(experts.end_verification, verification=row, reason="Not renewed.", by=staff().editor)


def verifying() -> tuple[Step, datetime]:
    expert, _writer = verified("Dr Eve Test")
    facts = {"what": "licence", "evidence": "Register", "until": OVER, "by": staff().editor}
    return step(experts.verify, expert=expert, **facts)


def importing() -> tuple[Step, datetime]:
    entries = [entry("one"), entry("two", answer("a1", None, "Who wrote this?"), topic="Colds")]
    return lambda: questions.add(entries), SOON


def importing_again() -> tuple[Step, datetime]:
    """A changed text, a settled attribution, and an answer that stays."""
    store(entry("one", answer("a1", "Dr Ada Test", "Rest helps."), answer("a2", None, "Drink water.")))
    changed = [entry("one", answer("a1", "Dr Ada Test", "Rest does not."), answer("a2", "Dr Ben Test", "Drink water."))]
    return lambda: questions.add(changed), SOON


def comparing() -> tuple[Step, datetime]:
    questions.add([entry("one"), entry("two")])
    return compare, SOON


def _compared() -> Question:
    store(entry("one"))
    return Question.objects.get(key="one")


def editing_a_comparison() -> tuple[Step, datetime]:
    question = _compared()
    draft = reviewed.draft(question)
    assert draft is not None
    point = draft.comparison.points[0]
    change = editing.Reject(point.statements)
    facts = {"base": draft.machine.input_digest, "reason": "No.", "by": staff().first}
    return step(review.edit_line, question=question, change=change, **facts)


def releasing() -> tuple[Step, datetime]:
    """The second vote on a comparison releases it."""
    question = _compared()
    draft = reviewed.draft(question)
    assert draft is not None
    facts = {"question": question, "verdict": states.Verdict.APPROVED, "reason": "", "content_sha256": draft.sha256}
    review.judge(by=staff().first, at=NOW, **facts)
    return step(review.judge, by=staff().second, **facts)


def deciding_on_reports() -> tuple[Step, datetime]:
    made = report(_compared())
    facts = {"before": states.Status.OPEN, "after": states.Status.KEPT, "reason": "It is right.", "by": staff().first}
    return step(review.decide_reports, line=made.line, upto=made.pk, **facts)


def publishing_a_question() -> tuple[Step, datetime]:
    made = asked(email="reader@example.org")
    facts = {"wording": "Does rest help a cold?", "topic": None, "subject": ""}
    return step(asking.publish, asked=made, by=staff().editor, **facts)


def erasing() -> tuple[Step, datetime]:
    """What was asked goes, and with it where to write to."""
    return step(asking.erase_question, asked=asked(email="reader@example.org"))


def merging_questions() -> tuple[Step, datetime]:
    """The answers of one go to the other, and its address leads there."""
    first, second = store(entry("one"), entry("two", answer("b1", "Dr Cy Test", "Rest helps.")))
    return step(asking.merge_questions, question=first, into=second, by=staff().editor)


def granting() -> tuple[Step, datetime]:
    return step(accounts.grant, account=staff().first, role=Role.EDITOR, by=None)


def lapsing() -> tuple[Step, datetime]:
    """Two answers whose reviews have ended; each goes in a transaction of its own."""
    published_answer()
    published_answer()
    return lambda: checking.settle(OVER), OVER


def coming_back() -> tuple[Step, datetime]:
    """Answers of an author whose suspension was lifted, one of them imported."""
    expert, writer = verified("Dr Ada Test")
    published_answer(author=(expert, writer))
    store(entry("one"))
    experts.suspend_expert(expert=expert, reason="Under dispute.", by=staff().editor, at=NOW)
    experts.lift_suspension(expert=Expert.objects.get(pk=expert.pk), by=staff().editor, at=NOW)
    return lambda: checking.settle(SOON), SOON


#: Stories that end in one transaction, and those that take several, each of which may be all that was done.
WHOLE_OR_NOTHING = (
    saving,
    submitting,
    renewing,
    appealing,
    checking_facts,
    voting_first,
    publishing,
    replacing,
    withdrawing,
    suspending,
    lifting,
    unverifying,
    verifying,
    importing,
    importing_again,
    editing_a_comparison,
    releasing,
    deciding_on_reports,
    publishing_a_question,
    erasing,
    merging_questions,
    granting,
)
ONE_BY_ONE = (lapsing, coming_back, comparing)


def everything() -> dict[str, int | list[Any]]:
    """How many rows each table has, and what readers are given."""
    found: dict[str, Any] = {name: model._default_manager.count() for name, model in tables().items()}
    rows = Answer.objects.order_by("question__key", "key")
    found["answers"] = list(rows.values_list("key", "state", "live__number", "due_at", "shown_until", "declined"))
    found["voices"] = list(Question.objects.order_by("key").values_list("key", "voices"))
    return found


def check() -> None:
    """All that must hold."""
    invariants.check_tables()
    invariants.check_shown(clock.now())
    for question in Question.objects.all():
        invariants.check_compared(question)
    invariants.check_log()
    connection.check_constraints()


def crash_everywhere(story: Callable[[], tuple[Step, datetime]], whole: bool) -> int:
    """Let the database go at each statement of this story in turn; how many there are."""
    statements, ends = 0, []
    with time_machine.travel(NOW, tick=False) as travel:
        taken, at = story()
        travel.move_to(at)
        before = everything()
        while True:
            with transaction.atomic():
                crash = Crashing(statements)
                try:
                    with connection.execute_wrapper(crash):
                        taken()
                except Crash:
                    assert not whole or everything() == before, f"statement {statements}: something is left"
                    check()
                    taken()
                else:
                    assert not crash.crashed, f"statement {statements}: nobody was told"
                ends.append(everything())
                check()
                transaction.set_rollback(True)
            if not crash.crashed:
                break
            statements += 1
    assert all(end == ends[-1] for end in ends), "trying again does less, or more"
    assert ends[-1] != before
    return statements


@pytest.mark.parametrize("story", WHOLE_OR_NOTHING, ids=lambda story: story.__name__)
def test_a_crash_at_any_statement_leaves_nothing_and_trying_again_does_it(story: Any) -> None:
    """All of it happened, or none of it; and what was not done can be done."""
    assert crash_everywhere(story, whole=True) > 1


@pytest.mark.parametrize("story", ONE_BY_ONE, ids=lambda story: story.__name__)
def test_a_job_that_is_cut_off_goes_on_where_it_was(story: Any) -> None:
    """Each answer is whole, and the next run does the rest."""
    assert crash_everywhere(story, whole=False) > 1
