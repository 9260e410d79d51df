"""The only functions that change the index: take in what has changed, or make it anew. Both may be stopped half-way."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from plurivox.search import Listing
from web.finding.keeper import Keeper, keeper
from web.finding.listings import listings, whole_library
from web.progress import Progress
from web.questions import queries as questions
from web.questions.models import Change, Question

#: Changes taken in at once; and those from which it is quicker to make the whole index anew.
BATCH, MUCH = 200, 2_000


def keep_up() -> int:
    """Take in what has changed since; how many questions were. None while somebody else is at it.

    What is taken in is laid down before its change is forgotten: stopped between the two, it is taken in twice.
    """
    keeps = keeper()
    with keeps.alone() as mine:
        if not mine:
            return 0
        if keeps.current() is None:
            return _build(keeps, whole_library())
        return _take_in(keeps)


class Busy(Exception):
    """Somebody else keeps the index up just now."""


def rebuild(over: Iterable[Listing] | None = None) -> int:
    """Make the index anew from the database; how many questions it holds. Searches go on in the one before.

    `over` are the listings of the whole library, where the caller counts them as they pass. Raises Busy.
    """
    keeps = keeper()
    with keeps.alone() as mine:
        if not mine:
            raise Busy
        return _build(keeps, whole_library() if over is None else over) + _take_in(keeps)


def catch_up() -> None:
    """Take in all that waits before whoever asked goes on, telling how far it is: at once anew where it is much.

    Does nothing while somebody else keeps it up: they see the same changes.
    """
    waiting = Change.objects.count()
    if waiting <= MUCH and keeper().current() is not None:
        keep_up()
        return
    progress = Progress("Reading questions for search", questions.shown_questions().count())
    with suppress(Busy):
        rebuild(progress.over(whole_library()))
    progress.close()


def _build(keeps: Keeper, every: Iterable[Listing]) -> int:
    waiting = list(Change.objects.values_list("pk", flat=True))  # what changes from now on is taken in afterwards
    count = 0

    def counted() -> Iterable[Listing]:
        nonlocal count
        for one in every:
            count += 1
            yield one

    keeps.build(counted())
    _forget(waiting)
    return count


def _take_in(keeps: Keeper) -> int:
    count = 0
    while changes := dict(Change.objects.order_by("pk").values_list("pk", "question")[:BATCH]):
        keys = dict(Question.objects.filter(pk__in=set(changes.values())).values_list("pk", "key"))
        rows = list(questions.shown_questions().filter(pk__in=list(keys)).select_related("topic"))
        keeps.take_in(listings(rows), set(keys.values()) - {row.key for row in rows})
        _forget(list(changes))
        count += len(keys)
    return count


def _forget(changes: list[int]) -> None:
    for at in range(0, len(changes), BATCH):
        Change.objects.filter(pk__in=changes[at : at + BATCH]).delete()
