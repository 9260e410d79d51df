"""The sample desk of the demo: one account a role, and work at each stage, made by the same actions that people use.

Only for a demo, which nobody but this machine can reach: every account has the same password and a known second factor.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from plurivox import model
from web.accounts import actions as accounts
from web.accounts import factor
from web.accounts.models import Account, Role
from web.asking import actions as asking
from web.asking import checks
from web.checking import actions as checking
from web.checking.models import Verdict
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.questions import actions as questions
from web.questions.models import Expert, Question, Topic
from web.review import actions as review
from web.review import queries as comparisons
from web.review.drafts import Draft
from web.review.models import Release
from web.review.states import EditKind, StanceKind
from web.review.states import Verdict as Judged
from web.writing import actions as writing
from web.writing.content import Content
from web.writing.models import Submission
from web.writing.sources import Source

FILE = settings.WEB / "samples" / "desk.toml"

#: How long ago the published answers of the sample desk were reviewed, and how long its experts stay verified.
AGO, HOLDS = timedelta(days=40), timedelta(days=730)

#: A step of a story takes an hour.
STEP = timedelta(hours=1)


def sample() -> dict[str, Any]:
    """What the sample desk holds."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def secret(name: str) -> str:
    """The second factor of the account of this name: no secret, for it is the same in every demo."""
    return base64.b32encode(hashlib.sha256(f"plurivox demo {name}".encode()).digest()[:20]).decode()


def code(name: str, at: datetime) -> str:
    """The six digits with which the account of this name signs in just now."""
    return factor.code(secret(name), at)


@transaction.atomic
def make(at: datetime) -> bool:
    """Make the sample desk, once; whether there was anything to make."""
    said = sample()
    if Account.objects.filter(username=said["accounts"][0]["name"]).exists():
        return False
    people = {one["name"]: _account(one, said["password"], at - AGO - 9 * STEP) for one in said["accounts"]}
    authors = {one["name"]: _expert(one, people, at - AGO - 8 * STEP) for one in said["experts"]}
    question = _question(said["question"])
    for answer in said["answers"]:
        _to(answer, question, authors, people, at - AGO)
    for answer in said["waiting"]:
        _to(answer, Question.objects.get(text=answer["question"]), authors, people, at - timedelta(days=1))
    _apply(said["application"], at)
    for number, text in enumerate(said["asked"].values()):
        _ask(text.strip(), number, at)
    return True


def release(at: datetime) -> None:
    """Have the two sample reviewers release the comparison of the sample question, once it was compared.

    With what the sample experts declare of each other's statements, and with the editor's plain lines.
    """
    said = sample()
    question = Question.objects.get(key=said["question"]["key"])
    draft = comparisons.draft(question)
    if draft is None or Release.objects.filter(question=question).exists():
        return
    for stance in said["stances"]:
        _declare(stance, question, draft.machine, at)
    for plain in said["plain"]:
        _write_plain(plain, question, draft, at)
    draft = comparisons.draft(question)
    assert draft is not None
    for name in ("reviewer", "second"):
        review.judge(
            question=question,
            verdict=Judged.APPROVED,
            reason="",
            content_sha256=draft.sha256,
            by=Account.objects.get(username=name),
            at=at,
        )


def _declare(said: dict[str, Any], question: Question, machine: model.Comparison, at: datetime) -> None:
    """A stance of a sample expert on one statement of another."""
    for answer in comparisons.published_answers(question):
        writing.cut(answer.live)
    found = _statement(said["of"], machine)
    statement = comparisons.at_place(question, (found.answer, found.quote.start, found.quote.end))
    seat = Seat.objects.select_related("expert", "account").get(expert__name=said["expert"])
    kind, words = StanceKind(said["kind"]), said.get("words", "")
    review.take_stance(statement=statement, expert=seat.expert, kind=kind, words=words, by=seat.account, at=at)


def _write_plain(said: dict[str, Any], question: Question, draft: Draft, at: datetime) -> None:
    """A plain line over the point that this statement stands in."""
    name = _statement(said["of"], draft.machine).id
    point = next(point for point in draft.comparison.points if name in point.statements)
    words = review.Words(EditKind.PLAIN, point.statements, said["text"])
    editor = Account.objects.get(username="editor")
    review.edit_line(question=question, change=words, base=draft.machine.input_digest, by=editor, at=at)


def _statement(exact: str, comparison: model.Comparison) -> model.Statement:
    return next(statement for statement in comparison.statements if statement.quote.exact == exact)


def _account(said: dict[str, Any], password: str, at: datetime) -> Account:
    name = said["name"]
    account = accounts.add_account(
        name=name, password=password, email=f"{name}@example.org", shown=said["shown"], by=None, at=at
    )
    accounts.set_factor(account=account, secret=secret(name), by=None, at=at)
    for role in said.get("roles", []):
        accounts.grant(account=account, role=Role(role), by=None, at=at)
    return account


def _expert(said: dict[str, Any], people: dict[str, Account], at: datetime) -> Expert:
    """An expert with a seat, verified by the editor; one of the library's where there is one of that name."""
    person = said["kind"] == "person"
    noun = model.Expert(said["name"], model.ExpertKind(said["kind"]), "", said["specialty"])
    expert = questions.expert(noun)
    writer, editor = people[said["account"]], people["editor"]
    kind = Seat.Kind.SELF if person else Seat.Kind.STEWARD
    experts.seat(expert=expert, account=writer, kind=kind, by=editor, at=at)
    what = Verification.What.LICENCE if person else Verification.What.ORGANISATION
    facts = {"expert": expert, "evidence": "The sample register (sample).", "until": at + HOLDS, "by": editor, "at": at}
    experts.verify(what=what, **facts)
    if person:
        experts.verify(what=Verification.What.SPECIALTY, specialty=said["specialty"], **facts)
    experts.disclose(expert=expert, none=not said["conflicts"], text=said["conflicts"], by=writer, at=at)
    return expert


def _question(said: dict[str, Any]) -> Question:
    facts = {name: said[name] for name in ("key", "text", "topic", "subject", "kind")}
    questions.add([model.Entry(model.Question(**facts), ())])
    Topic.objects.filter(name=said["topic"]).update(risk=said["risk"])
    Question.objects.filter(key=said["key"]).update(open=True)
    return Question.objects.select_related("topic").get(key=said["key"])


def _to(
    said: dict[str, Any], question: Question, authors: dict[str, Expert], people: dict[str, Account], at: datetime
) -> None:
    """Write an answer and take it to its stage: submitted, checked or published."""
    expert = authors[said["expert"]]
    writer = people[next(one["account"] for one in sample()["experts"] if one["name"] == expert.name)]
    if not question.open:
        Question.objects.filter(pk=question.pk).update(open=True)
        question.refresh_from_db()
    answer = writing.start(question=question, expert=expert, by=writer, at=at)
    revision = writing.save(answer=answer, base=0, content=_content(said, expert), by=writer, at=at)
    submission = writing.submit(
        answer=answer, number=revision.number, key=f"demo {answer.pk}", note="", declined=(), by=writer, at=at + STEP
    )
    if said["stage"] in ("checked", "published"):
        checking.check_facts(
            submission=submission, verdict=Verdict.PASSED, reason="", by=people["checker"], at=at + 2 * STEP
        )
    if said["stage"] == "published":
        _vote(submission, people, at + 3 * STEP)


def _vote(submission: Submission, people: dict[str, Account], at: datetime) -> None:
    for name in ("reviewer", "second"):
        checking.vote(submission=submission, verdict=Verdict.PASSED, reason="", by=people[name], at=at)


def _content(said: dict[str, Any], expert: Expert) -> Content:
    disclosure = next(one["conflicts"] for one in sample()["experts"] if one["name"] == expert.name)
    sources = tuple(Source(*one.split("|", 1)) for one in said["sources"])
    return Content(
        short_answer=said["short_answer"].strip(),
        reasons=said["reasons"].strip(),
        applies_to=said["applies_to"],
        seek_care=said["seek_care"].strip(),
        citations=sources,
        licence="CC0-1.0",
        disclaimer="This is a sample and no medical advice.",
        conflicts="declared" if disclosure else "none",
        disclosure=disclosure,
        machine_help="none",
    )


def _ask(text: str, number: int, at: datetime) -> None:
    alarm = checks.alarm(text)
    asking.ask(
        text=text,
        masked=checks.masked(text),
        urgent=asking.urgent_words(alarm.kinds, alarm.sure),
        email="",
        language="en",
        submission=f"demo {number}",
        at=at,
    )


def _apply(said: dict[str, Any], at: datetime) -> None:
    facts = {**said, "no_conflicts": True, "conflicts": ""}
    experts.apply(public_id=hashlib.sha256(said["name"].encode()).hexdigest()[:32], facts=facts, at=at)
