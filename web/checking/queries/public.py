"""What readers are told beside an answer: who checked it, until when that holds, what was noted of it.

Frozen values, fetched for many answers at once. Of an answer that was taken back nothing here holds a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Q

from web.checking.models import Correction, Endorsement, FactCheck, Mark, Review, Vote
from web.experts.models import Seat
from web.experts.queries import NEEDED
from web.questions.models import Answer, AnswerStatus, Conflicts, MachineHelp, Question
from web.writing.models import Citation, Submission

#: Corrections on one page of the log.
PER_PAGE = 50

#: What may stand beside the answers of a question, for `web.beside`.
BESIDE = {
    "reviews": Review.objects.filter(revision__answer__question=OuterRef("pk"), ended_at__isnull=True),
    "marks": Mark.objects.filter(revision__answer__question=OuterRef("pk"), ended_at__isnull=True),
    "corrections": Correction.objects.filter(answer__question=OuterRef("pk")),
    "endorsements": Endorsement.objects.filter(revision__answer__question=OuterRef("pk"), ended_at__isnull=True),
    "citations": Citation.objects.filter(revision__answer__question=OuterRef("pk")),
    "statuses": AnswerStatus.objects.filter(answer__question=OuterRef("pk"), revision__isnull=False),
    "gone": Answer.objects.filter(question=OuterRef("pk"), author__isnull=False).filter(
        Q(live__isnull=True, statuses__revision__isnull=False) | Q(shown_until__isnull=False)
    ),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something to an answer, and when. `expert` is the address of their page, where they have one."""

    name: str
    credentials: str
    expert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that stands: what, why, and who set it when."""

    id: int
    kind: Mark.Kind
    reason: str
    by: Signed
    in_name_of: str
    """The expert as whom it was set; "" for a reviewer."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A public note on what was wrong and is put right."""

    id: int
    text: str
    at: datetime
    slug: str
    question: str
    answer: str
    """The key of the answer on its page."""
    expert: str


@dataclass(frozen=True, slots=True)
class Endorser:
    """A verified peer who endorses the whole answer."""

    name: str
    expert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """One source that an answer names."""

    number: int
    kind: Citation.Kind
    text: str
    doi: str
    pmid: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One structured part of an answer: a stretch of its text, in code points."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside one published answer. Without a review that holds now, its dates and people are empty."""

    answer: int
    revision: int
    published_at: datetime | None
    """When this text was first shown, where it was published here."""
    reviewed_at: datetime | None
    due_at: datetime | None
    reviewers: tuple[Signed, ...]
    fact_checker: Signed | None
    marks: tuple[Marked, ...]
    corrections: tuple[Corrected, ...]
    endorsers: tuple[Endorser, ...]
    conflicts: Conflicts
    disclosure: str
    machine_help: MachineHelp
    citations: tuple[Source, ...]
    parts: tuple[Part, ...]

    @property
    def endorsements(self) -> int:
        """How many verified peers endorse it."""
        return len(self.endorsers)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays where an answer was."""

    answer: str
    """Its key on the page."""
    expert: str
    name: str
    state: Answer.State
    since: datetime
    reason: str


def facts_of(answers: Iterable[Answer], at: datetime, present: Collection[str] = frozenset(BESIDE)) -> dict[int, Facts]:
    """Of these published answers, with `live` fetched: what stands beside each, in a fixed number of queries.

    Only tables `present` are asked.
    """
    shown = {row.live_id: row for row in answers if row.live is not None and is_shown(row, at)}
    revisions = [pk for pk in shown if pk is not None]
    ids = [row.pk for row in shown.values()]
    reviews, votes, checks = _reviews(revisions, at) if "reviews" in present else ({}, [], [])
    submissions = {review.submission_id: review.revision_id for review in reviews.values()}
    marks = _marks(revisions) if "marks" in present else []
    signed = _signatures([row.by_id for row in (*votes, *checks, *marks)])
    by_votes: dict[int, list[Signed]] = defaultdict(list)
    for vote in votes:
        by_votes[submissions[vote.submission_id]].append(signed(vote))
    by_check = {submissions[check.submission_id]: signed(check) for check in checks}
    by_mark: dict[int, list[Marked]] = defaultdict(list)
    for mark in marks:
        name = mark.expert.name if mark.expert else ""
        by_mark[mark.revision_id].append(Marked(mark.pk, Mark.Kind(mark.kind), mark.reason, signed(mark), name))
    nothing: dict[int, list[Any]] = defaultdict(list)
    corrections = corrections_of(Correction.objects.filter(answer__in=ids)) if "corrections" in present else nothing
    endorsers = _endorsers(revisions, at) if "endorsements" in present else nothing
    citations = _citations(revisions) if "citations" in present else nothing
    since = _first_shown(revisions) if "statuses" in present else {}
    found = {}
    for pk in revisions:
        row, review = shown[pk], reviews.get(pk)
        live = row.live
        assert live is not None
        found[row.pk] = Facts(
            answer=row.pk,
            revision=live.number,
            published_at=since.get(pk),
            reviewed_at=review.at if review else None,
            due_at=review.due_at if review else None,
            reviewers=tuple(by_votes[pk]),
            fact_checker=by_check.get(pk),
            marks=tuple(by_mark[pk]),
            corrections=tuple(corrections[row.pk]),
            endorsers=tuple(endorsers[pk]),
            conflicts=Conflicts(live.conflicts),
            disclosure=live.disclosure,
            machine_help=MachineHelp(live.machine_help),
            citations=tuple(citations[pk]),
            parts=tuple(Part(*part) for part in live.parts),
        )
    return found


def tombstones_of(question: Question, at: datetime) -> tuple[Tombstone, ...]:
    """What stays where answers of this question were, in their order.

    Those that readers never saw leave nothing, and nor do those in whose place another stands.
    """
    rows = (
        Answer.objects.filter(question=question, author__isnull=False)
        .exclude(state=Answer.State.REPLACED)
        .filter(Q(live__isnull=True) | Q(shown_until__lte=at))
        .select_related("author")
        .prefetch_related(Prefetch("statuses", AnswerStatus.objects.order_by("number")))
        .order_by("position", "pk")
    )
    found = []
    for row in rows:
        steps = list(row.statuses.all())
        if row.author is None or not any(step.revision_id for step in steps):
            continue
        if row.live_id is not None and row.shown_until is not None:
            state, since, reason = Answer.State.LAPSED, row.shown_until, ""
        else:
            # The first of the steps since it was last shown says since when it is gone, the last one why.
            gone = [step for step in steps if step.number > _last_shown(steps)]
            if not gone:
                continue
            state, since, reason = Answer.State(row.state), gone[0].at, gone[-1].reason
        found.append(Tombstone(row.key, row.author.slug, row.author.name, state, since, reason))
    return tuple(found)


def corrections_log(page: str | int) -> tuple[tuple[Corrected, ...], int, int, int]:
    """One page of every correction there was, the newest first: the lines, its number, of how many, lines in all."""
    rows = Correction.objects.select_related("answer__question", "answer__author").order_by("-at", "-pk")
    found = Paginator(rows, PER_PAGE).get_page(page)
    lines = tuple(_corrected(row) for row in found.object_list)
    return lines, found.number, found.paginator.num_pages, found.paginator.count


def is_shown(row: Answer, at: datetime) -> bool:
    """Whether readers see this answer at this moment."""
    return row.live_id is not None and (row.shown_until is None or row.shown_until > at)


def _last_shown(steps: Sequence[AnswerStatus]) -> int:
    """The number of the last step at which it was published; 0 where it was published by an import."""
    return max((step.number for step in steps if step.state == Answer.State.PUBLISHED), default=0)


def _reviews(revisions: Sequence[int], at: datetime) -> tuple[dict[int, Review], list[Vote], list[FactCheck]]:
    """The reviews of these revisions that hold now, by revision; their votes in order, and their fact checks."""
    held = Vote.objects.filter(
        submission__review__revision__in=revisions,
        submission__review__ended_at__isnull=True,
        submission__review__due_at__gt=at,
    )
    wide = held.select_related("by", "submission__review", "submission__fact_check__by")
    votes = list(wide.order_by("submission__review", "number"))
    reviews = {vote.submission.review.revision_id: vote.submission.review for vote in votes}
    last = {review.submission_id for review in reviews.values()}
    votes = [vote for vote in votes if vote.submission_id in last]
    checks = {vote.submission_id: vote.submission.fact_check for vote in votes if _checked(vote.submission)}
    return reviews, votes, list(checks.values())


def _checked(submission: Submission) -> bool:
    return getattr(submission, "fact_check", None) is not None


def _marks(revisions: Sequence[int]) -> list[Mark]:
    rows = Mark.objects.filter(revision__in=revisions, ended_at__isnull=True)
    return list(rows.select_related("by", "expert").order_by("pk"))


def _citations(revisions: Sequence[int]) -> dict[int, list[Source]]:
    found: dict[int, list[Source]] = defaultdict(list)
    for row in Citation.objects.filter(revision__in=revisions).order_by("revision", "number"):
        source = Source(row.number, Citation.Kind(row.kind), row.text, row.doi, row.pmid, row.url)
        found[row.revision_id].append(source)
    return found


def _first_shown(revisions: Sequence[int]) -> dict[int, datetime]:
    """When each of these revisions was first published here."""
    rows = AnswerStatus.objects.filter(revision__in=revisions, state="published")
    found: dict[int, datetime] = {}
    for pk, when in rows.values_list("revision", "at"):
        found[pk] = min(found.get(pk, when), when)
    return found


def _signatures(accounts: Collection[int]):  # type: ignore[no-untyped-def]
    """A function that signs a row with who did it: under the expert whom the account is, where it is one."""
    seats = Seat.objects.filter(account__in=accounts, kind=Seat.Kind.SELF, ended_at__isnull=True)
    experts = {seat.account_id: seat.expert for seat in seats.select_related("expert")} if accounts else {}

    def signed(row: Vote | FactCheck | Mark) -> Signed:
        expert = experts.get(row.by_id)
        if expert is None:
            return Signed(str(row.by), "", "", row.at)
        return Signed(expert.name, expert.credentials, expert.slug, row.at)

    return signed


def _endorsers(revisions: Sequence[int], at: datetime) -> dict[int, list[Endorser]]:
    """Peers who are verified now and not suspended; each counts once."""
    rows = Endorsement.objects.filter(
        revision__in=revisions,
        ended_at__isnull=True,
        expert__suspended_at__isnull=True,
        expert__verifications__what__in=NEEDED,
        expert__verifications__ended_at__isnull=True,
        expert__verifications__at__lte=at,
        expert__verifications__until__gt=at,
    )
    found: dict[int, list[Endorser]] = defaultdict(list)
    for row in rows.select_related("expert").order_by("pk").distinct():
        found[row.revision_id].append(Endorser(row.expert.name, row.expert.slug, row.at))
    return found


def corrections_of(rows) -> dict[int, list[Corrected]]:  # type: ignore[no-untyped-def]
    """These corrections, the newest first, by the answer that they correct."""
    found: dict[int, list[Corrected]] = defaultdict(list)
    for row in rows.select_related("answer__question", "answer__author").order_by("-at", "-pk"):
        found[row.answer_id].append(_corrected(row))
    return found


def _corrected(row: Correction) -> Corrected:
    answer = row.answer
    name = answer.author.name if answer.author else ""
    return Corrected(row.pk, row.text, row.at, answer.question.slug, answer.question.text, answer.key, name)
