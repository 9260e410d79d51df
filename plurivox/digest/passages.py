"""The long form: of many answers the passages that answer the question, each expert's in one piece where it can be.

Part of step 6. A sentence counts by how close it, its context and its neighbours stand to the question, measured
against the rest of its own answer, so that no answer fills the room only by naming the subject in every line. Query
focus and redundancy as in Carbonell and Goldstein 1998 (MMR); its numbers were chosen on MEDIQA-2021 MAS validation
as the best inside a small grid whose other settings lie about 0.01 lower (ROUGE-2 0.52; 0.51 where chosen on other
questions than those measured, and what is weighed was itself chosen with all 50 in sight).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

import numpy as np

from plurivox.digest.bearing import FEWEST_WORDS
from plurivox.model import Statement
from plurivox.vectors import Vectors

#: From this cosine on two statements say the same, and from the lower one on where they stand in one point.
REPEATED, REPEATED_IN_POINT = 0.95, 0.85

#: What a sentence hands on to each next one of its answer, before it and after it: 0.4, 0.16, 0.064 ...
HANDED_ON = 0.4

#: What it gains as the first of its answer, beside two cosines (its own and its context's).
LEAD = 0.1

#: Share of the average of its answer that is taken off.
OF_ITS_ANSWER = 0.7

#: What it costs a sentence whose answer fills all the room already.
CROWDED = 0.3


def contexts(statements: Sequence[Statement]) -> list[str]:
    """Each statement with the one before and the one after it in its answer, to be read by the model, never shown."""
    found = []
    for n, statement in enumerate(statements):
        around = statements[max(0, n - 1) : n + 2]
        found.append(" ".join(s.quote.exact for s in around if s.answer == statement.answer))
    return found


def choose(
    statements: Sequence[Statement],
    home: Mapping[str, Collection[str]],
    vectors: Vectors,
    own: Vectors,
    context: Vectors,
    words: int,
) -> list[int]:
    """Places of the statements to read, in reading order: answer by answer, the best first, each in its own order.

    `statements` stand in order of answer and place; `home` has each one's points; `own` and `context` say how close
    each, alone and in its context, is to the question. Two of one point are both chosen only where their words differ.
    """
    counts = [len(s.quote.exact.split()) for s in statements]
    scores = _scores(statements, counts, own, context)
    left = [n for n, s in enumerate(statements) if counts[n] >= FEWEST_WORDS and not s.quote.exact.endswith("?")]
    near = np.zeros(len(statements))
    spent: Counter[str] = Counter()
    shown: set[str] = set()
    chosen: list[int] = []

    def fits(n: int) -> bool:
        made = home.get(statements[n].id, ())
        repeated = REPEATED_IN_POINT if made and shown.issuperset(made) else REPEATED
        return counts[n] <= words - spent.total() and bool(near[n] < repeated)

    def worth(n: int) -> tuple[float, int]:
        return round(scores[n] - CROWDED * spent[statements[n].answer] / words, 6), -n

    while left := [n for n in left if fits(n)]:
        best = max(left, key=worth)
        left.remove(best)
        chosen.append(best)
        spent[statements[best].answer] += counts[best]
        shown.update(home.get(statements[best].id, ()))
        near = np.maximum(near, vectors @ vectors[best])
    rank = {answer: n for n, answer in enumerate(dict.fromkeys(statements[n].answer for n in chosen))}
    return sorted(chosen, key=lambda n: (rank[statements[n].answer], n))


def _scores(statements: Sequence[Statement], counts: Sequence[int], own: Vectors, context: Vectors) -> list[float]:
    scores: list[float] = []
    for _, group in groupby(range(len(statements)), key=lambda n: statements[n].answer):
        places = list(group)
        close, around = own[places].astype(float), context[places].astype(float)
        average = float(np.average(close + around, weights=[counts[n] for n in places]))
        lead = LEAD / np.sqrt(1.0 + np.arange(len(places)))
        scores += [float(v) for v in _handed_on(close + lead) + around - OF_ITS_ANSWER * average]
    return scores


def _handed_on(values: Vectors) -> Vectors:
    """Averages over an answer in which each further place counts HANDED_ON times as much; linear in its length."""
    summed, weights = values.copy(), np.ones(len(values))
    for places in (range(len(values)), range(len(values) - 1, -1, -1)):
        carried = weight = 0.0
        for n in places:
            summed[n] += carried
            weights[n] += weight
            carried, weight = HANDED_ON * (carried + values[n]), HANDED_ON * (weight + 1.0)
    return summed / weights
