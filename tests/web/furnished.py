"""A database with one row of every kind of the desk, stored as plain rows: what the database itself refuses is tried on
it. No action of ours is asked, for a guard must hold against whoever comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models

from tests.web.situations import NOW
from web.accounts.models import Account, Grant, Role
from web.asking.models import Asked, AskedStatus, Asker, Follower
from web.audit.actions import record
from web.audit.models import Event
from web.checking.models import Correction, Endorsement, FactCheck, Mark, Review, Vote
from web.experts.models import Application, Disclosure, Seat, Sponsor, Suspension, TopicSpecialty, Verification
from web.letters.models import Notice
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Statement, Topic
from web.review.models import (
    Comparison,
    Edit,
    Judgement,
    LineReport,
    Release,
    Reply,
    ReportStatus,
    SecondLook,
    Stance,
)
from web.writing.models import Citation, Confirmation, Request, Retraction, Submission

BODY = "Rest helps most people. Drink water."
DIGEST = "d" * 64
YEAR = timedelta(days=365)
DUE = NOW + YEAR


@dataclass
class Furnished:
    """The rows by their model, the last one of each, and the people by name."""

    rows: dict[type[models.Model], Any] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    count: int = 0

    def __getitem__(self, model: type[models.Model]) -> Any:
        return self.rows[model]

    def put(self, model: type[models.Model], **facts: Any) -> Any:
        """Store a row and remember it."""
        self.rows[model] = row = model._default_manager.create(**facts)
        return row

    def person(self, name: str) -> Account:
        """An account that may have done nothing yet."""
        if name not in self.people:
            self.people[name] = Account.objects.create(username=name, email=f"{name}@example.org")
        return self.people[name]

    def add(self, model: type[models.Model], **changes: Any) -> Any:
        """Store a further row like the one that is there, made so that it breaks no rule, with these changes."""
        self.count += 1
        facts = {f.attname: getattr(self.rows[model], f.attname) for f in model._meta.concrete_fields}
        if not model._meta.pk.remote_field:
            facts.pop(model._meta.pk.attname)
        facts |= FRESH.get(model, lambda w: {})(self) | changes
        return model._default_manager.create(**{_attname(model, name): _pk(value) for name, value in facts.items()})

    def change(self, model: type[models.Model], **changes: Any) -> None:
        """Change the row that is there, past every function of ours."""
        model._default_manager.filter(pk=self.rows[model].pk).update(**changes)

    def two(self) -> tuple[Account, Account]:
        """The two who voted."""
        return self.person("first"), self.person("second")

    def submission(self, checked: bool = True, **changes: Any) -> Submission:
        """A further submission of the same revision, with its facts checked or not."""
        made = self.add(Submission, **changes)
        if checked:
            self.add(FactCheck, submission=made)
        return made

    def voted(self) -> Submission:
        """A further submission with the two votes that a review asks for."""
        made = self.submission()
        for number, by in enumerate(self.two(), 1):
            self.add(Vote, submission=made, number=number, by=by)
        return made


def _attname(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)


def _pk(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


#: What a further row of a model must have of its own.
FRESH: dict[type[models.Model], Callable[[Furnished], dict[str, Any]]] = {
    Account: lambda w: {"username": f"a{w.count}", "email": f"a{w.count}@example.org"},
    Grant: lambda w: {"account": w.person(f"g{w.count}")},
    Topic: lambda w: {"slug": f"t{w.count}"},
    Expert: lambda w: {"slug": f"e{w.count}"},
    Question: lambda w: {"slug": f"q{w.count}", "key": f"q{w.count}"},
    Answer: lambda w: {
        "key": f"a{w.count}",
        "origin": "imported",
        "state": "draft",
        "live": None,
        "reviewed_at": None,
        "due_at": None,
        "shown_until": None,
    },
    AnswerStatus: lambda w: {"number": w[AnswerStatus].number + 1},
    Revision: lambda w: {"number": w[Revision].number + 1, "record": f"{w.count:064}"},
    Statement: lambda w: {"number": w[Statement].number + 1},
    Notice: lambda w: {"once": f"n{w.count}"},
    Seat: lambda w: {"account": w.person(f"s{w.count}"), "kind": "writer"},
    Disclosure: lambda w: {"number": w[Disclosure].number + 1},
    Suspension: lambda w: {"expert": w.add(Expert)},
    Sponsor: lambda w: {"product": f"p{w.count}"},
    TopicSpecialty: lambda w: {"specialty": f"s{w.count}"},
    Application: lambda w: {"public_id": f"p{w.count}"},
    Citation: lambda w: {"number": w[Citation].number + 1, "doi": f"10.1/{w.count}", "pmid": f"9{w.count}"},
    Submission: lambda w: {"key": f"k{w.count}", "kind": "renewal", "appeals": None},
    Confirmation: lambda w: {"number": w[Confirmation].number + 1},
    Retraction: lambda w: {"doi": f"10.1/{w.count}"},
    Request: lambda w: {"facet": f"f{w.count}"},
    FactCheck: lambda w: {"submission": w.submission(checked=False)},
    Vote: lambda w: {"submission": w.submission(), "number": 1},
    Review: lambda w: {"submission": w.voted()},
    Mark: lambda w: {"by": w.person(f"m{w.count}")},
    Endorsement: lambda w: {"expert": w.add(Expert)},
    LineReport: lambda w: {"submission": f"l{w.count}"},
    ReportStatus: lambda w: {"number": w[ReportStatus].number + 1, "status": "open"},
    Edit: lambda w: {"number": w[Edit].number + 1},
    Judgement: lambda w: {"content_sha256": f"{w.count:064}"},
    SecondLook: lambda w: {"edit": w.add(Edit)},
    Release: lambda w: {"number": w[Release].number + 1},
    Stance: lambda w: {"number": w[Stance].number + 1},
    Asked: lambda w: {"public_id": f"p{w.count}", "submission": f"s{w.count}"},
    Asker: lambda w: {"asked": w.add(Asked)},
    AskedStatus: lambda w: {"number": w[AskedStatus].number + 1},
    Follower: lambda w: {"email": f"f{w.count}@example.org", "token": f"t{w.count}"},
    Comparison: lambda w: {"question": w.add(Question)},
}


def furnish() -> Furnished:
    """One answer by Ada on its way from a draft to readers, and around it everything else that the desk can hold."""
    w = Furnished()
    author, editor, checker = w.person("author"), w.person("editor"), w.person("checker")
    first, second, reader = w.person("first"), w.person("second"), w.person("reader")
    w.rows[Account] = reader
    w.put(Topic, slug="colds", name="Colds", risk="medium")
    w.put(Grant, account=editor, role=Role.EDITOR, topic=w[Topic], by=None, at=NOW)
    w.put(Question, key="q", slug="q", text="Does rest help a cold?", topic=w[Topic])
    ben = w.put(Expert, slug="ben", name="Dr Ben Test", kind="person")
    suspended = w.put(Expert, slug="cy", name="Dr Cy Test", kind="person", suspended_at=NOW)
    ada = w.put(Expert, slug="ada", name="Dr Ada Test", kind="person")
    w.put(Suspension, expert=suspended, reason="Licence revoked.", by=editor, at=NOW)
    w.put(Seat, expert=ben, account=reader, kind="self", by=editor, at=NOW)
    w.put(Seat, expert=ada, account=author, kind="self", by=editor, at=NOW)
    w.put(Disclosure, expert=ada, number=1, none=True, by=author, at=NOW)
    w.put(Sponsor, topic=w[Topic], expert=ben, product="Coldaway", by=editor, at=NOW)
    w.put(TopicSpecialty, topic=w[Topic], specialty="Virology", by=editor, at=NOW)
    w.put(
        Application,
        public_id="p",
        name="Dr Di Test",
        kind="person",
        email="di@example.org",
        credentials="MD",
        evidence="Register",
        no_conflicts=True,
        at=NOW,
    )
    fact = {"evidence": "Register", "by": editor, "at": NOW, "until": NOW + 2 * YEAR}
    w.put(Verification, expert=ada, what="licence", licence_number="1", **fact)
    _written(w, ada, author)
    _checked(w, checker, first, second)
    about = {"answer": w[Answer], "revision": w[Revision]}
    w.put(Correction, **about, text="A figure was wrong.", by=editor, at=NOW)
    w.put(Mark, **about, kind="outdated", reason="A guideline changed.", by=reader, at=NOW)
    w.put(Endorsement, revision=w[Revision], expert=ben, by=reader, at=NOW)
    w.put(Stance, statement=w[Statement], expert=ben, number=1, kind="agree", by=reader, at=NOW)
    w.put(Reply, statement=w[Statement], text="I meant adults.", by=author, at=NOW)
    w.put(Request, question=w[Question], expert=ben, facet="cost", by=editor, at=NOW)
    w.put(Retraction, doi="10.1/x", pmid="", notice="Retracted", at=NOW)
    _compared(w, editor, first, second)
    _asked(w, editor)
    w.put(Notice, account=author, kind="told", once="n", at=NOW)
    w.rows[Event] = record("added", "question", 1, by=editor, at=NOW)
    return w


def _written(w: Furnished, ada: Expert, author: Account) -> None:
    w.put(Answer, question=w[Question], key="a", author=ada, position=0, origin="desk", state="draft", keeper=author)
    facts = {"body": BODY, "sha256": DIGEST, "record": DIGEST, "medium": "text"}
    w.put(Revision, answer=w[Answer], author=ada, number=1, saved_by=author, stored_at=NOW, **facts)
    w.put(Citation, revision=w[Revision], number=1, kind="review", text="Cochrane", doi="10.1/x", pmid="1")
    w.put(
        Statement,
        revision=w[Revision],
        author=ada,
        number=1,
        start=0,
        end=23,
        exact="Rest helps most people.",
        engine="1",
    )
    w.put(Confirmation, statement=w[Statement], number=1, verdict="confirmed", by=author, at=NOW)


def _checked(w: Furnished, checker: Account, first: Account, second: Account) -> None:
    """The answer is submitted, checked, voted on, reviewed and published."""
    w.put(Submission, answer=w[Answer], revision=w[Revision], key="k", by=w[Revision].saved_by, at=NOW)
    w.put(FactCheck, submission=w[Submission], verdict="passed", by=checker, at=NOW)
    for number, by in enumerate((first, second), 1):
        w.put(Vote, submission=w[Submission], number=number, verdict="passed", by=by, at=NOW)
    w.put(Review, answer=w[Answer], revision=w[Revision], submission=w[Submission], at=NOW, due_at=DUE)
    w.change(Answer, state="published", live=w[Revision], reviewed_at=NOW, due_at=DUE, shown_until=DUE)
    w[Answer].refresh_from_db()
    w.put(AnswerStatus, answer=w[Answer], number=1, state="published", revision=w[Revision], by=second, at=NOW)


def _compared(w: Furnished, editor: Account, first: Account, second: Account) -> None:
    made = {"question": w[Question], "input_digest": DIGEST, "engine": "1"}
    w.put(Comparison, **made, content={})
    facts = {"kind": "agreed", "line": "l", "point": "p1", "statements": ["a.1"], "reason": "harmful", "made_at": NOW}
    w.put(LineReport, question=w[Question], input_digest=DIGEST, engine="1", submission="l", note="See here.", **facts)
    w.put(ReportStatus, report=w[LineReport], number=1, status="kept", reason="It is right.", by=editor, at=NOW)
    w.put(Edit, question=w[Question], number=1, input_digest=DIGEST, kind="confirm", on=["p1"], by=editor, at=NOW)
    w.put(SecondLook, edit=w[Edit], at=NOW)
    judged = {"question": w[Question], "content_sha256": DIGEST, "verdict": "approved", "at": NOW}
    both = [w.put(Judgement, number=n, by=by, **judged) for n, by in enumerate((second, first), 1)]
    end = {"at": NOW, "due_at": DUE}
    w.put(Release, number=1, content={}, content_sha256=DIGEST, first=both[0], second=both[1], **made, **end)


def _asked(w: Furnished, editor: Account) -> None:
    w.put(Asked, public_id="p", text="My cold?", masked="A cold?", submission="s", at=NOW)
    w.put(Asker, asked=w[Asked], email="asker@example.org", at=NOW)
    w.put(AskedStatus, asked=w[Asked], number=1, state="waiting", by=editor, at=NOW)
    w.put(Follower, question=w[Question], email="reader@example.org", token="t", at=NOW)
