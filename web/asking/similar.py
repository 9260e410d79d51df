"""Published questions that ask much the same: by shared words, then by meaning where the sentence model is there.

Reads texts of published questions alone. The index of words is kept in memory until a question comes or goes.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max

from plurivox.cues import STOPWORDS
from web.asking import meaning
from web.questions import queries as questions
from web.questions.models import Question

#: Questions offered.
OFFERED = 5
#: Questions that are compared by meaning: more cost time, and share no word with what is asked.
COMPARED = 60
#: Where there are no more than so many, all are compared by meaning.
ALL = 300
#: Likeness by meaning, and by words, below which a question is about something else (looked at on the sample library).
NEAR, SHARED = 0.45, 0.2
#: Characters of what is asked that are looked at: the rest of a long story leads astray.
READ = 1000

_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDINGS = ("ings", "ing", "ies", "es", "ed", "s")


@dataclass(frozen=True, slots=True)
class Similar:
    """A question that others asked, where it stands, and how many experts answered it."""

    slug: str
    text: str
    voices: int


@dataclass(slots=True)
class _Index:
    """The words of every shown question, and how rare each is."""

    mark: tuple[int, int] = (-1, -1)
    words: dict[int, frozenset[str]] = field(default_factory=dict)
    holding: dict[str, list[int]] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        return math.log(1 + len(self.words) / len(self.holding[word]))


_index = _Index()


def similar(text: str, count: int = OFFERED, leave_out: int | None = None) -> tuple[Similar, ...]:
    """The published questions closest to this text, the closest first; those that are about something else are not."""
    asked = text[:READ]
    shared = _by_words(asked)
    shared.pop(leave_out or 0, None)
    index = _current()
    best = [pk for pk, _share in shared.most_common(COMPARED)]
    if len(index.words) <= ALL:
        best += [pk for pk in index.words if pk not in shared and pk != leave_out]
    rows = questions.shown_questions().in_bulk(best)
    found = [rows[pk] for pk in best if pk in rows]
    near = meaning.nearness(asked, [row.text for row in found])
    if near:
        scored = [(close + shared[row.pk] / 4, row) for close, row in zip(near, found, strict=True) if close >= NEAR]
    else:
        scored = [(shared[row.pk], row) for row in found if shared[row.pk] >= SHARED]
    scored.sort(key=lambda one: (-one[0], one[1].pk))
    return tuple(_offered(row) for _score, row in scored[:count])


def _offered(row: Question) -> Similar:
    return Similar(row.slug, row.text, row.voices)


def _by_words(text: str) -> Counter[int]:
    """For each question the share of the rarer words of both that both have, from 0 to 1."""
    index, asked = _current(), _stems(text)
    total = sum(index.weight(word) for word in asked if word in index.holding)
    found: Counter[int] = Counter()
    for word in asked:
        for pk in index.holding.get(word, ()):
            found[pk] += index.weight(word)  # type: ignore[assignment]
    for pk, both in found.items():
        own = sum(index.weight(word) for word in index.words[pk])
        found[pk] = both / math.sqrt(max(total, 1e-9) * max(own, 1e-9))  # type: ignore[assignment]
    return found


def _current() -> _Index:
    """The index of the questions as they are shown now."""
    facts = questions.shown_questions().order_by().aggregate(count=Count("pk"), last=Max("pk"))
    mark = (facts["count"], facts["last"] or 0)
    if _index.mark != mark:
        words = {pk: _stems(text) for pk, text in questions.shown_questions().values_list("pk", "text")}
        holding: dict[str, list[int]] = defaultdict(list)
        for pk, found in words.items():
            for word in found:
                holding[word].append(pk)
        _index.mark, _index.words, _index.holding = mark, words, dict(holding)
    return _index


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in STOPWORDS)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
