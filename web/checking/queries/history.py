"""What became of the texts that readers saw: how an answer changed, and where a text is shown that somebody linked to.

Of an answer that was taken back nothing here holds a word; what another took the place of stands in that one's history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from web.checking.models import Correction
from web.checking.queries.public import Corrected, corrections_of, is_shown
from web.questions import queries as questions
from web.questions.models import Answer, AnswerStatus, Revision
from web.writing import changes
from web.writing.content import BETWEEN


@dataclass(frozen=True, slots=True)
class PublishedRevision:
    """One text of an answer that readers saw: from when, and what it changed."""

    number: int
    since: datetime
    changed: tuple[changes.Change, ...]
    """Against the text before; empty for the first."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Everything that changed in one published answer, the newest first."""

    answer: str
    expert: str
    name: str
    revisions: tuple[PublishedRevision, ...]
    corrections: tuple[Corrected, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a text that somebody linked to: shown as it was, replaced by another, or gone. No word of it."""

    slug: str
    answer: str
    shown: bool
    replaced: bool


def history_of(answer: Answer, at: datetime) -> Changed | None:
    """What changed in this answer since readers first saw it; None where they see none of it now.

    With what was imported of its author before, in whose place it stands.
    """
    row = Answer.objects.select_related("author", "live").get(pk=answer.pk)
    if row.author is None or row.live is None or not is_shown(row, at):
        return None
    written = row.origin == Answer.Origin.DESK
    imported = questions.imported_beside(row) if written else [(row, row.live)]
    shown = sorted((text for each in imported for text in _imported(*each)), key=lambda text: text[1])
    if written:
        before = BETWEEN.join(last.body for _answer, last in imported)
        steps = AnswerStatus.objects.filter(answer=row, state="published", revision__isnull=False)
        live = 0
        for step in steps.select_related("revision").order_by("number"):
            if step.revision is not None and step.revision.pk != live:
                shown.append((step.revision, step.at, before))
                live, before = step.revision.pk, step.revision.body
    revisions = [
        PublishedRevision(revision.number, since, changes.between(before, revision.body) if before else ())
        for revision, since, before in shown
    ]
    noted = corrections_of(Correction.objects.filter(answer__in=[row, *(each for each, _last in imported)]))
    corrections = [each for found in noted.values() for each in found]
    return Changed(row.key, row.author.slug, row.author.name, tuple(revisions[::-1]), tuple(corrections))


def standing(sha256: str, at: datetime) -> Standing | None:
    """What became of the text whose hash begins so; None for one that readers never saw, and for too short a hash."""
    if len(sha256) < 16:
        return None
    seen = Q(pk__in=AnswerStatus.objects.filter(revision__isnull=False).values("revision"))
    rows = Revision.objects.filter(sha256__startswith=sha256).filter(seen | Q(pk__in=_live_ids()))
    found: Standing | None = None
    for revision in rows.select_related("answer__question", "answer__live").order_by("pk"):
        answer = questions.in_its_place(revision.answer)
        shown = answer.live is not None and is_shown(answer, at)
        if shown and answer.live is not None and answer.live.pk == revision.pk:
            return Standing(answer.question.slug, answer.key, True, False)
        if found is None or (shown and not found.replaced):
            found = Standing(answer.question.slug, answer.key, False, shown)
    return found


def _imported(answer: Answer, last: Revision) -> list[tuple[Revision, datetime, str]]:
    """The texts of an imported answer up to this one, each with when it came, and the text before it."""
    stored = list(Revision.objects.filter(answer=answer, number__lte=last.number).order_by("number"))
    before = ["", *(revision.body for revision in stored)]
    return [(revision, revision.stored_at, before[place]) for place, revision in enumerate(stored)]


def _live_ids():  # type: ignore[no-untyped-def]
    return Answer.objects.filter(live__isnull=False).values("live")
