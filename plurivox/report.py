"""A page model as plain text for the terminal, and the answers to "why?".

Step 7, OUT, beside page.py. Writes no sentence about medicine: labels from a fixed catalogue, quotes, names, figures.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from plurivox.errors import StatementUnknown
from plurivox.model import Comparison, Reason, RelationKind, Role, State, Statement
from plurivox.page import Line, QuestionPage, Row, Section
from plurivox.points.weighing import Weighing
from plurivox.relations import EXPLANATIONS, Rule

#: Columns of a terminal that every tool assumes.
WIDTH = 100

#: What each relation is called to a person.
KINDS: dict[RelationKind, str] = {
    RelationKind.SAME: "say the same",
    RelationKind.QUALIFIES: "it depends",
    RelationKind.OPPOSES: "opposes",
    RelationKind.INCOMPARABLE: "cannot be compared",
    RelationKind.UNRELATED: "speak of different things",
}


def render(page: QuestionPage) -> str:
    """The whole page in reading order: the digest, the four lists, who names what."""
    return "\n".join(_render(page))


def _render(page: QuestionPage) -> Iterator[str]:
    yield page.question
    yield "=" * min(len(page.question), WIDTH)
    yield f"{len(page.experts)} experts, {len(page.answers)} answers" + (
        "; matched by words alone" if page.by_words_alone else ""
    )
    for group in page.copies:
        yield f"One voice, for their answers share most of their text: {'; '.join(e.name for e in group.experts)}"
    if page.state is State.NOT_ENOUGH_ANSWERS:
        yield "Not enough answers to compare."
    if page.warnings:
        yield from _heading("Warnings")
    for line in page.warnings:
        yield from _line(line)
    yield from _heading("The short answer, in the experts' words")
    for line in page.digest:
        yield from _line(line)
        if line.statement in page.opposed:
            yield "    (opposed: see Differing)"
    yield from _heading("Agreed: two or more experts")
    of = f"{page.voices} {'voices' if page.copies else 'experts'}"
    yield from _sections(page.agreed, of)
    yield from _heading("Differing")
    for difference in page.differing:
        yield f"  [{KINDS[difference.kind]}: {difference.why}]"
        yield f"   {_plainly(difference.why)}"
        yield from _line(difference.a)
        yield from _line(difference.b)
    yield from _heading("Only one says")
    yield from _sections(page.single, of)
    yield from _heading("Nobody addressed")
    yield "  " + (", ".join(facet.value for facet in page.unaddressed) or "-")
    for table in page.tables:
        yield from _heading(f"Who names what: {table.kind.value}")
        for row in table.terms:
            names = [expert.name for expert, cell in zip(table.experts, row.cells, strict=True) if cell]
            yield f"  {row.term} ({row.count}): {'; '.join(names)}"
    if page.disclaimer:
        yield from _heading("Disclaimer of the page")
        yield textwrap.fill(page.disclaimer, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield ""


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "-" * len(text)


def _line(line: Line) -> Iterator[str]:
    words = " ".join(line.exact.split())
    yield textwrap.fill(f"“{words}”", WIDTH, initial_indent="  ", subsequent_indent="  ")
    who = ", ".join(part for part in (line.expert.name, line.expert.credentials, line.expert.specialty) if part)
    yield f"    {who} [{line.statement}]" + (f", {line.date}" if line.date else "")


def _sections(sections: tuple[Section, ...], of: str) -> Iterator[str]:
    for section in sections:
        yield f" {section.facet.value}"
        for row in section.rows:
            yield from _row(row, of)


def _row(row: Row, of: str) -> Iterator[str]:
    yield from _line(row.lead)
    if row.others:
        yield f"    {row.voices} of {of}; also:"
    for line in row.others:
        said = f"{line.expert.name} [{line.statement}]: “{' '.join(line.exact.split())}”"
        yield textwrap.fill(said, WIDTH, initial_indent="    - ", subsequent_indent="      ")
    if row.listed:
        names = ", ".join(f"{line.expert.name} [{line.statement}]" for line in row.listed)
        yield textwrap.fill(
            f"the same words in a list of {names}", WIDTH, initial_indent="    ", subsequent_indent="    "
        )


def find(comparison: Comparison, name: str) -> Statement:
    """The statement of that id, also one set aside; raises StatementUnknown and names what there is."""
    for statement in (*comparison.statements, *comparison.set_aside):
        if statement.id == name:
            return statement
    last = comparison.statements[-1].id if comparison.statements else "none"
    raise StatementUnknown(f"No statement is called {name!r}; ids look like a1.3 (the last one here is {last}).")


def explain(comparison: Comparison, name: str) -> str:
    """How one statement was read: its role, facet, point, relations and terms, each with what decided."""
    statement = find(comparison, name)
    quote = statement.quote
    lines = [
        f"{statement.id}, said by {statement.voice}, answer {statement.answer} from {quote.start} to {quote.end}",
        f"  “{quote.exact}”",
        f"  role: {statement.role.value}; facet: {statement.facet.value}",
    ]
    if statement.heading:
        lines.append(f"  stands under: “{statement.heading.exact}”")
    if statement.role is not Role.STATEMENT:
        lines.append("  set aside: shown in its answer, not compared")
    for point in comparison.points:
        if name in point.statements:
            same = [other for other in point.statements if other != name]
            voices = f"{len(point.voices)} voices" if len(point.voices) > 1 else "one voice"
            lines.append(f"  point {point.id}: {voices}" + (f"; same as {', '.join(same)}" if same else ""))
    for relation in comparison.relations:
        if name in (relation.a, relation.b):
            other = relation.b if relation.a == name else relation.a
            lines += [f"  {KINDS[relation.kind]} {other}: {relation.why}", f"    {_plainly(relation.why)}"]
    lines += [f"  names {m.term} ({m.kind.value})" for m in comparison.mentions if m.statement == name]
    return "\n".join(lines)


def _plainly(why: Reason) -> str:
    """The rule that decided, in a plain sentence."""
    return EXPLANATIONS[Rule(why.rule)]


def explain_pair(
    comparison: Comparison,
    a: Statement,
    b: Statement,
    kind: RelationKind,
    why: Reason,
    weighing: Weighing | None = None,
) -> str:
    """How two statements stand to each other and why, and whether they were put in one point, with what weighed.

    `weighing` is what the matcher made of them, None where it did not hold them against each other.
    """
    together = any(a.id in point.statements and b.id in point.statements for point in comparison.points)
    listed = [r for r in comparison.relations if {r.a, r.b} == {a.id, b.id}]
    lines = [
        f"{a.id} ({a.voice}): “{a.quote.exact}”",
        f"{b.id} ({b.voice}): “{b.quote.exact}”",
        f"  in one point: {'yes' if together else 'no'}",
    ]
    if weighing:
        lines.append(
            f"    the matcher gives {weighing.likely:.2f} that they say the same; {weighing.needed:.2f} makes a point"
        )
        if weighing.likely >= weighing.needed and not together:
            lines.append("    but no point holds both: a figure or a denial keeps them apart, or others in it do")
        if weighing.likely < weighing.needed and together:
            lines.append("    but both say the same as others in that point")
        lines += [f"    spoke for it: {'; '.join(weighing.speaks_for)}"] if weighing.speaks_for else []
        lines += [f"    spoke against it: {'; '.join(weighing.speaks_against)}"] if weighing.speaks_against else []
    elif a.id == b.id:
        lines.append("    a statement is not held against itself")
    elif a.voice == b.voice:
        lines.append("    one voice: an expert is not held against themself, only against others")
    elif Role.STATEMENT not in {a.role} & {b.role}:
        lines.append("    one was set aside, and only statements are compared")
    else:
        lines.append("    too little in common to be held against each other")
    lines += [f"  {KINDS[kind]}: {why}", f"    {_plainly(why)}"]
    lines.append(f"  listed in the comparison: {KINDS[listed[0].kind] if listed else 'no relation of the two'}")
    return "\n".join(lines)
