"""Step 3: the medical terms that answers enumerate: who names what.

Only enumerations of one kind across answers make a table, so a term counts where answers list such things, and where
another answer names the same term in the same role. Never counts what is denied, what a statement mentions in passing,
or the question's own subject; never changes a word: a mention is a place in the answer's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plurivox.model import Mention, Question, Statement, TermKind
from plurivox.terms import abbreviations, finding, roles, subjects, vocabulary
from plurivox.terms.finding import Found
from plurivox.terms.words import read

__all__ = ["mentions"]

#: Two voices that enumerate make a table; fewer have nothing to be held against.
FEWEST_VOICES = 2

#: Items of one enumeration stand at most this many words apart ("fever; a cough that lasts for weeks; and fatigue").
MOST_BETWEEN = 10

#: Kinds that answers list together: one table's worth of voices is counted over both.
_FAMILIES = {
    TermKind.DRUG: "treatment",
    TermKind.TREATMENT: "treatment",
    TermKind.SYMPTOM: "consequence",
    TermKind.CONDITION: "consequence",
}

#: Which senses a role lets through, the first that a name has, and as what kind they are listed.
_ROLES: Mapping[str, tuple[tuple[str, TermKind], ...]] = {
    "": (
        ("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT), ("test", TermKind.TEST),
        ("symptom", TermKind.SYMPTOM), ("condition", TermKind.CONDITION),
    ),
    "symptom": (("symptom", TermKind.SYMPTOM), ("condition", TermKind.CONDITION)),
    "cause": (
        ("cause", TermKind.CAUSE), ("condition", TermKind.CAUSE), ("symptom", TermKind.CAUSE), ("drug", TermKind.CAUSE),
    ),
    "test": (("test", TermKind.TEST),),
    "treatment": (("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT), ("test", TermKind.TEST)),
    "target": (("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT), ("test", TermKind.TEST)),
    "side-effect": (),
    "spread": (
        ("body-site", TermKind.BODY_SITE), ("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT),
        ("symptom", TermKind.SYMPTOM),
    ),
    "place": (
        ("body-site", TermKind.BODY_SITE), ("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT),
        ("test", TermKind.TEST), ("symptom", TermKind.SYMPTOM), ("condition", TermKind.CONDITION),
    ),
    "away": (),
}  # fmt: skip

#: Roles that keep apart what is of one kind: where a disease spreads is not where it arises.
_SITE_ROLES = ("spread", "place")


@dataclass(frozen=True, slots=True)
class _Named:
    """A term that a statement names in a role, before it is known whether anybody enumerates it."""

    statement: Statement
    kind: TermKind
    role: str
    term: str
    item: Found
    start: int
    end: int

    @property
    def family(self) -> str:
        """What may be enumerated together: the kind or its family, sites by role."""
        site = f":{self.role}" if self.kind is TermKind.BODY_SITE else ""
        return _FAMILIES.get(self.kind, self.kind.value) + site


def mentions(statements: Sequence[Statement], question: Question) -> tuple[Mention, ...]:
    """The terms that the table "who names what" counts, in reading order; synonyms under one preferred name.

    A kind is listed when the answers of two or more voices enumerate it: two terms of it in one statement, or in two
    statements under one heading. Then each of these terms counts wherever an answer names it in the same role. Sites
    of spread and sites of origin are never mixed: the role that most voices enumerate is kept. The order of the
    statements changes nothing but the order of the mentions. Time is linear in the text.
    """
    named = list(_named(statements, question))
    listed = _enumerated(named)
    voices: dict[str, set[str]] = {}
    for n in listed:
        voices.setdefault(n.family, set()).add(n.statement.voice)
    families = {family for family, who in voices.items() if len(who) >= FEWEST_VOICES}
    families -= _lesser_sites(voices)
    terms = {(n.family, n.term) for n in listed}
    kinds = _kinds(listed)
    seen: set[tuple[object, ...]] = set()
    out = []
    for n in named:
        if n.family in families and (n.family, n.term) in terms:
            mention = Mention(kinds[n.family, n.term], n.term, n.statement.id, n.start, n.end)
            if (mention.term, mention.statement) not in seen:
                seen.add((mention.term, mention.statement))
                out.append(mention)
    return tuple(out)


def _named(statements: Sequence[Statement], question: Question) -> Iterator[_Named]:
    """Every term of every statement in a role that counts, not denied, not the subject."""
    known = vocabulary.load()
    rules = roles.rules()
    subject = subjects.keys(question)
    asked = roles.led(question.text)
    long_forms: dict[str, dict[str, str]] = {}
    for statement in statements:
        long_forms.setdefault(statement.answer, {}).update(abbreviations.read(statement.quote.exact))
    for statement in statements:
        text = statement.quote.exact
        words = read(text)
        found = finding.find(words, known, subject, long_forms[statement.answer])
        if not found:
            continue
        heading = statement.heading.exact if statement.heading else ""
        fallback = roles.led(heading) or roles.FACETS.get(statement.facet, "") or asked
        cues = roles.cues(words)
        denied: Found | None = None
        for item in finding.compose(found, words, known, rules.filler):
            if finding.SUBJECT in item.senses or subjects.is_subject(item.senses, subject):
                continue
            role = roles.role(item.first, cues, words, fallback)
            choice = next(((k, item.senses[s]) for s, k in _ROLES[role] if s in item.senses), None)
            if choice is None or (choice[0] is TermKind.BODY_SITE and _in_compound(item, words, text)):
                continue
            if roles.negated(item.first, words, text) or (denied and item.first - denied.last <= 2):
                denied = item
                continue
            kind, term = choice
            start = statement.quote.start + words[item.first].start
            end = statement.quote.start + words[item.last - 1].end
            yield _Named(statement, kind, role, term, item, start, end)


def _in_compound(item: Found, words: Sequence[finding.Word], text: str) -> bool:
    """Whether a site is part of another noun: "breast tumor"."""
    if item.last >= len(words) or words[item.last].stem not in roles.rules().compound:
        return False
    return text[words[item.last - 1].end : words[item.last].start] in (" ", "-")


def _enumerated(named: Sequence[_Named]) -> list[_Named]:
    """Those named together with another term of their family, in one statement or under one heading."""
    groups: dict[tuple[object, ...], list[_Named]] = {}
    for n in named:
        groups.setdefault((n.statement.id, n.family), []).append(n)
        if n.statement.heading:
            groups.setdefault((n.statement.answer, n.statement.heading.start, n.family), []).append(n)
    listed: dict[int, _Named] = {}
    for group in groups.values():
        for one, other in zip(group, group[1:], strict=False):
            apart = one.statement.id != other.statement.id or other.item.first - one.item.last <= MOST_BETWEEN
            if one.term != other.term and apart:
                listed[id(one)], listed[id(other)] = one, other
    return [n for n in named if id(n) in listed]


def _lesser_sites(voices: Mapping[str, set[str]]) -> set[str]:
    """The site families that fewer voices enumerate than another; of equals, sites of spread stay."""
    ranked = sorted(
        (f"{TermKind.BODY_SITE.value}:{role}" for role in _SITE_ROLES), key=lambda f: -len(voices.get(f, ()))
    )
    return set(ranked[1:])


def _kinds(listed: Iterable[_Named]) -> dict[tuple[str, str], TermKind]:
    """One kind for a term of a family: that in which most voices list it; of equals, the first of TermKind."""
    who: dict[tuple[str, str], dict[TermKind, set[str]]] = {}
    for n in listed:
        who.setdefault((n.family, n.term), {}).setdefault(n.kind, set()).add(n.statement.voice)
    order = list(TermKind)
    return {place: min(kinds, key=lambda k: (-len(kinds[k]), order.index(k))) for place, kinds in who.items()}
