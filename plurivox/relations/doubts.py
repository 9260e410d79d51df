"""Pairs that may be opposed, for reviewers: the trained matcher finds them so, and no rule is sure of it.

Step 5. About one in three is opposed, too few to be told to a reader, and much of what experts who argue differ in is
among them. Decides nothing: a doubt stands in no list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from plurivox.model import Question, Reason, Relation, RelationKind, Statement
from plurivox.relations import judgement, rules
from plurivox.relations.pairs import FEWEST_WORDS
from plurivox.relations.rules import Rule, Side

#: Told from this likelihood on, so many of a comparison at most, and so many of one statement.
LIKELY, MOST, MOST_OF_ONE = 0.15, 12, 2


def doubts(
    statements: Sequence[Statement],
    question: Question,
    read: Iterable[tuple[str, str, float]],
    related: Iterable[Relation],
) -> tuple[Relation, ...]:
    """Relations of kind OPPOSES, the likeliest first; the reason says how likely, and in which words, if any do.

    `read` are pairs (ids) with the probability that they are opposed. Those of one voice and those that `related` says
    something of are left out.
    """
    asked_of = f"{question.text} {question.subject}"
    said = {statement.id: statement for statement in statements}
    known = {frozenset((relation.a, relation.b)) for relation in related}
    likely = sorted((-round(probability, 4), a, b) for a, b, probability in read if probability >= LIKELY)
    told: list[Relation] = []
    times: Counter[str] = Counter()
    for less, a, b in likely:
        if len(told) == MOST:
            break
        texts = [said[name].quote.exact for name in (a, b)]
        if frozenset((a, b)) in known or said[a].voice == said[b].voice or MOST_OF_ONE in (times[a], times[b]):
            continue
        if min(len(text.split()) for text in texts) < FEWEST_WORDS:
            continue
        times.update((a, b))
        one, other = (rules.side(text, asked_of) for text in texts)
        told.append(Relation(RelationKind.OPPOSES, a, b, _reason(one, other, -less)))
    return tuple(told)


def _reason(a: Side, b: Side, likely: float) -> Reason:
    """The words that clash, where some do in both."""
    clash = next((found for found in rules.oppositions(a, b) if found.a and found.b and found.a != found.b), None)
    return judgement.reason(clash, likely) if clash else Reason(Rule.WORDING.value, score=likely)
