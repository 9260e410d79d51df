"""Random lives of answers: a machine that takes any step in any order, real actions and forgeries past them, while time
runs freely. After every step all that tests/web/invariants.py says must hold (promise R04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plurivox.errors import PlurivoxError
from tests.web import invariants
from tests.web.situations import NOW, account, answer, compare, entry
from tests.web.writing_situations import WHOLE
from web import clock
from web.accounts.models import Account, Role
from web.audit.models import Event
from web.checking import actions as checking
from web.checking.models import FactCheck, Review, Verdict, Vote
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.questions import actions as questions
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Statement
from web.writing import actions as writing
from web.writing import queries as written
from web.writing.errors import Refused
from web.writing.models import Submission

#: How an action says no; anything else that it raises is a fault.
REFUSALS = (PermissionDenied, ValidationError, Refused, PlurivoxError)

TEXTS = (
    "Rest helps most people recover from a cold.",
    "Rest helps most adults, but not if a fever lasts.",
    "Résumé: le repos aide 🤧. Do not take antibiotics for a cold.",
)
IMPORTED = (
    "Most people recover from a cold with rest.",
    "Antibiotics do not help. Drink water.",
    "Rest is not needed.",
)


#: Statements after which nothing happens.
NEVER = 10**9


class Crash(OperationalError):
    """The database is gone in the middle of a transaction."""


class Crashing:
    """Lets `left` statements through to the database; the next one finds it gone."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.crashed = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.crashed:
            self.left -= 1
            if self.left < 0:
                self.crashed = True
                raise Crash("the database is gone")
        return execute(sql, params, many, context)


class World:
    """The people and the question around the answers, stored once for all lives."""

    def __init__(self) -> None:
        roles = {"carla": Role.FACT_CHECKER, "rhea": Role.REVIEWER, "ravi": Role.REVIEWER, "rosa": Role.REVIEWER}
        self.people: dict[str, Account] = {name: account(name, role) for name, role in roles.items()}
        self.people["edda"] = account("edda", Role.EDITOR)
        self.people["omar"] = account("omar", Role.EDITOR, Role.REVIEWER, Role.FACT_CHECKER)
        questions.add([entry("lives", topic="Colds")])
        self.question = Question.objects.get(key="lives")
        self.experts: list[Expert] = []
        for name in ("Dr Eve Lives", "Dr Fay Lives"):
            expert = Expert.objects.create(slug=name.lower().replace(" ", "-"), name=name, kind="person")
            writer = self.people[expert.slug] = account(expert.slug, Role.REVIEWER, Role.FACT_CHECKER)
            experts.seat(expert=expert, account=writer, kind=Seat.Kind.SELF, by=None, at=NOW)
            experts.disclose(expert=expert, none=True, text="", by=writer, at=NOW)
            self.experts.append(expert)
            until = NOW + timedelta(days=500)
            experts.verify(expert=expert, what="licence", evidence="Register", until=until, by=self.omar, at=NOW)
        self.voices = list(Expert.objects.order_by("pk"))

    @property
    def omar(self) -> Account:
        """An editor who holds every role, and so may come in every way but by writing."""
        return self.people["omar"]


NAMES = ("carla", "rhea", "ravi", "rosa", "edda", "omar", "dr-eve-lives", "dr-fay-lives")
#: Who does a thing: mostly who would.
anybody = st.sampled_from(NAMES)
checkers = st.sampled_from(("carla", "carla", "carla", "omar", "dr-eve-lives"))
reviewers = st.sampled_from(("rhea", "ravi", "rhea", "ravi", "rosa", "omar", "dr-fay-lives"))
authors = st.sampled_from((0, 0, 0, 1))
verdicts = st.sampled_from((Verdict.PASSED, Verdict.PASSED, Verdict.PASSED, Verdict.RETURNED))
days = st.sampled_from((1, 30, 200, 400, 800))


class Life(RuleBasedStateMachine):
    """One life: a savepoint that is rolled back at its end. `steps` counts, over all lives, what came of each rule."""

    world: World
    steps: ClassVar[dict[str, list[int]]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        clock.forget()
        self.travel = time_machine.travel(NOW, tick=False)
        self.time = self.travel.start()
        self.crash: Crashing | None = None
        self.kept = invariants.revisions()
        self.last = clock.now()

    def teardown(self) -> None:
        try:
            invariants.check_log()
            connection.check_constraints()
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            clock.forget()

    # --- how a step is taken

    def act(self, action: Callable[..., Any], **facts: Any) -> Any:
        """Call an action as a view does: it is done, or refused with a sentence, or the database goes in the middle."""
        name = action.__name__
        counts = self.steps.setdefault(name, [0, 0, 0])
        crash = self.crash or Crashing(NEVER)
        before = self.state() if crash is self.crash else None
        try:
            with transaction.atomic(), connection.execute_wrapper(crash):
                done = action(**facts)
        except REFUSALS:
            counts[1] += 1
            return None
        except Crash:
            counts[2] += 1
            self.crash = None
            assert self.state() == before, f"{name} left something behind"
            return None
        counts[0] += 1
        return True if done is None else done

    def forge(self, name: str, change: Callable[[], object]) -> None:
        """Write past every action: the database itself must refuse."""
        self.steps.setdefault(name, [0, 0, 0])[1] += 1
        try:
            with transaction.atomic():
                change()
                raise AssertionError(f"the database let {name} through")
        except DatabaseError:
            pass

    def state(self) -> list[Any]:
        """What a crash may not change."""
        tables = (Answer, AnswerStatus, Revision, Statement, Submission, FactCheck, Vote, Review, Verification)
        return [
            *(model.objects.count() for model in tables),
            list(Answer.objects.order_by("pk").values_list("pk", "state", "live", "shown_until", "declined")),
            list(Question.objects.order_by("pk").values_list("pk", "voices")),
            Event.objects.order_by("-number").values_list("number").first(),
        ]

    def desk(self, of: int) -> Answer | None:
        """The answer that this expert has begun."""
        rows = Answer.objects.filter(question=self.world.question, author=self.world.experts[of], origin="desk")
        return rows.select_related("author", "question__topic").first()

    def submission(self, of: int) -> Submission | None:
        """The last that was submitted of it."""
        found = self.desk(of)
        return written.last_submission(found) if found else None

    def writer(self, of: int) -> Account:
        """The account that writes for this expert, whatever seat it has now."""
        return self.world.people[self.world.experts[of].slug]

    # --- authors

    @initialize(whole=st.booleans())
    def begun(self, whole: bool) -> None:
        """Half of all lives begin with an answer that is published, so that fewer end before anything is shown."""
        if whole:
            self.go_through(0, 0)

    @rule(of=authors, text=st.integers(0, len(TEXTS) - 1))
    def go_through(self, of: int, text: int) -> None:
        """All that lies between an author and the readers, each step by who should take it."""
        self.save(of, text, "latest", "")
        self.submit(of, [], False)
        self.check_facts(of, "carla", Verdict.PASSED)
        self.vote(of, "rhea", Verdict.PASSED)
        self.vote(of, "ravi", Verdict.PASSED)

    @rule(
        of=authors,
        text=st.integers(0, len(TEXTS) - 1),
        base=st.sampled_from(("latest", "latest", "latest", "stale", "missing")),
        by=st.sampled_from(("", "", "", "edda", "rhea")),
    )
    def save(self, of: int, text: int, base: str, by: str) -> None:
        """A save adds the next revision on the right base, and nothing on another (I5)."""
        found = self.desk(of)
        if found is None:
            expert = self.world.experts[of]
            found = self.act(
                writing.start, question=self.world.question, expert=expert, by=self.writer(of), at=self.now()
            )
            if found is None:
                return
        last = written.latest(found)
        number = last.number if last else 0
        given = {"latest": number, "stale": number - 1, "missing": None}[base]
        content = replace(WHOLE, short_answer=TEXTS[text])
        who = self.world.people[by] if by else self.writer(of)
        made = self.act(writing.save, answer=found, base=given, content=content, by=who, at=self.now())
        if made is not None and (last is None or made.pk != last.pk):
            assert base == "latest"
            assert (made.number, made.author_id) == (number + 1, found.author_id)

    @rule(of=authors, declined=st.lists(st.integers(1, 5), max_size=2), again=st.booleans())
    def submit(self, of: int, declined: list[int], again: bool) -> None:
        """Handed in with the same key again it is the same submission (I11)."""
        found = self.desk(of)
        last = written.latest(found) if found else None
        if found is None or last is None:
            return
        facts = {"answer": found, "number": last.number, "key": f"{found.pk}-{last.number}", "note": ""}
        facts |= {"declined": declined, "by": self.writer(of), "at": self.now()}
        made = self.act(writing.submit, **facts)
        if made is not None and again:
            assert writing.submit(**facts) == made

    @rule(of=authors)
    def appeal(self, of: int) -> None:
        found = self.submission(of)
        if found:
            facts = {"reason": "Read it again.", "key": f"appeal-{found.pk}", "by": self.writer(of), "at": self.now()}
            self.act(writing.appeal, submission=found, **facts)

    @rule(of=authors)
    def renew(self, of: int) -> None:
        found = self.desk(of)
        if found:
            key = f"renew-{found.pk}-{Submission.objects.count()}"
            self.act(writing.renew, answer=found, key=key, by=self.writer(of), at=self.now())

    @rule(of=authors, which=st.integers(0, 20), verdict=st.sampled_from(("confirmed", "declined")))
    def confirm(self, of: int, which: int, verdict: str) -> None:
        rows = list(Statement.objects.filter(author=self.world.experts[of]).order_by("pk"))
        if rows:
            found = rows[which % len(rows)]
            self.act(writing.confirm, statement=found, verdict=verdict, by=self.writer(of), at=self.now())

    @rule(of=authors, by=st.sampled_from(("", "", "edda", "rhea")))
    def withdraw(self, of: int, by: str) -> None:
        """Withdrawn it is gone from the next request on."""
        found = self.desk(of)
        if found is None:
            return
        who = self.world.people[by] if by else self.writer(of)
        done = self.act(writing.withdraw, answer=found, reason="It is out of date.", by=who, at=self.now())
        assert not done or not Answer.objects.filter(pk=found.pk, live__isnull=False).exists()

    # --- those who check

    @rule(of=authors, by=checkers, verdict=verdicts)
    def check_facts(self, of: int, by: str, verdict: Verdict) -> None:
        """Whoever wrote it is always refused."""
        found = self.submission(of)
        if found is None:
            return
        who = self.world.people[by]
        done = self.act(
            checking.check_facts, submission=found, verdict=verdict, reason="Name a source.", by=who, at=self.now()
        )
        assert not done or who != self.writer(of)

    @rule(of=authors, by=reviewers, verdict=verdicts)
    def vote(self, of: int, by: str, verdict: Verdict) -> None:
        """Whoever wrote it is always refused."""
        found = self.submission(of)
        if found is None:
            return
        who = self.world.people[by]
        done = self.act(checking.vote, submission=found, verdict=verdict, reason="Name a dose.", by=who, at=self.now())
        assert not done or who != self.writer(of)

    @rule()
    def settle(self) -> None:
        """After the job nothing waits for time: what is over is taken back, and voices are exact."""
        if self.act(checking.settle, at=self.now()):
            assert not Answer.objects.filter(live__isnull=False, shown_until__lte=self.now()).exists()

    # --- editors

    @rule(of=st.integers(0, 3), by=st.sampled_from(("edda", "omar", "rhea")))
    def suspend(self, of: int, by: str) -> None:
        """Suspended nothing of theirs is shown from the next request on, imported or written here."""
        expert = self.world.voices[of]
        facts = {"reason": "Licence revoked.", "by": self.world.people[by], "at": self.now()}
        if self.act(experts.suspend_expert, expert=Expert.objects.get(pk=expert.pk), **facts):
            assert not Answer.objects.filter(author=expert, live__isnull=False).exists()

    @rule(of=st.integers(0, 3))
    def lift(self, of: int) -> None:
        expert = Expert.objects.get(pk=self.world.voices[of].pk)
        self.act(experts.lift_suspension, expert=expert, by=self.world.people["edda"], at=self.now())

    @rule(of=authors, length=days, by=st.sampled_from(("omar", "edda", "dr-eve-lives")))
    def verify(self, of: int, length: int, by: str) -> None:
        facts = {"evidence": "Register", "until": self.now() + timedelta(days=length), "by": self.world.people[by]}
        self.act(experts.verify, expert=self.world.experts[of], what="licence", at=self.now(), **facts)

    @rule(of=authors, which=st.integers(0, 5))
    def end_verification(self, of: int, which: int) -> None:
        rows = list(Verification.objects.filter(expert=self.world.experts[of], ended_at__isnull=True).order_by("pk"))
        if rows:
            facts = {"reason": "Not renewed.", "by": self.world.people["edda"], "at": self.now()}
            self.act(experts.end_verification, verification=rows[which % len(rows)], **facts)

    @rule(of=authors, end=st.booleans())
    def seat(self, of: int, end: bool) -> None:
        """A writer leaves, or comes back; who once wrote never checks."""
        expert, by = self.world.experts[of], self.world.people["edda"]
        held = Seat.objects.filter(expert=expert, ended_at__isnull=True).first()
        if end and held:
            self.act(experts.end_seat, seat=held, by=by, at=self.now())
        elif not end:
            facts = {"account": self.writer(of), "kind": Seat.Kind.SELF, "by": by, "at": self.now()}
            self.act(experts.seat, expert=expert, **facts)

    @rule(
        text=st.integers(0, len(IMPORTED) - 1),
        name=st.sampled_from(("Dr Ada Test", "Dr Ada Test", "Dr Ben Test", None)),
        key=st.sampled_from(("a1", "a1", "a2", "a3")),
    )
    def import_again(self, text: int, name: str | None, key: str) -> None:
        """The same answer comes again, changed, under another name, or under none."""
        self.act(questions.add, entries=[entry("lives", answer(key, name, IMPORTED[text]), topic="Colds")])

    @rule()
    def analyse(self) -> None:
        """The machine compares what is published now."""
        compare()
        self.steps.setdefault("analyse", [0, 0, 0])[0] += 1

    # --- time, and accidents

    def now(self) -> datetime:
        """What every view asks."""
        return clock.now()

    @rule(length=days)
    def tick(self, length: int) -> None:
        """Time passes, and nobody does anything."""
        self.time.shift(timedelta(days=length))

    @rule(length=days, restarted=st.booleans())
    def set_back(self, length: int, restarted: bool) -> None:
        """The machine's clock is set back: the site's is not, but for what no log entry has seen at a restart."""
        self.time.shift(-timedelta(days=length))
        if restarted:
            clock.forget()
            last = Event.objects.order_by("-number").values_list("at", flat=True).first()
            assert last is not None
            assert clock.now() >= last
            self.last = clock.now()

    @rule(statements=st.integers(0, 40), of=authors, text=st.integers(0, len(TEXTS) - 1))
    def lose_the_database(self, statements: int, of: int, text: int) -> None:
        """After so many statements more, in the middle of whatever is done then."""
        self.crash = Crashing(statements)
        self.go_through(of, text)

    @rule(statements=st.integers(0, 20))
    def lose_the_database_soon(self, statements: int) -> None:
        """The same, in the steps that come next."""
        self.crash = Crashing(statements)

    # --- forgers, who write past every action

    @rule(which=st.integers(0, 20))
    def misattribute(self, which: int) -> None:
        """An answer never comes under another name, by whichever door."""
        row = self.pick(Answer.objects.filter(author__isnull=False), which)
        if row is not None:
            other = Expert.objects.exclude(pk=row.author_id).order_by("pk")[which % 3]
            rows = Answer.objects.filter(pk=row.pk)
            self.forge("another author", lambda: rows.update(author=other))
            foreign = Revision.objects.exclude(answer=row).order_by("pk").first()
            self.forge("a foreign revision", lambda: rows.update(state="published", live=foreign, **REVIEWED))
            facts = {"number": 1 + row.revisions.count(), "body": "x", "sha256": "x", "record": "x", "medium": "text"}
            self.forge("another's revision", lambda: Revision.objects.create(answer=row, author=other, **facts))

    @rule(which=st.integers(0, 20))
    def forge_words(self, which: int) -> None:
        """No word is put into a revision or a statement that its expert did not write."""
        row = self.pick(Revision.objects.filter(author__isnull=False), which)
        if row is not None:
            self.forge("changed words", lambda: Revision.objects.filter(pk=row.pk).update(body="Smoke more."))
            self.forge("lost words", lambda: Revision.objects.filter(pk=row.pk).delete())
            facts = {"revision": row, "author_id": row.author_id, "number": 99, "engine": "forged"}
            self.forge("a forged quote", lambda: Statement.objects.create(start=0, end=5, exact="Smoke", **facts))
            other = Expert.objects.exclude(pk=row.author_id).order_by("pk").first()
            facts |= {"author_id": other.pk if other else 0, "exact": row.body[:5]}
            self.forge("another's quote", lambda: Statement.objects.create(start=0, end=5, **facts))

    @rule(of=authors)
    def forge_review(self, of: int) -> None:
        """Nobody checks or votes on their own answer, nor publishes it past the reviewers; nothing gone is revived."""
        found, last = self.desk(of), self.submission(of)
        if found is None:
            return
        rows = Answer.objects.filter(pk=found.pk)
        if last is not None:
            facts = {"submission": last, "verdict": "passed", "by": self.writer(of), "at": self.now()}
            self.forge("own fact check", lambda: FactCheck.objects.create(**facts))
            number = 1 + last.votes.count()
            self.forge("own vote", lambda: Vote.objects.create(number=number, **facts))
        if found.live_id is None and (draft := written.latest(found)):
            now = self.now()
            facts = {"reviewed_at": now, "due_at": now + timedelta(days=9), "shown_until": now + timedelta(days=9)}
            self.forge("unreviewed", lambda: rows.update(state="published", live=draft, **facts))
        if found.live_id is not None:
            later = found.due_at + timedelta(days=1)
            self.forge("a longer review", lambda: rows.update(due_at=later, shown_until=later))

    def pick(self, rows: Any, which: int) -> Any:
        """One of these rows."""
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    # --- what must hold

    @invariant()
    def all_holds(self) -> None:
        """Asked of the tables, of the readers' queries and of the log."""
        now = clock.now()
        assert now >= self.last, "the clock ran backwards"
        self.last = now
        invariants.check_tables()
        invariants.check_shown(now)
        invariants.check_compared(self.world.question)
        there = invariants.revisions()
        assert self.kept.items() <= there.items(), "a revision was changed or lost (I3)"
        self.kept = there


REVIEWED = {"reviewed_at": NOW, "due_at": NOW + timedelta(days=1), "shown_until": NOW + timedelta(days=1)}
