"""Step 3: which side of the question a statement speaks to, and which sides nobody addressed.

After schema.org's HealthAspectEnumeration. Trained word weights (weights.py) say what a statement is about, cue phrases
as data (facets.toml) add the facets no training data exists for, and the question's own facet is the prior. Never
changes a quote, and never says "nobody addressed" of a facet that any statement so much as touches.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources

import numpy as np

from plurivox.facets import weights
from plurivox.model import Facet, Question, Statement

__all__ = ["asked", "classify", "expected", "touched", "unaddressed"]

#: Added to the asked facet's log probability, for an answer speaks to its question unless its words say otherwise.
PRIOR = 1.0
#: Added where a strong cue phrase names the facet: "complication" says COMPLICATIONS before any other word does.
BOOST = 1.5
#: Added to the facet that the heading or list lead names: what stands under "Symptoms include" is a symptom.
UNDER_HEADING = 2.0
#: Share of the statement before that one carries on which opens with "They" or "This".
CONTEXT = 0.4
#: Below this probability the words name no facet: OTHER.
FLOOR = 0.22
#: From this probability a statement touches a facet besides its own.
TOUCH = 0.12
#: From this probability a statement whose likelier facets no cue bears out speaks to the facet asked for.
NEAR = 0.05
LOG_FLOOR, LOG_TOUCH, LOG_NEAR = math.log(FLOOR), math.log(TOUCH), math.log(NEAR)

_RULES = tomllib.loads(resources.files(__package__).joinpath("facets.toml").read_text(encoding="utf-8"))
_ASKED = tuple((Facet(row["facet"]), tuple(row["phrases"])) for row in _RULES["asked"])
_KINDS = {kind: Facet(facet) for kind, facet in _RULES["kinds"].items()}
_EXPECTED = {Facet(name): tuple(map(Facet, names)) for name, names in _RULES["expected"].items()}
_STRONG = tuple((Facet(name), tuple(cues["strong"])) for name, cues in _RULES["cues"].items() if "strong" in cues)
_BEYOND = tuple((facet, phrases) for facet, phrases in _STRONG if facet not in weights.facets())
_WITHIN = tuple((weights.facets().index(f), phrases) for f, phrases in _STRONG if f in weights.facets())
_TOUCH = {Facet(name): (*cues.get("strong", ()), *cues["touch"]) for name, cues in _RULES["cues"].items()}
_CARRIES_ON = frozenset(_RULES["context"]["carries_on"])


def asked(question: Question) -> Facet:
    """The facet a question asks for: by its kind where the source says so, else by its words, else OVERVIEW.

    >>> asked(Question("", "How might Wilson disease be treated?")).value
    'treatments'
    """
    if question.kind.lower() in _KINDS:
        return _KINDS[question.kind.lower()]
    return _named(question.text) or Facet.OVERVIEW


def expected(question: Question) -> tuple[Facet, ...]:
    """The facets that a reader of this kind of question would expect, in reading order."""
    return _EXPECTED[asked(question)]


def classify(statements: Sequence[Statement], question: Question) -> tuple[Statement, ...]:
    """The statements, each with the facet it speaks to most; OTHER where its words name none.

    "Call your doctor if the fever lasts" is SEE_DOCTOR whatever the question; "It took weeks" in an answer about
    treatments is TREATMENTS.
    """
    if not statements:
        return ()
    columns = weights.facets()
    scores = _scores(statements)
    wanted = asked(question)
    if wanted is not Facet.OVERVIEW and wanted in columns:
        scores[:, columns.index(wanted)] += PRIOR
    return tuple(
        replace(statement, facet=_beyond(statement) or _untaught(statement, wanted) or _within(statement, row, wanted))
        for statement, row in zip(statements, scores, strict=True)
    )


def touched(statement: Statement, question: Question) -> frozenset[Facet]:
    """All facets a statement speaks to, generously: its own, every likely one, and every one a cue phrase names."""
    return _touched(statement, _scores([statement])[0])


def unaddressed(statements: Sequence[Statement], question: Question) -> tuple[Facet, ...]:
    """The expected facets that no statement touches: what a reader may have looked for and nobody said."""
    missing = list(expected(question))
    if statements:
        for statement, row in zip(statements, _scores(statements), strict=True):
            spoken = _touched(statement, row, missing)
            missing = [facet for facet in missing if facet not in spoken]
    return tuple(missing)


@lru_cache(maxsize=4096)
def _named(text: str) -> Facet | None:
    """The facet that a question or a heading names in plain words."""
    low = text.lower()
    return next((facet for facet, phrases in _ASKED if any(phrase in low for phrase in phrases)), None)


def _scores(statements: Sequence[Statement]) -> weights.Scores:
    """Log probabilities by the statement's words and its heading's, and by the statement before where it carries on."""
    rows = []
    for statement in statements:
        row = weights.grams(statement.quote.exact)
        if statement.heading:
            row |= weights.grams(statement.heading.exact, weights.HEADING_MARK)
        rows.append(row)
    columns = weights.facets()
    scores = weights.score(rows)
    for n, statement in enumerate(statements):
        low = statement.quote.exact.lower()
        headed = _named(statement.heading.exact) if statement.heading else None
        if headed in columns:
            scores[n, columns.index(headed)] += UNDER_HEADING
        for column, phrases in _WITHIN:
            if any(phrase in low for phrase in phrases):
                scores[n, column] += BOOST
    for n, statement in enumerate(statements[1:], 1):
        before = statements[n - 1]
        if before.answer == statement.answer and statement.quote.exact.split(None, 1)[0].lower() in _CARRIES_ON:
            scores[n] += CONTEXT * scores[n - 1]
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return scores


def _within(statement: Statement, row: weights.Scores, wanted: Facet) -> Facet:
    """The likeliest facet that the words bear out: the one asked for, or one that a cue phrase or the heading names.

    Weights alone put "When cancer develops in the second breast, it is almost always a new cancer" under inheritance;
    where no cue names what they say, the statement speaks to what was asked, or to OTHER.
    """
    columns = weights.facets()
    low = _low(statement)
    for score, facet in sorted(zip((-row).tolist(), columns, strict=True)):
        if -score < LOG_FLOOR:
            break
        if facet is wanted or any(phrase in low for phrase in _TOUCH.get(facet, ())):
            return facet
    strong = next((columns[c] for c, phrases in _WITHIN if _holds(low, phrases)), None)
    if strong:
        return strong
    near = wanted in columns and row[columns.index(wanted)] >= LOG_NEAR
    touches = wanted is not Facet.OVERVIEW and _holds(low, _TOUCH.get(wanted, ()))
    return wanted if near or touches else Facet.OTHER


def _untaught(statement: Statement, wanted: Facet) -> Facet | None:
    """The facet asked for where no weights know it and a cue phrase touches it: "is it safe" asks for side effects."""
    untaught = wanted not in weights.facets() and _holds(_low(statement), _TOUCH.get(wanted, ()))
    return wanted if untaught else None


def _holds(low: str, phrases: Iterable[str]) -> bool:
    return any(phrase in low for phrase in phrases)


def _low(statement: Statement) -> str:
    return statement.quote.exact.lower() + " " + (statement.heading.exact.lower() if statement.heading else "")


def _beyond(statement: Statement) -> Facet | None:
    """The facet beyond the weights that a strong cue phrase names, whatever the other words."""
    low = statement.quote.exact.lower()
    return next((facet for facet, phrases in _BEYOND if any(phrase in low for phrase in phrases)), None)


def _touched(statement: Statement, row: weights.Scores, among: Iterable[Facet] = Facet) -> frozenset[Facet]:
    """Which of the facets `among` the statement touches, by its words' weights, its cue phrases or its heading's."""
    low = _low(statement)
    likely = {statement.facet} - {Facet.OTHER}
    likely |= {facet for facet, score in zip(weights.facets(), row.tolist(), strict=True) if score >= LOG_TOUCH}
    return frozenset(
        facet for facet in among if facet in likely or any(phrase in low for phrase in _TOUCH.get(facet, ()))
    )
