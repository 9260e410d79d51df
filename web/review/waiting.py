"""The page model of the queue of comparisons: which wait for review, were returned, are released, or were.

Reads through the apps' queries only; no HTML, no request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.filters import ALL, Choice, choice
from web.questions import queries as questions
from web.review import queries
from web.review.states import Stand

#: The filter of those that wait for the second vote, whatever their stand.
HALF = "half"

#: Questions on one page of the queue.
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class WaitingComparison:
    """One question of the queue."""

    slug: str
    question: str
    topic: str
    voices: int
    stand: Stand
    vote: str | Promise
    """That one vote is in, or that it is one's own; never whose else, nor what it says. "" where none or both are."""


@dataclass(frozen=True, slots=True)
class ComparisonsPage:
    """Questions whose comparison is reviewed, filtered, those of most experts first."""

    rows: tuple[WaitingComparison, ...]
    stands: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    query: str
    number: int
    pages: int
    total: int


def comparisons_page(stand: str, topic: str, number: str, account: Any) -> ComparisonsPage:
    """The queue by these filters, for this account; a filter that is none of ours counts as the usual one."""
    stand = stand if stand in (*Stand.values, HALF, ALL) else Stand.WAITING.value
    topics = {found.slug: found for found in questions.topics()}
    topic = topic if topic in topics else ALL
    known = queries.stands(queries.decided(), exact=False)
    ids = queries.comparable(topics[topic].pk if topic != ALL else None)
    counts = {each: sum(known.get(pk, Stand.WAITING) == each for pk in ids) for each in Stand}
    half = queries.half_voted()
    half = {pk: half[pk] for pk in ids if pk in half}
    wanted = [pk for pk in ids if stand in (ALL, known.get(pk, Stand.WAITING)) or (stand == HALF and pk in half)]
    found = Paginator(wanted, PER_PAGE).get_page(number)
    chosen = {"stand": stand, "topic": topic}
    return ComparisonsPage(
        tuple(
            WaitingComparison(
                row.slug,
                row.text,
                row.topic.name if row.topic else "",
                row.voices,
                known.get(row.pk, Stand.WAITING),
                _vote(half.get(row.pk), account),
            )
            for row in queries.by_number(found.object_list)
        ),
        (
            *(choice(chosen, str(each.label).partition(";")[0], counts[each], stand=each) for each in Stand),
            choice(chosen, _("One vote is in"), len(half), stand=HALF),
            choice(chosen, _("All"), len(ids), stand=ALL),
        ),
        (
            choice(chosen, _("Any topic"), topic=ALL),
            *(choice(chosen, each.name, topic=slug) for slug, each in topics.items()),
        ),
        urlencode(chosen),
        found.number,
        found.paginator.num_pages,
        found.paginator.count,
    )


def _vote(by: int | None, account: Any) -> str | Promise:
    if by is None:
        return ""
    return _("You have voted") if by == account.pk else _("One vote is in")
