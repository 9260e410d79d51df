"""What people write around what they ask, as data: stop words, ways of asking, sides in consumers' words, Spanish.

Read once from search.toml, spanish.tsv and everyday.tsv (our own words). Decides nothing.
"""

from __future__ import annotations

import re
import tomllib
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


class Instead(NamedTuple):
    """What libraries say instead of a name, in English; `everyday` where the name is English too."""

    english: str
    everyday: bool


@cache
def translations() -> Lexicon[Instead]:
    """Spanish names and words of medicine, and what people say who know no names, by key, so without accents.

    Everyday words mean what they do in a question only, and so are no names of the vocabulary: "my sugar is high".
    """
    names: dict[str, Instead] = {}
    for file, everyday in (("everyday.tsv", True), ("spanish.tsv", False)):
        text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and line[0] != "#":
                said, english = line.split("\t")
                names.update((key(name), Instead(english, everyday)) for name in said.split("|"))
    return lexicon.build(names)


@cache
def translated_words() -> frozenset[str]:
    """Every word of those names: none of them is a slip."""
    return frozenset(word for name in translations().names for word in name.split(" "))


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
