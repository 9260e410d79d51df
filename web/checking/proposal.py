"""The page model of one submission: what is proposed against what is published, and what was said of it so far.

Until both votes are in, nothing here tells whether or how another has voted: not a word, not a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.checking import queries, rules
from web.checking.models import FactCheck, Vote
from web.checking.states import DECIDED, Stage
from web.questions.models import Revision
from web.writing import changes
from web.writing import queries as writing
from web.writing import rules as of_writing
from web.writing.content import HEADINGS
from web.writing.models import Confirmation, Submission


@dataclass(frozen=True, slots=True)
class Against:
    """One text that the proposal can be held against, as a link; 0 is none, for the whole text."""

    revision: int
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text under the heading that readers see, "" where it has none, and what changed in it."""

    heading: str
    changes: tuple[changes.Change, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that stands beside the text, as it was and as it is proposed."""

    words: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """One source: kept, added or removed."""

    how: changes.How
    text: str
    address: str
    retracted: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One statement as it was cut, and what the author said of it."""

    text: str
    verdict: str
    declined: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """One check or vote, with who and when."""

    step: str
    verdict: str
    passed: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """Another submission of the same answer, and what was decided."""

    submission: int
    kind: str
    revision: int
    note: str
    at: datetime
    stage: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One submission, and what this account can do with it now."""

    submission: int
    answer: int
    slug: str
    question: str
    topic: str
    risk: str
    expert: str
    credentials: str
    kind: str
    note: str
    by: str
    at: datetime
    revision: int
    stage: Stage
    decided: bool
    against: tuple[Against, ...]
    base: int
    """The number of the revision that it is held against; 0 where it is shown whole."""
    parts: tuple[Part, ...]
    beside: tuple[Beside, ...]
    sources: tuple[Cited, ...]
    statements: tuple[Confirmed, ...]
    judgements: tuple[Judgement, ...]
    """All, once it is decided; before that the fact check, and the reader's own vote."""
    step: str
    """What this account does next: "facts", "vote", or nothing."""
    refusal: str
    """Why it can do nothing, in the sentence that it would be refused with."""
    past: tuple[Past, ...]
    own: bool
    """Whether the account wrote it; then it is decided."""
    may_appeal: bool


def submission(number: int) -> Submission:
    """The submission of this number. Raises NotFound."""
    found = queries.submission(number)
    if found is None:
        raise NotFound(_("There is no page at this address."))
    return found


def proposal_page(row: Submission, account: Any, against: str) -> ProposalPage:
    """Raises PermissionDenied for whoever may not see it."""
    rules.check_may_see(account, row)
    stage = queries.stage(row)
    question, author = row.answer.question, row.answer.author
    bases = _bases(row)
    live = queries.base_of(row)
    base = bases.get(int(against)) if against.isdecimal() and len(against) < 18 else live
    step, refusal = _next(account, row, stage)
    return ProposalPage(
        submission=row.pk,
        answer=row.answer_id,
        slug=question.slug,
        question=question.text,
        topic=question.topic.name if question.topic else "",
        risk=question.topic.get_risk_display() if question.topic else "",
        expert=author.name if author else "",
        credentials=author.credentials if author else "",
        kind=row.get_kind_display(),
        note=row.note,
        by=str(row.by),
        at=row.at,
        revision=row.revision.number,
        stage=stage,
        decided=stage in DECIDED,
        against=_against(row, bases, live, base),
        base=base.number if base else 0,
        parts=_parts(base, row.revision),
        beside=_beside(base, row.revision),
        sources=_sources(base, row.revision),
        statements=_statements(row.revision),
        judgements=_judgements(row, stage, account.pk),
        step=step,
        refusal=refusal,
        past=_past(row),
        own=rules.wrote(account, row.answer),
        may_appeal=_may_appeal(account, row),
    )


def _may_appeal(account: Any, row: Submission) -> bool:
    """Whether its author can ask others to judge it again."""
    try:
        of_writing.check_may_write(account, row.answer)
        of_writing.check_appeal(row, writing.last_submission(row.answer), writing.judged(row))
    except (PermissionDenied, ValidationError):
        return False
    return True


def _bases(row: Submission) -> dict[int, Revision]:
    """What it can be held against, by its id: what was published, or imported, and what was handed in before."""
    found = {each.revision.pk: each.revision for each in queries.others_of(row) if each.pk < row.pk}
    found.pop(row.revision.pk, None)
    live = queries.base_of(row)
    if live is not None:
        found[live.pk] = live
    return dict(sorted(found.items()))


def _against(
    row: Submission, bases: dict[int, Revision], live: Revision | None, base: Revision | None
) -> tuple[Against, ...]:
    made = []
    for pk, revision in bases.items():
        if revision.answer_id != row.answer_id:
            words = _("Against what was imported, in whose place it would stand")
        elif live is not None and live.pk == pk:
            words = _("Against what is published (text %(number)s)") % {"number": revision.number}
        else:
            words = _("Against what was handed in before (text %(number)s)") % {"number": revision.number}
        here = base is not None and base.pk == pk
        made.append(Against(pk, words, here))
    return (*made, Against(0, _("The whole text"), base is None))


def _next(account: Any, row: Submission, stage: Stage) -> tuple[str, str]:
    """What this account does next, or why nothing."""
    try:
        if stage is Stage.FACTS:
            rules.check_may_check_facts(account, row)
            return "facts", ""
        if stage is Stage.VOTES:
            rules.check_may_vote(account, row)
            rules.check_votes_open(account, row)
            return "vote", ""
    except PermissionDenied as error:
        return "", str(error)
    except ValidationError as error:
        return "", " ".join(error.messages)
    return "", ""


def _judgements(row: Submission, stage: Stage, account: int = 0) -> tuple[Judgement, ...]:
    """What was said of it; before both votes are in, of the votes only this account's own."""
    check, votes = queries.check_of(row), queries.votes_of(row)
    if stage not in DECIDED:
        votes = votes.filter(by=account)
    return (
        *((_judgement(check, _("Fact check")),) if check else ()),
        *(_judgement(vote, _("Medical review")) for vote in votes),
    )


def _judgement(row: FactCheck | Vote, step: str) -> Judgement:
    return Judgement(step, row.get_verdict_display(), row.verdict == "passed", row.reason, str(row.by), row.at)


def _past(row: Submission) -> tuple[Past, ...]:
    """Earlier and later submissions; of those that wait, nothing of what was said."""
    made = []
    for each in queries.others_of(row):
        stage = Stage(each.stage)  # type: ignore[attr-defined]
        said = _judgements(each, stage) if stage in DECIDED else ()
        made.append(
            Past(each.pk, each.get_kind_display(), each.revision.number, each.note, each.at, str(stage.label), said)
        )
    return tuple(made[::-1])


def _parts(base: Revision | None, revision: Revision) -> tuple[Part, ...]:
    """The text under the headings of its parts, with what changed against this base."""
    changed = changes.between(base.body if base else revision.body, revision.body)
    cut = changes.under([start for _name, start, _end in revision.parts], changed)
    headings = ["", *(str(HEADINGS[name]) for name, _start, _end in revision.parts)]
    return tuple(Part(heading, part) for heading, part in zip(headings, cut, strict=True) if part)


def _beside(base: Revision | None, revision: Revision) -> tuple[Beside, ...]:
    """What its author declares, the licence and the disclaimer."""
    rows: list[tuple[Promise | str, str, str]] = []
    for words, read in (
        (_("Conflicts of interest"), _conflicts),
        (_("Help of a program"), lambda each: each.get_machine_help_display()),
        (_("Licence"), lambda each: each.licence),
        (_("Disclaimer"), lambda each: each.disclaimer),
        (_("Address of the video"), lambda each: each.url if each.medium == "video" else ""),
    ):
        after = read(revision)
        before = read(base) if base else after
        if before or after:
            rows.append((words, before, after))
    return tuple(Beside(str(words), before, after, before != after) for words, before, after in rows)


def _conflicts(revision: Revision) -> str:
    return (
        f"{revision.get_conflicts_display()}: {revision.disclosure}"
        if revision.disclosure
        else str(revision.get_conflicts_display())
    )


def _sources(base: Revision | None, revision: Revision) -> tuple[Cited, ...]:
    after = writing.sources_of(revision)
    before = writing.sources_of(base) if base else after
    kept = {(each.text, each.doi, each.pmid, each.address) for each in before}
    now = {(each.text, each.doi, each.pmid, each.address) for each in after}
    made = [
        Cited(changes.How.REMOVED, each.text, each.address, each.retracted)
        for each in before
        if (each.text, each.doi, each.pmid, each.address) not in now
    ]
    for each in after:
        known = (each.text, each.doi, each.pmid, each.address) in kept
        made.append(Cited(changes.How.KEPT if known else changes.How.ADDED, each.text, each.address, each.retracted))
    return tuple(made)


def _statements(revision: Revision) -> tuple[Confirmed, ...]:
    said = writing.latest_confirmations(revision)
    made = []
    for each in writing.statements_of(revision):
        verdict = said.get(each.pk, "")
        words = str(Confirmation.Verdict(verdict).label) if verdict else _("Not asked yet")
        made.append(Confirmed(each.exact, words, verdict == Confirmation.Verdict.DECLINED))
    return tuple(made)
