"""What people write around what they ask, as data: stop words, ways of asking, sides in consumers' words, Spanish.

Read once from search.toml and spanish.tsv (our own words). Decides nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from plurivox import facets
from plurivox.model import Facet, Question
from plurivox.pairs import words as pair_words
from plurivox.terms import lexicon
from plurivox.terms.lexicon import Lexicon
from plurivox.terms.words import Words, key, stem

#: Longer words are no words, and are read no further.
_WORD = 64

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]?")


class Manners(NamedTuple):
    """What is read around a question: words by language, ways of asking, sides by phrase."""

    stop: frozenset[str]
    spanish: frozenset[str]
    asking: frozenset[str]
    asking_spanish: frozenset[str]
    phrases: tuple[str, ...]
    sides: tuple[tuple[Facet, tuple[str, ...]], ...]


@cache
def manners() -> Manners:
    """The shipped data."""
    rules = tomllib.loads(resources.files(__package__).joinpath("search.toml").read_text(encoding="utf-8"))
    stop = {stem(word) for name in ("english", "spanish") for word in rules["stop"][name].split()}
    only = set(rules["stop"]["spanish"].split()) - set(rules["stop"]["english"].split())
    asking = rules["asking"]
    sides = tuple((Facet(name), tuple(phrases)) for name, phrases in rules["sides"].items())
    return Manners(
        frozenset(stop | set(rules["stop"]["spanish"].split()) | set(rules["stop"]["english"].split())),
        frozenset(only),
        frozenset(asking["english"]),
        frozenset(asking["spanish"]),
        tuple(asking["phrases"]),
        sides,
    )


@cache
def translations() -> Lexicon[str]:
    """Spanish names and words of medicine -> the English that libraries use; by key, so without accents."""
    text = resources.files(__package__).joinpath("spanish.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    names: Mapping[str, str] = {key(name): english for names, english in rows for name in names.split("|")}
    return lexicon.build(names)


def sentences(text: str) -> list[str]:
    """A message cut where sentences may end; linear.

    >>> sentences("I have gout. What helps?")
    ['I have gout.', ' What helps?']
    """
    return _SENTENCE.findall(text)


def token(word: str) -> str:
    """The form under which a word is indexed and looked for, from its stem (terms.words.stem).

    >>> token(stem("treatments")) == token(stem("treated"))
    True
    """
    return pair_words.stem(word[:_WORD])


def is_asking(sentence: str, words: Words) -> bool:
    """Whether a sentence asks for something, by its mark, its first word or a phrase."""
    if "?" in sentence:
        return True
    rules = manners()
    opening = words.stems[:1]
    if opening and (opening[0] in rules.asking or opening[0] in rules.asking_spanish - rules.asking):
        return True
    plain = " ".join(words.stems)
    return any(phrase in plain for phrase in rules.phrases)


def sides(sentence: str, plain: str) -> tuple[tuple[Facet, str], ...]:
    """The sides of a question that a sentence asks for, each with the phrase that decided ("" for a title's own).

    `plain` is the sentence without accents, in lower case.
    """
    found: dict[Facet, str] = {}
    asked = facets.asked(Question("", sentence))
    if asked is not Facet.OVERVIEW:
        found[asked] = ""
    spaced = f" {plain} "
    for facet, phrases in manners().sides:
        phrase = next((phrase for phrase in phrases if f" {phrase}" in spaced), None)
        if phrase is not None:
            found.setdefault(facet, phrase)
    return tuple(found.items())
