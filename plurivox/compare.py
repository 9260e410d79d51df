"""The whole path on one screen: answers -> statements -> points -> relations -> the four lists.

Pure: no clock, no network, no user. The same question, answers, model file and version give the same bytes; the order
of the answers changes nothing but the order of what is listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from plurivox import digest, facets, independence, points, relations, statements, terms
from plurivox.model import (
    ENGINE_VERSION,
    Answer,
    Comparison,
    Copy,
    Lists,
    Point,
    Question,
    Relation,
    RelationKind,
    Role,
    State,
    Statement,
)
from plurivox.vectors import Encoder
from plurivox.warning import calls_for_help, is_warning

#: A comparison needs this many distinct experts.
FEWEST_EXPERTS = 2


def compare(question: Question, answers: Sequence[Answer], encoder: Encoder | None = None) -> Comparison:
    """What the experts agree on, where they differ, what only one says, and what nobody addressed.

    Two answers of one expert are one voice, and so are answers that copy each other. Without an encoder the engine
    works by words alone and says so (`model == ""`). Answer ids must be distinct.
    """
    if len({answer.id for answer in answers}) < len(answers):
        raise ValueError("answer ids repeat")
    spans = tuple(span for answer in answers for span in statements.split(answer))
    said = facets.classify([span for span in spans if span.role is Role.STATEMENT], question)
    read = points.read(said, question, encoder)
    found = read.points()
    related = relations.relate(read.heard, found, question, encoder)
    opposed = [(r.a, r.b) for r in related if r.kind is RelationKind.OPPOSES]
    found = points.separate(found, said, [*opposed, *relations.apart(said, found, question)])
    warned = warnings(said, found)
    copied = independence.copies(answers)
    state, lists = listed(question, answers, copied, said, found, related)
    agreed, alone = (
        {i for point in found if point.id in of for i in point.statements} for of in (lists.agreed, lists.single)
    )
    return Comparison(
        question=question,
        answers=tuple(answers),
        state=state,
        statements=said,
        set_aside=tuple(span for span in spans if span.role is not Role.STATEMENT),
        points=found,
        relations=related,
        lists=lists,
        mentions=terms.mentions(said, question),
        digest=digest.select(question, [s for s in said if s.id not in warned], found, encoder),
        input_digest=input_digest(question, answers, encoder.sha256 if encoder else ""),
        engine=ENGINE_VERSION,
        model=encoder.sha256 if encoder else "",
        warnings=warned,
        copies=copied,
        doubts=relations.doubts(said, question, related, read.opposed(), read.alike(), alone - agreed),
    )


def published(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers a reader may see: those whose expert is confirmed."""
    return tuple(answer for answer in answers if answer.expert is not None)


def input_digest(question: Question, answers: Iterable[Answer], model: str, engine: str = ENGINE_VERSION) -> str:
    """SHA-256 over what a comparison depends on, whatever the order of the answers: a stale one shows.

    Name the `engine` that made it to ask whether the answers are still the same, whatever engine is here now.
    """
    parts = [engine, model, question.key, question.text, question.subject, question.kind]
    parts += sorted("\t".join((a.id, a.voice, a.medium, a.sha256, a.disclaimer, *_declined(a))) for a in answers)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _declined(answer: Answer) -> list[str]:
    """What the expert does not want quoted alone; nothing where there is nothing."""
    return [f"{start}-{end}" for start, end in sorted(answer.declined)]


def listed(
    question: Question,
    answers: Sequence[Answer],
    copied: Iterable[Copy],
    said: Sequence[Statement],
    found: Sequence[Point],
    related: Sequence[Relation],
) -> tuple[State, Lists]:
    """The four lists, and whether there are experts enough for them.

    Agreed: two or more independent voices. Differing: opposes, qualifies, cannot be compared. Single: the rest.
    """
    home = independence.voices(answers, copied)
    silent = facets.unaddressed(said, question)
    if independence.count((s.voice for s in said), home) < FEWEST_EXPERTS:
        return State.NOT_ENOUGH_ANSWERS, Lists((), (), tuple(point.id for point in found), silent)
    several = {point.id for point in found if independence.count(point.voices, home) > 1}
    agreed = tuple(point.id for point in found if point.id in several)
    shared = {i for point in found if point.id in several for i in point.statements}
    single = tuple(point.id for point in found if point.id not in several and not shared.issuperset(point.statements))
    order = {RelationKind.OPPOSES: 0, RelationKind.QUALIFIES: 1, RelationKind.INCOMPARABLE: 2}
    differing = tuple(
        sorted(
            (i for i, relation in enumerate(related) if relation.kind in order),
            key=lambda i: (order[related[i].kind], i),
        )
    )
    return State.COMPARED, Lists(agreed, differing, single, silent)


def warnings(said: Sequence[Statement], found: Sequence[Point]) -> tuple[str, ...]:
    """Statements that warn: calls for help first, each in reading order; of those that make one point the first."""
    warning = [statement for statement in said if is_warning(statement.quote.exact)]
    leading = {s.id: None for s in sorted(warning, key=lambda s: not calls_for_help(s.quote.exact))}
    told: set[str] = set()
    for point in found:
        in_point = set(point.statements)
        if not told & in_point:
            told.update([i for i in leading if i in in_point][:1])
    return tuple(i for i in leading if i in told)
