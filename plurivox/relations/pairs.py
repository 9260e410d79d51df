"""Which pairs of a comparison are worth judging, and which of those a page shows.

Step 5's upper half. Pairs are found through shared words (rare ones first), shared points, and figures of the same
thing, never by trying all with all: the work is bounded by MOST_PAIRS whatever the number of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from plurivox.model import Point, Question, Reason, Relation, RelationKind, Statement
from plurivox.relations import judgement, rules
from plurivox.relations.judgement import Seen
from plurivox.relations.rules import Finding, Rule, Side
from plurivox.vectors import Encoder

#: Fewer voices than this cannot differ.
FEWEST_VOICES = 2

#: Pairs looked at in one comparison at most; those that share the rarest words come first, whole groups at a time.
MOST_PAIRS = 20_000

#: A word that stands in more statements than this names no common matter (half of a large comparison).
COMMON_WORD = 120

#: Fewest words of a statement that says enough to be held against another.
FEWEST_WORDS = 4

#: Two statements whose facts clash are shown as opposed from this cosine on; below, they speak of different things.
NEAR_ENOUGH = 0.34

#: Where advice, a frequency or a cause decided they must be nearer, for those words are about many things.
NEAR_LOOSE = 0.6
LOOSE = frozenset({Rule.SIDES, Rule.HOW_OFTEN, Rule.CAUSE})

#: A limit is listed only between statements this near.
NEAR_LIMIT = 0.55


def judge(a: str, b: str, question: str, encoder: Encoder | None = None) -> tuple[RelationKind, Reason]:
    """How two sentences stand to each other as answers to a question; the reason quotes exact slices of each.

    Without an encoder it works by words alone. `judge(b, a)` is the same relation with the quoted words changed over.
    """
    first, second = rules.side(a, question), rules.side(b, question)
    seen = None
    if encoder is not None:
        rows = encoder.encode([a, b, question])
        seen = Seen((rows[0], rows[1], rows[2]), encoder.judge([(_line(a), _line(b))])[0])
    return judgement.decide(first, second, seen)


def relate(
    statements: Sequence[Statement], points: Sequence[Point], question: Question, encoder: Encoder | None = None
) -> tuple[Relation, ...]:
    """The relations of a comparison: opposes, qualifies, cannot be compared; precision first.

    Only between statements of different voices; a before b in the order of the comparison; each pair at most once.
    SAME is what points say, and UNRELATED is not listed.
    """
    if len({statement.voice for statement in statements}) < FEWEST_VOICES:
        return ()
    asked_of = f"{question.text} {question.subject}"
    sides = [rules.side(s.quote.exact, asked_of) for s in statements]
    matters = [rules.matters(side) for side in sides]
    several = _several_patterns(statements, sides)
    candidates = [
        (i, j, kind, found)
        for i, j in _pairs(statements, points, sides)
        if not matters[i].isdisjoint(matters[j])
        for kind, found in _found(sides[i], sides[j])
        if not (several and found.rule is Rule.INHERITANCE)
    ]
    pairs = [(statements[i], statements[j]) for i, j, *_ in candidates]
    kept = []
    for (i, j, kind, found), seen in zip(candidates, _seen(pairs, question, encoder), strict=True):
        if seen is None or _of_one_thing(kind, found, seen):
            share = judgement.shares(sides[i], sides[j], seen)[kind]
            kept.append(Relation(kind, statements[i].id, statements[j].id, judgement.reason(found, share)))
    return tuple(kept)


def _seen(
    pairs: Sequence[tuple[Statement, Statement]], question: Question, encoder: Encoder | None
) -> list[Seen | None]:
    """What the sentence model makes of each pair; nothing where there is no model."""
    if encoder is None or not pairs:
        return [None] * len(pairs)
    texts = sorted({statement.quote.exact for pair in pairs for statement in pair})
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    asked = encoder.encode([question.text])[0]
    judged = encoder.judge([(_line(a.quote.exact), _line(b.quote.exact)) for a, b in pairs])
    return [
        Seen((vectors[a.quote.exact], vectors[b.quote.exact], asked), row)
        for (a, b), row in zip(pairs, judged, strict=True)
    ]


def _line(text: str) -> str:
    """A statement on one line: to the sentence model a line break ends context."""
    return " ".join(text.split())


def _several_patterns(statements: Sequence[Statement], sides: Sequence[Side]) -> bool:
    """Whether one voice names several patterns of inheritance: then the disease has several, and none is opposed."""
    named: dict[str, set[str]] = {}
    for statement, side in zip(statements, sides, strict=True):
        named.setdefault(statement.voice, set()).update(rules.patterns(side))
    return any(len(patterns) > 1 for patterns in named.values())


def _found(a: Side, b: Side) -> Iterator[tuple[RelationKind, Finding]]:
    """The surest conflict of facts of a pair, or else the limit that keeps it from being one."""
    if clash := next((f for f in rules.oppositions(a, b) if f.sure), None):
        yield RelationKind.OPPOSES, clash
    elif limit := rules.limited(a, b):
        yield RelationKind.QUALIFIES, limit


def _of_one_thing(kind: RelationKind, found: Finding, seen: Seen) -> bool:
    """Whether the sentence model takes the two to speak of one thing, and an opposition to be one."""
    cosine = float(seen.vectors[0] @ seen.vectors[1])
    if kind is RelationKind.QUALIFIES:
        return cosine >= NEAR_LIMIT
    near = cosine >= (NEAR_LOOSE if found.rule in LOOSE else NEAR_ENOUGH)
    return near and judgement.believed(found, seen)


def _pairs(
    statements: Sequence[Statement], points: Sequence[Point], sides: Sequence[Side]
) -> Iterator[tuple[int, int]]:
    """Pairs of different voices that share a matter, in the order of the comparison, MOST_PAIRS at most."""
    ids, voices = [s.id for s in statements], [s.voice for s in statements]
    found: set[tuple[int, int]] = set()
    groups = _groups(statements, points, sides)
    for group in sorted(groups, key=lambda g: (len(g), sorted([ids[n] for n in g]))):
        if len(found) + len(group) * (len(group) - 1) // 2 > MOST_PAIRS:
            break
        found.update([pair for pair in combinations(group, 2) if voices[pair[0]] != voices[pair[1]]])
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
        words = side.topic
        keys = (
            {("word", word) for word in words} if len(words) > 1 else {("subject", ""), *(("word", w) for w in words)}
        )
        keys |= {("figure", f"{name} {q.kind}") for q in side.quantities for name in rules.attributes(side, q)}
        if side.reading.of("inheritance"):
            keys.add(("inheritance", ""))
        if side.reading.of("axis.knowledge"):
            keys.add(("cause", ""))
        keys |= {("asked", cue.kind) for cue in side.reading.of("axis.outlook") if side.question.of(cue.kind)}
        if rules.names_first_choice(side):
            keys.add(("first choice", ""))
        for key in keys:
            groups.setdefault(key, []).append(n)
    return [group for group in groups.values() if 1 < len(group) <= COMMON_WORD]
