"""What each statement names, and in which role, before anybody asks whether it is enumerated. Part of step 3.

Never names what is denied, what belongs to another condition, or the question's own subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plurivox.model import Question, Statement, TermKind
from plurivox.terms import abbreviations, finding, roles, subjects, vocabulary
from plurivox.terms.finding import Found
from plurivox.terms.roles import Cue
from plurivox.terms.words import Words
from plurivox.terms.words import read as read_words

#: Kinds that answers list together: one table's worth of voices is counted over both.
_FAMILIES = {
    TermKind.DRUG: "treatment",
    TermKind.TREATMENT: "treatment",
    TermKind.SYMPTOM: "consequence",
    TermKind.CONDITION: "consequence",
}

_Senses = tuple[tuple[str, TermKind], ...]

_SITE: _Senses = (("body-site", TermKind.BODY_SITE),)

_GIVEN = (("drug", TermKind.DRUG), ("treatment", TermKind.TREATMENT), ("test", TermKind.TEST))

_NAMED = (("symptom", TermKind.SYMPTOM), ("condition", TermKind.CONDITION), *_GIVEN, ("gene", TermKind.GENE))

#: Which senses a role lets through, the first that a name has, and as what kind they are listed.
_ROLES: Mapping[str, _Senses] = {
    "": _NAMED,
    "symptom": _NAMED,
    "cause": (
        ("cause", TermKind.CAUSE), ("condition", TermKind.CAUSE), ("symptom", TermKind.CAUSE),
        ("drug", TermKind.CAUSE), ("gene", TermKind.GENE),
    ),
    "asked": (("cause", TermKind.CAUSE), ("gene", TermKind.GENE)),
    "test": (("test", TermKind.TEST), ("gene", TermKind.GENE)),
    "treatment": _GIVEN,
    "target": _GIVEN,
    "side-effect": _GIVEN,
    "elsewhere": (),
}  # fmt: skip


class Named(NamedTuple):
    """A term that a statement names in a role, before it is known whether anybody enumerates it."""

    statement: Statement
    kind: TermKind
    role: str
    term: str
    item: Found
    start: int
    end: int
    family: str
    """What may be enumerated together: the kind or its family, sites by role."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What decides the role of the names in one statement."""

    words: Words
    cues: Sequence[Cue]
    heading: str
    asked: str
    fallback: str


def read(statements: Sequence[Statement], question: Question) -> Iterator[Named]:
    """Every name that counts, statement by statement, in order."""
    known, fillers = vocabulary.load(), roles.rules().filler
    subject = subjects.names(question)
    asked = roles.asked(question.text)
    long_forms: dict[str, dict[str, str]] = {}
    for statement in statements:
        long_forms.setdefault(statement.answer, {}).update(abbreviations.read(statement.quote.exact))
    for statement in statements:
        words = read_words(statement.quote.exact)
        found = finding.find(words, known, subject, long_forms[statement.answer])
        if not found:
            continue
        found = finding.compose(found, words, known, fillers)
        others = {f.first for f in found if "condition" in f.senses and not subjects.is_subject(f.senses, subject)}
        heading = roles.led(statement.heading.exact) if statement.heading else ""
        fallback = heading or roles.FACETS.get(statement.facet, "") or asked
        setting = _Setting(words, roles.cues(words, others), heading, asked, fallback)
        denied = _denied(found, words, statement.quote.exact)
        for item in found:
            if item.first not in denied and not subjects.is_subject(item.senses, subject):
                yield from _named(item, statement, setting)


def _named(item: Found, statement: Statement, setting: _Setting) -> Iterator[Named]:
    """The name as what its role makes of it, if that counts."""
    words = setting.words
    if "body-site" in item.senses:
        role = roles.site_role(item.first, setting.cues, words, setting.heading, setting.asked)
        is_part = _in_compound(item, words, statement.quote.exact)
        senses = _SITE if role in roles.SITES and not is_part else ()
    else:
        role = roles.role(item.first, setting.cues, setting.fallback)
        senses = _ROLES[role]
    for sense, kind in senses:
        if sense in item.senses:
            start = statement.quote.start + words.starts[item.first]
            end = statement.quote.start + words.end(item.last - 1)
            family = f"{kind.value}:{role}" if kind is TermKind.BODY_SITE else _FAMILIES.get(kind, kind.value)
            yield Named(statement, kind, role, item.senses[sense], item, start, end, family)
            return


def _denied(found: Sequence[Found], words: Words, text: str) -> set[int]:
    """Where the names start that are denied, by words before them ("no fever or cough") or after ("is avoided")."""
    denied: set[int] = set()
    before: Found | None = None
    for item in found:
        joined = before is not None and before.first in denied and finding.are_joined(before, item, words)
        if joined or roles.negated(item.first, words, text):
            denied.add(item.first)
        before = item
    refused: set[int] = set()
    after: Found | None = None
    for item in reversed(found):
        joined = after is not None and after.first in refused and finding.are_joined(item, after, words)
        if joined or roles.denied(item.last, words):
            refused.add(item.first)
        after = item
    return denied | refused


def _in_compound(item: Found, words: Words, text: str) -> bool:
    """Whether a site is part of another noun: "breast tumor"."""
    if item.last >= len(words.stems) or words.stems[item.last] not in roles.rules().compound:
        return False
    return text[words.end(item.last - 1) : words.starts[item.last]] in (" ", "-")
