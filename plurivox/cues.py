"""The words that negate, hedge, limit, measure or warn, found in a text; the words themselves are data (cues.toml).

Step 5's lower half. Finds, never judges: a cue word alone decides nothing ("however" is no evidence of opposition).
After NegEx and ConText (Chapman et al. 2001, Harkema et al. 2009), where such lists stand beside the code too.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

#: Words and numbers; a number keeps its point, comma or slash, a word its apostrophe and hyphens. Linear.
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*|[%°;:.!?,()]")

#: Tokens that end a clause for the reach of a negation.
_CLAUSE_END = frozenset(";:.!?,()")

#: Words that carry no subject matter of their own.
STOPWORDS = frozenset(
    ["a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are", "as", "at",
     "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did",
     "do", "does", "doing", "down", "during", "each", "either", "else", "even", "ever", "every", "few", "for",
     "from", "further", "get", "gets", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his",
     "how", "however", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "like", "made", "make", "makes",
     "many", "may", "me", "might", "more", "most", "much", "must", "my", "no", "nor", "not", "of", "off", "often",
     "on", "once", "one", "only", "or", "other", "our", "out", "over", "own", "per", "quite", "rather", "same",
     "she", "should", "since", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
     "these", "they", "this", "those", "through", "thus", "to", "too", "under", "until", "up", "upon", "us", "use",
     "used", "uses", "using", "usually", "very", "was", "we", "were", "what", "when", "where", "whether", "which",
     "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your",
     "called", "including", "include", "includes", "people", "person", "patient", "patients", "individual",
     "individuals", "affected"
    ]
)  # fmt: skip

#: Endings taken off by `stem`, longest first, and the letters that must remain.
_ENDINGS = ("ations", "ation", "ments", "ment", "ingly", "ness", "ings", "ing", "edly", "ies", "ied", "ions", "ion")
_SHORT_ENDINGS = ("ely", "ly", "es", "ed", "er", "al", "s", "e", "y")
_FEWEST = 4


class Token(NamedTuple):
    """One word, number or mark: its lower-case form and where it stands in the text."""

    word: str
    start: int
    end: int
    clause: int
    """Which clause of the text it stands in, counted from 0; commas, brackets and contrast words end one."""


class Cue(NamedTuple):
    """Words of the text that a list names; `kind` and `value` are the list's, `denied`: a negation reaches it."""

    kind: str
    value: str
    start: int
    end: int
    clause: int
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its tokens, its cues in reading order and the stems of its content words."""

    text: str
    tokens: tuple[Token, ...]
    cues: tuple[Cue, ...]
    kinds: Mapping[str, tuple[Cue, ...]]
    """The cues by kind, for the kinds that the text holds."""
    stems: frozenset[str]

    def of(self, kind: str, value: str | None = None) -> tuple[Cue, ...]:
        """The cues of one list."""
        found = self.kinds.get(kind, ())
        return found if value is None else tuple([c for c in found if c.value == value])

    def values(self, kind: str) -> frozenset[str]:
        """Which lists of that kind the text touches."""
        return frozenset([c.value for c in self.kinds.get(kind, ())])

    def slice(self, cue: Cue) -> str:
        """The exact words of the text."""
        return self.text[cue.start : cue.end]


@lru_cache(maxsize=1)
def lists() -> dict[str, dict[str, tuple[str, ...]]]:
    """The lists of cues.toml: kind -> value -> entries. Kinds of a pair of sides are named "axis.<name>"."""
    raw = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text(encoding="utf-8"))
    found = {kind: {v: tuple(words) for v, words in values.items()} for kind, values in raw.items() if kind != "axis"}
    found |= {f"axis.{name}": {v: tuple(words) for v, words in sides.items()} for name, sides in raw["axis"].items()}
    return found


#: Kinds of list whose values exclude each other at one place; the sides of an axis do too.
_EXCLUSIVE = frozenset({"frequency", "inheritance", "condition", "warning"})


class _Pattern(NamedTuple):
    """An entry of a list: its words, and the lists of which at one place only the longest entry counts."""

    words: tuple[str, ...]
    kind: str
    value: str
    rivals: str


@lru_cache(maxsize=1)
def _patterns() -> dict[str, list[_Pattern]]:
    """Entries by the first letters of their first word, so that one look-up a token finds the candidates."""
    index: dict[str, list[_Pattern]] = {}
    for kind, values in lists().items():
        for value, entries in values.items():
            rivals = kind if kind in _EXCLUSIVE or kind.startswith("axis.") else f"{kind}.{value}"
            for entry in entries:
                words = tuple(entry.split())
                index.setdefault(words[0].rstrip("*")[:3], []).append(_Pattern(words, kind, value, rivals))
    return index


@lru_cache(maxsize=32768)
def _opened(word: str) -> tuple[_Pattern, ...]:
    """The entries that a word may open."""
    rows = (row for n in (1, 2, 3) for row in _patterns().get(word[:n], ()) if _fits(row.words[0], word))
    return tuple(dict.fromkeys(rows))


@lru_cache(maxsize=65536)
def _candidates(word: str, follower: str) -> tuple[_Pattern, ...]:
    """The entries that two words in a row may open; where the first opens none, ask `_opened` alone: it is cheaper."""
    return tuple(row for row in _opened(word) if len(row.words) == 1 or _fits(row.words[1], follower))


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


#: Verbs whose denials are known without an apostrophe, and what such denials stand for; "cant" and "wont" are words.
_VERBS = ("are", "could", "did", "do", "does", "had", "has", "have", "is", "must", "should", "was", "were", "would")
_BARE = {f"{verb}nt": f"{verb}n't" for verb in _VERBS}


@lru_cache(maxsize=32768)
def _plain(word: str) -> tuple[str, bool]:
    """The lower-case form of a word with its apostrophe, and whether it ends a clause."""
    low = word.lower().replace("’", "'")
    low = _BARE.get(low, low)
    return low, low in _CLAUSE_END or low in lists()["contrast"]["but"]


def tokens(text: str) -> tuple[Token, ...]:
    """The words, numbers and marks of a text, with their clauses."""
    found: list[Token] = []
    clause = 0
    for match in _TOKEN.finditer(text):
        word, ends = _plain(match[0])
        clause += ends
        found.append(Token(word, *match.span(), clause))
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough stem, so that "recurrent" is not "recur" but "mutations" is "mutation". Never used for display.

    >>> stem("mutations") == stem("mutation"), stem("begins") == stem("begin")
    (True, True)
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST:
            return word[: -len(ending)]
    for ending in _SHORT_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST - 1:
            return word[: -len(ending)]
    return word


def stems(text: str) -> frozenset[str]:
    """Stems of the content words of a text: no stopwords, no numbers."""
    return read(text).stems


@lru_cache(maxsize=32768)
def _stems(word: str) -> tuple[str, ...]:
    """The stems of a word's parts that carry subject matter."""
    if word in STOPWORDS or len(word) <= 2 or not word[0].isalpha():
        return ()
    return tuple(stem(part) for part in word.split("-") if len(part) > 2 and part not in STOPWORDS)


@lru_cache(maxsize=16384)
def read(text: str) -> Reading:
    """The text with its cues. Of two entries that exclude each other at one place the longer wins.

    >>> [c.value for c in read("It is inherited in an autosomal recessive pattern.").of("inheritance")]
    ['inherited', 'recessive']
    """
    words = tokens(text)
    cues = tuple(_denied(_cues(words), words))
    kinds: dict[str, list[Cue]] = {}
    for cue in cues:
        kinds.setdefault(cue.kind, []).append(cue)
    own = frozenset([part for token in words for part in _stems(token.word)])
    return Reading(text, words, cues, {kind: tuple(found) for kind, found in kinds.items()}, own)


#: Words that `_candidates` has looked at.
_PAIR = 2


def _cues(words: Sequence[Token]) -> list[Cue]:
    """The cues in reading order, before any negation is looked at."""
    found: list[Cue] = []
    reach: dict[str, int] = {}
    for at, token in enumerate(words):
        if not _opened(token.word):
            continue
        best: dict[str, _Pattern] = {}
        for pattern in _candidates(token.word, words[at + 1].word if at + 1 < len(words) else ""):
            size, rival = len(pattern.words), best.get(pattern.rivals)
            if (rival and size <= len(rival.words)) or at < reach.get(pattern.rivals, 0):
                continue
            if size <= _PAIR or _follow(pattern.words[_PAIR:], words[at + _PAIR : at + size]):
                best[pattern.rivals] = pattern
        for rivals, pattern in best.items():
            reach[rivals] = end = at + len(pattern.words)
            found.append(Cue(pattern.kind, pattern.value, token.start, words[end - 1].end, token.clause))
    return found


def _follow(patterns: Sequence[str], words: Sequence[Token]) -> bool:
    return len(patterns) == len(words) and all(_fits(p, t.word) for p, t in zip(patterns, words, strict=True))


#: Words before a cue within which a negation of the same clause reaches it (NegEx takes 5 tokens).
REACH = 5


def _denied(cues: Sequence[Cue], words: Sequence[Token]) -> Iterator[Cue]:
    """The cues with the nearest negation before them taken into account; one pass."""
    negations = sorted((c for c in cues if c.kind == "negation"), key=lambda c: c.end)
    if not negations:
        yield from cues
        return
    place = {token.start: n for n, token in enumerate(words)}
    ends = [n.end for n in negations]
    for cue in cues:
        last = bisect_right(ends, cue.start) - 1
        denied = (
            cue.kind != "negation"
            and last >= 0
            and negations[last].clause == cue.clause
            and place[cue.start] - place[negations[last].start] <= REACH
        )
        yield cue._replace(denied=True) if denied else cue
