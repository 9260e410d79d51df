"""Facts of two statements held against each other: what differs, in which words, and whether they mean the same thing.

Step 5. Every rule makes a `Finding` with exact slices of both statements (judgement.py decides with them). Contrast
words (however, although, but) are no rule: they are no evidence of opposition.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from plurivox.cues import Cue, stem
from plurivox.relations.figures import SPECIFIC, attributes, figures
from plurivox.relations.limits import bound, contrasting, either_bound, limits
from plurivox.relations.orders import order
from plurivox.relations.sides import (
    EXPLANATIONS,
    MOST_FIGURES,
    Finding,
    Rule,
    Side,
    alike,
    forms,
    from_cues,
    generic,
    overlap,
    partly,
    same_people,
    side,
)
from plurivox.relations.units import UNITS

__all__ = [
    "EXPLANATIONS",
    "SPECIFIC",
    "Finding",
    "Rule",
    "Side",
    "alike",
    "attributes",
    "bound",
    "contrasting",
    "forms",
    "limited",
    "limits",
    "matters",
    "names_first_choice",
    "oppositions",
    "overlap",
    "patterns",
    "side",
]


def oppositions(a: Side, b: Side) -> list[Finding]:
    """Every conflict of facts between two statements, the strongest first."""
    found = [
        *_inheritance(a, b),
        *figures(a, b),
        *_how_often(a, b),
        *_cause(a, b),
        *_first_choice(a, b),
        *_sides(a, b),
        *_orders(a, b),
        *_denial(a, b),
    ]
    return sorted(found, key=lambda f: -f.strength)


def matters(s: Side) -> frozenset[str]:
    """What a statement says that another may hold against it. Two that share none of it neither clash surely nor limit
    each other, so that few pairs need to be looked at closely.
    """
    found = {*(_MATTERS & s.reading.kinds.keys()), *(q.kind for q in s.quantities)}
    if said := order(s):
        found.add(f"order {said[0]}")
    if any(s.reading.slice(c).lower() in _SCALE for c in s.reading.of("frequency")):
        found.add("frequency")
    if names_first_choice(s):
        found.add("first choice")
    return frozenset(found)


def _inheritance(a: Side, b: Side) -> Iterator[Finding]:
    first = {c.value: c for c in reversed(a.reading.of("inheritance")) if not c.denied}
    second = {c.value: c for c in reversed(b.reading.of("inheritance")) if not c.denied}
    if not (first and second):
        return
    mine, yours = sorted(_PATTERNS & first.keys()), sorted(_PATTERNS & second.keys())
    both = all(_INHERITED & s.reading.stems and not partly(s) for s in (a, b)) and same_people(a, b, ("inheritance",))
    parted = any(partly(s) or "form" in s.reading.values("population") for s in (a, b))
    if len(mine) == len(yours) == 1 and mine != yours and not parted:
        yield from_cues(
            Rule.INHERITANCE, 1.0, a, b, first[mine[0]], second[yours[0]], "pattern", both and not either_bound(a, b)
        )
    for one, two, flip in ((first, second, False), (second, first, True)):
        if "none" in one and "none" not in two and ({"recessive", "dominant", "inherited"} & set(two)):
            other = next(two[v] for v in ("recessive", "dominant", "inherited") if v in two)
            pair = (other, one["none"]) if flip else (one["none"], other)
            yield from_cues(Rule.INHERITANCE, 0.6, a, b, *pair, "none")


_PATTERNS = frozenset({"recessive", "dominant", "x", "mitochondrial"})


#: Stems of "inherited", "inheritance".
_INHERITED = frozenset({"inherit", "inheritance"}) | {stem("inheritance"), stem("inherited")}


def patterns(s: Side) -> frozenset[str]:
    """The patterns of inheritance that a statement names."""
    return s.reading.values("inheritance") & _PATTERNS


#: Adverbs and determiners of a statement's own scale: "usually", "most people"; not "a rare disease".
_SCALE = frozenset(
    ["usual", "usually", "most", "mostly", "sometimes", "rarely", "in rare cases", "seldom", "never", "always", "some",
     "nearly always", "almost always", "nearly all", "almost all", "hardly ever", "a few", "few", "typically",
     "generally"]
)  # fmt: skip


def scale(s: Side) -> frozenset[int]:
    """How often or of how many a statement speaks, by its own words: 0 never to 5 always.

    A later "some" is of something else, but for some people: "most children have some trouble with learning". So are
    "a few days", and "sometimes called".
    """
    words = {token.start: token.word for token in s.reading.tokens}
    after = dict(itertools.pairwise(words))
    levels: list[int] = []
    for cue in s.reading.of("frequency"):
        last = max((start for start in words if start < cue.end), default=-1)
        said, following = s.reading.slice(cue).lower(), words.get(after.get(last, -1), "")
        of_another = said == "some" and levels and following not in _PEOPLE
        if said in _SCALE and not of_another and following not in _OF_NOTHING:
            levels.append(5 - int(cue.value) if cue.denied else int(cue.value))
    return frozenset(levels)


#: After "some" it is of how many people; after a word of how often it is a length of time, or a name.
_PEOPLE = frozenset(
    ["people", "patients", "women", "men", "children", "adults", "infants", "individuals", "cases", "of"]
)
_OF_NOTHING = frozenset([*(unit for unit, (kind, _) in UNITS.items() if kind == "time"), "called", "known"])


def _how_often(a: Side, b: Side) -> Iterator[Finding]:
    best: Finding | None = None
    for x in a.reading.of("frequency")[:MOST_FIGURES]:
        for y in b.reading.of("frequency")[:MOST_FIGURES]:
            levels = [5 - int(c.value) if c.denied else int(c.value) for c in (x, y)]
            gap = abs(levels[0] - levels[1])
            if gap < 2:
                continue
            scale = {a.reading.slice(x).lower(), b.reading.slice(y).lower()} <= _SCALE
            sure = (
                scale
                and not (_other_forms(a) or _other_forms(b))
                and alike(a, b) >= _SAME_HAPPENING
                and len(a.own & b.own) >= _FEWEST_SHARED
                and _free(a, b)
            )
            found = from_cues(Rule.HOW_OFTEN, gap / 5 * min(1.0, 0.3 + overlap(a, b)), a, b, x, y, "frequency", sure)
            if best is None or (found.sure, found.strength) > (best.sure, best.strength):
                best = found
    if best:
        same = {c.value for c in a.reading.of("frequency")} & {c.value for c in b.reading.of("frequency")}
        yield best._replace(sure=best.sure and not same)


def _other_forms(s: Side) -> bool:
    """Whether a statement speaks of the remaining cases or of one pattern of inheritance among several."""
    return "other" in {t.word for t in s.reading.tokens} or bool(s.reading.values("inheritance"))


#: Of two statements that say how often, at least this share of topic words must be common.
_SAME_HAPPENING = 0.75


def _sides(a: Side, b: Side) -> Iterator[Finding]:
    for kind in sorted(kind for kind in a.reading.kinds if kind.startswith("axis.")):
        if kind == "axis.knowledge":
            continue
        ups = [(c, _up(c)) for c in a.reading.of(kind)], [(c, _up(c)) for c in b.reading.of(kind)]
        for (one, up), (two, other) in _first_pairs(*ups):
            name = f"{kind}.{'up' if up else 'down'}-{'up' if other else 'down'}"
            caught = a if up else b
            free = (
                bound(a, b) is None and not caught.reading.of("negation")
                if kind == _SPREAD
                else kind == _VERDICT and _free(a, b)
            )
            sure = free and alike(a, b) >= _SAME_MATTER and len(a.own & b.own) >= _FEWEST_SHARED
            sure = sure and (kind != _VERDICT or bool(_beside(a, one) & _beside(b, two)))
            sure = sure or (kind == _OUTLOOK and _asked_whether(a, kind) and _on_subject(a, b) and _free(a, b))
            yield from_cues(Rule.SIDES, 0.3 + 0.7 * overlap(a, b), a, b, one, two, name, sure)


def _asked_whether(s: Side, kind: str) -> bool:
    """Whether the question itself asks on which side of this axis the answer is: "Can it go away?"."""
    asked = s.question
    return bool(asked.of(kind)) and bool(asked.tokens) and asked.tokens[0].word in _WHETHER


def _beside(s: Side, cue: Cue) -> frozenset[str]:
    """Stems of the words in the clause of a cue, beyond the question's: what is advised or refused there."""
    return s.own & {stem(t.word) for t in s.reading.tokens if t.clause == cue.clause}


def _on_subject(a: Side, b: Side) -> bool:
    """Whether both statements say of what the question asks about what holds at large, and not for a share of cases."""
    of_some = any(q.kind == "share" and not attributes(s, q) & _RULED for s in (a, b) for q in s.quantities)
    return not of_some and all(s.reading.stems & s.question.stems - generic() for s in (a, b))


#: Words that open a question to be answered with yes or no.
_WHETHER = frozenset(["is", "are", "can", "could", "will", "does", "do", "may", "might"])

#: What becomes of a disease: opposite sides of it are sure only where the question asks just that.
_OUTLOOK = "axis.outlook"


#: Axes whose sides are plain enough for a page: whether a disease is caught, and what to do.
_SPREAD, _VERDICT = "axis.spread", "axis.verdict"

#: Kinds of cues by which two statements may clash surely.
_MATTERS = frozenset({"inheritance", "axis.knowledge", _SPREAD, _VERDICT, _OUTLOOK})


#: Of two statements on opposite sides, at least this share of topic words must be common.
_SAME_MATTER = 0.3


def _free(a: Side, b: Side) -> bool:
    """Whether neither statement is bound to cases of its own, by a condition, a group of people or a contrast."""
    return same_people(a, b) and not contrasting(a, b) and bound(a, b) is None


def _first_pairs(
    mine: list[tuple[Cue, bool]], yours: list[tuple[Cue, bool]]
) -> Iterator[tuple[tuple[Cue, bool], tuple[Cue, bool]]]:
    """One pair of cues on opposite sides per direction, where a statement does not itself stand on both sides."""
    sides_a, sides_b = {up for _, up in mine}, {up for _, up in yours}
    if len(sides_a) == len(sides_b) == 1 and sides_a != sides_b:
        yield mine[0], yours[0]


def _up(cue: Cue) -> bool:
    return (cue.value == "up") != cue.denied


def _orders(a: Side, b: Side) -> Iterator[Finding]:
    """ "Take aspirin every day" against "do not take aspirin every day": one verb, ordered and forbidden."""
    mine, yours = order(a), order(b)
    if mine and yours and mine[0] == yours[0] and mine[1] != yours[1]:
        sure = _free(a, b) and alike(a, b) >= _SAME_ORDER and bool((a.reading.stems & b.reading.stems) - {mine[0]})
        yield Finding(Rule.SIDES, 0.3 + 0.7 * overlap(a, b), mine[2], yours[2], "order", sure)


#: Of two orders with one verb, at least this share of topic words must be common.
_SAME_ORDER = 0.6


def _denial(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("negation"), b.reading.of("negation")
    if bool(mine) != bool(yours):
        cue = (mine or yours)[0]
        words = a.reading.slice(cue) if mine else b.reading.slice(cue)
        yield Finding(Rule.DENIAL, overlap(a, b), words if mine else "", "" if mine else words)


def _cause(a: Side, b: Side) -> Iterator[Finding]:
    for one, two, flip in ((a, b, False), (b, a, True)):
        unknown = [c for c in one.reading.of("axis.knowledge", "down") if not (c.denied or _asks_how(one, c))]
        known = [c for c in two.reading.of("axis.knowledge", "up") if not c.denied]
        if unknown and known and not two.reading.of("axis.knowledge", "down") and _speaks_of_cause(one):
            sure = (
                alike(a, b) >= _SAME_MATTER
                and same_people(a, b)
                and not _hedged(one)
                and not one.reading.of("contrast")
                and bool(two.reading.stems & _CAUSES)
                and not partly(one)
                and bool(two.reading.stems & two.question.stems)
            )
            found = from_cues(Rule.CAUSE, 0.5 + 0.5 * overlap(a, b), one, two, unknown[0], known[0], "", sure)
            yield found.flipped() if flip else found


def _asks_how(s: Side, cue: Cue) -> bool:
    """Whether only the way is not known: "it is not understood how the gene causes it" names a cause."""
    return s.text[cue.end : cue.end + len(" how")].lower() == " how"


#: Stems of the words that speak of a cause.
_CAUSES = frozenset(stem(word) for word in ("cause", "causes", "gene", "genes", "mutation", "mutations"))


def _hedged(s: Side) -> bool:
    return bool(s.reading.of("hedge"))


def _speaks_of_cause(s: Side) -> bool:
    return any(word in s.reading.stems for word in ("caus", "origin"))


_FIRST_CHOICE = (
    *("treatment of choice", "drug of choice", "first choice", "first-line", "first treatment", "first drug"),
    *("standard first", "first step"),
)


def names_first_choice(s: Side) -> str:
    """The exact words by which a statement calls something the first choice, or ""."""
    low = s.text.lower()
    if len(low) != len(s.text):
        return ""
    for phrase in _FIRST_CHOICE:
        at = low.find(phrase)
        if at >= 0:
            return s.text[at : at + len(phrase)]
    return ""


def _first_choice(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = names_first_choice(a), names_first_choice(b)
    if mine and yours and overlap(a, b) < _SAME_CHOICE:
        yield Finding(Rule.FIRST_CHOICE, 0.6, mine, yours, "", same_people(a, b))


#: Above this share of common words two statements of a first choice name the same one.
_SAME_CHOICE = 0.6


#: Figures of what to do or where a limit lies; for other people they are another rule, not another fact.
_RULED = frozenset({"threshold", "goal", "dose", "screening"})


def limited(a: Side, b: Side) -> Finding | None:
    """What limits one statement where both say what to do about the same matter and do not say the same.

    "All adults should have a test" and "people under 40 do not need one": the second is bound to its own cases.
    """
    if len(a.own & b.own) < _FEWEST_SHARED or alike(a, b) < _SAME_MATTER:
        return None
    clash = any(f.name.startswith(_VERDICT) for f in _sides(a, b)) or any(f.name in _RULED for f in figures(a, b))
    return bound(a, b) if clash else None


#: Fewest content words beyond the question's that two statements on one matter share.
_FEWEST_SHARED = 2
