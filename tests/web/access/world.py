"""One desk with something of every kind, and one person of each role, for the table of who may do what (R39)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.web import checking_situations as checking
from tests.web import experts_situations as experts
from tests.web import review_situations as review
from tests.web.situations import NOW, OURS, account, compare, report, seen, signed_in
from web.accounts.models import Account, Role
from web.asking.models import Asked, AskedState, AskedStatus, Follower
from web.checking import actions
from web.checking.models import Endorsement, Mark, Verdict
from web.experts.models import Sponsor, TopicSpecialty
from web.jobs.actions import enqueue
from web.review import work
from web.writing.models import Request


class Who(Enum):
    """The seven roles of promise R39, of which `NOBODY` has signed in and holds none."""

    READER = "a reader"
    NOBODY = "somebody without a role"
    EXPERT = "an expert"
    CHECKER = "a fact checker"
    REVIEWER = "a medical reviewer"
    EDITOR = "an editor"
    ADMINISTRATOR = "an administrator"


EVERYBODY = frozenset(Who)
SIGNED_IN = EVERYBODY - {Who.READER}
EXPERT, EDITOR, ADMINISTRATOR = frozenset({Who.EXPERT}), frozenset({Who.EDITOR}), frozenset({Who.ADMINISTRATOR})
REVIEWER, CHECKER = frozenset({Who.REVIEWER}), frozenset({Who.CHECKER})
NONE: frozenset[Who] = frozenset()

Args = Callable[["World"], Collection[Any]]


@dataclass(frozen=True)
class Row:
    """Who gets an answer from one address, by GET and by POST; None where the method is taken from nobody.

    `args` fill the address. Everybody else is sent to sign in, or is shown the page of an address that is not there.
    Where the thing is not `there`, those who might see it may be told so in other words. `form` is what a POST sends:
    what a form of the right shape may do is told from what it says.
    """

    get: frozenset[Who] | None
    post: frozenset[Who] | None = None
    args: Args = field(default=lambda world: ())
    there: bool = True
    form: Callable[[World], dict[str, Any]] = field(default=lambda world: {})


@dataclass
class World:
    """People by role, each in a browser of their own, and the numbers and names of what is there."""

    people: dict[Who, Account]
    browsers: dict[Who, Client]
    facts: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.facts[name]
        except KeyError:
            raise AttributeError(name) from None


ROLES = {
    Who.CHECKER: Role.FACT_CHECKER,
    Who.REVIEWER: Role.REVIEWER,
    Who.EDITOR: Role.EDITOR,
    Who.ADMINISTRATOR: Role.ADMINISTRATOR,
}


def build() -> World:
    """Everything that the table's addresses speak of. The expert's own things are `own_...`, others' have no prefix."""
    people = {who: account(f"the-{role.value}", role) for who, role in ROLES.items()}
    expert, writer = checking.verified("Dr Access Test")
    people |= {Who.EXPERT: writer, Who.NOBODY: account("the-nobody")}
    browsers = {who: signed_in(person) for who, person in people.items()}
    browsers[Who.READER] = Client(headers={"accept-language": "en", **OURS})
    return World(people, browsers, _things(expert, writer))


def _things(expert: Any, writer: Account) -> dict[str, Any]:
    mine = (expert, writer)
    other = checking.verified("Dr Other Test")
    question = checking.asked("access", "Does rest help a cold?")
    own = checking.published_answer(question=question, author=mine)
    theirs = checking.published_answer(
        "Most people recover from a cold with rest. Antibiotics do not help.", question=question, author=other
    )
    compare()
    own_waiting = checking.in_review(author=mine)
    waiting = checking.in_review(author=other)
    voting = checking.fact_checked(checking.in_review(author=other))
    returned = checking.in_review(author=mine)
    actions.check_facts(
        submission=returned, verdict=Verdict.RETURNED, reason="Name it.", by=checking.staff().checker,
        at=NOW + checking.STEP,
    )  # fmt: skip
    line = report(question, seen())
    asked = Asked.objects.create(public_id="asked-access", text="My cold?", masked="A cold?", submission="s", at=NOW)
    AskedStatus.objects.create(asked=asked, number=1, state=AskedState.WAITING, at=NOW)
    follower = Follower.objects.create(question=question, email="reader@example.org", token="token-access", at=NOW)
    editor = checking.staff().editor
    keeper = other[1]
    draft = review.draft(question)
    sponsor = Sponsor.objects.create(topic=question.topic, expert=other[0], product="Coldaway", by=editor, at=NOW)
    specialty = TopicSpecialty.objects.create(topic=question.topic, specialty="Virology", by=editor, at=NOW)
    wanted = {"question": checking.asked("wanted"), "by": editor, "at": NOW}
    mark = {"answer": own, "revision": own.live, "kind": "outdated", "reason": "A guideline changed.", "at": NOW}
    enqueue("web.jobs.actions.upkeep")
    return {
        "draft": draft.sha256,
        "draft_line": next(iter(work.lines_by_key(question, draft))),
        "wanted": wanted["question"].slug,
        "answer": theirs.pk,
        "application": experts.application().public_id,
        "asked": asked.pk,
        "asked_id": asked.public_id,
        "editor": editor.pk,
        "expert": other[0].slug,
        "follower": follower.token,
        "grant": editor.grants.get().pk,
        "job": DBTaskResult.objects.first().pk,
        "line": line.line,
        "mark": Mark.objects.create(by=keeper, **mark).pk,
        "endorsement": Endorsement.objects.create(revision=own.live, expert=other[0], by=keeper, at=NOW).pk,
        "own_answer": own.pk,
        "own_expert": expert.slug,
        "own_request": Request.objects.create(expert=expert, **wanted).pk,
        "own_returned": returned.answer_id,
        "own_submission": own_waiting.pk,
        "question": question.slug,
        "report": line.pk,
        "request": Request.objects.create(expert=other[0], **wanted).pk,
        "seat": other[0].seats.get().pk,
        "specialty": specialty.pk,
        "sponsor": sponsor.pk,
        "submission": waiting.pk,
        "topic": question.topic.slug,
        "verification": other[0].verifications.first().pk,
        "voting": voting.pk,
        "text_sha256": own.live.sha256,
    }
