"""A long, worried, misspelt message becomes what it asks: names, words, the side of the question, and why.

Never guesses silently: whatever was read otherwise than it was written stands in `made`, in a word of a closed list
with the words that decided. Linear in the text, of which LONGEST characters are read; nothing a person types raises.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from plurivox.model import Facet
from plurivox.pairs import words as pair_words
from plurivox.search import reading
from plurivox.search.spelling import Spelling
from plurivox.terms import vocabulary
from plurivox.terms.lexicon import Lexicon
from plurivox.terms.vocabulary import Senses
from plurivox.terms.words import Words, key
from plurivox.terms.words import read as read_words
from plurivox.terms.words import stem as stem_of

#: Characters of a message that are read, about 1,300 words; what stands behind is not looked at.
LONGEST = 8_000

#: Different words of a message that are looked up for slips, and names of it that count.
MOST_MENDED, MOST_NAMES = 40, 24

#: What a word weighs in a title, in a sentence that asks, and in one that tells what led to it. Chosen by what they
#: are, not tuned: a title and a question name the matter, a story names the circumstances.
TITLE, ASKING, TELLING = 1.5, 1.0, 0.4

#: A translated or mended word is less sure than one that stands there.
MENDED = 0.9

#: One Spanish word among so many makes a sentence Spanish.
_SPANISH = 6

#: A word whose family stands in medical prose is mended only by one as near as this: "migrane" is no "migran(t)".
_SURELY = 0.1

#: A word in capitals of so many letters at most is an abbreviation, among words that are not all in capitals.
_ABBREVIATION = 6

#: A word of fewer letters is not read as one that the library never says: too many are near ("afib", "afzb").
_UNSAID = 6

#: A Spanish word of fewer letters is never read as a misspelt English one.
_ALIKE = 7

#: Kinds of names that a question is mostly about.
_ABOUT = frozenset({"condition", "drug", "treatment", "symptom", "test"})

#: Kinds of names that a question can be about; others (a site, a gene) help as words only.
KINDS = frozenset({"condition", "symptom", "drug", "treatment", "test", "cause", "gene"})


class Made(StrEnum):
    """What was made of some words of a message. A closed list: readers see each as a sentence."""

    NAMED = "named"
    """They name a thing, here under its preferred name: "heart attack", myocardial infarction."""
    SUBJECT = "subject"
    """They name what questions of this library are about."""
    SIDE = "side"
    """They ask for one side of the question: symptoms, treatments."""
    MENDED = "mended"
    """They were misspelt, and read as this."""
    TRANSLATED = "translated"
    """They are Spanish, and read as this."""
    ABBREVIATED = "abbreviated"
    """They are an abbreviation, and stand for this."""
    SET_ASIDE = "set-aside"
    """A sentence that says nothing about what is asked: a greeting, a thank-you."""
    CUT = "cut"
    """The message is longer than what is read."""


class Reading(NamedTuple):
    """One thing that was made of a message: the kind, the words as written, and what they were read as."""

    made: Made
    words: str
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a message asks. `names` and `words` carry weights; the heaviest name is what it is about."""

    asked: str
    """The title and the sentences that ask, mended and in English words: what is compared by meaning."""
    whole: str
    """All that was read, mended and in English words."""
    words: Mapping[str, float]
    """Tokens (reading.token) and how much each weighs."""
    names: Mapping[str, float]
    """Keys (terms.words.key) of the preferred names of things named, and how much each weighs."""
    subjects: Mapping[str, float]
    """Keys of names that questions of the library are about, and how much each weighs."""
    sides: tuple[Facet, ...]
    forms: Mapping[str, str]
    """How the message has each word, name and subject."""
    made: tuple[Reading, ...]


class Known(NamedTuple):
    """What the library knows: words that may be meant, and the names of what its questions are about."""

    spelling: Spelling
    subjects: Lexicon[str]


@cache
def vocabulary_words() -> frozenset[str]:
    """Every word of the vocabulary's names, as stems."""
    return frozenset(word for name in vocabulary.load().names for word in name.split(" "))


def read(text: str, known: Known, title: str = "") -> Query:
    """What a message asks, with the title it came under, if any. An empty or senseless message gives an empty query.

    >>> from plurivox.search import index
    >>> found = read("Hi, my mom has diahrrea. How is it treated?", index.nothing_known())
    >>> found.sides, "diarrhea" in found.names
    ((<Facet.TREATMENTS: 'treatments'>,), True)
    """
    return _Reader(known).read(text, title)


class _Reader:
    """One reading of one message."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.made: dict[Reading, None] = {}
        self.words: dict[str, float] = {}
        self.names: dict[str, float] = {}
        self.subjects: dict[str, float] = {}
        self.sides: dict[Facet, None] = {}
        self.forms: dict[str, str] = {}
        self.looked_up = 0

    def read(self, text: str, title: str) -> Query:
        rest = max(0, LONGEST - len(title))
        if len(title) > LONGEST or len(text) > rest:
            self.made[Reading(Made.CUT, "")] = None
        titles = [(part, True) for part in reading.sentences(title[:LONGEST])]
        parts = titles + [(part, False) for part in reading.sentences(text[:rest])]
        read = [(part, is_title, read_words(part)) for part, is_title in parts]
        asking = [is_title or reading.is_asking(part, words) for part, is_title, words in read]
        none_asks = not any(asks for asks, (_, is_title, _) in zip(asking, read, strict=True) if not is_title)
        whole, asked = [], []
        for asks, (part, is_title, words) in zip(asking, read, strict=True):
            weight = TITLE if is_title else ASKING if asks or none_asks else TELLING
            said, says = self._sentence(part, words, weight)
            whole.append(said)
            if says and (asks or none_asks):
                asked.append(said)
            elif not says and words.forms:
                self.made[Reading(Made.SET_ASIDE, part.strip())] = None
        return Query(
            " ".join(filter(None, asked)),
            " ".join(filter(None, whole)),
            {word: round(math.sqrt(weight), 4) for word, weight in self.words.items()},
            dict(list(self.names.items())[:MOST_NAMES]),
            dict(list(self.subjects.items())[:MOST_NAMES]),
            tuple(self.sides),
            self.forms,
            tuple(self.made),
        )

    def _sentence(self, text: str, words: Words, weight: float) -> tuple[str, bool]:
        """Count one sentence: with slips mended and Spanish names in English, and whether it says anything."""
        mended = self._mended(words)
        read = self._translated(words, mended)
        stems = [stem for part in read for stem in part.stems]
        sure = [1.0 if part.instead is None else MENDED for part in read for _ in part.stems]
        unsaid = self._named(read, weight)
        said = _said(text, words, read)
        if weight > TELLING:
            found = reading.sides(said, " ".join(stems))
            if _is_spanish(words.stems):  # the model reads English
                said = " ".join([*(facet.value for facet, _ in found), *_unstopped(read)])
                for facet, phrase in found:
                    token = reading.token(stem_of(facet.value))
                    self._count(self.words, token, weight * MENDED)
                    self.forms.setdefault(token, phrase or facet.value)
            for facet, phrase in found:
                if facet not in self.sides:
                    self.sides[facet] = None
                    self.made[Reading(Made.SIDE, phrase, facet.value)] = None
        stop = reading.manners().stop
        forms = [form for part in read for form in (part.forms or part.stems)]
        says = False
        for stem, form, share in zip(stems, forms, sure, strict=True):
            if stem not in stop and (len(stem) > 1 or stem.isdigit()):
                says = True
                token = reading.token(stem)
                self._count(self.words, token, weight * share)
                self.forms.setdefault(token, form.lower())
        return " ".join([said, *unsaid]), says

    def _count(self, counts: dict[str, float], name: str, weight: float) -> None:
        counts[name] = counts.get(name, 0.0) + weight

    def _expand(self, stems: Sequence[str], term: str, weight: float) -> bool:
        """Look for the preferred name's words too, where the library has not the words that were written; whether."""
        often = self.known.spelling.often
        if all(often.get(stem) for stem in stems):
            return False
        for word in term.split(" "):
            token = reading.token(word)
            if word not in reading.manners().stop and token not in self.words:
                self._count(self.words, token, weight * MENDED)
                self.forms.setdefault(token, " ".join(stems))
        return True

    def _mended(self, words: Words) -> list[str]:
        """The stems, with slips mended; in a Spanish sentence only those of names that are much alike in English."""
        careful = _is_spanish(words.stems)
        calm = len(words.forms) == 1 or not all(form.isupper() for form in words.forms)
        return [
            stem if calm and form.isupper() and len(form) <= _ABBREVIATION else self._right(form, stem, careful)
            for form, stem in zip(words.forms, words.stems, strict=True)
        ]

    def _right(self, form: str, stem: str, careful: bool) -> str:
        if self._is_known(stem) or self.looked_up >= MOST_MENDED:
            return stem
        self.looked_up += 1
        spelling = self.known.spelling
        near = sorted({*spelling.near(stem), *(spelling.near(form.lower()) if len(stem) < len(form) else ())})
        if near and near[0].far > _SURELY and _in_prose(stem):
            return stem
        if not near or (careful and (len(stem) < _ALIKE or near[0].far >= 1)):
            return stem
        if len(stem) < _UNSAID and not spelling.often[near[0].word]:
            return stem
        self.made[Reading(Made.MENDED, form, near[0].word)] = None
        return near[0].word

    def _is_known(self, stem: str) -> bool:
        return (
            self.known.spelling.knows(stem)
            or stem in vocabulary_words()
            or stem in reading.manners().stop
            or stem in reading.translated_words()
        )

    def _translated(self, words: Words, stems: Sequence[str]) -> list[_Part]:
        """The words one by one, Spanish and everyday names as one: where they name nothing else, or all is Spanish."""
        names = reading.translations().places(Words(words.forms, stems, words.starts))
        is_spanish = _is_spanish(words.stems)
        parts: list[_Part] = []
        at = 0
        for first, last, (english, is_everyday) in names:
            name = " ".join(stems[first:last])
            known = name in vocabulary.load().names or name in self.known.subjects.names
            if name == key(english) or (known and not is_spanish):
                continue
            parts += (_part(words, stems, place) for place in range(at, first))
            made = Made.TRANSLATED if not is_everyday else Made.NAMED
            self.made[Reading(made, " ".join(words.forms[first:last]), english)] = None
            parts.append(_Part(first, last, key(english).split(" "), english))
            at = last
        return parts + [_part(words, stems, place) for place in range(at, len(stems))]

    def _named(self, read: Sequence[_Part], weight: float) -> list[str]:
        """Count the things and subjects that a sentence names; the preferred names that the library says instead."""
        unsaid: list[str] = []
        stems = [stem for part in read for stem in part.stems]
        forms = [form for part in read for form in (part.forms or part.stems)]
        words = Words(forms, stems, [0] * len(stems))
        for first, last, senses in vocabulary.load().places(words):
            if KINDS.isdisjoint(senses):
                continue
            name = " ".join(stems[first:last])
            for preferred_name in dict.fromkeys(senses.values()):
                term = key(preferred_name)
                self._count(self.names, term, weight)
                self.forms.setdefault(term, " ".join(forms[first:last]))
                if term != name:
                    if self._expand(stems[first:last], term, weight):
                        unsaid.append(preferred_name)
                    if term in self.known.subjects.names:
                        self._count(self.subjects, term, weight * particular(term))
                    kind = Made.ABBREVIATED if forms[first].isupper() and last == first + 1 else Made.NAMED
                    self.made[Reading(kind, " ".join(forms[first:last]), term)] = None
        for first, last, _ in self.known.subjects.places(words):
            name = " ".join(stems[first:last])
            if name in reading.manners().stop or name.isdigit():
                continue
            self._count(self.subjects, name, weight * particular(name))
            self.forms.setdefault(name, " ".join(forms[first:last]))
            self.made[Reading(Made.SUBJECT, " ".join(forms[first:last]), name)] = None
        return unsaid


class _Part(NamedTuple):
    """Words first to last (exclusive) of a sentence as read; `instead` is None where they stand as written."""

    first: int
    last: int
    stems: Sequence[str]
    instead: str | None
    forms: tuple[str, ...] = ()


def _in_prose(stem: str) -> bool:
    """Whether a word of this family stands in medical prose: it is hardly a slip."""
    return pair_words.rarity(pair_words.stem(stem)) < pair_words.rarity("")


def _unstopped(read: Sequence[_Part]) -> list[str]:
    stop = reading.manners().stop
    return [part.instead or " ".join(part.stems) for part in read if part.instead or stop.isdisjoint(part.stems)]


def _is_spanish(stems: Sequence[str]) -> bool:
    return sum(stem in reading.manners().spanish for stem in stems) * _SPANISH >= max(1, len(stems))


def _part(words: Words, stems: Sequence[str], at: int) -> _Part:
    is_mended = stems[at] != words.stems[at]
    return _Part(at, at + 1, [stems[at]], stems[at] if is_mended else None, (words.forms[at],))


def _said(text: str, words: Words, read: Sequence[_Part]) -> str:
    """The sentence with what was read instead in its place."""
    pieces, at = [], 0
    for part in read:
        if part.instead is not None:
            pieces += [text[at : words.starts[part.first]], part.instead]
            at = words.end(part.last - 1)
    return " ".join(("".join(pieces) + text[at:]).split())


#: The rarity from which a name tells what a message is about; "cell" has 3.6, "shingles" 7.
_PARTICULAR = 7.0

#: What the name of a condition, drug or treatment counts beside one that is in no vocabulary.
_MEDICAL = 1.5


def particular(name: str) -> float:
    """How far a name tells what a message is about: "shingles" does, "cell" and "high" hardly."""
    rarest = max(pair_words.rarity(pair_words.stem(word)) for word in name.split(" "))
    senses = vocabulary.load().names.get(name, {})
    return min(1.0, rarest / _PARTICULAR) * (_MEDICAL if not _ABOUT.isdisjoint(senses) else 1.0)


def preferred(senses: Senses) -> list[str]:
    """The keys of the preferred names that a name may stand for."""
    return [key(term) for term in senses.values()]
