"""Answers on their way to readers: people with roles, experts who are verified, submissions at each stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from plurivox import model
from tests.web.situations import NOW, account
from tests.web.writing_situations import WHOLE
from web.accounts.models import Account, Role
from web.checking import actions
from web.checking.models import Verdict
from web.experts import actions as experts
from web.experts.models import Seat
from web.questions.models import Answer, Expert, Question, Revision, Topic
from web.writing import actions as writing
from web.writing import queries as read
from web.writing.models import Submission

#: Each step of a story is a minute after the one before.
STEP = timedelta(minutes=1)

#: When what is verified of an expert ends, unless a test says otherwise: long after every review.
LATER = NOW.replace(year=NOW.year + 9)

_numbers = count(1)


@dataclass(frozen=True)
class Staff:
    """Who checks: a fact checker, two reviewers and a third for appeals, an editor."""

    checker: Account
    first: Account
    second: Account
    editor: Account


def staff(topic: int | None = None) -> Staff:
    """One person for each part in checking, made once a test."""
    roles = {"carla": Role.FACT_CHECKER, "rhea": Role.REVIEWER, "ravi": Role.REVIEWER, "edda": Role.EDITOR}
    found = [
        Account.objects.filter(username=name).first() or account(name, role, topic=topic)
        for name, role in roles.items()
    ]
    return Staff(*found)


def asked(key: str = "", text: str = "", topic: str = "Colds", risk: str = "medium") -> Question:
    """A question that is open for answers."""
    key = key or f"asked-{next(_numbers)}"
    filed, _new = Topic.objects.get_or_create(slug=model.slug(topic), defaults={"name": topic, "risk": risk})
    text = text or f"Does rest help a cold ({key})?"
    return Question.objects.create(key=key, slug=model.slug(key), text=text, topic=filed, open=True)


def verified(name: str, until: datetime = LATER) -> tuple[Expert, Account]:
    """An expert whose licence is verified, with the account that writes for them."""
    expert = Expert.objects.create(slug=model.slug(name), name=name, kind="person", credentials="MD")
    writer = account(model.slug(name))
    experts.seat(expert=expert, account=writer, kind=Seat.Kind.SELF, by=None, at=NOW)
    experts.verify(expert=expert, what="licence", evidence="Register, no. 1.", until=until, by=staff().editor, at=NOW)
    experts.disclose(expert=expert, none=True, text="", by=writer, at=NOW)
    return expert, writer


def drafted(answer: Answer, text: str, by: Account, at: datetime = NOW, **parts: object) -> Revision:
    """One save more of this answer, with this as its short answer."""
    last = read.latest(answer)
    content = replace(WHOLE, short_answer=text, **parts)  # type: ignore[arg-type]
    return writing.save(answer=answer, base=last.number if last else 0, content=content, by=by, at=at)


def handed_in(answer: Answer, by: Account, at: datetime, note: str = "", declined: tuple[int, ...] = ()) -> Submission:
    """The last draft of this answer, handed in."""
    last = read.latest(answer)
    assert last is not None
    return writing.submit(
        answer=answer, number=last.number, key=f"key-{next(_numbers)}", note=note, declined=declined, by=by, at=at
    )


def submitted(answer: Answer, text: str, by: Account, at: datetime, **parts: object) -> Submission:
    """The next draft of this answer, handed in."""
    drafted(answer, text, by, at, **parts)
    return handed_in(answer, by, at)


def in_review(
    text: str = "Rest helps most people recover from a cold. Drink plenty of water.",
    *,
    question: Question | None = None,
    author: tuple[Expert, Account] | None = None,
    at: datetime = NOW,
    **parts: object,
) -> Submission:
    """An answer that its author has handed in, and that nobody has looked at."""
    expert, writer = author or verified(f"Dr Author {next(_numbers)}")
    answer = writing.start(question=question or asked(), expert=expert, by=writer, at=at)
    return submitted(answer, text, writer, at, **parts)


def fact_checked(submission: Submission, at: datetime | None = None) -> Submission:
    """The same, with its facts in order."""
    actions.check_facts(
        submission=submission, verdict=Verdict.PASSED, reason="", by=staff().checker, at=at or submission.at + STEP
    )
    return submission


def voted(submission: Submission, *verdicts: Verdict, at: datetime | None = None) -> Submission:
    """The same, with these votes in; two that pass where none are named."""
    people, when = staff(), at or submission.at + 2 * STEP
    for voter, verdict in zip(
        (people.first, people.second), verdicts or (Verdict.PASSED, Verdict.PASSED), strict=False
    ):
        reason = "" if verdict == Verdict.PASSED else f"Name the dose, {voter} says."
        actions.vote(submission=submission, verdict=verdict, reason=reason, by=voter, at=when)
    return submission


def published_answer(
    text: str = "Rest helps most people recover from a cold. Drink plenty of water.",
    *,
    question: Question | None = None,
    author: tuple[Expert, Account] | None = None,
    at: datetime = NOW,
) -> Answer:
    """An answer that was written here, checked, voted on, and is published."""
    submission = voted(fact_checked(in_review(text, question=question, author=author, at=at)))
    answer = submission.answer
    answer.refresh_from_db()
    assert answer.live is not None
    return answer
