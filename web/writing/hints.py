"""What stands beside the form after a save: how easy an answer reads, and what would keep some readers out.

Hints are advice; those that `blocks` keep an answer from being submitted, and name the fix. Nothing is changed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyphen
from django.utils.translation import gettext as _

from plurivox import statements
from plurivox.model import Answer
from web.writing.content import PARTS, TRANSCRIPT, Content, spoken_of

#: Words a sentence from which readers lose the thread (https://www.gov.uk/guidance/content-design, short sentences).
LONG_SENTENCE = 25

#: The school grade that health texts should not pass: the average adult of the USA reads at grade 8
#: (https://www.ahrq.gov/health-literacy, Universal Precautions Toolkit, tool 11).
HIGHEST_GRADE = 8

#: Below this a Spanish text is harder than "normal" by Fernández Huerta's own table.
LOWEST_EASE = 60

#: Abbreviations that readers know as words.
_KNOWN = frozenset(
    [
        "AIDS",
        "CT",
        "DNA",
        "EU",
        "FDA",
        "HIV",
        "MRI",
        "NHS",
        "NIH",
        "OK",
        "RNA",
        "TV",
        "UK",
        "UN",
        "US",
        "USA",
        "WHO",
        "ADN",
        "VIH",
        "SIDA",
        "OMS",
        "EE",
        "UU",
    ]
)

#: Words of links that say nothing out of their sentence.
_EMPTY_LINKS = ("click here", "click this", "read more", "tap here", "haga clic aquí", "pulse aquí", "clic aquí")

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}\b")
_SHOUTED = re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}(?: [A-ZÁÉÍÓÚÑ]{2,}){2,8}\b")
_HEADING = re.compile(r"^(#{1,6}) |<[hH]([1-6])[ >]", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\(|<img\b([^>\n]{0,300})>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s?=\s?["'][^"'\n]""", re.IGNORECASE)
_LINK = re.compile(r"\[(here|aquí|link|enlace)\]\(", re.IGNORECASE)

#: Words that tell one language from the other, by how often each stands in any text.
_ENGLISH = frozenset(
    ["the", "of", "and", "to", "in", "is", "are", "for", "with", "that", "it", "or", "you", "not", "be"]
)
_SPANISH = frozenset(
    ["el", "la", "de", "que", "y", "en", "los", "las", "del", "un", "una", "es", "por", "con", "no", "se", "para"]
)


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: which field, what, and how to mend it."""

    field: str
    code: str
    sentence: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy a text reads, and whether that is easy enough."""

    measure: str
    value: float
    easy: bool
    words: int


def of(content: Content) -> tuple[Hint, ...]:
    """Every hint on this content, part by part."""
    found: list[Hint] = []
    whole = "\n\n".join(text for _name, text in _texts(content))
    for name, text in _texts(content):
        found += _blocking(name, text)
        found += _long(name, text)
        found += _abbreviations(name, text, whole)
        found += _loud(name, text)
        low = text.lower()
        if any(words in low for words in _EMPTY_LINKS) or _LINK.search(text):
            found.append(Hint(name, "empty-link", _("Say where a link leads instead of “click here”.")))
    return tuple(found)


def ease(content: Content) -> Ease | None:
    """How easy the answer reads by the formula of its language; None while there is hardly a text."""
    text = "\n\n".join(text for _name, text in _texts(content))
    words = _WORD.findall(text)
    sentences = sum(1 for _span in _sentences(text))
    if len(words) < 30 or not sentences:
        return None
    if _is_spanish(words):
        value = huerta(len(words), sentences, syllables(words, "es"))
        return Ease("fernandez-huerta", round(value, 1), value >= LOWEST_EASE, len(words))
    value = grade(len(words), sentences, syllables(words, "en_US"))
    return Ease("flesch-kincaid", round(value, 1), value <= HIGHEST_GRADE, len(words))


def grade(words: int, sentences: int, syllables: int) -> float:
    """The Flesch-Kincaid grade: the year of school in the USA that a text asks for.

    Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75 (1975).
    """
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def huerta(words: int, sentences: int, syllables: int) -> float:
    """Fernández Huerta's ease of a Spanish text, 0 to 100, high is easy.

    J. Fernández Huerta, Consigna 214 (1959), with words a sentence as G. Law read it anew (2011).
    """
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def syllables(words: list[str], language: str) -> int:
    """The syllables of these words by hyphenation patterns: near enough for a grade."""
    return sum(_syllables(word.lower(), language) for word in words)


@cache
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=language, left=1, right=1)


def _syllables(word: str, language: str) -> int:
    return len(_dictionary(language).positions(word)) + 1


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    for name in PARTS:
        if text := getattr(content, name):
            yield name, text
    if spoken := spoken_of(content)[0] if content.medium != "text" else "":
        yield TRANSCRIPT, spoken


def _sentences(text: str) -> Iterator[str]:
    for span in statements.split(Answer("a", text, None)):
        yield span.quote.exact


def _long(name: str, text: str) -> Iterator[Hint]:
    for sentence in _sentences(text):
        count = len(_WORD.findall(sentence))
        if count > LONG_SENTENCE:
            start = " ".join(sentence.split()[:6])
            yield Hint(
                name,
                "long-sentence",
                _("“%(start)s …” has %(count)s words. Two shorter sentences are easier.")
                % {"start": start, "count": count},
            )


def _abbreviations(name: str, text: str, whole: str) -> Iterator[Hint]:
    for short in dict.fromkeys(_ABBREVIATION.findall(_SHOUTED.sub(" ", text))):
        if short not in _KNOWN and f"({short})" not in whole and f"{short} (" not in whole:
            yield Hint(name, "abbreviation", _("Write out %(short)s where it first stands.") % {"short": short})


def _loud(name: str, text: str) -> Iterator[Hint]:
    if found := _SHOUTED.search(text):
        words = found[0]
        yield Hint(name, "capitals", _("“%(words)s”: small letters are easier to read.") % {"words": words})


def _blocking(name: str, text: str) -> Iterator[Hint]:
    """Markup that keeps people out who do not see the page; we show text as it is typed."""
    level = 0
    for found in _HEADING.finditer(text):
        here = len(found[1]) if found[1] else int(found[2])
        if level and here > level + 1:
            yield Hint(
                name,
                "heading-skip",
                _("A heading of level %(here)s follows one of level %(level)s. Make it level %(next)s.")
                % {"here": here, "level": level, "next": level + 1},
                blocks=True,
            )
        level = here
    for found in _IMAGE.finditer(text):
        described = found[1].strip() if found[1] is not None else _ALT.search(found[2])
        if not described:
            yield Hint(
                name,
                "image-without-words",
                _("A picture has no description. Say in words what it shows, or leave it out."),
                blocks=True,
            )


def _is_spanish(words: list[str]) -> bool:
    low = [word.lower() for word in words]
    return sum(word in _SPANISH for word in low) > sum(word in _ENGLISH for word in low)
