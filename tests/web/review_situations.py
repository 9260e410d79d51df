"""Comparisons in the situations that tests of their review speak of, made by the same actions that the desk uses."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from plurivox import editing
from plurivox.model import Entry, RelationKind
from tests.web.reading import read
from tests.web.situations import NOW, account, answer, entry, store
from web.accounts.models import Account, Role
from web.questions.models import Question
from web.review import actions, queries
from web.review.drafts import Draft
from web.review.models import Edit, Judgement, Release
from web.review.states import Verdict

#: Three experts on one thing: all say what it is, two oppose each other on whether it can be cured.
GOUT = (
    ("a1", "Dr Ada Test", "Gout is a painful kind of arthritis. Drink plenty of water."),
    ("a2", "Dr Ben Test", "Gout is a painful form of arthritis. Gout can be cured with the right drugs."),
    ("a3", "Dr Cara Test", "Gout is a kind of arthritis that is painful. Gout stays for life."),
)


def gout(key: str = "gout", topic: str = "Joints", **texts: str) -> Entry:
    """The entry, with other texts for the answers that are named."""
    given = [answer(name, expert, texts.get(name, text)) for name, expert, text in GOUT]
    return entry(key, *given, text="Can gout be cured?" if key == "gout" else "", topic=topic)


def compared(key: str = "gout", topic: str = "Joints") -> Question:
    """The question, stored and compared."""
    return store(gout(key, topic))[0]


def draft(question: Question) -> Draft:
    """What would be released now."""
    found = queries.draft(question)
    assert found is not None
    return found


def base(question: Question) -> str:
    """What a form of the desk says it was filled in on."""
    return draft(question).machine.input_digest


def line_address(question: Question, client: Client, words: str, tab: str = "agreed") -> str:
    """The address of the page of the first line of this list that holds these words."""
    tree = read(client, f"/desk/comparisons/{question.slug}?list={tab}")
    row = next(row for row in tree.css("li.row") if words in row.text())
    return str(row.css_first(".buttons a").attributes["href"])


def agreed(question: Question) -> tuple[str, ...]:
    """The statements of the point that all three experts make."""
    found = draft(question).comparison
    return max((p.statements for p in found.points), key=len)


def opposed(question: Question) -> tuple[str, str]:
    """The two statements that oppose each other."""
    relations = draft(question).comparison.relations
    return next((r.a, r.b) for r in relations if r.kind is RelationKind.OPPOSES)


def edit(
    question: Question, change: editing.Edit | actions.Words, by: Account, at: datetime = NOW, reason: str = ""
) -> Edit:
    """Do this to a line of the draft as it stands."""
    base = draft(question).machine.input_digest
    return actions.edit_line(question=question, change=change, base=base, reason=reason, by=by, at=at)


def vote(
    question: Question, by: Account, verdict: Verdict = Verdict.APPROVED, reason: str = "", at: datetime = NOW
) -> Judgement:
    """One vote on the draft as it stands."""
    return actions.judge(
        question=question,
        verdict=verdict,
        reason=reason or ("Not so." if verdict == Verdict.RETURNED else ""),
        content_sha256=draft(question).sha256,
        by=by,
        at=at,
    )


def two(first: str = "rita", second: str = "ravi") -> tuple[Account, Account]:
    """Two medical reviewers of every topic, made on first use."""
    found = []
    for name in (first, second):
        found.append(Account.objects.filter(username=name).first() or account(name, Role.REVIEWER))
    return found[0], found[1]


def released(question: Question, at: datetime = NOW) -> Release:
    """The draft as it stands, released by two reviewers."""
    for by in two():
        vote(question, by, at=at)
    found = queries.standing_release(question)
    assert found is not None
    return found
