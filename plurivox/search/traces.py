"""What one question leaves in an index, whichever engine keeps it: words counted, subjects, side; never its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from plurivox import facets
from plurivox.model import Facet, Question
from plurivox.search import reading
from plurivox.search.listing import MOST_SYNONYMS, Listing
from plurivox.search.query import KINDS, preferred
from plurivox.terms import vocabulary
from plurivox.terms.words import read as read_words

FACETS = tuple(Facet)

#: Marks the key of a thing named, so that it is no word.
NAME = "="


class Counted(NamedTuple):
    """The words of one text: how often each stands, and how many there are; names of things make it no longer."""

    times: Mapping[str, int]
    length: int


class Traces(NamedTuple):
    """What a question and its statements are found by."""

    side: int
    """The facet it asks for, by its place in FACETS."""
    subjects: tuple[str, ...]
    """Keys of the names of its subject, the subject's own first."""
    words: Counted
    """Words of its text, subject, synonyms, topic; and the things they name."""
    stems: tuple[str, ...]
    """Its different words as stems, to mend slips by."""
    said: tuple[Counted, ...]


def leave(listing: Listing) -> Traces:
    """The traces of a listing."""
    own, named, stems = tokens(listing.text)
    for text in (listing.subject, listing.topic, *listing.synonyms[:MOST_SYNONYMS]):
        found, more_named, more = tokens(text)
        if text not in (listing.subject, listing.topic) or not set(found) <= set(own):
            own += found  # names of one thing share words, and say by that which words are its own
        named += more_named
        stems += more
    return Traces(
        FACETS.index(facets.asked(Question(listing.id, listing.text, kind=listing.kind))),
        tuple(listing.subjects()),
        count(own, named),
        tuple(dict.fromkeys(stems)),
        tuple(count(*tokens(said.text)[:2]) for said in listing.said),
    )


def tokens(text: str) -> tuple[list[str], list[str], list[str]]:
    """What a text is found by: its words, and the things it names; and its words as stems, to mend slips by."""
    read = read_words(text)
    stop = reading.manners().stop
    kept = [stem for stem in read.stems if stem not in stop]
    found = [reading.token(stem) for stem in kept]
    named = [
        NAME + name
        for _, _, senses in vocabulary.load().places(read)
        if not KINDS.isdisjoint(senses)
        for name in dict.fromkeys(preferred(senses))
    ]
    return found, named, kept


def count(tokens: Sequence[str], names: Iterable[str] = ()) -> Counted:
    """These words and names, counted."""
    counted = Counter(tokens)
    counted.update(list(dict.fromkeys(names)))
    return Counted(counted, len(tokens))
