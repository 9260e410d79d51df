"""Answers at the desk: experts who may answer, questions that are open, texts that are saved and handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plurivox import model
from tests.web.situations import NOW, account
from web.accounts.models import Account, Role
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.questions.models import Answer, Expert, Question, Revision, Topic
from web.writing import actions, queries
from web.writing.content import Content
from web.writing.models import Submission
from web.writing.sources import Source

#: When what is verified of an expert ends: long after every story.
LATER = NOW + timedelta(days=3000)

#: An answer that holds all that a submission needs.
WHOLE = Content(
    short_answer="Rest helps most people recover from a cold.",
    reasons="A cold is caused by a virus. The body fights it best at rest.",
    applies_to="This holds for adults.",
    seek_care="See a doctor if you cannot breathe well.",
    citations=(Source("review", "Rest and the common cold", "10.1002/14651858.cd000001", "12345678", ""),),
    licence="CC BY 4.0",
    conflicts="none",
    machine_help="none",
)

CAPTIONS = """WEBVTT

00:00.000 --> 00:02.500
Rest helps most people

00:02.500 --> 00:05.000
recover from a cold. Drink water.

00:01:05.250 --> 00:01:08.000
See a doctor if you cannot breathe well.
"""

#: A video that holds all that a submission needs.
VIDEO = Content(
    citations=WHOLE.citations,
    licence="CC BY 4.0",
    conflicts="none",
    machine_help="none",
    medium="video",
    url="https://video.example.org/cold",
    captions=CAPTIONS,
)


@dataclass(frozen=True)
class Author:
    """An expert, and the account that writes for them."""

    expert: Expert
    account: Account


def author(name: str = "Dr Ada Writer", kind: str = "person", specialty: str = "", ready: bool = True) -> Author:
    """An expert with a seat; `ready` to answer means verified and disclosed."""
    expert = Expert.objects.create(slug=model.slug(name), name=name, kind=kind, specialty=specialty)
    writer = account(model.slug(name))
    person = kind == "person"
    experts.seat(expert=expert, account=writer, kind=Seat.Kind.SELF if person else Seat.Kind.STEWARD, by=None, at=NOW)
    if ready:
        what = Verification.What.LICENCE if person else Verification.What.ORGANISATION
        keeper = Account.objects.filter(username="vera").first() or account("vera", Role.EDITOR)
        experts.verify(expert=expert, what=what, evidence="Register, no. 1.", until=LATER, by=keeper, at=NOW)
        experts.disclose(expert=expert, none=True, text="", by=writer, at=NOW)
    return Author(expert, writer)


def open_question(key: str = "open", text: str = "", topic: str = "") -> Question:
    """A question that experts are asked to answer."""
    filed = Topic.objects.get_or_create(slug=model.slug(topic), defaults={"name": topic})[0] if topic else None
    text = text or f"Does rest help a cold ({key})?"
    return Question.objects.create(key=key, slug=model.slug(key), text=text, topic=filed, open=True)


def started(by: Author | None = None, question: Question | None = None) -> Answer:
    """An answer that is begun, without a word."""
    by = by or author()
    return actions.start(question=question or open_question(), expert=by.expert, by=by.account, at=NOW)


def saved(answer: Answer, content: Content = WHOLE, by: Account | None = None, at: datetime = NOW) -> Revision:
    """One save more, on the last one."""
    last = queries.latest(answer)
    return actions.save(answer=answer, base=last.number if last else 0, content=content, by=by or answer.keeper, at=at)


def saved_answer(
    by: Author | None = None, question: Question | None = None, content: Content = WHOLE, **parts: object
) -> Answer:
    """An answer with one revision; `parts` replace those of a whole answer."""
    answer = started(by, question)
    saved(answer, replace(content, **parts))  # type: ignore[arg-type]
    return answer


def submitted(
    answer: Answer | None = None, key: str = "key-1", at: datetime = NOW, declined: tuple[int, ...] = ()
) -> Submission:
    """An answer that its author has handed to the reviewers."""
    answer = answer or saved_answer()
    last = queries.latest(answer)
    assert last is not None
    return actions.submit(
        answer=answer, number=last.number, key=key, note="", declined=declined, by=answer.keeper, at=at
    )
