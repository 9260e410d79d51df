"""Published questions that may ask the same as this one, each with how probable that is. Nothing asked is kept.

The engine finds them; whether they are shown, and their words, are the database's now. Without an index there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.finding import offers
from web.finding.engine import engine
from web.questions.models import Question

#: Questions offered.
OFFERED = 5
#: Probability below which a question is not offered.
LEAST = 0.2
#: Characters of what is asked that are looked at: the rest of a long story leads astray.
READ = 1000


@dataclass(frozen=True, slots=True)
class Similar:
    """A question that others asked, where it stands, how many experts answered it, and how probably it is the same."""

    slug: str
    text: str
    voices: int
    percent: int
    """How probable it is that the two ask the same."""


def similar(text: str, *, leave_out: str = "") -> tuple[Similar, ...]:
    """The published questions that most probably ask the same, but for the one with the key to leave out."""
    finds, rows = engine(), dict[str, Question]()
    if finds is None:
        return ()

    def texts(keys: Sequence[str]) -> Mapping[str, str]:
        rows.update(offers.shown(key for key in keys if key != leave_out))
        return {key: row.text for key, row in rows.items()}

    found = finds.similar(text[:READ].replace("\0", " "), texts, most=OFFERED)
    return tuple(_offered(rows[one.question], one.probability) for one in found if one.probability >= LEAST)


def _offered(row: Question, probability: float) -> Similar:
    return Similar(row.slug, row.text, row.voices, round(100 * probability))
