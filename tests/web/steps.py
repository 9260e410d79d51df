"""How a life of an answer is lived: who is there, and how each step is taken, refused, or cut off by a crash."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, ClassVar

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from hypothesis.stateful import RuleBasedStateMachine

from plurivox.errors import PlurivoxError
from tests.web import invariants
from tests.web.situations import NOW, account, entry
from web import clock
from web.accounts.models import Account, Role
from web.audit.models import Event
from web.checking.models import FactCheck, Review, Vote
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.questions import actions as questions
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Statement
from web.writing import queries as written
from web.writing.errors import Refused
from web.writing.models import Submission

#: How an action says no; anything else that it raises is a fault.
REFUSALS = (PermissionDenied, ValidationError, Refused, PlurivoxError)

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


class Steps(RuleBasedStateMachine):
    """One life: a savepoint that is rolled back at its end. `steps` counts, over all lives, what came of each rule."""

    world: World
    about: tuple[Any, ...] | None
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
        self.compared, self.about, self.seen = 0, None, ""

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

    def act(self, action: Callable[..., Any], *, whole: bool = True, **facts: Any) -> Any:
        """Call an action as a view does: it is done, or refused with a sentence, or the database goes in the middle.

        What is done is returned, or True; what is not, None. A job that is not `whole` keeps what it did before.
        """
        name = action.__name__
        counts = self.steps.setdefault(name, [0, 0, 0])
        crash = self.crash or Crashing(NEVER)
        before = self.state() if crash is self.crash else None
        try:
            with transaction.atomic() if whole else nullcontext(), connection.execute_wrapper(crash):
                done = action(**facts)
        except REFUSALS:
            counts[1] += 1
            return None
        except Crash:
            counts[2] += 1
            self.crash = None
            assert not whole or self.state() == before, f"{name} left something behind"
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

    def now(self) -> datetime:
        """What every view asks."""
        return clock.now()

    def pick(self, rows: Any, which: int) -> Any:
        """One of these rows."""
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None
