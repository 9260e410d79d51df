"""NAIVE PLACEHOLDER, being replaced."""

from plurivox.model import Facet, Question, Statement
from collections.abc import Sequence


def asked(question: Question) -> Facet:
    return Facet.OVERVIEW


def expected(question: Question) -> tuple[Facet, ...]:
    return (Facet.OVERVIEW, Facet.SYMPTOMS, Facet.TREATMENTS, Facet.PROGNOSIS, Facet.DIAGNOSIS)


def classify(statements: Sequence[Statement], question: Question) -> tuple[Statement, ...]:
    return tuple(statements)
