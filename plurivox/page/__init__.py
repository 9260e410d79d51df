"""A comparison becomes the page model: everything a reader sees, and no HTML, no URL, no CSS class.

Step 7, OUT. The same model feeds the page, its JSON twin and the command line. It writes no sentence: words are exact
slices of answers, names, dates, or members of closed enumerations. Answers whose attribution is to be confirmed never
enter it: pass a comparison of attributed answers (`compare.published`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from plurivox import declared, independence
from plurivox.model import (
    Answer,
    Comparison,
    Expert,
    Facet,
    Point,
    RelationKind,
    Role,
    Stance,
    StanceKind,
    Statement,
    TermKind,
)
from plurivox.page.model import (
    Difference,
    Dispute,
    FullAnswer,
    Line,
    OneVoice,
    QuestionPage,
    Row,
    Section,
    Segment,
    Table,
    TermRow,
)
from plurivox.points.items import in_lists

__all__ = [
    "Difference",
    "Dispute",
    "FullAnswer",
    "Line",
    "OneVoice",
    "QuestionPage",
    "Row",
    "Section",
    "Segment",
    "Table",
    "TermRow",
    "build",
    "lines_of",
]

#: Fewest experts for which "3 of 5" is shown; below it a count would look like a measurement (feature R9).
METER_FLOOR = 3

#: Who an answer is by, to an editor, until its attribution is settled.
UNCONFIRMED = "Attribution to be confirmed"

#: A quote shorter than this many words does not lead a row when a fuller one says the same.
LEAD_WORDS = 5

#: A word of fewer letters says little of what a statement is about.
LEAD_LETTERS = 4

_WORD = re.compile(r"[^\W_]+")


#: The order in which facets are read, unless the question asks for one of them.
FACET_ORDER: tuple[Facet, ...] = tuple(Facet)


def build(comparison: Comparison, first: Facet = Facet.OVERVIEW, *, editor: bool = False) -> QuestionPage:
    """The page model of a comparison. `first` is the facet that the question asks for; it is listed first.

    Raises ValueError when an answer has no expert, for such answers are an editor's matter; with `editor` they stand
    under UNCONFIRMED and the answer's id, each on its own.
    """
    unnamed = [answer.id for answer in comparison.answers if answer.expert is None]
    if unnamed and not editor:
        raise ValueError(f"answers without a confirmed expert cannot be shown: {', '.join(unnamed)}")
    statements = {statement.id: statement for statement in comparison.statements}
    lines = lines_of(comparison)
    points = {point.id: point for point in comparison.points}
    experts = _experts(comparison.answers)
    home = independence.voices(comparison.answers, comparison.copies)
    voices = independence.count({statement.voice for statement in comparison.statements}, home)
    disputed = _disputed(comparison, lines)

    alone = {name for i in comparison.lists.single for name in points[i].statements}
    listed = in_lists(comparison.statements, alone)

    def rows(ids: Sequence[str]) -> tuple[Section, ...]:
        led: set[str] = set()
        return _sections(
            [_row(points[i], statements, lines, experts, home, led, comparison.stances, listed) for i in ids], first
        )

    return QuestionPage(
        question=comparison.question.text,
        topic=comparison.question.topic,
        state=comparison.state,
        experts=tuple(experts.values()),
        voices=voices,
        copies=_one_voice(experts, home),
        meter=voices >= METER_FLOOR,
        warnings=tuple(lines[i] for i in comparison.warnings),
        digest=tuple(lines[i] for i in comparison.digest),
        agreed=rows(comparison.lists.agreed),
        differing=tuple(
            Difference(
                relation.kind,
                lines[relation.a],
                lines[relation.b],
                relation.why,
                (_voices(relation.a, points.values(), home), _voices(relation.b, points.values(), home)),
            )
            for relation in (comparison.relations[i] for i in comparison.lists.differing)
        ),
        single=rows(comparison.lists.single),
        unaddressed=comparison.lists.unaddressed,
        tables=_tables(comparison, lines, experts),
        answers=tuple(_full(answer, comparison) for answer in comparison.answers),
        disclaimer=comparison.question.disclaimer,
        engine=comparison.engine,
        by_words_alone=not comparison.model,
        disputed=disputed,
        opposed=_opposed(comparison, disputed),
    )


def lines_of(comparison: Comparison) -> dict[str, Line]:
    """Every statement as a reader meets it, by its id."""
    answers = {answer.id: answer for answer in comparison.answers}
    return {statement.id: _line(statement, answers[statement.answer]) for statement in comparison.statements}


def _voices(statement: str, points: Iterable[Point], home: Mapping[str, str]) -> int:
    """How many independent voices make the points that this statement stands in."""
    said = {voice for point in points if statement in point.statements for voice in point.voices}
    return independence.count(said, home)


def _expert(answer: Answer) -> Expert:
    return answer.expert or Expert(f"{UNCONFIRMED} ({answer.id})")


def _experts(answers: Sequence[Answer]) -> dict[str, Expert]:
    return {answer.voice: _expert(answer) for answer in answers}


def _one_voice(experts: Mapping[str, Expert], home: Mapping[str, str]) -> tuple[OneVoice, ...]:
    """The groups of experts that count as one."""
    groups: dict[str, list[Expert]] = {}
    for voice, expert in experts.items():
        groups.setdefault(home[voice], []).append(expert)
    return tuple(OneVoice(tuple(group)) for group in groups.values() if len(group) > 1)


def _line(statement: Statement, answer: Answer) -> Line:
    quote = statement.quote
    return Line(
        statement.id,
        answer.id,
        quote.prefix,
        quote.exact,
        quote.suffix,
        _expert(answer),
        answer.date,
        statement.facet,
        statement.heading.exact if statement.heading else "",
    )


def _row(
    point: Point,
    statements: Mapping[str, Statement],
    lines: Mapping[str, Line],
    experts: Mapping[str, Expert],
    home: Mapping[str, str],
    led: set[str],
    stances: Sequence[Stance],
    listed: Mapping[str, tuple[str, ...]],
) -> Row:
    """The wording leads of which the others hold the largest share of words: what all say, said without much else.
    A fragment or the lead of a list leads no row where there is a fuller wording.

    One that leads a row above (`led`) leads no other, where there is another wording.
    """
    words = {i: {w for w in _WORD.findall(lines[i].exact.lower()) if len(w) >= LEAD_LETTERS} for i in point.statements}
    lead = min(
        point.statements,
        key=lambda i: (
            i in led,
            len(lines[i].exact.split()) < LEAD_WORDS or lines[i].exact.rstrip().endswith(":"),
            -_shared(words, i),
            len(lines[i].exact),
            point.statements.index(i),
        ),
    )
    led.add(lead)
    rest = [i for i in point.statements if i != lead]
    return Row(
        point.id,
        lines[lead],
        tuple(lines[i] for i in rest),
        tuple(experts[voice] for voice in point.voices),
        independence.count(point.voices, home),
        statements[lead].facet,
        declared.agreeing(point, stances),
        declared.added(point, stances, home),
        _listed(point, listed, lines),
    )


def _listed(point: Point, listed: Mapping[str, tuple[str, ...]], lines: Mapping[str, Line]) -> tuple[Line, ...]:
    """The first statement of each other expert that lists what a point of one voice says."""
    if len(point.voices) > 1:
        return ()
    found = (lines[other] for name in point.statements for other in listed.get(name, ()))
    return tuple({line.expert.id: line for line in [*found][::-1]}.values())[::-1]


#: How a statement stands that peers declared something against.
_AGAINST = {StanceKind.DISAGREE: RelationKind.OPPOSES, StanceKind.AGREE_IF: RelationKind.QUALIFIES}


def _disputed(comparison: Comparison, lines: Mapping[str, Line]) -> tuple[Dispute, ...]:
    """Statements that peers stand against: what is opposed first, then what depends, in the order of the statements."""
    found: dict[tuple[StanceKind, str], tuple[Stance, ...]] = {}
    for stance in comparison.stances:
        found[stance.kind, stance.statement] = (*found.get((stance.kind, stance.statement), ()), stance)
    return tuple(
        Dispute(against, lines[name], peers)
        for kind, against in _AGAINST.items()
        for (of, name), peers in found.items()
        if of is kind
    )


def _opposed(comparison: Comparison, disputed: Iterable[Dispute]) -> tuple[str, ...]:
    """Of the digest, what stands in a listed opposition, or what a peer disagrees with; so does every other wording of
    the same point: "Blood pressure is high from 130/80" is opposed by whoever opposes "130/80 and more is too high".
    """
    listed = [comparison.relations[i] for i in comparison.lists.differing]
    against = {name for r in listed if r.kind is RelationKind.OPPOSES for name in (r.a, r.b)}
    against |= {dispute.line.statement for dispute in disputed if dispute.kind is RelationKind.OPPOSES}
    same = {i for point in comparison.points if against & set(point.statements) for i in point.statements}
    return tuple(i for i in comparison.digest if i in same)


def _shared(words: Mapping[str, set[str]], name: str) -> float:
    """The share of a statement's words that each other statement holds, on average."""
    others = [len(words[name] & words[other]) for other in words if other != name]
    return sum(others) / (len(others) * max(1, len(words[name]))) if others else 0.0


def _sections(rows: Sequence[Row], first: Facet) -> tuple[Section, ...]:
    """Rows by facet, the facet asked for first; within one, the points of most experts first."""
    by_facet: dict[Facet, list[Row]] = {}
    for row in rows:
        by_facet.setdefault(row.facet, []).append(row)
    order = [first, *(facet for facet in FACET_ORDER if facet is not first)]
    return tuple(
        Section(facet, tuple(sorted(by_facet[facet], key=lambda row: (-row.voices, -row.added))))
        for facet in order
        if facet in by_facet
    )


def _tables(comparison: Comparison, lines: Mapping[str, Line], experts: Mapping[str, Expert]) -> tuple[Table, ...]:
    """One table per kind of term, its experts in the order of their answers, its most named terms first."""
    voices = {statement.id: statement.voice for statement in comparison.statements}
    kinds: dict[TermKind, dict[str, dict[str, Line]]] = {}
    for mention in comparison.mentions:
        named = kinds.setdefault(mention.kind, {}).setdefault(mention.term, {})
        named.setdefault(voices[mention.statement], lines[mention.statement])
    tables = []
    for kind in TermKind:
        terms = kinds.get(kind, {})
        columns = [voice for voice in experts if any(voice in named for named in terms.values())]
        ranked = sorted(terms, key=lambda term: -len(terms[term]))
        rows = tuple(
            TermRow(term, tuple(terms[term].get(voice) for voice in columns), len(terms[term])) for term in ranked
        )
        if rows:
            tables.append(Table(kind, tuple(experts[voice] for voice in columns), rows))
    return tuple(tables)


def _full(answer: Answer, comparison: Comparison) -> FullAnswer:
    """The answer cut at its statements and at what was set aside, nothing left out."""
    spans = sorted(
        (s for s in (*comparison.statements, *comparison.set_aside) if s.answer == answer.id),
        key=lambda s: s.quote.start,
    )
    segments, at = [], 0
    for span in spans:
        if span.quote.start > at:
            segments.append(Segment(answer.text[at : span.quote.start], "", None))
        segments.append(Segment(span.quote.exact, span.id if span.role is Role.STATEMENT else "", span.role))
        at = span.quote.end
    if at < len(answer.text):
        segments.append(Segment(answer.text[at:], "", None))
    return FullAnswer(answer, _expert(answer), tuple(segments))
