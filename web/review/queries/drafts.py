"""The comparison of a question as reviewers work on it, and what has been decided on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from plurivox import model
from plurivox.compare import input_digest
from web import clock
from web.accounts.models import Account
from web.questions import queries as questions
from web.questions.models import Question
from web.review import drafts
from web.review.drafts import Draft
from web.review.models import Comparison, Edit, Judgement, Release, SecondLook, Stance
from web.review.queries.comparisons import fresh
from web.review.queries.stances import held_of, placed
from web.review.states import JUDGES, Stand, Verdict


def draft(row: Question) -> Draft | None:
    """The draft of this question's comparison; None while there is no comparison of what is published now."""
    machine = fresh(row, questions.entry(row))
    if machine is None:
        return None
    return drafts.build(machine, edits(row), placed(held_of([row.pk]).get(row.pk, ()), machine))


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


def voided(row: Question, account: Account, sha256: str) -> bool:
    """Whether this account voted last on something that has changed before the second vote came in."""
    last = Judgement.objects.filter(question=row).order_by("-pk").first()
    return last is not None and last.by_id == account.pk and last.number < JUDGES and last.content_sha256 != sha256


def stands(rows: Iterable[Question], exact: bool = True) -> dict[int, Stand]:
    """Where the comparison of each of these questions stands, in a few queries for all.

    Where not `exact`, a release counts as shown while it fits the stored comparison: enough for a long list.
    """
    rows = list(rows)
    numbers = [row.pk for row in rows]
    releases = {
        release.question_id: release
        for release in Release.objects.filter(question__in=numbers, ended_at__isnull=True).defer("content")
    }
    kept = dict(Comparison.objects.filter(pk__in=list(releases)).values_list("pk", "input_digest"))
    now = clock.now()
    likely = {pk for pk, release in releases.items() if release.due_at > now and kept.get(pk) == release.input_digest}
    fit = set() if exact else likely
    unsure = [row for row in rows if row.pk in releases and row.pk not in fit]
    fit |= set(valid_releases(list(questions.entries(unsure)), now)) if unsure else set()
    returned = _returned(numbers)
    edited = _since(releases[pk] for pk in fit)
    found = {}
    for row in rows:
        if row.pk in returned:
            found[row.pk] = Stand.RETURNED
        elif row.pk in fit:
            found[row.pk] = Stand.EDITED if edited.get(row.pk) else Stand.RELEASED
        else:
            found[row.pk] = Stand.STALE if row.pk in releases else Stand.WAITING
    return found


def unseen_edits(row: Question) -> int:
    """How many edits the readers of this question's release do not see; 0 where they do not see a release."""
    return _since(fitting_releases([(row, questions.entry(row))]).values()).get(row.pk, 0)


def comparable(topic: int | None = None) -> list[int]:
    """Questions (of this topic) with a comparison of several experts, by number, those of most experts first."""
    rows = Question.objects.filter(voices__gte=2, merged_into__isnull=True, comparison__isnull=False)
    rows = rows.filter(topic=topic) if topic is not None else rows
    return list(rows.order_by("-voices", "pk").values_list("pk", flat=True))


def decided() -> list[Question]:
    """The questions of which a release stands or that were returned: few, for people made them so."""
    released = Release.objects.filter(ended_at__isnull=True).values_list("question", flat=True)
    pks = {*released, *_returned(None)}
    return list(Question.objects.filter(pk__in=pks, voices__gte=2, merged_into__isnull=True).select_related("topic"))


def by_number(numbers: Iterable[int]) -> list[Question]:
    """These questions with their topics, in this order."""
    numbers = list(numbers)
    found = Question.objects.select_related("topic").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def release(question: Question, number: int) -> Release | None:
    """One release of this question."""
    return Release.objects.filter(question=question, number=number).select_related("question__topic").first()


def standing_release(question: Question) -> Release | None:
    """The last release of this question that nobody has ended, shown or not."""
    rows = Release.objects.filter(question=question, ended_at__isnull=True)
    return rows.select_related("first__by", "second__by").order_by("-number").first()


def second_looks(waiting: bool) -> list[SecondLook]:
    """The lines drawn for a second look that wait for one, or that have had it."""
    rows = SecondLook.objects.filter(judged_at__isnull=waiting)
    if waiting:
        rows = rows.filter(edit__ended_at__isnull=True)
    return list(rows.select_related("edit__question__topic", "edit__by").order_by("at", "pk"))


def valid_releases(
    entries: Sequence[tuple[Question, model.Entry]], at: datetime | None = None
) -> dict[int, tuple[Release, model.Comparison]]:
    """The release of each of these questions that may be shown, with its comparison."""
    entries = list(entries)
    released = fitting_releases(entries, at)
    return {
        row.pk: (released[row.pk], drafts.thawed(released[row.pk].content, entry.question, entry.answers))
        for row, entry in entries
        if row.pk in released
    }


def fitting_releases(entries: Sequence[tuple[Question, model.Entry]], at: datetime | None = None) -> dict[int, Release]:
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
                found[row.pk] = release
    return found


def _since(releases: Iterable[Release]) -> dict[int, int]:
    """How many edits were made or taken back since each of these releases, by the question's number. One that was made
    and taken back since is none.
    """
    at = {release.question_id: release.at for release in releases}
    rows = Edit.objects.filter(question__in=list(at)).values_list("question", "at", "ended_at")
    return dict(Counter(pk for pk, made, ended in rows if (made > at[pk]) != (ended is not None and ended > at[pk])))


def half_voted() -> dict[int, int]:
    """The questions of which one vote is in on what stands there now, and whose it is: that is told to nobody else."""
    return {pk: last[0].by_id for pk, last in _rounds(None).items() if len(last) < JUDGES}


def _returned(numbers: Sequence[int] | None) -> set[int]:
    """Questions whose last votes returned the comparison, and that neither an edit nor a stance has changed since."""
    return {
        pk
        for pk, last in _rounds(numbers).items()
        if len(last) == JUDGES and any(vote.verdict == Verdict.RETURNED for vote in last)
    }


def _rounds(numbers: Sequence[int] | None) -> dict[int, list[Judgement]]:
    """The last votes of each question, where neither an answer, an edit nor a stance has changed it since."""
    rows = Judgement.objects.order_by("pk")
    rows = rows if numbers is None else rows.filter(question__in=numbers)
    rounds: dict[int, list[Judgement]] = {}
    for vote in rows:
        last = rounds.setdefault(vote.question_id, [])
        if last and last[0].content_sha256 != vote.content_sha256:
            last.clear()
        last.append(vote)
    digests = dict(Comparison.objects.filter(pk__in=rounds).values_list("pk", "input_digest"))
    edited = dict(Edit.objects.filter(question__in=rounds).order_by("at").values_list("question", "at"))
    undone = dict(
        Edit.objects.filter(question__in=rounds, ended_at__isnull=False)
        .order_by("ended_at")
        .values_list("question", "ended_at")
    )
    of = "statement__revision__answer__question"
    declared = dict(Stance.objects.filter(**{f"{of}__in": rounds}).order_by("at").values_list(of, "at"))
    return {
        pk: last
        for pk, last in rounds.items()
        if digests.get(pk) == last[-1].input_digest
        and not any(when.get(pk) and when[pk] > last[-1].at for when in (edited, undone, declared))
    }
