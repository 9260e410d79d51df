"""What a search engine does, whichever it is: the contract that tests/engine/test_search_contract.py holds each to.

An engine returns ids, scores and reasons, and never a text: what may be shown is asked of the database, each time (I9).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from plurivox.search.listing import Listing
from plurivox.search.query import Query


class Why(StrEnum):
    """Why a question was found. A closed list: readers see each as a sentence."""

    SUBJECT = "subject"
    """It is about what the message names."""
    NAMES = "names"
    """It names the same thing, perhaps by another name."""
    SIDE = "side"
    """It asks for the same side: symptoms, treatments."""
    WORDS = "words"
    """It holds words of the message."""
    MEANING = "meaning"
    """It says something alike in other words."""
    STATEMENT = "statement"
    """A statement in an answer to it speaks of what the message asks."""


class Because(NamedTuple):
    """One reason, with the words of the message that decided ("" for meaning)."""

    why: Why
    words: str = ""


class Found(NamedTuple):
    """One question found, the statement in it that matches best ("" where none does), and why."""

    question: str
    score: float
    statement: str
    voice: str
    because: tuple[Because, ...]


class Answered(StrEnum):
    """How far the library answers a message; said honestly, since a near miss can harm."""

    YES = "yes"
    """The first question is about what is asked."""
    NEARBY = "nearby"
    """Questions about something near were found."""
    NOT_YET = "not-yet"
    """Nothing near was found."""


class Results(NamedTuple):
    """What a message was read as, the questions found, best first, and whether they answer it."""

    query: Query
    found: tuple[Found, ...]
    answered: Answered


class Similar(NamedTuple):
    """A question that may be the same as one being asked, and how probable that is."""

    question: str
    probability: float


class SearchEngine(Protocol):
    """The embedded index, and the one on PostgreSQL. All ids are the caller's; the same calls give the same answers."""

    def add(self, listings: Iterable[Listing]) -> None:
        """Take questions in; one that is there already is replaced. They are found as soon as this returns."""
        ...

    def remove(self, questions: Iterable[str]) -> None:
        """Forget questions by id; an unknown id is ignored. They are found no more as soon as this returns."""
        ...

    def ids(self) -> frozenset[str]:
        """Every question that may be found, to be held against the database."""
        ...

    def statements(self) -> frozenset[str]:
        """Every statement that may be found, to be held against the database."""
        ...

    def search(self, text: str, *, title: str = "", most: int = 10, tags: Collection[str] = ()) -> Results:
        """The questions that answer a message best, narrowed to those with all of `tags`."""
        ...

    def suggest(self, typed: str, *, most: int = 8) -> tuple[str, ...]:
        """Questions to offer while somebody types; the last word may be half a word."""
        ...

    def similar(
        self, text: str, texts: Callable[[Sequence[str]], Mapping[str, str]], *, most: int = 5
    ) -> tuple[Similar, ...]:
        """Questions that may be the same as this one, the most probable first.

        `texts` gives the texts of questions by id, as they may be shown now; what it does not give is left out.
        """
        ...

    def related(self, question: str, *, most: int = 6) -> tuple[Found, ...]:
        """Other questions to go on with, each with the reason; never the question itself."""
        ...
