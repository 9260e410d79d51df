"""The page models of the composer and of what an author sees of their answers. Reads; no HTML, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.accounts import roles
from web.experts import queries as experts
from web.experts import rules as of_experts
from web.questions import queries as questions
from web.questions.models import Answer, Expert, Question, Revision, Statement
from web.writing import changes, hints, queries, rules
from web.writing import content as contents
from web.writing.content import Content
from web.writing.hints import Ease, Hint
from web.writing.models import Confirmation, Request, Submission
from web.writing.queries import Judged, Outcome

#: How long before a review ends its author is asked for the next one.
SOON = timedelta(days=60)

#: Questions on one page of those that experts may answer.
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """What every page of one answer says on top."""

    answer: int
    question: str
    slug: str
    expert: str
    state: str
    number: int
    """The last revision; 0 before the first save."""
    saved_at: datetime | None
    saved_by: str
    mine: bool
    """Whether who looks writes for the author, and so may submit."""
    published: bool
    withdrawable: bool
    imported: tuple[str, ...]
    """The texts that were imported of the author and that this answer takes the place of when it is published."""


@dataclass(frozen=True, slots=True)
class ComposerPage:
    """The form, what stands beside it, and what came back from the reviewers."""

    facts: Facts
    hints: tuple[tuple[str, Hint], ...]
    ease: Ease | None
    judged: Judged | None
    submission: int
    appealable: bool
    saved: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Two texts that began from one: what was saved meanwhile, and what was typed."""

    facts: Facts
    theirs: str
    yours: str
    content: Content


@dataclass(frozen=True, slots=True)
class Cut:
    """One statement as it would be quoted, and what the author says of it."""

    number: int
    pk: int
    exact: str
    declined: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class SubmitPage:
    """What is handed in, statement by statement."""

    facts: Facts
    statements: tuple[Cut, ...]
    body: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One revision as readers will see it."""

    facts: Facts
    number: int
    parts: tuple[tuple[str, str], ...]
    sources: tuple[queries.CitedSource, ...]
    declared: queries.Declared
    licence: str
    disclaimer: str
    url: str


@dataclass(frozen=True, slots=True)
class Saved:
    """One line of the history."""

    number: int
    at: datetime
    by: str
    published: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Every revision, and two of them side by side, word by word."""

    facts: Facts
    revisions: tuple[Saved, ...]
    before: int
    after: int
    changed: tuple[changes.Change, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """One answer in the list, and what is asked of its author."""

    facts: Facts
    asked: tuple[str, ...]
    """Words of a closed list: returned, waiting, due, unconfirmed, unsubmitted, retracted."""
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class MinePage:
    """The answers of all for whom somebody writes, and who asks for more."""

    answers: tuple[Mine, ...]
    imported: tuple[Answer, ...]
    """Those that were imported under their names and that readers see, the first of them."""
    more: int
    """How many there are beyond those."""
    requests: tuple[Request, ...]
    named: frozenset[int]
    """The requests that name one of these experts, and that can be declined."""
    editor: bool


@dataclass(frozen=True, slots=True)
class NewPage:
    """Questions that may be answered, and for whom."""

    questions: tuple[Question, ...]
    experts: tuple[Expert, ...]
    words: str
    imported: frozenset[int]
    """The questions to which an answer was imported under the name of one of these experts."""


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """What editors asked for, and what came of it."""

    requests: tuple[Request, ...]
    question: Question | None
    experts: tuple[Expert, ...]
    specialties: tuple[str, ...]


def found(number: int, account: Any, *origins: Answer.Origin) -> Answer:
    """An answer that this account may open, written here or of these origins. Raises NotFound, or PermissionDenied."""
    answer = queries.answer(number, *origins)
    if answer is None:
        raise NotFound(_("There is no answer at this address."))
    rules.check_may_save(account, answer)
    return answer


def facts_of(answer: Answer, account: Any, last: Revision | None = None) -> Facts:
    """What every page says of an answer."""
    last = last or queries.latest(answer)
    return Facts(
        answer.pk,
        answer.question.text,
        answer.question.slug,
        str(answer.author),
        str(Answer.State(answer.state).label),
        last.number if last else 0,
        last.stored_at if last else None,
        str(last.saved_by) if last and last.saved_by_id else "",
        roles.allowed(rules.check_may_write, account, answer),
        answer.live_id is not None,
        answer.state in rules.WITHDRAWABLE,
        tuple(revision.body for row, revision in questions.imported_beside(answer) if row.live_id is not None),
    )


def composer_page(answer: Answer, account: Any, saved: bool, content: Content | None) -> ComposerPage:
    """The composer: hints on what was saved last, and what the reviewers sent back."""
    last = queries.latest(answer)
    shown = content or (contents.of(last) if last else Content())
    submission = queries.last_submission(answer)
    judged = queries.judged(submission) if submission else None
    returned = submission is not None and judged is not None and judged.outcome is Outcome.RETURNED
    return ComposerPage(
        facts_of(answer, account, last),
        tuple((str(contents.PARTS.get(hint.field, "")), hint) for hint in hints.of(shown)),
        hints.ease(shown),
        judged,
        submission.pk if submission else 0,
        bool(submission and returned and submission.kind != Submission.Kind.APPEAL),
        saved,
    )


def both_page(answer: Answer, account: Any, latest: Revision | None, yours: Content) -> Both:
    """Two texts side by side."""
    return Both(facts_of(answer, account, latest), latest.body if latest else "", contents.body(yours).text, yours)


def submit_page(answer: Answer, account: Any, revision: Revision, rows: list[Statement]) -> SubmitPage:
    """The statements of a revision, with what was said of them before, or of the same words in an earlier one."""
    verdicts, before = queries.latest_confirmations(revision), queries.declined_words(answer)
    return SubmitPage(
        facts_of(answer, account, revision),
        tuple(
            Cut(
                row.number,
                row.pk,
                row.exact,
                verdicts[row.pk] == Confirmation.Verdict.DECLINED if row.pk in verdicts else row.exact in before,
                queries.time_of(revision, row.start),
            )
            for row in rows
        ),
        revision.body,
    )


def preview_page(answer: Answer, account: Any, number: int | None) -> PreviewPage:
    """A revision as readers will see it, the last one unless another is named. Raises NotFound."""
    revision = queries.revision(answer, number) if number else queries.latest(answer)
    if revision is None:
        raise NotFound(_("Nothing is saved there yet."))
    parts = tuple((str(contents.HEADINGS[name]), text) for name, text in queries.parts_of(revision).items())
    return PreviewPage(
        facts_of(answer, account),
        revision.number,
        parts or (("", revision.body),),
        queries.sources_of(revision),
        queries.declared(revision),
        revision.licence,
        revision.disclaimer,
        revision.url if revision.url.lower().startswith("https://") else "",
    )


def history_page(answer: Answer, account: Any, before: int, after: int) -> HistoryPage:
    """The history; without numbers the last two revisions are compared."""
    rows = list(queries.history(answer))
    last = rows[0].number if rows else 0
    after = after if 1 <= after <= last else last
    before = before if 1 <= before <= last else max(after - 1, 0)
    bodies = {row.number: row.body for row in rows if row.number in (before, after)}
    return HistoryPage(
        facts_of(answer, account),
        tuple(Saved(row.number, row.stored_at, str(row.saved_by or ""), row.pk == answer.live_id) for row in rows),
        before,
        after,
        changes.between(bodies.get(before, ""), bodies.get(after, "")),
    )


def mine_page(account: Any, at: datetime) -> MinePage:
    """What somebody writes, and what is asked of them."""
    mine = experts.experts_of(account)
    wanted = tuple(queries.requests_for(mine))
    imported = queries.imported_of(mine)
    return MinePage(
        tuple(_mine(answer, account, at) for answer in queries.answers_of(mine)),
        tuple(imported[:PER_PAGE]),
        max(imported.count() - PER_PAGE, 0),
        wanted,
        frozenset(request.pk for request in wanted if request.expert_id is not None),
        roles.allowed(rules.check_may_ask, account),
    )


def new_page(account: Any, typed: str) -> NewPage:
    """Questions to answer."""
    rows = tuple(queries.to_answer(typed)[:PER_PAGE])
    mine = tuple(
        each for each in experts.experts_of(account) if roles.allowed(of_experts.check_may_write, account, each)
    )
    imported = queries.imported_of(list(mine)).filter(question__in=rows).values_list("question", flat=True)
    return NewPage(rows, mine, typed, frozenset(imported))


def requests_page(question: Question | None) -> RequestsPage:
    """Every request, and whom one may ask."""
    able = queries.seated_experts()
    specialties = tuple(sorted({expert.specialty for expert in able if expert.specialty}))
    return RequestsPage(tuple(queries.requests()[:PER_PAGE]), question, able, specialties)


def _mine(answer: Answer, account: Any, at: datetime) -> Mine:
    last, submission = queries.latest(answer), queries.last_submission(answer)
    asked = []
    judged = queries.judged(submission) if submission else None
    if judged and judged.outcome is not Outcome.PASSED:
        asked.append(judged.outcome.value)
    newer = last and (submission is None or last.number > submission.revision.number)
    if newer and not (judged and judged.outcome is Outcome.RETURNED):
        asked.append("unsubmitted")
    if answer.live and answer.due_at and answer.due_at <= at + SOON:
        asked.append("due")
    if answer.live and queries.unconfirmed(answer.live):
        asked.append("unconfirmed")
    if last and any(source.retracted for source in queries.sources_of(last)):
        asked.append("retracted")
    return Mine(facts_of(answer, account, last), tuple(asked), answer.due_at if answer.live else None)
