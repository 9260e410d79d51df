"""Facts of two statements held against each other: what differs, in which words, and whether they mean the same thing.

Step 5. Every rule makes a `Finding` with exact slices of both statements (judgement.py decides with them). Contrast
words (however, although, but) are no rule: they are no evidence of opposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import inf

from plurivox.cues import STOPWORDS, Cue, Reading, lists, read, stem
from plurivox.relations import quantities
from plurivox.relations.quantities import Quantity


class Rule(StrEnum):
    """Why two statements are related so; the closed list of codes in a Reason. The docstrings below are shown."""

    INHERITANCE = "inheritance"
    FIGURES = "figures"
    HOW_OFTEN = "how-often"
    DENIAL = "denial"
    SIDES = "opposite-sides"
    CAUSE = "cause-known"
    FIRST_CHOICE = "first-choice"
    PEOPLE = "other-people"
    CONDITION = "condition"
    DEGREE = "degree"
    TIME = "other-time"
    MEASURES = "other-measure"
    WORDING = "wording"
    NOTHING_SHARED = "nothing-shared"


#: What each code says to a person.
EXPLANATIONS: dict[Rule, str] = {
    Rule.INHERITANCE: "They name different patterns of inheritance.",
    Rule.FIGURES: "They give different figures for the same thing in the same unit.",
    Rule.HOW_OFTEN: "They say that the same happens much more, or much less, often.",
    Rule.DENIAL: "One denies what the other says.",
    Rule.SIDES: "They stand on opposite sides of the same matter (more or less, helps or harms, do or do not).",
    Rule.CAUSE: "One says that the cause is not known, the other names a cause.",
    Rule.FIRST_CHOICE: "They name different treatments of first choice.",
    Rule.PEOPLE: "They speak of different people (such as children, adults, or those with a severe form).",
    Rule.CONDITION: "One holds only under a condition that it names.",
    Rule.DEGREE: "One limits how much, how often or how surely the other holds.",
    Rule.TIME: "They speak of different times.",
    Rule.MEASURES: "Their figures measure different things, or one is relative and the other absolute.",
    Rule.WORDING: "Decided by a trained reading of all their words together; no single words decided.",
    Rule.NOTHING_SHARED: "They share no subject matter beyond the question itself.",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One statement read for comparison; `own` are its stems without those of the question."""

    reading: Reading
    quantities: tuple[Quantity, ...]
    own: frozenset[str]
    question: Reading

    @property
    def text(self) -> str:
        return self.reading.text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applies, how strongly (0..1), and the exact words of either side."""

    rule: Rule
    strength: float
    a: str
    b: str
    name: str = ""
    """Which axis, attribute or unit: for features and tests."""
    sure: bool = False
    """Whether the rule alone shows that the same thing is said to be different."""

    def flipped(self) -> Finding:
        return replace(self, a=self.b, b=self.a)


#: Figures and words of frequency of a statement that are held against others; the rest is a table, not a statement.
MOST_FIGURES = 24


def side(text: str, question: str) -> Side:
    """A statement as one side of a pair, apart from the words of the question."""
    reading, asked = read(text), read(question)
    return Side(reading, quantities.read(text)[:MOST_FIGURES], reading.stems - asked.stems, asked)


def oppositions(a: Side, b: Side) -> list[Finding]:
    """Every conflict of facts between two statements, the strongest first."""
    found = [
        *_inheritance(a, b),
        *_figures(a, b),
        *_how_often(a, b),
        *_cause(a, b),
        *_first_choice(a, b),
        *_sides(a, b),
        *_denial(a, b),
    ]
    return sorted(found, key=lambda f: -f.strength)


def limits(a: Side, b: Side) -> list[Finding]:
    """What limits one statement against the other: people, condition, degree, time."""
    found = [*_people(a, b), *_condition(a, b), *_degree(a, b)]
    return sorted(found, key=lambda f: -f.strength)


#: Groups and forms of a disease that a statement may be limited to; two different ones are never opposed.
FORMS = frozenset({"child", "infant", "adult", "old", "pregnant", "type1", "type2", "type3", "type4", "familial", "sporadic",
                   "carrier", "acute", "chronic", "aura", "noaura", "severe", "mild", "immune", "form"})  # fmt: skip


def forms(s: Side) -> frozenset[str]:
    """The groups of people and the forms of a disease that a statement speaks of."""
    return s.reading.values("population") & FORMS


def topic(s: Side, clause: int | None = None) -> frozenset[str]:
    """What a statement is about beyond the question and beyond the words that every medical statement shares."""
    return s.own - _generic()


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["generic"]["words"])


def alike(a: Side, b: Side) -> float:
    """Shared topic words over those of the side with fewer; 1 where a side has none, for then it speaks of the subject."""
    one, two = topic(a), topic(b)
    return len(one & two) / min(len(one), len(two)) if one and two else 1.0


def _inheritance(a: Side, b: Side) -> Iterator[Finding]:
    first = {c.value: c for c in reversed(a.reading.of("inheritance")) if not c.denied}
    second = {c.value: c for c in reversed(b.reading.of("inheritance")) if not c.denied}
    mine, yours = sorted(_PATTERNS & first.keys()), sorted(_PATTERNS & second.keys())
    both = all(_INHERITED & s.reading.stems and not _partly(s) for s in (a, b)) and _same_people(a, b, ("inheritance",))
    parted = any(_partly(s) or "form" in s.reading.values("population") for s in (a, b))
    if len(mine) == len(yours) == 1 and mine != yours and not parted:
        yield _cues(
            Rule.INHERITANCE, 1.0, a, b, first[mine[0]], second[yours[0]], "pattern", both and not _either_bound(a, b)
        )
    for one, two, flip in ((first, second, False), (second, first, True)):
        if "none" in one and "none" not in two and ({"recessive", "dominant", "inherited"} & set(two)):
            other = next(two[v] for v in ("recessive", "dominant", "inherited") if v in two)
            pair = (other, one["none"]) if flip else (one["none"], other)
            yield _cues(Rule.INHERITANCE, 0.6, a, b, *pair, "none")


_PATTERNS = frozenset({"recessive", "dominant", "x", "mitochondrial"})

#: Stems of "inherited", "inheritance".
_INHERITED = frozenset({"inherit", "inheritance"}) | {stem("inheritance"), stem("inherited")}


def patterns(s: Side) -> frozenset[str]:
    """The patterns of inheritance that a statement names."""
    return s.reading.values("inheritance") & _PATTERNS


def _partly(s: Side) -> bool:
    """Whether a statement speaks of a part or an exception: "rarely it is inherited in an X-linked manner"."""
    return any(c.value in ("1", "2") for c in s.reading.of("frequency")) or any(q.kind == "share" for q in s.quantities)


def attributes(s: Side, q: Quantity) -> frozenset[str]:
    """What a quantity measures, by the words near it: in its own clause or in one beside it."""
    near = (c for c in s.reading.of("attribute") if abs(c.clause - q.clause) <= 1 and _distance(c, q) < _NEAR)
    return frozenset(c.value for c in near)


#: Characters within which a word may say what a figure measures.
_NEAR = 90


def _distance(cue: Cue, q: Quantity) -> int:
    return max(cue.start - q.end, q.start - cue.end, 0)


#: Attributes that name one measured thing, with the kinds of quantity that measure it. For the others (a share of
#: people, a dose) two figures are of the same thing only where the statements share most of their words.
SPECIFIC = {
    "onset": ("age",),
    "diagnosis": ("age",),
    "peak": ("time",),
    "survival": ("time", "age"),
    "threshold": ("pressure", "concentration"),
    "goal": ("pressure", "concentration", "share"),
    "incubation": ("time",),
    "screening": ("age",),
    "dose": ("mass", "mass per kg", "cups", "units", "tablets"),
}

#: Figures that differ by less than this (one minus the shared part of their union) say the same.
_SAME_FIGURE = 0.15

#: Of two statements with a figure of one specific thing, at least this share of topic words must be common.
_SAME_THING = 0.3


def _figures(a: Side, b: Side) -> Iterator[Finding]:
    best: Finding | None = None
    least = 0.0
    for x in a.quantities:
        for y in b.quantities:
            if x.kind != y.kind or (gap := quantities.conflict(x, y)) == 0:
                continue
            shared = attributes(a, x) & attributes(b, y)
            specific = sorted(n for n in shared if x.kind in SPECIFIC.get(n, ()))
            strength = ((0.5 if specific else 0.0) + min(0.5, overlap(a, b))) * gap
            same = _alike_at(a, x, b, y) >= _SAME_THING and _same_people(a, b, specific)
            same = same and not (_restricted(a, x) or _restricted(b, y) or _holds(x, y) or _holds(y, x))
            same = same and not ("onset" in specific and (_of_some(a) or _of_some(b)))
            sure = bool(specific) and gap >= _SAME_FIGURE and same
            found = Finding(
                Rule.FIGURES,
                round(strength, 4),
                a.text[x.start : x.end],
                b.text[y.start : y.end],
                specific[0] if specific else x.kind,
                sure,
            )
            if best is None or _better(found, gap, best, least):
                best, least = found, gap
    agree = any(
        quantities.conflict(x, y) < _SAME_FIGURE for x in a.quantities for y in b.quantities if x.kind == y.kind
    )
    if best:
        yield replace(best, sure=False) if agree else best


#: Words that bind a figure to some cases only ("in people whose tremor began after 65").
_BINDING = frozenset(
    {"if", "unless", "whose", "except", "provided", "in whom", "as long as", "those who", "in those who"}
)


def _holds(x: Quantity, y: Quantity) -> bool:
    """Whether an open range of ages ("after 40", "by 3") holds the other one, so that both can be true."""
    if x.kind != "age":
        return False
    return (x.high == inf and x.low <= y.low) or (x.low == 0 and y.low > 0 and y.high <= x.high)


def _of_some(s: Side) -> bool:
    """Whether a statement gives a share of people, so that its age is theirs alone."""
    return any(q.kind == "share" for q in s.quantities)


def _restricted(s: Side, q: Quantity) -> bool:
    return any(c.end <= q.start and s.reading.slice(c).lower() in _BINDING for c in s.reading.of("condition"))


def _better(found: Finding, gap: float, best: Finding, least: float) -> bool:
    """Of several sure clashes the smallest counts, for the others may be of something else; else the strongest."""
    if found.sure and best.sure:
        return gap < least
    return (found.sure, found.strength) > (best.sure, best.strength)


def _alike_at(a: Side, x: Quantity, b: Side, y: Quantity) -> float:
    """Shared topic words of the two clauses that hold the figures, as in `alike`."""
    one, two = _topic_at(a, x), _topic_at(b, y)
    return len(one & two) / min(len(one), len(two)) if one and two else 1.0


def _topic_at(s: Side, q: Quantity) -> frozenset[str]:
    measured = {stem(t.word) for c in s.reading.of("attribute") for t in s.reading.tokens if c.start <= t.start < c.end}
    words = {stem(t.word) for t in s.reading.tokens if t.clause == q.clause}
    return (topic(s) & words) - measured


#: Groups that say nothing against holding two statements together, by what is compared.
_BESIDE = {
    "onset": frozenset({"child", "infant", "adult"}),
    "peak": frozenset({"mild", "severe"}),
    "goal": frozenset({"adult"}),
    "threshold": frozenset({"adult"}),
    "inheritance": frozenset({"child", "family", "familial", "sporadic", "women", "men", "carrier"}),
}
_TYPES = frozenset({"type1", "type2", "type3", "type4"})


def _same_people(a: Side, b: Side, attribute: Sequence[str] = ()) -> bool:
    """Whether both speak of the same groups and forms; "in early childhood" is an age where an onset is named."""
    beside = frozenset().union(*(_BESIDE.get(name, frozenset()) for name in attribute))
    one, two = (s.reading.values("population") - beside for s in (a, b))
    if one & two & _TYPES:
        one, two = one - {"form"}, two - {"form"}
    return one == two


#: Adverbs and determiners of a statement's own scale: "usually", "most people"; "a rare disease" speaks of something else.
_SCALE = frozenset(
    ["usual", "usually", "most", "mostly", "sometimes", "rarely", "in rare cases", "seldom", "never", "always", "some",
     "nearly always", "almost always", "nearly all", "almost all", "hardly ever", "a few", "few", "typically", "generally"]
)  # fmt: skip


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
            found = _cues(Rule.HOW_OFTEN, gap / 5 * min(1.0, 0.3 + overlap(a, b)), a, b, x, y, "frequency", sure)
            if best is None or (found.sure, found.strength) > (best.sure, best.strength):
                best = found
    if best:
        same = {c.value for c in a.reading.of("frequency")} & {c.value for c in b.reading.of("frequency")}
        yield replace(best, sure=best.sure and not same)


def _other_forms(s: Side) -> bool:
    """Whether a statement speaks of the remaining cases or of one pattern of inheritance among several."""
    return "other" in {t.word for t in s.reading.tokens} or bool(s.reading.values("inheritance"))


#: Of two statements that say how often, at least this share of topic words must be common.
_SAME_HAPPENING = 0.75


def _sides(a: Side, b: Side) -> Iterator[Finding]:
    for kind in sorted({c.kind for c in a.reading.cues if c.kind.startswith("axis.")}):
        if kind == "axis.knowledge":
            continue
        ups = [(c, _up(c)) for c in a.reading.of(kind)], [(c, _up(c)) for c in b.reading.of(kind)]
        for (one, up), (two, other) in _first_pairs(*ups):
            name = f"{kind}.{'up' if up else 'down'}-{'up' if other else 'down'}"
            free = bound(a, b) is None if kind == _SPREAD else kind == _VERDICT and _free(a, b)
            sure = free and alike(a, b) >= _SAME_MATTER and len(a.own & b.own) >= _FEWEST_SHARED
            yield _cues(Rule.SIDES, 0.3 + 0.7 * overlap(a, b), a, b, one, two, name, sure)


#: Axes whose sides are plain enough to be held against each other on a page: whether a disease is caught, and what to do.
_SPREAD, _VERDICT = "axis.spread", "axis.verdict"

#: Of two statements on opposite sides, at least this share of topic words must be common.
_SAME_MATTER = 0.3


def _free(a: Side, b: Side) -> bool:
    """Whether neither statement is bound to cases of its own, by a condition, a group of people or a contrast."""
    return _same_people(a, b) and not contrasting(a, b) and bound(a, b) is None


def _first_pairs(
    mine: list[tuple[Cue, bool]], yours: list[tuple[Cue, bool]]
) -> Iterator[tuple[tuple[Cue, bool], tuple[Cue, bool]]]:
    """One pair of cues on opposite sides per direction, where a statement does not itself stand on both sides."""
    sides_a, sides_b = {up for _, up in mine}, {up for _, up in yours}
    if len(sides_a) == len(sides_b) == 1 and sides_a != sides_b:
        yield mine[0], yours[0]


def _up(cue: Cue) -> bool:
    return (cue.value == "up") != cue.denied


def _denial(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("negation"), b.reading.of("negation")
    if bool(mine) != bool(yours):
        cue = (mine or yours)[0]
        words = a.reading.slice(cue) if mine else b.reading.slice(cue)
        yield Finding(Rule.DENIAL, overlap(a, b), words if mine else "", "" if mine else words)


def _cause(a: Side, b: Side) -> Iterator[Finding]:
    for one, two, flip in ((a, b, False), (b, a, True)):
        unknown = [c for c in one.reading.of("axis.knowledge", "down") if not c.denied]
        known = [c for c in two.reading.of("axis.knowledge", "up") if not c.denied]
        if unknown and known and not two.reading.of("axis.knowledge", "down") and _speaks_of_cause(one):
            sure = (
                alike(a, b) >= _SAME_MATTER
                and _same_people(a, b)
                and not _hedged(one)
                and not one.reading.of("contrast")
                and bool(two.reading.stems & _CAUSES)
                and not _partly(one)
                and bool(two.reading.stems & two.question.stems)
            )
            found = _cues(Rule.CAUSE, 0.5 + 0.5 * overlap(a, b), one, two, unknown[0], known[0], "", sure)
            yield found.flipped() if flip else found


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
        yield Finding(Rule.FIRST_CHOICE, 0.6, mine, yours, "", _same_people(a, b))


#: Above this share of common words two statements of a first choice name the same one.
_SAME_CHOICE = 0.6


def bound(a: Side, b: Side) -> Finding | None:
    """What binds one statement, or both differently, to cases that the other does not speak of.

    "Headaches need no scan" and "if one side is weak, a scan is needed" can both be taken at face value.
    """
    mine, yours = _binding(a, b), _binding(b, a)
    if mine or yours:
        return Finding(Rule.CONDITION, 0.9, mine, yours, "bound")
    asked = a.question.values("population")
    one, two = (s.reading.values("population") - asked for s in (a, b))
    if one & two or not (one or two):
        return None
    words = [next((s.reading.slice(c) for c in s.reading.of("population") if c.value not in asked), "") for s in (a, b)]
    return Finding(Rule.PEOPLE, 0.9, words[0], words[1], "bound")


#: Figures of what to do or where a limit lies; for other people they are another rule, not another fact.
_RULED = frozenset({"threshold", "goal", "dose", "screening"})


def limited(a: Side, b: Side) -> Finding | None:
    """What limits one statement where both say what to do about the same matter and do not say the same.

    "All adults should have a test" and "people under 40 do not need one": the second is bound to its own cases.
    """
    if len(a.own & b.own) < _FEWEST_SHARED or alike(a, b) < _SAME_MATTER:
        return None
    clash = any(f.name.startswith(_VERDICT) for f in _sides(a, b)) or any(f.name in _RULED for f in _figures(a, b))
    return bound(a, b) if clash else None


#: Fewest content words beyond the question's that two statements on one matter share.
_FEWEST_SHARED = 2


def _either_bound(a: Side, b: Side) -> bool:
    return bool(_binding(a, b) or _binding(b, a))


def _binding(s: Side, other: Side) -> str:
    """The word that binds a statement to cases which neither the other nor the question names, or ""."""
    known = other.reading.stems | other.question.stems
    for cue in s.reading.of("restriction"):
        words = (t.word for t in s.reading.tokens if t.clause == cue.clause and t.start >= cue.start)
        if any(w[0].isalpha() and w not in STOPWORDS and stem(w) not in known for w in words):
            return s.reading.slice(cue)
    return ""


def contrasting(a: Side, b: Side) -> bool:
    """Whether a contrast word stands in either statement: then only facts that clash by name make an opposition."""
    return bool(a.reading.of("contrast") or b.reading.of("contrast"))


def _people(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("population"), b.reading.of("population")
    values_a, values_b = {c.value for c in mine}, {c.value for c in yours}
    if values_a != values_b:
        one = next((c for c in mine if c.value not in values_b), None)
        two = next((c for c in yours if c.value not in values_a), None)
        yield Finding(
            Rule.PEOPLE,
            0.8 if one and two else 0.5,
            a.reading.slice(one) if one else "",
            b.reading.slice(two) if two else "",
            "both" if one and two else "one",
        )


def _condition(a: Side, b: Side) -> Iterator[Finding]:
    mine, yours = a.reading.of("condition"), b.reading.of("condition")
    if len(mine) != len(yours):
        more = mine if len(mine) > len(yours) else yours
        words = (a if more is mine else b).reading.slice(more[0])
        yield Finding(
            Rule.CONDITION,
            0.6 if not (mine and yours) else 0.3,
            words if more is mine else "",
            "" if more is mine else words,
            more[0].value,
        )


def _degree(a: Side, b: Side) -> Iterator[Finding]:
    for x in a.reading.of("frequency")[:MOST_FIGURES]:
        for y in b.reading.of("frequency")[:MOST_FIGURES]:
            if abs(int(x.value) - int(y.value)) in (1, 2):
                yield _cues(Rule.DEGREE, 0.4, a, b, x, y)
                return


def overlap(a: Side, b: Side) -> float:
    """Shared content words over those of the side with fewer, the question's own words apart; 0 where either has none."""
    return len(a.own & b.own) / max(1, min(len(a.own), len(b.own)))


def _cues(rule: Rule, strength: float, a: Side, b: Side, x: Cue, y: Cue, name: str = "", sure: bool = False) -> Finding:
    return Finding(rule, round(strength, 4), a.reading.slice(x), b.reading.slice(y), name, sure)
