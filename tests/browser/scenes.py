"""What stands before a journey begins: accounts, verified experts, and answers at their stages, in a running demo.

Made once for all journeys, by the same actions that people use; then everybody has a session, as after password and
code. Each journey has an expert and a question of its own, so that they may run in any order, or alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from plurivox import model
from web import clock
from web.accounts import actions as accounts
from web.accounts.models import Account, Role
from web.checking import actions as checking
from web.checking.models import Verdict
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.pages.demonstration import secret
from web.questions import actions as questions
from web.questions.models import Expert, Question
from web.writing import actions as writing
from web.writing.content import Content
from web.writing.sources import Source

#: Words that are nobody's but the tests'.
PASSWORD = "five words that stand apart"

#: When what stands here was written: before today, and after the demo's own.
AGO, STEP, HOLDS = timedelta(days=2), timedelta(minutes=1), timedelta(days=900)

TOPIC = "Colds and coughs"
SEEK_CARE = "See a doctor if you have trouble breathing."
SOURCE = "Sample review of home remedies, 2025"

#: Whom readers know as this, and the open question that is theirs to answer, by the names of their accounts.
EXPERTS = {
    "writer": ("Dr Wren Sample", "Do hot drinks soothe a sore throat?"),
    "windows": ("Dr Winn Sample", "Does steam help a blocked nose?"),
    "speaker": ("Dr Vera Sample", "How do I wash my hands so that colds do not spread?"),
    "typist": ("Dr Kay Sample", "Does gargling with salt water help?"),
    "plain": ("Dr Nora Sample", "Do zinc lozenges shorten a cold?"),
    "heard": ("Dr Hal Sample", "Should I rest when I have a cold?"),
    "axed": ("Dr Axel Sample", "Does tea with lemon help a cold?"),
}


@dataclass(frozen=True)
class Written:
    """An answer that stands there already: its author, the account that wrote it, and how far it has come."""

    account: str
    name: str
    question: str
    stage: str
    short: str
    reasons: str


#: Answers at their stages, one for each journey that begins with one.
ANSWERS = (
    Written(
        "author", "Dr Ann Sample", "Can a cold turn into pneumonia?", "submitted",
        "A cold seldom turns into pneumonia in healthy adults.",
        "The lungs of healthy adults keep most germs out. Smoking weakens them.",
    ),
    Written(
        "late", "Dr Lee Sample", "How long is a cold catching?", "checked",
        "A cold is most catching in the first three days.", "The nose sheds most of the virus then.",
    ),
    Written(
        "sent", "Dr Sid Sample", "Does cold weather cause colds?", "submitted",
        "Cold weather itself does not cause colds.", "Viruses do, and people sit closer together in winter.",
    ),
    Written(
        "both", "Dr Bo Sample", "Are antibiotics of use against a cold?", "submitted",
        "Antibiotics are of no use against a cold.", "They act on bacteria and not on viruses.",
    ),
    Written(
        "shaky", "Dr Sue Sample", "Is it safe to fly with a cold?", "published",
        "Flying with a blocked nose can hurt the ears.", "The pressure cannot even out behind the eardrum.",
    ),
    Written(
        "bee", "Dr Bea Sample", "Does honey help a cough at night?", "published",
        "Honey eases a cough at night in children older than one year. One teaspoon before bed is enough.",
        "Honey coats the throat. Never give honey to a baby under one year, because it can cause botulism.",
    ),
    Written(
        "comb", "Dr Cole Sample", "Does honey help a cough at night?", "published",
        "Honey eases night-time cough in children over one year old. It works about as well as cough syrup.",
        "Do not give honey to babies under one year: it can cause botulism. Brush the teeth afterwards.",
    ),
    Written(
        "wax", "Dr Max Sample", "Does honey help a cough at night?", "published",
        "Warm water before bed is as good for many children. The head of the bed can be raised.",
        "Honey is never for babies under one year, because of botulism. Sugar harms the teeth.",
    ),
)  # fmt: skip

#: Accounts without an expert's seat.
OTHERS = ("lost", "rita")


def make(at: datetime) -> None:
    """Make everybody and everything above."""
    for account, (name, question) in EXPERTS.items():
        _expert(account, name, at)
        _open(question)
    for written in ANSWERS:
        _expert(written.account, written.name, at)
        _open(written.question)
        _write(written, at)
    double = _account("both")
    for role in (Role.FACT_CHECKER, Role.REVIEWER):
        accounts.grant(account=double, role=role, by=None, at=at)
    for name in OTHERS:
        _signed_up(name, name.title(), at)
    accounts.grant(account=_account("rita"), role=Role.REVIEWER, by=None, at=at)


def sessions() -> dict[str, str]:
    """A session of each account of the site, as it is after its password and its code."""
    made = {}
    for account in Account.objects.all():
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        assert session.session_key
        made[account.username] = session.session_key
    return made


def _account(name: str) -> Account:
    return Account.objects.get(username=name)


def _signed_up(name: str, shown: str, at: datetime) -> Account:
    account = accounts.add_account(
        name=name, password=PASSWORD, email=f"{name}@example.org", shown=shown, by=None, at=at
    )
    accounts.set_factor(account=account, secret=secret(name), by=None, at=at)
    return account


def _expert(name: str, shown: str, at: datetime) -> None:
    account = _signed_up(name, shown, at)
    expert = questions.expert(model.Expert(shown, model.ExpertKind.PERSON, "MD (sample)", "Family medicine"))
    experts.seat(expert=expert, account=account, kind=Seat.Kind.SELF, by=None, at=at)
    facts = {"expert": expert, "evidence": "The sample register.", "until": at + HOLDS, "by": _account("editor")}
    experts.verify(what=Verification.What.LICENCE, at=at, **facts)
    experts.disclose(expert=expert, none=True, text="", by=account, at=at)


def _open(text: str) -> None:
    key = f"journeys/{model.slug(text)}"
    if not Question.objects.filter(key=key).exists():
        question = model.Question(key=key, text=text, topic=TOPIC, subject="cold", kind="information")
        questions.add([model.Entry(question, ())])
        Question.objects.filter(key=key).update(open=True)


def _write(written: Written, at: datetime) -> None:
    by = _account(written.account)
    question, expert = Question.objects.get(text=written.question), Expert.objects.get(name=written.name)
    answer = writing.start(question=question, expert=expert, by=by, at=at)
    content = Content(
        short_answer=written.short,
        reasons=written.reasons,
        seek_care=SEEK_CARE,
        citations=(Source("review", SOURCE),),
        licence="CC0-1.0",
        conflicts="none",
        machine_help="none",
    )
    revision = writing.save(answer=answer, base=0, content=content, by=by, at=at)
    submission = writing.submit(
        answer=answer, number=revision.number, key=f"scene {answer.pk}", note="", declined=(), by=by, at=at + STEP
    )
    passed = {"submission": submission, "verdict": Verdict.PASSED, "reason": ""}
    if written.stage in ("checked", "published"):
        checking.check_facts(**passed, by=_account("checker"), at=at + 2 * STEP)
    if written.stage == "published":
        for name in ("reviewer", "second"):
            checking.vote(**passed, by=_account(name), at=at + 3 * STEP)


@transaction.atomic
def run() -> None:
    """Make it all, and print the sessions."""
    make(clock.now() - AGO)
    print(json.dumps(sessions()))
