"""What may answer a message, segment by segment: found by words, subject, meaning and statements, with figures.

Every way of finding gives a bounded number of candidates, so that time does not grow with the library but by the length
of its lists. Puts nothing in order; ranking does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from plurivox.search import ranking, words
from plurivox.search.engine import Because, Why
from plurivox.search.query import Query
from plurivox.search.segment import Segment
from plurivox.search.traces import FACETS, NAME

Array: TypeAlias = Any

#: Candidates taken from each way of finding.
BY_WORDS, BY_MEANING, BY_SAID = 200, 100, 100

#: The cosine from which a question says something alike, and from which a statement speaks of what is asked.
ALIKE, SPEAKS = 0.5, 0.35


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the segments are asked it: words by their rarity in all of them, and its vector."""

    query: Query
    by_words: Mapping[str, float]
    by_said: Mapping[str, float]
    vector: Array | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of one segment: question numbers and their figures."""

    part: Segment
    asked: Asked
    numbers: Array
    figures: ranking.Figures

    def said(self, rows: Sequence[int]) -> dict[int, int]:
        """The statement of each of these candidates that matches best; none for one that has none that speaks of it."""
        part, asked = self.part, self.asked
        ranges = [part.range(int(self.numbers[row])) for row in rows]
        if not any(first < last for first, last in ranges):
            return {}
        numbers: Array = np.concatenate([np.arange(first, last) for first, last in ranges])
        scores = part.said_words.scores(asked.by_said, numbers) / (sum(asked.by_said.values()) or 1.0)
        if asked.vector is not None and part.said_meanings.count:
            cosines = part.said_meanings.of(asked.vector, numbers)
            scores = np.where(cosines >= SPEAKS, 0.6 * cosines + 0.4 * scores, 0.4 * scores)
        scores = np.round(scores, 5)
        best, at = {}, 0
        for row, (first, last) in zip(rows, ranges, strict=True):
            own = scores[at : at + last - first]
            at += last - first
            if len(own) and own.max() > 0:
                best[row] = first + int(np.argmax(own))
        return best

    def speaks_of(self, row: int, names: Iterable[str]) -> bool:
        """Whether a statement of a candidate names one of these things."""
        first, last = self.part.range(int(self.numbers[row]))
        said = self.part.said_words
        for name in names:
            at = said.places.get(NAME + name)
            if at is not None:
                held = said.texts[said.starts[at] : said.starts[at + 1]]
                if np.any((held >= first) & (held < last)):
                    return True
        return False

    def because(self, row: int, said: int) -> tuple[Because, ...]:
        """Why a candidate was found, the strongest first, with the words of the message that decided."""
        part, query, number = self.part, self.asked.query, int(self.numbers[row])
        found = []
        about = [name for name in query.subjects if holds(part.subjects, name, number)]
        if about:
            found.append(Because(Why.SUBJECT, query.forms.get(max(about, key=query.subjects.__getitem__), about[0])))
        named = [name for name in query.names if holds(part.words, NAME + name, number)]
        if named and not about:
            found.append(Because(Why.NAMES, query.forms.get(named[0], named[0])))
        if query.sides and FACETS[int(part.sides[number])] in query.sides:
            found.append(Because(Why.SIDE, FACETS[int(part.sides[number])].value))
        held = [word for word in query.words if holds(part.words, word, number)]
        if held:
            found.append(Because(Why.WORDS, ", ".join(dict.fromkeys(query.forms.get(word, word) for word in held))))
        if self.figures.meaning[row] >= ALIKE:
            found.append(Because(Why.MEANING))
        if said >= 0:
            spoken = [word for word in query.words if holds(part.said_words, word, said)]
            found.append(Because(Why.STATEMENT, ", ".join(dict.fromkeys(query.forms.get(w, w) for w in spoken))))
        return tuple(found)


def ask(parts: Sequence[Segment], query: Query, vector: Array | None, tags: Collection[str]) -> Asked:
    """The query, ready to be asked of the segments."""
    return Asked(
        query,
        words.weighed(query.words, [part.words for part in parts]),
        words.weighed(spoken(query), [part.said_words for part in parts]),
        vector,
        tuple(sorted(set(tags))),
    )


def spoken(query: Query) -> dict[str, float]:
    """What statements are asked for: the words, and the things named, whatever name they have there."""
    return {**query.words, **{NAME + name: weight for name, weight in query.names.items()}}


def find(parts: Sequence[Segment], asked: Asked) -> list[Candidates]:
    """The candidates of each segment; word figures are shares of the best candidate's of all."""
    return shared([_find(part, asked) for part in parts])


def shared(found: list[Candidates]) -> list[Candidates]:
    """These, with word figures as shares of the best candidate's of all."""
    for name in ("words", "said_words"):
        top = max((float(getattr(c.figures, name).max(initial=0.0)) for c in found), default=0.0)
        for c in found if top else ():
            getattr(c.figures, name)[:] /= top
    return found


def _find(part: Segment, asked: Asked) -> Candidates:
    hidden, said_hidden = _hidden(part, asked.tags)
    query, vector = asked.query, asked.vector
    ways = [
        part.words.best(asked.by_words, BY_WORDS, hidden)[0],
        part.subjects.best(query.subjects, BY_WORDS, hidden)[0],
    ]
    said, said_scores = part.said_words.best(asked.by_said, BY_SAID, said_hidden)
    ways.append(part.owner[said])
    near: Array = np.zeros(0, np.int64)
    cosines: Array = np.zeros(0, np.float32)
    if vector is not None:
        ways.append(part.meanings.nearest(vector, BY_MEANING, hidden)[0])
        near, cosines = part.said_meanings.nearest(vector, BY_SAID, said_hidden)
        ways.append(part.owner[near])
    rows: Array = np.unique(np.concatenate([way.astype(np.int64) for way in ways]))
    return figured(part, asked, rows, (part.owner[near], cosines), (part.owner[said], said_scores))


def figured(
    part: Segment, asked: Asked, rows: Array, near: tuple[Array, Array], said: tuple[Array, Array]
) -> Candidates:
    """These questions (ascending) with their figures. `near` and `said`: the owners of the statements that were found
    by meaning and by words, and their cosines and scores.
    """
    count, vector = len(rows), asked.vector
    with_vectors = vector is not None and part.meanings.count > 0
    figures = ranking.Figures(
        np.maximum(0, part.meanings.of(vector, rows)) if with_vectors else np.zeros(count, np.float32),
        part.words.scores(asked.by_words, rows),
        _subject(part, asked.query, rows),
        ranking.sides(asked.query.sides, part.sides[rows], FACETS),
        _best(rows, *near),
        _best(rows, *said),
    )
    return Candidates(part, asked, rows, figures)


def _best(rows: Array, owners: Array, scores: Array) -> Array:
    """The best score of a statement of each question among these."""
    found: Array = np.zeros(len(rows), np.float32)
    np.maximum.at(found, np.searchsorted(rows, owners), scores)
    return found


def _subject(part: Segment, query: Query, rows: Array) -> Array:
    """What the heaviest name weighs that each question is about, by the heaviest of all."""
    found: Array = np.zeros(len(rows), np.float32)
    heaviest = max(query.subjects.values(), default=1.0)
    for name, weight in query.subjects.items():
        at = part.subjects.places.get(name)
        if at is not None:
            holding = part.subjects.texts[part.subjects.starts[at] : part.subjects.starts[at + 1]]
            is_about = np.isin(rows, holding)
            found[is_about] = np.maximum(found[is_about], np.float32(weight / heaviest))
    return found


def _hidden(part: Segment, tags: Sequence[str]) -> tuple[Array, Array]:
    """What may not be found: what is hidden, and what has not all of these tags."""
    if not tags:
        return part.hidden, part.said_hidden
    hidden: Array = part.hidden.copy()
    for tag in tags:
        has: Array = np.zeros(len(hidden), bool)
        if tag in part.tags:
            has[part.tags[tag]] = True
        hidden |= ~has
    return hidden, hidden[part.owner]


def holds(held: words.Words, word: str, text: int) -> bool:
    """Whether a text holds a word."""
    at = held.places.get(word)
    if at is None:
        return False
    texts = held.texts[held.starts[at] : held.starts[at + 1]]
    place = int(np.searchsorted(texts, texts.dtype.type(text)))
    return place < len(texts) and int(texts[place]) == text
