"""Forgers: who write past every action, straight into the tables. The database itself must refuse each of them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.web.situations import NOW
from tests.web.steps import Steps
from web.checking.models import FactCheck, Vote
from web.questions.models import Answer, Expert, Revision, Statement
from web.writing import queries as written

REVIEWED = {"reviewed_at": NOW, "due_at": NOW + timedelta(days=1), "shown_until": NOW + timedelta(days=1)}


class Forgers(Steps):
    """Rules that are tried at any moment of a life."""

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

    @rule(of=st.integers(0, 1))
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
