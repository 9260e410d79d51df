"""Which questions ask the same: of the same subject, the same kind of thing, in whatever words.

Part of READ MedQuAD. The archive's makers typed each question; a question whose words ask something else than its
type's plain question ("What is the risk for my pet?", typed as who is at risk) stands alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plurivox.model import slug
from plurivox.sources.medquad.documents import Document, Pair

_WORD = re.compile(r"[a-z0-9]+")

#: The words, without the subject's, by which each type's plain question is asked. From all 16,423 questions with text.
ASKED: Mapping[str, frozenset[str]] = {
    "information": frozenset({"what is", "what are", "what is are", "do you have information about"}),
    "symptoms": frozenset(
        {"what are the symptoms of", "what are the symptoms for", "what are the signs and symptoms of"}
    ),
    "exams and tests": frozenset({"how to diagnose", "how is diagnosed", "how can infections be diagnosed"}),
    "outlook": frozenset({"what is the outlook for", "what is the prognosis for"}),
    "susceptibility": frozenset({"who is at risk for", "are certain people at risk of getting"}),
    "stages": frozenset({"what are the stages of"}),
    "treatment": frozenset(
        {
            "what are the treatments for",
            "is there any treatment for",
            "what is the treatment for",
            "how can be treated",
            "how can infections be treated",
        }
    ),
    "research": frozenset({"what research or clinical trials is being done for", "what research is being done for"}),
    "genetic changes": frozenset({"what are the genetic changes related to"}),
    "prevention": frozenset({"how to prevent", "how can be prevented"}),
    "causes": frozenset({"what causes"}),
    "inheritance": frozenset({"is inherited"}),
    "frequency": frozenset({"how many people are affected by", "how common is", "how common is infection with"}),
    "considerations": frozenset({"what to do for"}),
    "complications": frozenset({"what are the complications of", "are there complications from"}),
    "support groups": frozenset({"where to find support for people with"}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one document, with its answer's place in the archive."""

    document: Document
    pair: Pair
    subject: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same, in the archive's order; `text` is the plainest of them, word for word."""

    key: str
    subject: str
    kind: str
    text: str
    asked: tuple[Asked, ...]


def group(asked: Sequence[Asked]) -> list[Group]:
    """The questions, those that ask the same together. Keys are unique: subject/kind, or subject/the words asked."""
    together: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        subject = one.subject or f"{one.document.source} {one.document.id}"
        together[subject, one.pair.kind if asks_plainly(one) else one.pair.question].append(one)
    keys: dict[str, int] = defaultdict(int)
    groups = []
    for (subject, what), found in sorted(together.items()):
        key = f"{slug(subject)}/{slug(what)}"
        keys[key] += 1
        if keys[key] > 1:
            key = f"{key}-{keys[key]}"
        groups.append(Group(key, found[0].subject, found[0].pair.kind, _plainest(found), tuple(found)))
    return groups


def asks_plainly(one: Asked) -> bool:
    """Whether a question asks what its type says and no more."""
    own = set(_words(f"{one.document.focus} {one.subject}"))
    kind = {"disease", "diseases", "syndrome", "disorder"}
    rest = [word for word in _words(one.pair.question) if word not in own]
    plain = ASKED.get(one.pair.kind, frozenset())
    return any(" ".join(words) in plain for words in (rest, [word for word in rest if word not in kind])) or (
        " ".join(_words(one.pair.question.replace(one.document.focus, " "))) in plain
    )


def _plainest(found: Sequence[Asked]) -> str:
    """The shortest question that names the subject as its topic does."""

    def rank(one: Asked) -> tuple[bool, int, str]:
        return one.document.focus.casefold() != one.subject.casefold(), len(one.pair.question), one.pair.question

    return min(found, key=rank).pair.question


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
