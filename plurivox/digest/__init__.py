"""Step 6: the shortest reading order that answers the question, in the experts' own sentences.

Picks statements; never writes, joins or shortens one. Extractive selection by centroid, closeness to the question and
position (Radev et al. 2004, MEAD), against repetition (Carbonell and Goldstein 1998, MMR), each point at most once. A
digest of more than WORDS words reads passage by passage (passages.py).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from plurivox import cues, facets
from plurivox.digest import bearing, passages
from plurivox.digest.bearing import FEWEST_WORDS, leans
from plurivox.digest.passages import REPEATED
from plurivox.model import Facet, Point, Question, Statement
from plurivox.vectors import LIKENESSES, Encoder, Vectors

__all__ = ["WORDS", "leans", "select"]

#: Words and quotes of a digest that a first screen holds.
WORDS = 120
QUOTES = 7


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a statement, and what repeating costs. Cosines lie between 0.2 and 0.8, the others in 0 .. 1."""

    centre: float
    """Closeness to the middle of all answers."""
    asked: float
    """Closeness to the question."""
    own_words: float
    """Share of the question's words that it holds."""
    facet: float
    """It speaks to the facet asked for."""
    lead: float
    """It stands early in its answer."""
    agreed: float
    """Many experts make its point."""
    answer: float
    """Its answer holds a sentence close to the question."""
    neighbours: float
    """The share of its neighbours' score that it gets: good passages hold together."""
    repeats: float
    """What closeness to a chosen statement costs."""
    leans: float
    """What it costs to lean on a sentence that is not shown."""
    same_facet: float
    """What each chosen statement of the same facet costs."""


#: For "What is X?" and for a question about something in particular (chosen on points/train).
BROAD = Weights(1.5, 1.0, 0.3, 0.6, 0.5, 1.5, 0.3, 0.0, 0.9, 1.0, 0.25)
PARTICULAR = Weights(1.0, 2.0, 0.4, 0.8, 0.4, 2.5, 0.5, 0.3, 0.9, 1.5, 0.0)

#: What a sentence gains that says what the subject is, where the question asks just that.
DEFINES = 3.0

#: What it costs to make points again that are shown already, all of them or a part.
AGAIN = 1.5

#: What a statement's further points count of its strongest one.
FURTHER = 0.2

#: A first screen shows nothing that adds less than this: it need not be full. By whether it asks for anything special.
FLOOR_BROAD, FLOOR_PARTICULAR = 2.0, 1.0

#: Numbers in a vector made from words alone.
HASHED = 512


#: From these log odds of late interaction on, two of the best candidates (so many) are not both shown.
SAME, LOOKED_AT = 1.0, 24


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A statement with what does not change while others are chosen; of its points, how many voices make each."""

    statement: Statement
    points: Mapping[str, float]
    words: int
    score: float
    leans: bool
    defines: float

    @property
    def main(self) -> str:
        """The point that most voices make: where it is shown, the statement says little that is new."""
        return max(self.points, key=lambda name: (self.points[name], name))


def select(
    question: Question,
    statements: Sequence[Statement],
    points: Sequence[Point],
    encoder: Encoder | None = None,
    *,
    words: int = WORDS,
) -> tuple[str, ...]:
    """Ids of the statements to read first, in reading order, at most `words` words in all.

    What answers the question directly comes first, then facet by facet; no two are of one point or say the same. A
    digest of more than WORDS words goes answer by answer, and two of one point are in it only where their words differ.
    The order of answers and statements changes nothing. Without an encoder closeness is counted by words.
    """
    ordered = sorted(statements, key=lambda s: (s.answer, s.quote.start, s.id))
    if not ordered:
        return ()
    home = _home(points)
    texts = [s.quote.exact for s in ordered]
    if words > WORDS:
        rows = _encoded([*texts, *passages.contexts(ordered), question.text], encoder)
        vectors, close = rows[: len(texts)], rows @ rows[-1]
        long = passages.choose(ordered, home, vectors, close[: len(texts)], close[len(texts) : -1], words)
        return tuple(ordered[n].id for n in long)
    rows = _encoded([*texts, question.text], encoder)
    vectors, asked = rows[:-1], rows[-1]
    broad = facets.asked(question) is Facet.OVERVIEW
    weights = BROAD if broad else PARTICULAR
    candidates = _candidates(question, ordered, home, vectors, asked, weights)
    floor = FLOOR_BROAD if broad and any(c.defines for c in candidates) else FLOOR_PARTICULAR
    chosen = _choose(candidates, vectors, _repeats(candidates, question, encoder), words, weights, floor)
    return tuple(candidates[n].statement.id for n in _reading_order(chosen, candidates))


def _encoded(texts: Sequence[str], encoder: Encoder | None) -> Vectors:
    """The model's vectors, or without it of hashed words weighed by rarity."""
    if encoder is not None:
        return encoder.encode(texts)
    rows: Vectors = np.zeros((len(texts), HASHED), dtype=np.float32)
    for n, text in enumerate(texts):
        for stem in sorted(cues.stems(text)):
            rows[n, zlib.crc32(stem.encode()) % HASHED] += 1.0
    rarity = np.log(1.0 + len(rows) / (1.0 + (rows > 0).sum(axis=0)))
    rows *= rarity.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows


def _home(points: Sequence[Point]) -> dict[str, dict[str, float]]:
    """Of each statement its points, each with how many voices make it: 0 for one, 1 for the most of all."""
    most = max(2, *(len(point.voices) for point in points)) if points else 2
    home: dict[str, dict[str, float]] = {}
    for point in points:
        for name in point.statements:
            home.setdefault(name, {})[point.id] = (len(point.voices) - 1) / (most - 1)
    return home


def _candidates(
    question: Question,
    statements: Sequence[Statement],
    home: Mapping[str, Mapping[str, float]],
    vectors: Vectors,
    asked: Vectors,
    weights: Weights,
) -> list[_Candidate]:
    wanted = facets.asked(question)
    subject = cues.stems(question.subject or question.text)
    defining = [bearing.defines(s.quote.exact, subject) if wanted is Facet.OVERVIEW else 0.0 for s in statements]
    fits = [s.facet is wanted or defines > 0 for s, defines in zip(statements, defining, strict=True)]
    base = _scores(question, statements, vectors, asked, fits, weights)
    found = []
    for n, statement in enumerate(statements):
        score = base[n] + DEFINES * defining[n]
        score += bearing.bears(statement.quote.exact, question, subject, defining=defining[n] > 0)
        found.append(
            _Candidate(
                statement,
                home.get(statement.id, {statement.id: 0.0}),
                len(statement.quote.exact.split()),
                round(float(score), 6),
                leans(statement.quote.exact),
                defining[n],
            )
        )
    return found


def _scores(
    question: Question,
    statements: Sequence[Statement],
    vectors: Vectors,
    asked: Vectors,
    fits: Sequence[bool],
    weights: Weights,
) -> list[float]:
    """What speaks for each statement by itself and by its neighbours in the same answer."""
    centre = vectors.mean(axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-9)
    near, close = vectors @ centre, vectors @ asked
    own = cues.stems(question.text)
    best: dict[str, float] = {}
    for statement, value in zip(statements, close, strict=True):
        best[statement.answer] = max(best.get(statement.answer, -1.0), float(value))
    scores, place = [], 0
    for n, statement in enumerate(statements):
        place = place + 1 if n and statements[n - 1].answer == statement.answer else 0
        shared = len(own & cues.read(statement.quote.exact).stems) / max(1, len(own))
        scores.append(
            weights.centre * float(near[n])
            + weights.asked * float(close[n])
            + weights.own_words * shared
            + weights.facet * fits[n]
            + weights.lead / (1 + place) ** 0.5
            + weights.answer * best[statement.answer]
        )
    return [_smoothed(n, scores, statements, weights.neighbours) for n in range(len(scores))]


def _smoothed(n: int, scores: Sequence[float], statements: Sequence[Statement], share: float) -> float:
    beside = [
        scores[m] for m in (n - 1, n + 1) if 0 <= m < len(scores) and statements[m].answer == statements[n].answer
    ]
    around = sum(beside) / len(beside) if beside else scores[n]
    return (scores[n] + share * around) / (1 + share)


def _repeats(
    candidates: Sequence[_Candidate], question: Question, encoder: Encoder | None
) -> frozenset[tuple[int, int]]:
    """Pairs of the best candidates that say the same to the sentence model, whether or not they share a point."""
    if encoder is None:
        return frozenset()
    best = sorted(sorted(range(len(candidates)), key=lambda n: (-candidates[n].score, n))[:LOOKED_AT])
    pairs = list(combinations(best, 2))
    texts = [candidate.statement.quote.exact for candidate in candidates]
    found = encoder.liken(question.text, [(texts[a], texts[b]) for a, b in pairs])[:, LIKENESSES.index("same")]
    return frozenset(pair for pair, odds in zip(pairs, found, strict=True) if odds >= SAME)


def _choose(
    candidates: Sequence[_Candidate],
    vectors: Vectors,
    repeats: frozenset[tuple[int, int]],
    words: int,
    weights: Weights,
    floor: float,
) -> list[int]:
    """Greedy: the best statement that fits, again and again, while it adds enough; each makes its like worth less."""
    left = [
        n
        for n, c in enumerate(candidates)
        if FEWEST_WORDS <= c.words <= words and not c.statement.quote.exact.endswith("?")
    ]
    near = np.zeros(len(candidates))
    chosen: list[int] = []
    spoken: dict[Facet, int] = {}
    shown: set[str] = set()
    room = words
    while left and len(chosen) < QUOTES:
        worth = partial(_worth, candidates, chosen, near, spoken, shown, weights)
        best = max(left, key=worth)
        if chosen and worth(best)[0] < floor:
            break
        chosen.append(best)
        c = candidates[best]
        shown |= c.points.keys()
        room -= c.words
        spoken[c.statement.facet] = spoken.get(c.statement.facet, 0) + 1
        near = np.maximum(near, vectors @ vectors[best])
        left = [
            n
            for n in left
            if n != best
            and candidates[n].words <= room
            and near[n] < REPEATED
            and candidates[n].main not in shown
            and (min(n, best), max(n, best)) not in repeats
        ]
    return chosen


def _worth(
    candidates: Sequence[_Candidate],
    chosen: Sequence[int],
    near: Vectors,
    spoken: Mapping[Facet, int],
    shown: set[str],
    weights: Weights,
    n: int,
) -> tuple[float, str]:
    """What a candidate adds to those chosen; the id breaks ties, so that the order of answers cannot."""
    c = candidates[n]
    value = c.score - weights.repeats * float(near[n]) - weights.same_facet * spoken.get(c.statement.facet, 0)
    if c.leans and not _follows(n, chosen, candidates):
        value -= weights.leans
    new = [voices for point, voices in c.points.items() if point not in shown]
    value += weights.agreed * ((1 - FURTHER) * max(new) + FURTHER * sum(new)) - AGAIN * (1 - len(new) / len(c.points))
    if c.defines and any(candidates[m].defines for m in chosen):
        value -= DEFINES * c.defines
    return round(value, 6), c.statement.id


def _follows(n: int, chosen: Sequence[int], candidates: Sequence[_Candidate]) -> bool:
    """Whether the sentence before it in the same answer is shown too."""
    return n - 1 in chosen and candidates[n - 1].statement.answer == candidates[n].statement.answer


def _reading_order(chosen: Sequence[int], candidates: Sequence[_Candidate]) -> list[int]:
    """The first choice leads; the others follow facet by facet, a sentence that leans after the one it leans on."""
    if not chosen:
        return []
    order = list(Facet)
    first, rest = chosen[0], chosen[1:]
    ranks: dict[int, int] = {}
    for n in sorted(chosen):
        ranks[n] = (
            ranks[n - 1] if candidates[n].leans and n - 1 in ranks else order.index(candidates[n].statement.facet)
        )
    return [first, *sorted(rest, key=lambda n: (ranks[n], n))]
