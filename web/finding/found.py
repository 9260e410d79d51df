"""What a search found and how it is narrowed, as data. No HTML, no address; every word is a reader's or the database's.

Why a question is there and what was made of a message stand as members of the engine's closed lists: the page says them
in sentences of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from plurivox.model import Facet
from plurivox.page import Line
from plurivox.search import Answered, Made, Why

#: A slug of the longest specialty that an import takes (limits.LINE), its hash included.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,1100}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

#: What experts may do over a question: agree on a point, differ on one.
AGREEMENT = ("agreed", "differing")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; "" narrows nothing. Each is a part of an address."""

    topic: str = ""
    specialty: str = ""
    organisation: str = ""
    expert: str = ""
    since: str = ""
    """The year from which an answer must be."""
    agreement: str = ""
    """One of AGREEMENT."""

    @property
    def chosen(self) -> dict[str, str]:
        """Those that narrow, by their name."""
        return {kind: value for kind, value in asdict(self).items() if value}

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the index that a question must have; the year, one of many, is asked of the database."""
        named = ("topic", "specialty", "organisation", "expert")
        return tuple(
            value if kind == "agreement" else f"{kind}:{value}"
            for kind, value in self.chosen.items()
            if kind in named or kind == "agreement"
        )


def read_filters(asked: Mapping[str, str]) -> Filters:
    """The filters in an address; what cannot be one narrows nothing.

    >>> read_filters({"topic": "gout", "since": "soon", "agreement": "agreed"}).chosen
    {'topic': 'gout', 'agreement': 'agreed'}
    """
    found = {kind: asked.get(kind, "") for kind in asdict(Filters())}
    return Filters(
        **{
            kind: found[kind]
            for kind in ("topic", "specialty", "organisation", "expert")
            if _NAME.fullmatch(found[kind])
        },
        since=found["since"] if _YEAR.fullmatch(found["since"]) else "",
        agreement=found["agreement"] if found["agreement"] in AGREEMENT else "",
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One value by which the results can be narrowed, and how many of them have it."""

    kind: str
    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Read:
    """What some words of a message were read as."""

    made: Made
    words: str = ""
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question was found, with the words that decided, as they stand in what was found where they do."""

    why: Why
    words: tuple[str, ...] = ()
    side: Facet | None = None
    literally: bool = True
    """Whether the words stand in what was found; else it has them in other words, as far as the engine knows."""


@dataclass(frozen=True, slots=True)
class Named:
    """A topic or an expert by name; `about` is what else is known of an expert, `count` the questions of a topic."""

    slug: str
    name: str
    about: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One question, the statement in it that matches, and why it is there."""

    slug: str
    question: str
    topic: Named | None
    experts: int
    """How many experts' answers are published; 0 where experts are still asked."""
    quote: Line | None
    """An exact slice of an answer that is published now; None where the index is not in step with it."""
    agreed: bool
    differing: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a message was read as, what was found, and how it can be narrowed."""

    ready: bool
    """Whether there is an index at all."""
    answered: Answered
    waiting: bool = False
    """Whether the first question is what is asked, and experts have still to answer it."""
    read: tuple[Read, ...] = ()
    counted: tuple[str, ...] = ()
    """Of a long message, the words that counted most."""
    results: tuple[Result, ...] = ()
    total: int = 0
    number: int = 1
    pages: int = 1
    more: bool = False
    """Whether there may be others beyond those that are listed."""
    topics: tuple[Named, ...] = ()
    experts: tuple[Named, ...] = ()
    chosen: tuple[Option, ...] = ()
    options: tuple[Option, ...] = ()
