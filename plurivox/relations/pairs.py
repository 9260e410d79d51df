"""Which pairs of a comparison are worth judging, and which of those a page shows.

Step 5's upper half. Pairs are found through shared words (rare ones first), shared points, and figures of the same thing,
never by trying all with all: the work is bounded by MOST_PAIRS whatever the number of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from plurivox.model import Point, Question, Reason, Relation, RelationKind, Statement
from plurivox.relations import judgement, rules
from plurivox.relations.rules import Finding, Rule, Side
from plurivox.vectors import Encoder, Vectors

#: Pairs looked at in one comparison at most; those that share the rarest words come first.
MOST_PAIRS = 20_000

#: A word that stands in more statements than this names no common matter (half of a large comparison).
COMMON_WORD = 120

#: Fewest words of a statement that says enough to be held against another.
FEWEST_WORDS = 4

#: Two statements whose facts clash are shown as opposed from this cosine on; below, they speak of different things.
NEAR_ENOUGH = 0.34

#: Where both give plain advice on opposite sides, they must be nearer: advice is about many things.
NEAR_ADVICE = 0.6

#: A limit is listed only between statements this near, by words and by meaning, that the trained reading sees as limit.
NEAR_LIMIT, ALIKE_LIMIT, SURE_LIMIT = 0.65, 0.5, 0.55


def judge(a: str, b: str, question: str, encoder: Encoder | None = None) -> tuple[RelationKind, Reason]:
    """How two sentences stand to each other as answers to a question; the reason quotes exact slices of each.

    Without an encoder it works by words alone. `judge(b, a)` is the same relation with the quoted words changed over.
    """
    first, second = rules.side(a, question), rules.side(b, question)
    vectors = _three(encoder, a, b, question)
    return judgement.decide(first, second, vectors)


def relate(
    statements: Sequence[Statement], points: Sequence[Point], question: Question, encoder: Encoder | None = None
) -> tuple[Relation, ...]:
    """The relations of a comparison: opposes, qualifies, cannot be compared; precision first.

    Only between statements of different voices; a before b in the order of the comparison; each pair at most once.
    SAME is what points say, and UNRELATED is not listed.
    """
    asked_of = f"{question.text} {question.subject}"
    sides = [rules.side(s.quote.exact, asked_of) for s in statements]
    candidates = [
        (i, j, found) for i, j in _pairs(statements, points, sides) if (found := _clash(sides[i], sides[j])) is not None
    ]
    texts = sorted({statements[n].quote.exact for i, j, _ in candidates for n in (i, j)})
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if encoder and texts else {}
    asked = encoder.encode([question.text])[0] if encoder and texts else None
    kept = []
    for i, j, found in candidates:
        three = None
        if asked is not None:
            three = vectors[statements[i].quote.exact], vectors[statements[j].quote.exact], asked
        if relation := _row(statements[i], statements[j], sides[i], sides[j], found, three):
            kept.append(relation)
    return tuple(kept)


def _clash(a: Side, b: Side) -> Finding | None:
    """The surest conflict of facts of a pair, if any."""
    return next((f for f in rules.oppositions(a, b) if f.sure), None)


def _row(
    a: Statement, b: Statement, x: Side, y: Side, found: Finding, vectors: tuple[Vectors, Vectors, Vectors] | None
) -> Relation | None:
    floor = NEAR_ADVICE if found.rule is Rule.SIDES else NEAR_ENOUGH
    if vectors is not None and float(vectors[0] @ vectors[1]) < floor:
        return None
    share = judgement.shares(x, y, vectors)
    return Relation(RelationKind.OPPOSES, a.id, b.id, judgement.reason(found, share[RelationKind.OPPOSES]))


def _three(encoder: Encoder | None, a: str, b: str, question: str) -> tuple[Vectors, Vectors, Vectors] | None:
    if encoder is None:
        return None
    rows = encoder.encode([a, b, question])
    return rows[0], rows[1], rows[2]


def _pairs(
    statements: Sequence[Statement], points: Sequence[Point], sides: Sequence[Side]
) -> Iterator[tuple[int, int]]:
    """Pairs of different voices that share a matter, in the order of the comparison, MOST_PAIRS at most."""
    found: dict[tuple[int, int], None] = {}
    for group in sorted(_groups(statements, points, sides), key=lambda g: (len(g), g)):
        for n, i in enumerate(group):
            for j in group[n + 1 :]:
                if statements[i].voice != statements[j].voice and (i, j) not in found:
                    found[i, j] = None
                    if len(found) >= MOST_PAIRS:
                        return iter(sorted(found))
    return iter(sorted(found))


def _groups(statements: Sequence[Statement], points: Sequence[Point], sides: Sequence[Side]) -> Iterable[list[int]]:
    """Statements by what they share: a point, a topic word, an inheritance pattern, figures of one measured thing."""
    place = {s.id: n for n, s in enumerate(statements)}
    groups: dict[tuple[str, str], list[int]] = {}
    for point in points:
        groups["point", point.id] = sorted(place[i] for i in point.statements if i in place)
    for n, side in enumerate(sides):
        if len(side.reading.tokens) < FEWEST_WORDS:
            continue
        words = rules.topic(side)
        keys = (
            {("word", word) for word in words} if len(words) > 1 else {("subject", ""), *(("word", w) for w in words)}
        )
        keys |= {("figure", f"{name} {q.kind}") for q in side.quantities for name in rules.attributes(side, q)}
        if side.reading.of("inheritance"):
            keys.add(("inheritance", ""))
        if side.reading.of("axis.knowledge"):
            keys.add(("cause", ""))
        if rules.names_first_choice(side):
            keys.add(("first choice", ""))
        for key in keys:
            groups.setdefault(key, []).append(n)
    return [group for group in groups.values() if 1 < len(group) <= COMMON_WORD]
