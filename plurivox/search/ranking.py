"""Candidates in order: what a question is about, which side it asks for, its words and its meaning, weighed together.

Pure arithmetic over figures of candidates; knows no index. Each figure is between 0 and 1, so that the weights say how
much each can count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

from plurivox.model import Facet

Array: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Weights:
    """What each figure counts beside the others.

    Meaning and words: between 0.55 and 0.7 for meaning nothing changes that could be told from chance on 51 questions
    (bench/search.py), so the middle was taken; the side as much as moves a general question behind one that asks it.
    """

    meaning: float = 0.62
    words: float = 0.38
    side: float = 0.1
    said_meaning: float = 0.05
    said_words: float = 0.05


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of candidates, one row each."""

    meaning: Array
    """Cosine of the question to what is asked; 0 without vectors."""
    words: Array
    """Word score by the best one's."""
    subject: Array
    """Weight of the best name of its subject that the message names, by the heaviest name's. Says how sure a result is;
    in the order it counts nothing, for words and meaning have said it already (0.1 for it costs 0.2 of 1.2 there)."""
    side: Array
    """1 where it asks for a side that the message asks for, a part where it asks in general."""
    said_meaning: Array
    said_words: Array
    """The same of its best statement."""

    def of(self, rows: Sequence[int]) -> Figures:
        """The figures of some of the candidates."""
        return Figures(*(getattr(self, field.name)[list(rows)] for field in fields(self)))

    def total(self, weights: Weights) -> Array:
        """One score each, rounded, so that the last bits of a processor decide nothing."""
        parts = (
            weights.meaning * self.meaning,
            weights.words * self.words,
            weights.side * self.side,
            weights.said_meaning * self.said_meaning,
            weights.said_words * self.said_words,
        )
        return np.round(np.sum(parts, axis=0).astype(np.float64), 5)


#: What a question in general ("What is asthma?") has of the side asked for, and one of a side near to it.
GENERAL, NEAR = 0.5, 0.5

#: Sides that answer each other's questions in part.
NEIGHBOURS: Mapping[Facet, frozenset[Facet]] = {
    Facet.CAUSES: frozenset({Facet.RISK_FACTORS, Facet.INHERITANCE}),
    Facet.RISK_FACTORS: frozenset({Facet.CAUSES, Facet.INHERITANCE, Facet.PREVENTION}),
    Facet.INHERITANCE: frozenset({Facet.CAUSES, Facet.RISK_FACTORS}),
    Facet.TREATMENTS: frozenset({Facet.SELF_CARE, Facet.RESEARCH}),
    Facet.SELF_CARE: frozenset({Facet.TREATMENTS, Facet.PREVENTION, Facet.LIVING_WITH}),
    Facet.DIAGNOSIS: frozenset({Facet.SCREENING, Facet.SYMPTOMS}),
    Facet.SCREENING: frozenset({Facet.DIAGNOSIS, Facet.PREVENTION}),
    Facet.PROGNOSIS: frozenset({Facet.COMPLICATIONS, Facet.STAGES}),
    Facet.COMPLICATIONS: frozenset({Facet.PROGNOSIS, Facet.SYMPTOMS}),
    Facet.SYMPTOMS: frozenset({Facet.COMPLICATIONS, Facet.SEE_DOCTOR}),
    Facet.PREVENTION: frozenset({Facet.RISK_FACTORS, Facet.SELF_CARE}),
}


def sides(asked: tuple[Facet, ...], of: Array, facets: tuple[Facet, ...]) -> Array:
    """How far each question's side (its place in `facets`) is one asked for."""
    table: Array = np.zeros(len(facets), np.float32)
    wanted = asked or (Facet.OVERVIEW,)
    for at, facet in enumerate(facets):
        if facet in wanted:
            table[at] = 1.0
        elif facet is Facet.OVERVIEW:
            table[at] = GENERAL
        elif any(facet in NEIGHBOURS.get(side, ()) for side in wanted):
            table[at] = NEAR
    return table[of]
