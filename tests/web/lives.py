"""Random lives of answers: a machine that takes any step in any order, real actions and forgeries past them, while time
runs freely. After every step all that tests/web/invariants.py says must hold (promise R04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.web import invariants
from tests.web.forgers import Forgers
from tests.web.situations import answer, compare, entry
from tests.web.steps import Crashing
from tests.web.writing_situations import WHOLE
from web import clock
from web.audit.models import Event
from web.checking import actions as checking
from web.checking.models import Verdict
from web.experts import actions as experts
from web.experts.models import Seat, Verification
from web.questions import actions as questions
from web.questions.models import Answer, Expert, Statement
from web.review import actions as review_actions
from web.review import queries as review_queries
from web.writing import actions as writing
from web.writing import queries as written
from web.writing.models import Submission

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


NAMES = ("carla", "rhea", "ravi", "rosa", "edda", "omar", "dr-eve-lives", "dr-fay-lives")
#: Who does a thing: mostly who would.
anybody = st.sampled_from(NAMES)
checkers = st.sampled_from(("carla", "carla", "carla", "omar", "dr-eve-lives"))
reviewers = st.sampled_from(("rhea", "ravi", "rhea", "ravi", "rosa", "omar", "dr-fay-lives"))
authors = st.sampled_from((0, 0, 0, 1))
verdicts = st.sampled_from((Verdict.PASSED, Verdict.PASSED, Verdict.PASSED, Verdict.RETURNED))
days = st.sampled_from((1, 30, 200, 400, 800))


class Life(Forgers):
    """All that can happen to answers."""

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

    @rule(of=authors, late=st.booleans())
    def go_back(self, of: int, late: bool) -> None:
        """A text comes back from the reviewers, and its author appeals."""
        self.save(of, 1, "latest", "")
        self.submit(of, [], False)
        self.check_facts(of, "carla", Verdict.PASSED if late else Verdict.RETURNED)
        self.vote(of, "rhea", Verdict.PASSED)
        self.vote(of, "ravi", Verdict.RETURNED)
        self.appeal(of)

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
        if self.act(checking.settle, whole=False, at=self.now()):
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
        self.compared += compare()
        self.steps.setdefault("analyse", [0, 0, 0])[0] += 1

    @rule(by=st.lists(reviewers, min_size=2, max_size=2))
    def release(self, by: list[str]) -> None:
        """Two reviewers approve what the machine made; who is quoted is refused."""
        self.compared += compare()
        for name in by:
            draft = review_queries.draft(self.world.question)
            if draft is not None:
                facts = {"question": self.world.question, "verdict": "approved", "reason": "", "at": self.now()}
                self.act(review_actions.judge, content_sha256=draft.sha256, by=self.world.people[name], **facts)

    # --- time, and accidents

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

    # --- what must hold

    @invariant()
    def all_holds(self) -> None:
        """Asked of the tables, of the readers' queries and of the log."""
        now = clock.now()
        assert now >= self.last, "the clock ran backwards"
        self.last = now
        invariants.check_tables()
        about = (now, self.compared, Event.objects.count(), invariants.check_shown(now))
        if about != self.about:  # asked where something changed: it costs as much as all the rest
            self.about, self.seen = about, invariants.check_compared(self.world.question)
        self.steps.setdefault(f"({self.seen or 'nothing'} shown)", [0, 0, 0])[0] += 1
        there = invariants.revisions()
        assert self.kept.items() <= there.items(), "a revision was changed or lost (I3)"
        self.kept = there
