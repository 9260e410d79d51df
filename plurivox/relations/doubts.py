"""Pairs that may be opposed, and pairs that may say the same, for reviewers: likely by the matcher, and not sure.

Step 5. About one in three of the first is opposed, and much of what experts who argue differ in is among them. Of the
others about one in three to one in two says the same, so that what stands alone is not said by one alone. Too few to be
told to a reader. Decides nothing: a doubt stands in no list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from plurivox.model import Question, Reason, Relation, RelationKind, Statement
from plurivox.relations import judgement, rules
from plurivox.relations.apart import tells_apart
from plurivox.relations.pairs import FEWEST_WORDS
from plurivox.relations.rules import Rule, Side

#: Told from these likelihoods on; so many of each kind at most, and so many of one statement.
LIKELY_OPPOSED, LIKELY_SAME = 0.15, 0.2
MOST, MOST_OF_ONE = 12, 2

#: Pairs of statements (ids), each with a probability.
Likely = Iterable[tuple[str, str, float]]


def doubts(
    statements: Sequence[Statement],
    question: Question,
    related: Iterable[Relation],
    opposed: Likely,
    alike: Likely = (),
    alone: Collection[str] = (),
) -> tuple[Relation, ...]:
    """Relations of kind OPPOSES, the likeliest first, then of kind SAME, a pair once; the reason says how likely.

    Of what may say the same one statement at least is in `alone` (ids), and no figure, denial or group of people tells
    the two apart. Pairs of one voice and those that `related` says something of are left out.
    """
    asked_of = f"{question.text} {question.subject}"
    said = {statement.id: statement for statement in statements}
    known = {frozenset((relation.a, relation.b)) for relation in related}

    def sides(a: str, b: str) -> tuple[Side, Side]:
        return rules.side(said[a].quote.exact, asked_of), rules.side(said[b].quote.exact, asked_of)

    def clash(a: str, b: str, likely: float) -> Relation | None:
        if min(len(said[name].quote.exact.split()) for name in (a, b)) < FEWEST_WORDS:
            return None
        return Relation(RelationKind.OPPOSES, a, b, _reason(*sides(a, b), likely))

    def same(a: str, b: str, likely: float) -> Relation | None:
        if not (a in alone or b in alone) or tells_apart(*sides(a, b)):
            return None
        return Relation(RelationKind.SAME, a, b, Reason(Rule.WORDING.value, score=likely))

    def told(read: Likely, least: float, judge: Callable[[str, str, float], Relation | None]) -> Iterable[Relation]:
        times: Counter[str] = Counter()
        count = 0
        for less, a, b in sorted((-round(likely, 4), a, b) for a, b, likely in read if likely >= least):
            if count == MOST:
                return
            if frozenset((a, b)) in known or said[a].voice == said[b].voice or MOST_OF_ONE in (times[a], times[b]):
                continue
            if doubt := judge(a, b, -less):
                times.update((a, b))
                count += 1
                known.add(frozenset((a, b)))
                yield doubt

    return (*told(opposed, LIKELY_OPPOSED, clash), *told(alike, LIKELY_SAME, same))


def _reason(a: Side, b: Side, likely: float) -> Reason:
    """The words that clash, where some do in both."""
    clash = next((found for found in rules.oppositions(a, b) if found.a and found.b and found.a != found.b), None)
    return judgement.reason(clash, likely) if clash else Reason(Rule.WORDING.value, score=likely)
