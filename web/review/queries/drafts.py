"""The comparison of a question as reviewers work on it, and what has been decided on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from plurivox import model
from plurivox.compare import input_digest
from web import clock
from web.questions import queries as questions
from web.questions.models import Question
from web.review import drafts
from web.review.drafts import Draft
from web.review.models import Comparison, Edit, Judgement, Release
from web.review.queries.comparisons import fresh
from web.review.states import JUDGES, Stand, Verdict


def draft(row: Question) -> Draft | None:
    """The draft of this question's comparison; None while there is no comparison of what is published now."""
    machine = fresh(row, questions.entry(row))
    return drafts.build(machine, edits(row)) if machine else None


def edits(row: Question) -> list[Edit]:
    """The edits that nobody has undone, in their order."""
    return list(Edit.objects.filter(question=row, ended_at__isnull=True).select_related("by").order_by("number"))


def all_edits(row: Question) -> list[Edit]:
    """Every edit of this question, the undone ones too: the lineage of its lines."""
    return list(Edit.objects.filter(question=row).select_related("by", "ended_by").order_by("number"))


def votes(row: Question, sha256: str) -> list[Judgement]:
    """The votes on exactly this content."""
    found = Judgement.objects.filter(question=row, content_sha256=sha256)
    return list(found.select_related("by").order_by("number"))


def last_return(row: Question) -> list[Judgement]:
    """The two votes of the last round, where it sent the comparison back and no release has come since; else none."""
    last = Judgement.objects.filter(question=row).order_by("-pk").first()
    found = votes(row, last.content_sha256) if last else []
    whole = len(found) == JUDGES and any(each.verdict == Verdict.RETURNED for each in found)
    return found if whole else []


def stands(rows: Iterable[Question]) -> dict[int, Stand]:
    """Where the comparison of each of these questions stands, in a few queries for all."""
    rows = list(rows)
    numbers = [row.pk for row in rows]
    before = _released(numbers)
    valid = valid_releases(list(questions.entries([row for row in rows if row.pk in before])))
    returned = _returned(numbers)
    found = {}
    for row in rows:
        if row.pk in valid:
            found[row.pk] = Stand.RELEASED
        elif row.pk in returned:
            found[row.pk] = Stand.RETURNED
        else:
            found[row.pk] = Stand.STALE if row.pk in before else Stand.WAITING
    return found


def comparable() -> list[int]:
    """The numbers of all questions that have a comparison of several experts, those of most experts first."""
    rows = Question.objects.filter(voices__gte=2, merged_into__isnull=True, comparison__isnull=False)
    return list(rows.order_by("-voices", "pk").values_list("pk", flat=True))


def decided() -> list[Question]:
    """The questions of which a release stands or that were returned: few, for people made them so."""
    pks = {*_released(None), *_returned(None)}
    return list(Question.objects.filter(pk__in=pks, voices__gte=2, merged_into__isnull=True).select_related("topic"))


def valid_releases(
    entries: Sequence[tuple[Question, model.Entry]], at: datetime | None = None
) -> dict[int, tuple[Release, model.Comparison]]:
    """The release of each of these questions that may be shown: of exactly the published answers, and not past due.

    Whatever engine is here now: reviewers approved lines over these very words, and those have not changed.
    """
    at = at or clock.now()
    rows = Release.objects.filter(
        question__in=[row.pk for row, _ in entries], ended_at__isnull=True, due_at__gt=at
    ).select_related("first__by", "second__by")
    releases = {release.question_id: release for release in rows.order_by("number")}
    found = {}
    for row, entry in entries:
        release = releases.get(row.pk)
        if release is not None:
            digest = input_digest(entry.question, entry.answers, release.model, release.engine)
            if digest == release.input_digest:
                found[row.pk] = (release, drafts.thawed(release.content, entry.question, entry.answers))
    return found


def _released(numbers: Sequence[int] | None) -> set[int]:
    """Questions with a release that nobody has ended."""
    rows = Release.objects.filter(ended_at__isnull=True)
    rows = rows if numbers is None else rows.filter(question__in=numbers)
    return set(rows.values_list("question", flat=True))


def _returned(numbers: Sequence[int] | None) -> set[int]:
    """Questions whose last votes returned the comparison, and that nobody has edited since."""
    rows = Judgement.objects.order_by("pk")
    rows = rows if numbers is None else rows.filter(question__in=numbers)
    rounds: dict[int, list[Judgement]] = {}
    for vote in rows:
        last = rounds.setdefault(vote.question_id, [])
        if last and last[0].content_sha256 != vote.content_sha256:
            last.clear()
        last.append(vote)
    found = {
        pk: last
        for pk, last in rounds.items()
        if len(last) == JUDGES and any(vote.verdict == Verdict.RETURNED for vote in last)
    }
    digests = dict(Comparison.objects.filter(pk__in=found).values_list("pk", "input_digest"))
    edited = dict(Edit.objects.filter(question__in=found).order_by("at").values_list("question", "at"))
    undone = dict(
        Edit.objects.filter(question__in=found, ended_at__isnull=False)
        .order_by("ended_at")
        .values_list("question", "ended_at")
    )
    return {
        pk
        for pk, last in found.items()
        if digests.get(pk) == last[-1].input_digest
        and not any(when.get(pk) and when[pk] > last[-1].at for when in (edited, undone))
    }
