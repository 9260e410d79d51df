"""Everything that the page of one question is made of, fetched and judged for one request: what readers may see now.

The page is made from this and from nothing else, so its digest names the page: whatever was made of the same before is
the same page, and whatever has changed, ended or been taken back since makes another digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plurivox.model import Entry
from web import clock, kept
from web.beside import Beside
from web.checking.queries import public as checking
from web.experts import badges
from web.experts import queries as experts
from web.pages.model import Card, TopicCard
from web.pages.related import beside, related, related_topics
from web.questions import queries as questions
from web.questions.models import Answer, Conflicts, Question
from web.review import queries as comparisons
from web.review.queries import releases
from web.writing import queries as writing

#: The tables that may hold something about a question, in which most questions have nothing.
BESIDE = Beside(Question, {**releases.BESIDE, **badges.BESIDE, **checking.BESIDE})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one answer and of its author."""

    facts: checking.Facts
    badge: badges.Badge
    outside: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What one page of a question is made of."""

    slug: str
    topic: TopicCard | None
    open: bool
    asked: bool
    """Whether experts were asked by name or specialty; looked up only where nobody has answered."""
    entry: Entry
    standing: comparisons.Standing
    known: Mapping[str, Known]
    """By the key of the answer."""
    declaring: frozenset[str]
    """The keys of the answers that declare conflicts of interest."""
    without: bool
    """Whether those are left out."""
    professional: bool
    """Whether the experts' own words lead, and not the plain ones."""
    replies: Mapping[comparisons.Place, tuple[comparisons.ShownReply, ...]]
    tombstones: tuple[checking.Tombstone, ...]
    related: tuple[Card, ...]
    related_topics: tuple[TopicCard, ...]

    @property
    def digest(self) -> str:
        """The digest of all of it."""
        return kept.digest(self)


def ground_of(slug: str, without: bool, professional: bool = False) -> Ground:
    """What the page of this question is made of now; `without` answers that declare conflicts. Raises NotFound."""
    row = questions.question(slug)
    rows, present, at = list(questions.answers(row)), BESIDE.present(row.pk), clock.now()
    entry = questions.as_entry(row, rows)
    found = beside(row)
    declaring = frozenset(answer.key for answer in rows if answer.live and answer.live.conflicts == Conflicts.DECLARED)
    return Ground(
        slug=row.slug,
        topic=row.topic and TopicCard(row.topic.slug, row.topic.name, 0),
        open=row.open,
        asked=row.open and not rows and writing.is_asked(row),
        entry=entry,
        standing=comparisons.standing_of([(row, entry)], present)[row.pk],
        known=_known(row, rows, present, at),
        declaring=declaring,
        without=without and bool(declaring),
        professional=professional,
        replies=comparisons.replies_of(row) if "replies" in present else {},
        tombstones=checking.tombstones_of(row, at) if "gone" in present else (),
        related=related(row, found),
        related_topics=related_topics(row, found),
    )


def _known(row: Question, rows: Sequence[Answer], present: frozenset[str], at: datetime) -> dict[str, Known]:
    """What is known of each of these answers, in a fixed number of queries."""
    authors = list({answer.author_id: answer.author for answer in rows if answer.author is not None}.values())
    badged = badges.badge(authors, at, present)
    outside = experts.outside_specialty(authors, row.topic_id, at) if "specialties" in present else frozenset()
    facts = checking.facts_of(rows, at, present)
    return {
        answer.key: Known(facts[answer.pk], badged[answer.author_id], answer.author_id in outside)
        for answer in rows
        if answer.author_id is not None
    }
