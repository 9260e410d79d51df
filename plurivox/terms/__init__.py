"""Step 3: the medical terms that answers enumerate: who names what.

Only enumerations of one kind across answers make a table, so a term counts where answers list such things, and where
another answer names the same term in the same role. Never counts what is denied, what a statement mentions in passing,
or the question's own subject; never changes a word: a mention is a place in the answer's text.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from plurivox.model import Mention, Question, Statement, TermKind
from plurivox.terms import naming, roles, vocabulary
from plurivox.terms.naming import Named
from plurivox.terms.words import key
from plurivox.terms.words import read as read_words

__all__ = ["medicines", "mentions"]

#: Two voices that enumerate make a table; fewer have nothing to be held against.
FEWEST_VOICES = 2

#: A table that shares no more than one term holds nothing against anything.
FEWEST_SHARED = 2

#: Items of one enumeration stand at most this many words apart ("fever; a cough that lasts for weeks; and fatigue").
MOST_BETWEEN = 10

#: Drugs of the vocabulary that food, drink or smoke holds too: to avoid them is no contraindication of a medicine.
_EATEN = frozenset(
    {"calcium supplement", "cannabis", "fluoride", "nicotine", "potassium", "stimulant", "vitamin supplement", "zinc"}
)


def mentions(statements: Sequence[Statement], question: Question) -> tuple[Mention, ...]:
    """The terms that the table "who names what" counts, in reading order; synonyms under one preferred name.

    A kind is listed when the answers of two or more voices enumerate it (two terms of it in one statement, or in two
    statements under one heading) and share two of its terms. Then each term that anybody enumerates counts wherever
    an answer names it in the same role. Sites of spread and sites of origin are never mixed: the role that most
    voices enumerate is kept. The order of the answers changes nothing but the order of the mentions. Time is linear
    in the text.
    """
    named = list(naming.read(statements, question))
    listed = _enumerated(named)
    terms = {(n.family, n.term) for n in listed}
    families = _tabled(named, listed, terms)
    kinds = _kinds(listed)
    found: dict[tuple[str, TermKind, str], Mention] = {}
    counted = [n for n in named if n.family in families and (n.family, n.term) in terms]
    called = _called(counted)
    for n in counted:
        term = called.get((n.family, n.term), n.term)
        mention = Mention(kinds[n.family, n.term], term, n.statement.id, n.start, n.end)
        found.setdefault((mention.statement, mention.kind, mention.term), mention)
    return tuple(found.values())


def medicines(text: str) -> list[tuple[int, int]]:
    """Where medicines are named, by name, by class or as "medicine"; what is eaten and drunk too is none.

    >>> medicines("Avoid potassium, ibuprofen and other medicines.")
    [(17, 26), (37, 46)]
    """
    words = read_words(text)
    places = vocabulary.load().places(words)
    return [(words.starts[first], words.end(last - 1)) for first, last, senses in places if _is_medicine(senses)]


def _is_medicine(senses: vocabulary.Senses) -> bool:
    return ("drug" in senses and senses["drug"] not in _EATEN) or senses.get("treatment") == "medicine"


def _called(named: Iterable[Named]) -> dict[tuple[str, str], str]:
    """Names that most voices here give, where fewer use the vocabulary's: "paracetamol" for acetaminophen.

    Only for drugs, which have a name for each country, and for terms from elsewhere, whose names are for coders.
    """
    who: dict[tuple[str, str], dict[str, set[str]]] = {}
    for n in named:
        if n.kind is TermKind.DRUG or n.term not in vocabulary.ours():
            quote = n.statement.quote
            form = quote.exact[n.start - quote.start : n.end - quote.start].lower()
            who.setdefault((n.family, n.term), {}).setdefault(form, set()).add(n.statement.voice)
    called = {}
    for (family, term), forms in who.items():
        form = min(forms, key=lambda form: (-len(forms[form]), form))
        as_listed = max((len(voices) for other, voices in forms.items() if key(other) == key(term)), default=0)
        if len(forms[form]) > as_listed:
            called[family, term] = form
    return called


def _enumerated(named: Sequence[Named]) -> list[Named]:
    """Those named together with another term of their family, in one statement or under one heading."""
    groups: dict[tuple[object, ...], list[Named]] = {}
    for n in named:
        groups.setdefault((n.statement.id, n.family), []).append(n)
        if n.statement.heading:
            groups.setdefault((n.statement.answer, n.statement.heading.start, n.family), []).append(n)
    listed: dict[int, Named] = {}
    for group in groups.values():
        for one, other in itertools.pairwise(group):
            apart = one.statement.id != other.statement.id or other.item.first - one.item.last <= MOST_BETWEEN
            if one.term != other.term and apart:
                listed[id(one)], listed[id(other)] = one, other
    return [n for n in named if id(n) in listed]


def _tabled(named: Iterable[Named], listed: Iterable[Named], terms: Set[tuple[str, str]]) -> set[str]:
    """The families that make a table: two voices enumerate, and two terms are named by two voices each."""
    enumerating: dict[str, set[str]] = {}
    naming: dict[tuple[str, str], set[str]] = {}
    for n in listed:
        enumerating.setdefault(n.family, set()).add(n.statement.voice)
    for n in named:
        naming.setdefault((n.family, n.term), set()).add(n.statement.voice)
    shared = Counter(family for family, term in terms if len(naming[family, term]) >= FEWEST_VOICES)
    families = {f for f, who in enumerating.items() if len(who) >= FEWEST_VOICES and shared[f] >= FEWEST_SHARED}
    sites = [f for f in (f"{TermKind.BODY_SITE.value}:{role}" for role in roles.SITES) if f in families]
    most = max(sites, key=lambda f: len(enumerating[f]), default="")
    return {f for f in families if f not in sites or f == most}


def _kinds(listed: Iterable[Named]) -> dict[tuple[str, str], TermKind]:
    """One kind for a term of a family: that in which most voices list it; of equals, the first of TermKind."""
    who: dict[tuple[str, str], dict[TermKind, set[str]]] = {}
    for n in listed:
        who.setdefault((n.family, n.term), {}).setdefault(n.kind, set()).add(n.statement.voice)
    order = list(TermKind)
    return {place: min(kinds, key=lambda k: (-len(kinds[k]), order.index(k))) for place, kinds in who.items()}
