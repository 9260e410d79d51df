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
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from plurivox.facets import weights
from plurivox.facets.phrases import Phrases
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
TOUCH = 0.5
#: From this probability a statement whose likelier facets no cue bears out speaks to the facet asked for.
NEAR = 0.05
LOG_FLOOR, LOG_TOUCH, LOG_NEAR = math.log(FLOOR), math.log(TOUCH), math.log(NEAR)

_RULES = tomllib.loads(resources.files(__package__).joinpath("facets.toml").read_text(encoding="utf-8"))
_ASKED = tuple((Facet(row["facet"]), tuple(row["phrases"])) for row in _RULES["asked"])
_KINDS = {kind: Facet(facet) for kind, facet in _RULES["kinds"].items()}
_EXPECTED = {Facet(name): tuple(map(Facet, names)) for name, names in _RULES["expected"].items()}
_CARRIES_ON = frozenset(_RULES["context"]["carries_on"])


def _by_phrase(*strengths: str) -> dict[str, list[Facet]]:
    """Cue phrase -> the facets that it names."""
    found: dict[str, list[Facet]] = {}
    for name, cues in _RULES["cues"].items():
        for phrase in chain.from_iterable(cues.get(strength, ()) for strength in strengths):
            found.setdefault(phrase, []).append(Facet(name))
    return found


_STRONG, _TOUCH = _by_phrase("strong"), _by_phrase("strong", "touch")
_PHRASES = Phrases(_TOUCH)


class _Cued(NamedTuple):
    """The facets that cue phrases name: strong ones in the statement itself, strong ones and any with its heading."""

    own: frozenset[Facet]
    strong: frozenset[Facet]
    touched: frozenset[Facet]


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
    scores = _scores(statements).copy()
    wanted = asked(question)
    if wanted is not Facet.OVERVIEW and wanted in columns:
        scores[:, columns.index(wanted)] += PRIOR
    return tuple(
        replace(statement, facet=_beyond(statement) or _untaught(statement, wanted) or _within(statement, row, wanted))
        for statement, row in zip(statements, scores, strict=True)
    )


def touched(statement: Statement) -> frozenset[Facet]:
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
    return _scored(tuple((s.answer, s.quote.exact, s.heading.exact if s.heading else "") for s in statements))


@lru_cache(maxsize=4)
def _scored(said: tuple[tuple[str, str, str], ...]) -> weights.Scores:
    """The same for answers, texts and headings ("" where there is none). `classify` and `unaddressed` ask in turn."""
    columns = weights.facets()
    scores = weights.score([_grams(text, heading) for _, text, heading in said])
    for n, (_, text, heading) in enumerate(said):
        headed = _named(heading) if heading else None
        if headed in columns:
            scores[n, columns.index(headed)] += UNDER_HEADING
        for facet in _cued(text, heading).own:
            if facet in columns:
                scores[n, columns.index(facet)] += BOOST
    for n, ((before, *_), (answer, text, _)) in enumerate(pairwise(said), 1):
        if before == answer and text.split(None, 1)[0].lower() in _CARRIES_ON:
            scores[n] += CONTEXT * scores[n - 1]
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    scores.flags.writeable = False
    return scores


def _grams(text: str, heading: str) -> set[str]:
    return weights.grams(text) | weights.grams(heading, weights.HEADING_MARK)


@lru_cache(maxsize=16384)
def _cued(text: str, heading: str) -> _Cued:
    """What cue phrases name in a statement and its heading ("" where there is none)."""
    own: set[Facet] = set()
    strong: set[Facet] = set()
    touched: set[Facet] = set()
    low = text.lower()
    for phrase, end in _PHRASES.places(f"{low} {heading.lower()}"):
        touched.update(_TOUCH[phrase])
        strong.update(_STRONG.get(phrase, ()))
        if end <= len(low):
            own.update(_STRONG.get(phrase, ()))
    return _Cued(frozenset(own), frozenset(strong), frozenset(touched))


def _cues(statement: Statement) -> _Cued:
    return _cued(statement.quote.exact, statement.heading.exact if statement.heading else "")


def _within(statement: Statement, row: weights.Scores, wanted: Facet) -> Facet:
    """The likeliest facet that the words bear out: the one asked for, or one that a cue phrase or the heading names.

    Weights alone put "When cancer develops in the second breast, it is almost always a new cancer" under inheritance;
    where no cue names what they say, the statement speaks to what was asked, or to OTHER.
    """
    columns, cues = weights.facets(), _cues(statement)
    for score, facet in sorted(zip((-row).tolist(), columns, strict=True)):
        if -score < LOG_FLOOR:
            break
        if facet is wanted or facet in cues.touched:
            return facet
    strong = next((facet for facet in Facet if facet in cues.strong and facet in columns), None)
    if strong:
        return strong
    near = wanted in columns and row[columns.index(wanted)] >= LOG_NEAR
    touches = wanted is not Facet.OVERVIEW and wanted in cues.touched
    return wanted if near or touches else Facet.OTHER


def _untaught(statement: Statement, wanted: Facet) -> Facet | None:
    """The facet asked for where no weights know it and a cue phrase touches it: "is it safe" asks for side effects."""
    return wanted if wanted not in weights.facets() and wanted in _cues(statement).touched else None


def _beyond(statement: Statement) -> Facet | None:
    """The facet beyond the weights that a strong cue phrase names, whatever the other words."""
    own = _cues(statement).own
    return next((facet for facet in Facet if facet in own and facet not in weights.facets()), None)


def _touched(statement: Statement, row: weights.Scores, among: Iterable[Facet] = Facet) -> frozenset[Facet]:
    """Which of the facets `among` the statement touches, by its words' weights, its cue phrases or its heading's."""
    found = {statement.facet} - {Facet.OTHER} | _cues(statement).touched
    found.update(facet for facet, score in zip(weights.facets(), row.tolist(), strict=True) if score >= LOG_TOUCH)
    return frozenset(found.intersection(among))
