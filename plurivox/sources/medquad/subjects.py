"""Which documents are about the same disease, in whatever words their organisations name it.

Part of READ MedQuAD. Evidence is the name, the synonyms and the UMLS concept ids that documents carry; the ids were
found by program and are often those of a part of the name ("Syndrome"), so they count only beside other evidence. Two
documents that one organisation keeps under two names are never joined: who keeps two pages sees two diseases.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from plurivox.sources.medquad.documents import Document

_WORD = re.compile(r"[a-z0-9]+")
_ABBREVIATION = re.compile(r"\s*\((?=[^)]*[A-Z])[A-Z0-9a-z/-]{2,12}\)")
_HEAD = re.compile(r"^Parasites - ")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_SMALL = frozenset({"a", "an", "and", "the", "of", "in", "to", "with", "or", "due", "by"})
_SPELLINGS = {
    "tumour": "tumor",
    "anaemia": "anemia",
    "leukaemia": "leukemia",
    "oedema": "edema",
    "haemophilia": "hemophilia",
}


#: Words that say only that something is a disease: "Behcet's Syndrome", "Behcet disease".
_KIND_WORDS = frozenset({"disease", "syndrome", "disorder", "complex", "spectrum", "condition"})

#: Evidence that two names are one disease: each list that has the other's name counts 1, the first two synonyms in
#: common 1 each, a concept in common 1. Needed: 1 where the names differ only by a word such as syndrome or one is the
#: other's initials; 2 where they have other words; 3 where they differ in a number; 4 where one only says more
#: ("familial ..."). Set by reading the 300 strongest pairs in the archive: five of 115 joins were wrong (_APART).
SAME_WORDS, OTHER_WORDS, OTHER_NUMBER, MORE_WORDS = 1, 2, 3, 4

#: Names that the evidence would join and a person would not: a part, a cause or one form of the other.
_APART = frozenset(
    {
        ("Familial adenomatous polyposis", "MYH-associated polyposis"),
        ("Galactosemia", "Galactose epimerase deficiency"),
        ("Hypermethioninemia", "Methionine adenosyltransferase deficiency"),
        ("Low Vision", "Vision Impairment and Blindness"),
        ("Familial cylindromatosis", "Dermal eccrine cylindroma"),
    }
)


def same(documents: Iterable[Document]) -> Mapping[str, str]:
    """For each document, by its path: the subject it is about, in the words most of its organisations use.

    A document without a focus is about "". Deterministic, and blind to the order of the documents.
    """
    named: dict[str, list[Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda d: d.path):
        named[name_of(document.focus)].append(document)
    unnamed = named.pop("", [])
    joined = _join(named)
    titles: dict[str, list[Document]] = defaultdict(list)
    for name, root in joined.items():
        titles[root] += named[name]
    subjects = {document.path: _title(found) for found in titles.values() for document in found}
    return {**subjects, **{document.path: "" for document in unnamed}}


def _title(documents: Sequence[Document]) -> str:
    """The focus most documents have, whatever its case; of two, the one with a capital, then the first."""
    named = Counter(name_of(document.focus) for document in documents)
    spelled = Counter(document.focus.casefold() for document in documents)

    def rank(focus: str) -> tuple[int, int, bool, str]:
        return -named[name_of(focus)], -spelled[focus.casefold()], not focus[:1].isupper(), focus

    return min({document.focus for document in documents}, key=rank)


def _join(named: Mapping[str, Sequence[Document]]) -> dict[str, str]:
    """Each name with the name that stands for its subject, by joining pairs in the order of their evidence."""
    holders = {name: {document.source for document in found} for name, found in named.items()}
    root = {name: name for name in named}
    sources = {name: set(found) for name, found in holders.items()}
    apart = {frozenset(map(name_of, pair)) for pair in _APART}
    evidence = _evidence(named, holders)
    for (a, b), weight in sorted(evidence.items(), key=lambda item: (-item[1], item[0])):
        if weight < _needed(a, b) or frozenset({a, b}) in apart:
            continue
        a, b = sorted((root[a], root[b]))
        if a == b or sources[a] & sources[b]:
            continue
        sources[a] |= sources.pop(b)
        root = {name: a if at == b else at for name, at in root.items()}
    return root


def _evidence(named: Mapping[str, Sequence[Document]], holders: Mapping[str, set[str]]) -> Counter[tuple[str, str]]:
    """How much speaks for each pair of names being one disease."""
    synonyms = {
        name: {name_of(synonym) for document in found for synonym in document.synonyms} - {name, ""}
        for name, found in named.items()
    }
    concepts = {name: {concept for document in found for concept in document.concepts} for name, found in named.items()}
    weights: Counter[tuple[str, str]] = Counter()
    for name, listed in synonyms.items():
        weights.update(_pair(name, synonym) for synonym in listed if synonym in named)
    for links, most in ((synonyms, 2), (concepts, 1)):
        shared = Counter(
            pair
            for names in _inverse(links).values()
            if _tells_apart(names, holders)
            for pair in combinations(sorted(names), 2)
        )
        weights.update({pair: min(count, most) for pair, count in shared.items()})
    return weights


def _inverse(links: Mapping[str, set[str]]) -> dict[str, set[str]]:
    inverse: dict[str, set[str]] = defaultdict(set)
    for name, linked in links.items():
        for link in linked:
            inverse[link].add(name)
    return inverse


def _tells_apart(names: set[str], holders: Mapping[str, set[str]]) -> bool:
    """Whether no organisation gives this synonym or concept to two diseases of its own: then it is too general."""
    return len(names) > 1 and max(Counter(source for name in names for source in holders[name]).values()) == 1


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _needed(a: str, b: str) -> int:
    first, second = (frozenset(name.split()) - _KIND_WORDS for name in (a, b))
    if first == second or _abbreviates(a, b) or _abbreviates(b, a):
        return SAME_WORDS
    if first < second or second < first:
        return MORE_WORDS
    numbers = [{word for word in words if any(c.isdigit() for c in word)} for words in (first, second)]
    return OTHER_WORDS if numbers[0] == numbers[1] else OTHER_NUMBER


def _abbreviates(short: str, name: str) -> bool:
    """Whether one word is the initials of a name; in any order, for the words of a name have none here."""
    return len(short) > 2 and sorted(short) == sorted(word[0] for word in name.split())


def name_of(text: str) -> str:
    """The words of a name that tell it from others, in no order: case, accents, possessives, plurals, small words and
    an abbreviation in brackets set aside, roman numerals read as numbers.

    >>> name_of("Wilson's Disease (WD)") == name_of("wilson disease")
    True
    >>> name_of("Diabetes Type II") == name_of("Type 2 diabetes")
    True
    """
    text = _HEAD.sub("", _ABBREVIATION.sub("", text))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _WORD.findall(plain.replace("'s ", " ").replace("'", "") if "'" in plain else plain)
    return " ".join(sorted({_stem(word) for word in words if word not in _SMALL and word != "type"}))


def _stem(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    if word in _ROMAN:
        return _ROMAN[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        return word[:-1]
    return word
