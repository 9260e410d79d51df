"""Candidates in order become what an engine gives back, whichever engine found them. Asks no index for more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from plurivox.search import candidates, duplicates
from plurivox.search.candidates import Candidates
from plurivox.search.engine import Answered, Because, Found, Results, Similar, Why
from plurivox.search.query import Query
from plurivox.search.ranking import Weights
from plurivox.search.segment import Segment
from plurivox.terms import vocabulary
from plurivox.vectors import Encoder

Array: TypeAlias = Any

#: Candidates whose texts are compared word by word to say how probable it is that they ask the same.
COMPARED = 20

#: A question as near as this to another, on the same side, asks the same and is not offered to go on with.
SAME = 0.93

#: Questions looked at from each way to go on: by subject, by meaning.
BESIDE = 50

#: Cosine from which the first question answers a message though its subject is not named, and from which it is near.
_YES, _NEARBY = 0.6, 0.4


class Ranked(NamedTuple):
    """One candidate in its place: its score, its id, and its row where it was found."""

    score: float
    question: str
    where: Candidates
    row: int


def rank(every: Iterable[Candidates], weights: Weights, most: int) -> list[Ranked]:
    """The best of all, the best first, of equals by id."""
    ranked: list[Ranked] = []
    for found in every:
        scores = found.figures.total(weights)
        least = np.sort(scores)[-most] if len(scores) > most else -np.inf
        for row in np.flatnonzero((scores >= least) & (scores > 0)).tolist():
            ranked.append(Ranked(float(scores[row]), found.part.questions[int(found.numbers[row])], found, row))
    return sorted(ranked, key=lambda one: (-one.score, one.question))[:most]


def moved(best: Sequence[Ranked], part: Segment, numbers: Sequence[int]) -> list[Ranked]:
    """The same questions where they stand in another segment, there numbered so."""
    if not best:
        return []
    where = best[0].where
    figures = where.figures.of([one.row for one in best])
    place = Candidates(part, where.asked, np.array(numbers, np.int64), figures)
    return [one._replace(where=place, row=row) for row, one in enumerate(best)]


def tell(query: Query, best: Sequence[Ranked]) -> Results:
    """The results, each with its best statement and why it is there."""
    rows: dict[int, tuple[Candidates, list[int]]] = {}
    for _, _, where, row in best:
        rows.setdefault(id(where), (where, []))[1].append(row)
    said = {key: where.said(numbers) for key, (where, numbers) in rows.items()}
    every = [_found(one, said[id(one.where)].get(one.row, -1)) for one in best]
    answered = _answered(best[0].where, best[0].row) if any(one.because for one in every) else Answered.NOT_YET
    if answered is Answered.NOT_YET:
        drugs = [name for name in query.names if "drug" in vocabulary.load().names.get(name, {})]
        telling = [one.where.speaks_of(one.row, drugs) for one in best]
        if any(telling):  # few ask about a drug by its name, and many answers tell of it: theirs come first
            answered = Answered.NEARBY
            every = [every[n] for n in sorted(range(len(every)), key=lambda n: not telling[n])]
    found = tuple(one for one in every if one.because)
    return Results(query, found, answered)


def _found(one: Ranked, best: int) -> Found:
    part = one.where.part
    statement = part.said[best] if best >= 0 else ""
    voice = part.voices[int(part.voice[best])] if best >= 0 else ""
    return Found(one.question, one.score, statement, voice, one.where.because(one.row, best))


def _answered(found: Candidates, row: int) -> Answered:
    """How far the best candidate answers."""
    meaning, subject = float(found.figures.meaning[row]), float(found.figures.subject[row])
    if meaning >= _YES or (subject >= _YES and (meaning >= _NEARBY or found.asked.vector is None)):
        return Answered.YES
    return Answered.NEARBY if meaning >= _NEARBY or subject > 0 or found.asked.vector is None else Answered.NOT_YET


def similar(
    text: str,
    ranked: Sequence[Ranked],
    texts: Callable[[Sequence[str]], Mapping[str, str]],
    encoder: Encoder | None,
    most: int,
) -> tuple[Similar, ...]:
    """How probable it is that each of these that may be shown asks the same."""
    shown = texts([one.question for one in ranked])
    pairs = [(one.question, shown[one.question]) for one in ranked if one.question in shown]
    probable = duplicates.same_questions(text, [other for _, other in pairs], encoder)
    found = [Similar(question, round(p, 3)) for (question, _), p in zip(pairs, probable, strict=True)]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.question))[:most])


class Start(NamedTuple):
    """The question to go on from: its id, the name of its subject ("" for none), its side and its vector."""

    question: str
    about: str
    side: int
    vector: Array | None


def go_on(start: Start, parts: Iterable[tuple[Segment, Array]], most: int) -> tuple[Found, ...]:
    """Other questions to go on with, of those numbered in each part: on its subject, or near in meaning."""
    rows: list[tuple[float, Found]] = []
    for part, numbers in parts:
        cosines = part.meanings.of(start.vector, numbers) if start.vector is not None else np.zeros(len(numbers))
        for at, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
            is_about = bool(start.about) and candidates.holds(part.subjects, start.about, at)
            is_same = int(part.sides[at]) == start.side and (is_about or cosine >= SAME)
            if part.questions[at] == start.question or is_same or (cosine < candidates.SPEAKS and not is_about):
                continue
            why = Because(Why.SUBJECT, start.about) if is_about else Because(Why.MEANING)
            rows.append((-round(cosine, 4), Found(part.questions[at], round(cosine, 4), "", "", (why,))))
    return mixed([found for _, found in sorted(rows)], most)


def mixed(found: Sequence[Found], most: int) -> tuple[Found, ...]:
    """Of what leads on, `most`: those on its subject first, half of the room kept for what is near in meaning.

    What is mixed for more may be mixed again for fewer: it gives what was found for so few.
    """
    same = [one for one in found if one.because[0].why is Why.SUBJECT]
    near = [one for one in found if one.because[0].why is not Why.SUBJECT]
    return tuple((same[: max(most - len(near), most // 2)] + near)[:most])
