"""Statements that a matcher takes for the same although a figure, a "not", an opposite or whom they are about tells
them apart.

Step 5's word to step 4: what may not stand in one point, listed as opposed or not. "It lasts 48 hours" and "it lasts 72
hours" are near in every word but the one that counts; to show them as agreement would be worse than any silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise, product

from plurivox.cues import Cue, Token, stem
from plurivox.model import Point, Question, Statement
from plurivox.relations import quantities, rules
from plurivox.relations.figures import attributes
from plurivox.relations.rules import Side
from plurivox.relations.units import WORDS

#: Quantities of one kind this far from each other (0 the same, 1 disjoint) do not say the same.
FAR = 0.5

#: Steps of five from "never" to "always" that no two statements of one point are apart.
FAR_APART = 2

#: Of the content words of the statement with fewer, beside the question's own, at least this share is common to both
#: where two figures are held to be of the same thing.
SAME_THING = 0.5

#: Of the words of the shorter of two that take opposite sides, the sides themselves apart, this share is in both.
REST_SHARED = 0.6

#: Words before a sentence's "not" that make it deny the sentence and not a part of it.
_DENYING = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "does",
        "do",
        "did",
        "can",
        "could",
        "should",
        "will",
        "would",
        "may",
        "has",
        "have",
        "must",
        "need",
        "isn't",
        "aren't",
        "wasn't",
        "doesn't",
        "don't",
        "didn't",
        "can't",
        "cannot",
        "couldn't",
        "shouldn't",
        "won't",
        "wouldn't",
        "hasn't",
        "haven't",
        "mustn't",
    ]
)

#: Those for whom another dose holds.
_YOUNG = frozenset({"child", "infant"})

#: Groups of people and forms of a disease (cues of `population`) that exclude each other, row by row.
_EXCLUSIVE: tuple[tuple[frozenset[str], ...], ...] = (
    (_YOUNG, frozenset({"adult", "old"})),
    (frozenset({"women"}), frozenset({"men"})),
    (frozenset({"type1"}), frozenset({"type2"}), frozenset({"type3"}), frozenset({"type4"})),
    (frozenset({"infantileform"}), frozenset({"juvenileform"}), frozenset({"adultform"})),
    (frozenset({"familial"}), frozenset({"sporadic"})),
    (frozenset({"acute"}), frozenset({"chronic"})),
    (frozenset({"severe"}), frozenset({"mild"})),
    (frozenset({"aura"}), frozenset({"noaura"})),
)

#: "HER2-positive", "HIV negative". No marker has a longer name, and a long word is not read from each of its letters.
_TESTED = re.compile(r"([\w/]{1,40})[- ](positive|negative)\b", re.I)

#: "Nonmelanoma", "non-allergic".
_NON = re.compile(r"\bnon-?([a-z]{4,})", re.I)

#: Kinds of quantity that are a dose.
_DOSES = frozenset({"mass", "mass per kg", "tablets", "units"})

#: Tokens of either statement at most where a "not" or a figure is of the whole of it.
LONGEST = 14


def apart(statements: Sequence[Statement], points: Sequence[Point], question: Question) -> tuple[tuple[str, str], ...]:
    """Pairs of ids within one point, be they of one voice or two, that cannot say the same (`tells_apart`)."""
    asked_of = f"{question.text} {question.subject}"
    by_id = {statement.id: statement for statement in statements}
    sides: dict[str, Side] = {}
    found: dict[tuple[str, str], None] = {}
    for point in points:
        if len(point.voices) < 2:
            continue
        for name in point.statements:
            if name not in sides:
                sides[name] = rules.side(by_id[name].quote.exact, asked_of)
        telling = {name for name in point.statements if _tells(sides[name])}
        for a, b in combinations(point.statements, 2):
            if not telling.isdisjoint((a, b)) and tells_apart(sides[a], sides[b]):
                found[min(a, b), max(a, b)] = None
    return tuple(found)


def _tells(a: Side) -> bool:
    """Whether a statement holds anything that could tell it from another."""
    whom = a.reading.of("population") or _TESTED.search(a.text) or _NON.search(a.text)
    return bool(a.quantities or whom) or _denial(a) or bool(_axes(a))


def tells_apart(a: Side, b: Side) -> bool:
    """Whether figures, how often, a denial, an opposite, or whom they are about keep two from saying the same."""
    return _figures(a, b) or _how_often(a, b) or _denies(a, b) or _denies(b, a) or _of_others(a, b) or _turned(a, b)


def _of_others(a: Side, b: Side) -> bool:
    """Whether the two are of people or forms that exclude each other, of other ages, of doses for the young and not.

    Or of other intervals: who has a scan every year does not do what "every other year" says.
    """
    mine, yours = (s.reading.values("population") - s.question.values("population") for s in (a, b))
    for row in _EXCLUSIVE:
        one, other = ({group for group in row if group & named} for named in (mine, yours))
        if one and other and not one & other:
            return True
    for kind in ("age", "interval"):
        figures = [[q for q in s.quantities if q.kind == kind] for s in (a, b)]
        if all(figures) and all(quantities.disjoint(x, y) and quantities.conflict(x, y) for x, y in product(*figures)):
            return True
    doses = [{q.kind for q in s.quantities} & _DOSES for s in (a, b)]
    by_weight = ["mass per kg" in kinds for kinds in doses]
    if all(doses) and (by_weight[0] != by_weight[1] or bool(mine & _YOUNG) != bool(yours & _YOUNG)):
        return True
    return _tested(a, b) or _other_than(a, b) or _other_than(b, a)


def _other_than(a: Side, b: Side) -> bool:
    """Whether one is of what the other is not: "nonmelanoma skin cancer" and "melanoma"."""
    others = {word.lower() for word in _NON.findall(a.text)}
    plain = [_NON.sub(" ", s.text).lower() for s in (a, b)]
    return any(
        word in plain[1] and word not in plain[0] and not re.search(f"non-?{word}", b.text, re.I) for word in others
    )


def _tested(a: Side, b: Side) -> bool:
    """Whether one is of those in whom a marker is found, and the other of those in whom it is not."""
    mine, yours = ({(m[0].lower(), m[1].lower()) for m in _TESTED.findall(s.text)} for s in (a, b))
    return any(x == y and one != other for x, one in mine - yours for y, other in yours - mine)


def _how_often(a: Side, b: Side) -> bool:
    """Whether one says of a thing that it is rare and the other that it is usual: "in rare cases" and "most"."""
    mine, yours = rules.scale(a), rules.scale(b)
    far = bool(mine and yours) and min(abs(x - y) for x in mine for y in yours) >= FAR_APART
    return far and rules.overlap(a, b) >= SAME_THING


def _figures(a: Side, b: Side) -> bool:
    """Whether both measure one thing in one unit, and no figure of the one is near any of the other's.

    Or, in few words, each gives figures of a kind that the other has none of: a blood pressure is no percentage.
    """
    pairs = [(x, y) for x in a.quantities for y in b.quantities if x.kind == y.kind]
    if not pairs:
        return all(any(q.kind != "interval" for q in s.quantities) for s in (a, b)) and _short(a, b)
    if any(quantities.conflict(x, y) < FAR or not quantities.disjoint(x, y) for x, y in pairs):
        return False
    same = any(attributes(a, x) & attributes(b, y) for x, y in pairs)
    return same or rules.overlap(a, b) >= SAME_THING


def _denies(a: Side, b: Side) -> bool:
    """Whether `a` denies, in few words, what `b` says in the same words, or what `b` says of the same thing.

    "Honey does not ease a cough at night in most children" and "honey eases night-time cough in children over one".
    """
    if b.reading.of("negation") or not _short(a, b) or not _denial(a):
        return False
    said = {stem(token.word) for token in b.reading.tokens}
    denied = a.reading.stems - {stem(word) for word in _DENYING}
    if bool(a.own) and denied <= said:
        return True
    return bool(a.own and b.own) and rules.overlap(a, b) >= SAME_THING


def _turned(a: Side, b: Side) -> bool:
    """Whether, in few words, the two take opposite sides of one thing and share most of what is left.

    "People with gout should avoid aspirin" and "people with gout should take aspirin".
    """
    if not _short(a, b):
        return False
    both = {token.word for token in a.reading.tokens} & {token.word for token in b.reading.tokens}
    for axis in _axes(a) & _axes(b):
        cues = [[c for c in s.reading.of(axis) if c.denied or not set(_cue_words(s, c)) <= both] for s in (a, b)]
        mine, yours = ({(c.value == "up") != c.denied for c in found} for found in cues)
        if len(mine) == len(yours) == 1 and mine != yours:
            taken = {
                stem(word) for s, found in zip((a, b), cues, strict=True) for c in found for word in _cue_words(s, c)
            }
            rest = [s.reading.stems - taken for s in (a, b)]
            shared = rest[0] & rest[1]
            if shared - a.question.stems and len(shared) >= REST_SHARED * min(map(len, rest)):
                return True
    return False


def _axes(a: Side) -> set[str]:
    return {kind for kind in a.reading.kinds if kind.startswith("axis.")}


def _cue_words(a: Side, cue: Cue) -> list[str]:
    return a.reading.slice(cue).lower().split()


def _short(a: Side, b: Side) -> bool:
    return max(len(a.reading.tokens), len(b.reading.tokens)) <= LONGEST


def _denial(a: Side) -> bool:
    """Whether a "not" of the statement is of the whole of it."""
    return any(_whole(a.reading.tokens, at) for at in range(len(a.reading.tokens)))


def _whole(tokens: Sequence[Token], at: int) -> bool:
    """Whether the "not" at a place denies the sentence: in no clause of its own, and for good, not "before" a time."""
    word = tokens[at].word
    if any(t.word in _OPENS and t.clause == tokens[at].clause for t in tokens[:at]):
        return False
    if any(t.word in _FOR_A_TIME and _counts(then) for t, then in pairwise(tokens[at:])):
        return False
    if word == "not":
        return at > 0 and tokens[at - 1].word in _DENYING
    return word == "cannot" or (word in _DENYING and word.endswith("n't"))


def _counts(token: Token) -> bool:
    return token.word[0].isdigit() or (token.word in WORDS and token.word not in ("a", "an"))


#: Words that open a clause within a sentence, and words that, with a time, let a "not" end.
_OPENS = frozenset(["if", "when", "whenever", "that", "which", "who", "whose", "where", "because", "unless", "while"])
_FOR_A_TIME = frozenset(["before", "until", "till"])
