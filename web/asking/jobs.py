"""Background work of asking: letters to those who asked or follow, and forgetting where to write to them.

What is asked of a job are numbers alone; the addresses are read when the letter is written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation

from web.asking import actions, queries
from web.asking.models import Asked, Follower
from web.asking.states import DECIDED
from web.audit import ledger
from web.checking.models import Correction
from web.databases import overwrite_erased
from web.letters import letter
from web.questions.models import Answer, AnswerStatus

#: Days for which an address waits to be confirmed.
UNCONFIRMED = timedelta(days=7)


def tell_asker(*, at: datetime, asked: int) -> None:
    """Write to whoever asked that their question was decided on; not what it says, nor why."""
    row = Asked.objects.filter(pk=asked, erased_at__isnull=True).first()
    asker = queries.asker(row) if row else None
    if row is None or asker is None:
        return
    state = queries.statuses(row)[-1].state
    if state in DECIDED:
        words = letter.write(
            f"asked-{state}", asker.language, address=_address("own-question", asker.language, row.public_id)
        )
        letter.send(words, asker.email, asker.language, f"asked-{row.pk}-{state}", foot="foot-reader")


def forget_askers(*, at: datetime) -> int:
    """Forget where to write to those whose questions were decided some weeks ago, and who never confirmed to follow.

    A job of the clock. On SQLite what was erased leaves the write-ahead file too, and the ledger names every erasure
    (promise R48).
    """
    forgotten = actions.forget_askers(before=at - timedelta(days=settings.ASKER_DAYS), at=at)
    forgotten += actions.forget_followers(before=at - UNCONFIRMED, at=at)
    ledger.keep()
    if not connection.in_atomic_block:
        overwrite_erased()
    return forgotten


def mail_follower(*, at: datetime, follower: int) -> None:
    """Ask an address whether it wants to follow a question."""
    row = Follower.objects.filter(pk=follower, confirmed_at__isnull=True).first()
    if row is not None:
        words = letter.write("follow", row.language, address=_address("follower", row.language, row.token))
        letter.send(words, row.email, row.language, f"follow-{row.pk}", foot="foot-reader")


def tell_followers(*, at: datetime) -> int:
    """Tell those who follow a question what has changed since they were told; how many letters were sent.

    A job of the clock. Kinds and counts, and no word of an answer (feature D15).
    """
    sent = 0
    for row in queries.to_tell(at):
        since = row.told_at or row.confirmed_at
        steps = AnswerStatus.objects.filter(answer__question=row.question, at__gt=since, at__lte=at)
        corrections = Correction.objects.filter(answer__question=row.question, at__gt=since, at__lte=at)
        facts = {
            "published": steps.filter(state=Answer.State.PUBLISHED).values("answer").distinct().count(),
            "removed": steps.exclude(state__in=[Answer.State.PUBLISHED, Answer.State.DRAFT])
            .values("answer")
            .distinct()
            .count(),
            "corrected": corrections.count(),
        }
        if any(facts.values()):
            words = letter.write(
                "question-changed",
                row.language,
                address=_address("question", row.language, row.question.slug),
                ending=_address("follower", row.language, row.token),
                **facts,
            )
            letter.send(words, row.email, row.language, f"changed-{row.pk}-{at:%Y%m%d%H%M}", foot="foot-reader")
            Follower.objects.filter(pk=row.pk).update(told_at=at)
            sent += 1
    return sent


def _address(name: str, language: str, key: str) -> str:
    """Where a page stands for readers of this language."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return settings.ADDRESS + reverse(name, args=[key])
