"""The only functions that read what stands beside revisions: statements, sources, submissions, requests.

What the reviewers said of a submission is read through its own relations; nothing of it is shown before both votes are
in, or the fact check sent it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from plurivox.model import ENGINE_VERSION
from web.experts import queries as experts
from web.experts.models import Seat
from web.questions import queries as questions
from web.questions.models import Answer, Conflicts, Expert, MachineHelp, Question, Revision, Statement
from web.writing.models import Citation, Confirmation, Request, Retraction, Submission

#: Votes that decide on a submission (web/checking holds them).
VOTES = 2

#: What a reviewer's word is where a submission goes on.
PASSED = "passed"


class Outcome(StrEnum):
    """How a submission stands."""

    WAITING = "waiting"
    RETURNED = "returned"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Judged:
    """How a submission stands, why it came back, and when."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as readers see it. `address` is empty where there is none; `retracted` says what became of it."""

    number: int
    kind: str
    label: str
    text: str
    doi: str
    pmid: str
    address: str
    retracted: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What an author declared with one revision: conflicts of interest, help of a program, and on which day."""

    conflicts: Conflicts
    disclosure: str
    machine_help: MachineHelp
    digital_source_type: str
    at: datetime


#: The IPTC's word for text that a program helped to write; people's own text carries none.
#: https://cv.iptc.org/newscodes/digitalsourcetype/
MADE_WITH_A_PROGRAM = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


def latest(answer: Answer) -> Revision | None:
    """The last revision of an answer; None before the first save."""
    return Revision.objects.filter(answer=answer).order_by("-number").first()


def revision(answer: Answer, number: int) -> Revision | None:
    """One revision of an answer by its number."""
    return Revision.objects.filter(answer=answer, number=number).first()


def history(answer: Answer) -> QuerySet[Revision]:
    """Every revision of an answer, the newest first, with who saved it."""
    return Revision.objects.filter(answer=answer).select_related("saved_by").order_by("-number")


def answer(number: int, *origins: Answer.Origin) -> Answer | None:
    """One answer that was written here, or came from one of these origins, with its question and author."""
    rows = Answer.objects.filter(origin__in=origins or [Answer.Origin.DESK])
    return rows.select_related("question", "question__topic", "author").filter(pk=number).first()


def answers_of(experts_: list[Expert]) -> QuerySet[Answer]:
    """The answers that were written here for these experts, the last begun first."""
    rows = Answer.objects.filter(origin=Answer.Origin.DESK, author__in=experts_)
    return rows.select_related("question", "author", "live").order_by("-pk")


def imported_of(experts_: list[Expert]) -> QuerySet[Answer]:
    """The answers that were imported under the names of these experts and that readers see, by their questions."""
    rows = Answer.objects.filter(origin=Answer.Origin.IMPORTED, author__in=experts_, live__isnull=False)
    return rows.select_related("question", "author", "live").order_by("question__text", "pk")


def to_answer(words: str) -> QuerySet[Question]:
    """The questions that experts may answer, those still open first, by the words of the question."""
    return questions.holding(questions.shown_questions(), words).order_by("-open", "voices", "pk")


def statements_of(revision: Revision) -> list[Statement]:
    """The statements of a revision as today's engine cut them (actions.cut makes them on first need)."""
    return list(Statement.objects.filter(revision=revision, engine=ENGINE_VERSION).order_by("number"))


def latest_confirmations(revision: Revision) -> dict[int, str]:
    """What the author last said of each statement of today's engine; one that nobody was asked about is missing.

    What an earlier engine cut at the very same place counts, and so does all that touches a declined stretch.
    """
    said = {
        (row.statement.start, row.statement.end): row.verdict
        for row in Confirmation.objects.filter(statement__revision=revision)
        .select_related("statement")
        .order_by("at", "pk")
    }
    stretches = declined(revision)
    verdicts: dict[int, str] = {}
    for row in statements_of(revision):
        if any(start < row.end and row.start < end for start, end in stretches):
            verdicts[row.pk] = Confirmation.Verdict.DECLINED.value
        elif (row.start, row.end) in said:
            verdicts[row.pk] = Confirmation.Verdict.CONFIRMED.value
    return verdicts


def declined(revision: Revision) -> tuple[tuple[int, int], ...]:
    """The stretches of a revision that its author does not want quoted alone."""
    return questions.declined(revision.answer, revision)


def declined_words(answer: Answer) -> frozenset[str]:
    """What the author said last is not to be quoted alone, in whichever revision: the same words are asked about so."""
    said = Confirmation.objects.filter(statement__revision__answer=answer).order_by("at", "pk")
    verdicts = dict(said.values_list("statement__exact", "verdict"))
    return frozenset(words for words, verdict in verdicts.items() if verdict == Confirmation.Verdict.DECLINED)


def time_of(revision: Revision, start: int) -> float | None:
    """The second of the video at which this place of a transcript is spoken; None where nothing is spoken there."""
    for first, last, seconds in revision.times:
        if first <= start < last:
            return float(seconds)
    return None


def sources_of(revision: Revision) -> tuple[CitedSource, ...]:
    """The sources of a revision as readers see them, in order, each with what became of it."""
    rows = list(Citation.objects.filter(revision=revision).order_by("number"))
    known = _retracted(rows)
    return tuple(
        CitedSource(
            row.number,
            row.kind,
            str(Citation.Kind(row.kind).label),
            row.text,
            row.doi,
            row.pmid,
            _address(row),
            known.get(("doi", row.doi)) or known.get(("pmid", row.pmid)) or "",
        )
        for row in rows
    )


def declared(revision: Revision) -> Declared:
    """What the author of a revision declared with it."""
    helped = MachineHelp(revision.machine_help)
    kind = MADE_WITH_A_PROGRAM if helped is MachineHelp.HELPED else ""
    return Declared(Conflicts(revision.conflicts), revision.disclosure, helped, kind, revision.stored_at)


def parts_of(revision: Revision) -> dict[str, str]:
    """The structured parts of a revision by name, in order; every one an exact slice of its body."""
    return {name: revision.body[start:end] for name, start, end in revision.parts}


def sent(by: Any, key: str) -> Submission | None:
    """What this account submitted with this key of a form."""
    return Submission.objects.filter(by=by.pk, key=key).first() if key else None


def submissions_of(answer: Answer) -> QuerySet[Submission]:
    """The submissions of an answer, the newest first."""
    return Submission.objects.filter(answer=answer).select_related("revision").order_by("-pk")


def last_submission(answer: Answer) -> Submission | None:
    """The submission that counts: a later one takes the place of one that still waits."""
    return submissions_of(answer).first()


def judged(submission: Submission) -> Judged:
    """How a submission stands. Votes are told only when both are in."""
    check = getattr(submission, "fact_check", None)
    if check is not None and check.verdict != PASSED:
        return Judged(Outcome.RETURNED, (check.reason,), check.at)
    votes = list(submission.votes.order_by("number"))  # type: ignore[attr-defined]
    if len(votes) < VOTES:
        return Judged(Outcome.WAITING)
    reasons = tuple(vote.reason for vote in votes if vote.verdict != PASSED)
    return Judged(Outcome.RETURNED if reasons else Outcome.PASSED, reasons, votes[-1].at)


def requests_for(experts_: list[Expert]) -> QuerySet[Request]:
    """The open requests that name one of these experts, or their specialty."""
    named = Q(expert__in=experts_)
    for specialty in {expert.specialty for expert in experts_ if expert.specialty}:
        named |= Q(specialty__iexact=specialty)
    rows = Request.objects.filter(named, state=Request.State.OPEN).select_related("question", "expert")
    return rows.order_by("at", "pk")


def requests() -> QuerySet[Request]:
    """Every request, the newest first, with what came of it."""
    return Request.objects.select_related("question", "expert", "by", "ended_by").order_by("-at", "-pk")


def is_asked(question: Question) -> bool:
    """Whether an expert, or whoever has a specialty, was asked to answer this question and may still do so."""
    return Request.objects.filter(question=question, state=Request.State.OPEN).exists()


def open_request(number: int) -> Request | None:
    """A request that waits."""
    rows = Request.objects.filter(state=Request.State.OPEN).select_related("question", "question__topic", "expert")
    return rows.filter(pk=number).first()


def of_specialty(specialty: str) -> list[Expert]:
    """The experts of a specialty who are not suspended."""
    rows = Expert.objects.filter(specialty__iexact=specialty, suspended_at__isnull=True).exclude(specialty="")
    return list(rows.order_by("pk"))


def seated_experts() -> tuple[Expert, ...]:
    """The experts for whom somebody signs in and writes, and who are not suspended."""
    seats = Seat.objects.filter(ended_at__isnull=True, account__is_active=True)
    rows = Expert.objects.filter(pk__in=seats.values("expert"), suspended_at__isnull=True)
    return tuple(rows.order_by("name"))


def unconfirmed(revision: Revision) -> int:
    """How many statements of a revision nobody asked its author about: after a new engine cut it otherwise."""
    return len(statements_of(revision)) - len(latest_confirmations(revision))


def writers(answer: Answer) -> list[Any]:
    """Who is told of an answer: its keeper while they write for its author, or else all who do."""
    if answer.author is None:
        return []
    accounts = [seat.account for seat in experts.seats_of(answer.author) if seat.account.is_active]
    return [account for account in accounts if account.pk == answer.keeper_id] or accounts


def retracted_sources() -> list[tuple[Answer, Retraction]]:
    """The answers that name a retracted source, in what readers see or in the last draft, with what is known of it.

    One that was withdrawn is nobody's task.
    """
    same = Q(doi=OuterRef("doi")) & ~Q(doi="") | Q(pmid=OuterRef("pmid")) & ~Q(pmid="")
    rows = Citation.objects.filter(Exists(Retraction.objects.filter(same))).select_related("revision")
    found: dict[tuple[int, int], tuple[Answer, Retraction]] = {}
    for row in rows.order_by("revision__answer", "pk"):
        answer = Answer.objects.select_related("question", "author").get(pk=row.revision.answer_id)
        last = latest(answer)
        current = row.revision_id == answer.live_id or (last is not None and row.revision_id == last.pk)
        if not current or answer.state == Answer.State.WITHDRAWN:
            continue
        named = Q(doi=row.doi) & ~Q(doi="") | Q(pmid=row.pmid) & ~Q(pmid="")
        for retraction in Retraction.objects.filter(named):
            found[answer.pk, retraction.pk] = (answer, retraction)
    return list(found.values())


def _retracted(rows: list[Citation]) -> dict[tuple[str, str], str]:
    """What is known of these sources, by DOI and by PMID."""
    dois, pmids = {row.doi for row in rows if row.doi}, {row.pmid for row in rows if row.pmid}
    known: dict[tuple[str, str], str] = {}
    for found in Retraction.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids)):
        for name, value in (("doi", found.doi), ("pmid", found.pmid)):
            if value:
                known[name, value] = found.notice
    return known


def _address(row: Citation) -> str:
    """Where a source can be read; only web addresses, whatever was typed."""
    if row.url.lower().startswith(("https://", "http://")):
        return row.url
    if row.doi:
        return f"https://doi.org/{row.doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{row.pmid}/" if row.pmid else ""
