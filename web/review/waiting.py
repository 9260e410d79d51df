"""The page model of the queue of comparisons: which wait for review, were returned, are released, or were.

Reads through the apps' queries only; no HTML, no request.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from web.filters import ALL, Choice, choice
from web.questions import queries as questions
from web.review import queries
from web.review.states import Stand

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


def comparisons_page(stand: str, topic: str, number: str) -> ComparisonsPage:
    """The queue by these filters; a filter that is none of ours counts as the usual one."""
    stand = stand if stand in (*Stand.values, ALL) else Stand.WAITING.value
    topics = {found.slug: found for found in questions.topics()}
    topic = topic if topic in topics else ALL
    known = queries.stands(queries.decided(), exact=False)
    ids = queries.comparable(topics[topic].pk if topic != ALL else None)
    counts = {each: sum(known.get(pk, Stand.WAITING) == each for pk in ids) for each in Stand}
    wanted = [pk for pk in ids if stand in (ALL, known.get(pk, Stand.WAITING))]
    found = Paginator(wanted, PER_PAGE).get_page(number)
    chosen = {"stand": stand, "topic": topic}
    return ComparisonsPage(
        tuple(
            WaitingComparison(
                row.slug, row.text, row.topic.name if row.topic else "", row.voices, known.get(row.pk, Stand.WAITING)
            )
            for row in queries.by_number(found.object_list)
        ),
        (
            *(choice(chosen, str(each.label).partition(";")[0], counts[each], stand=each) for each in Stand),
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
