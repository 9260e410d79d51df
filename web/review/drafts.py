"""A comparison under review: what the engine made, what reviewers and peers made of it, and what comes of both.

Pure: reads no table and no clock. An edit made on an older comparison holds where every statement it names stands
unchanged, the same words at the same place of the same text; any other is to be judged again. So are words of a person
once the row holds a quote that was not in it when they were written. Stances are counted last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plurivox import declared, editing, quotes, records
from plurivox.editing import Of
from plurivox.errors import QuoteNotInAnswer
from plurivox.model import Answer, Comparison, Question, Relation, RelationKind, Stance
from web.review.models import Edit
from web.review.states import EditKind

#: Kinds of edit that write words beside a point, and change nothing of the comparison.
WORDS = (EditKind.HEADING, EditKind.PLAIN)

#: Where a statement stands: its answer, the hash of that answer's text, start and end.
Place = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What people have said of one line: who confirmed it, and the words written beside it."""

    of: Of
    statements: tuple[str, ...]
    point: str
    """The id of the point; "" where the line is a relation."""
    by: int | None
    """The account that confirmed the line or made it so; None where the machine alone put it there."""
    at: datetime | None
    heading: str = ""
    plain: str = ""
    found: bool | None = None
    """Whether the program had the line so; None where a release does not say."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The comparison as it would be released now."""

    machine: Comparison
    comparison: Comparison
    lines: tuple[LineFacts, ...]
    """One for each line of the agreed, differing and single lists, in their order."""
    edits: tuple[Edit, ...]
    """Those that hold. Words that later ones replaced are in neither list."""
    again: tuple[Edit, ...]
    """Edits of older comparisons, to be judged again."""
    content: dict[str, Any]
    sha256: str

    @property
    def confirmed(self) -> int:
        return sum(line.by is not None for line in self.lines)

    @property
    def unplain(self) -> int:
        """How many agreed points have no plain line (feature R28)."""
        agreed = set(self.comparison.lists.agreed)
        return sum(line.point in agreed and not line.plain for line in self.lines)


def places(comparison: Comparison) -> dict[str, Place]:
    """Where each statement stands, by its id."""
    texts = {answer.id: answer.sha256 for answer in comparison.answers}
    return {s.id: (s.answer, texts[s.answer], s.quote.start, s.quote.end) for s in comparison.statements}


def replaced(edits: Sequence[Edit]) -> frozenset[int]:
    """Of these edits (in their order, none of them undone) the words that later ones over the same row took the place
    of, by the numbers of their rows. They stand again when those are taken back, and not before.
    """
    later: list[tuple[str, frozenset[Place]]] = []
    found = set()
    for row in reversed(edits):
        if row.kind in WORDS:
            if any(row.kind == kind and _placed(row, row.on) <= whole for kind, whole in later):
                found.add(row.pk)
            later.append((row.kind, _placed(row, row.made or row.on)))
    return frozenset(found)


def build(machine: Comparison, edits: Sequence[Edit], stances: Mapping[int, Stance] | None = None) -> Draft:
    """The draft of these edits (in their order, none of them undone) and stances, by the numbers of their rows."""
    stand = places(machine)
    ids = {place: name for name, place in stand.items()}
    held: list[tuple[Edit, editing.Edit | None, tuple[str, ...]]] = []
    again = []
    old = replaced(edits)
    for row in edits:
        if row.pk in old:
            continue
        found = _translated(row, machine, stand, ids)
        if found is None:
            again.append(row)
        else:
            held.append((row, *found))
    changes = [(row, edit) for row, edit, _ in held if edit is not None]
    reviewed, unfit = editing.fitted(machine, [edit for _, edit in changes])
    comparison = declared.counted(reviewed, (stances or {}).values())
    out = {changes[each.place][0].pk for each in unfit}
    points = [frozenset(stand[name] for name in point.statements) for point in comparison.points]
    for row, edit, _ in held:
        if edit is None and not any(_leads(row, point) for point in points):
            out.add(row.pk)
    again += [row for row, *_ in held if row.pk in out]
    holding = [each for each in held if each[0].pk not in out]
    lines = _lines(machine, comparison, holding, stand)
    content = _content(reviewed, comparison, lines, stances or {})
    return Draft(
        machine,
        comparison,
        lines,
        tuple(row for row, *_ in holding),
        tuple(sorted(again, key=lambda row: row.number)),
        content,
        digest(content),
    )


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what would be released, or was."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def thawed(content: Mapping[str, Any], question: Question, answers: Sequence[Answer]) -> Comparison:
    """The comparison of a release, its words cut anew from the answers. Raises QuoteNotInAnswer."""
    return records.thaw(content["comparison"], question, answers)


def released_stances(content: Mapping[str, Any]) -> frozenset[int]:
    """The numbers of the stances that were counted in a release."""
    return frozenset(each["number"] for each in content.get("declared", {}).get("stances", ()))


def read_lines(content: Mapping[str, Any]) -> tuple[LineFacts, ...]:
    """What people had said of the lines of a release."""
    return tuple(
        LineFacts(
            Of(line["of"]),
            tuple(line["statements"]),
            line["point"],
            line["by"],
            line["at"] and datetime.fromisoformat(line["at"]),
            line["heading"],
            line["plain"],
            line.get("found"),
        )
        for line in content["lines"]
    )


def noun(row: Edit, on: Sequence[Sequence[str]], made: Sequence[Any]) -> editing.Edit | None:
    """A stored edit as the engine's; None for words beside a point."""
    match EditKind(row.kind):
        case EditKind.CONFIRM:
            return editing.Confirm(tuple(on[0]), Of(row.of))
        case EditKind.REJECT:
            return editing.Reject(tuple(on[0]), Of(row.of))
        case EditKind.SPLIT:
            return editing.Split(tuple(on[0]), tuple(tuple(group) for group in made))
        case EditKind.MERGE:
            return editing.Merge(tuple(tuple(group) for group in on))
        case EditKind.RELATE:
            return editing.Relate(on[0][0], on[0][1], RelationKind(made[0]))
    return None


def check_verbatim(comparison: Comparison, stored: Mapping[str, Answer]) -> None:
    """Every quote is what its named author's stored text holds there (feature D6). Raises QuoteNotInAnswer.

    `stored` are the answers as they are published, by id. The sentence says where the words are found instead.
    """
    for statement in comparison.statements:
        answer = stored.get(statement.answer)
        exact = statement.quote.exact
        if answer is not None and answer.voice == statement.voice:
            try:
                quotes.verify(statement.quote, answer)
                continue
            except QuoteNotInAnswer:
                pass
        other = next((a for a in stored.values() if exact in a.text and a.id != statement.answer), None)
        if answer is not None and answer.voice != statement.voice and exact in answer.text:
            other = answer
        sentence = f"“{exact}” is not in answer {statement.answer} of {statement.voice}"
        if other is not None:
            sentence += f"; it was found in answer {other.id} of {other.voice}"
        raise QuoteNotInAnswer(f"{sentence}. Nothing was released.", statement=statement.id)


def _placed(row: Edit, groups: Sequence[Sequence[str]]) -> frozenset[Place]:
    """Where these statements of an edit stand."""
    return frozenset(
        (answer, text, start, end)
        for answer, text, start, end in (row.places[name] for group in groups for name in group)
    )


def _leads(row: Edit, point: frozenset[Place]) -> bool:
    """Whether these words stand over this point: it has every quote they rest on, and none that came to it since."""
    return _placed(row, row.on) <= point <= _placed(row, row.made or row.on)


def _translated(
    row: Edit, machine: Comparison, stand: Mapping[str, Place], ids: Mapping[Place, str]
) -> tuple[editing.Edit | None, tuple[str, ...]] | None:
    """The edit over the statements of this comparison, or None where one of them is not there unchanged."""
    new = dict[str, str]()
    for name, (answer, text, start, end) in row.places.items():
        place = (answer, text, start, end)
        if row.input_digest == machine.input_digest and stand.get(name) == place:
            new[name] = name
        elif place in ids:
            new[name] = ids[place]
    try:
        on = [[new[name] for name in group] for group in row.on]
        made = (
            row.made if row.kind in (EditKind.RELATE, *WORDS) else [[new[name] for name in group] for group in row.made]
        )
    except KeyError:
        return None
    return noun(row, on, made), tuple(on[0])


def _lines(
    machine: Comparison,
    comparison: Comparison,
    held: Sequence[tuple[Edit, editing.Edit | None, tuple[str, ...]]],
    stand: Mapping[str, Place],
) -> tuple[LineFacts, ...]:
    """Each line of the three lists, with the last that was said of it."""
    groups = {frozenset(point.statements) for point in machine.points}
    points: dict[frozenset[str], Edit] = {}
    relations: dict[frozenset[str], tuple[Edit, RelationKind | None]] = {}
    words: dict[EditKind, list[Edit]] = {kind: [] for kind in WORDS}
    for row, edit, _ in held:
        if edit is None:
            words[EditKind(row.kind)].append(row)
        elif isinstance(edit, editing.Relate):
            relations[frozenset((edit.a, edit.b))] = (row, edit.kind)
        elif isinstance(edit, editing.Merge):
            points[frozenset().union(*edit.on)] = row
        elif isinstance(edit, editing.Split):
            points.update({frozenset(group): row for group in edit.into})
        elif edit.of is Of.RELATION:
            relations[frozenset(edit.on)] = (row, None)
        elif isinstance(edit, editing.Reject):
            points.update({frozenset([name]): row for name in edit.on})
        else:
            points[frozenset(edit.on)] = row
    by_id = {point.id: point for point in comparison.points}

    def of_point(name: str) -> LineFacts:
        point = by_id[name]
        group = frozenset(point.statements)
        places = frozenset(stand[each] for each in group)
        said = {kind: next((w.text for w in reversed(rows) if _leads(w, places)), "") for kind, rows in words.items()}
        row = points.get(group)
        return LineFacts(
            Of.POINT,
            point.statements,
            name,
            row and row.by_id,
            row and row.at,
            said[EditKind.HEADING],
            said[EditKind.PLAIN],
            group in groups,
        )

    def of_relation(relation: Relation) -> LineFacts:
        row, kind = relations.get(frozenset((relation.a, relation.b)), (None, None))
        if kind not in (None, relation.kind):
            row = None
        found = relation.why.rule != editing.REVIEWED
        return LineFacts(Of.RELATION, (relation.a, relation.b), "", row and row.by_id, row and row.at, found=found)

    return (
        *(of_point(name) for name in comparison.lists.agreed),
        *(of_relation(comparison.relations[i]) for i in comparison.lists.differing),
        *(of_point(name) for name in comparison.lists.single),
    )


def _content(
    reviewed: Comparison, comparison: Comparison, lines: Sequence[LineFacts], stances: Mapping[int, Stance]
) -> dict[str, Any]:
    """What a release keeps: offsets of the comparison before stances, which of those were counted and the lists that
    came of it, and of each line who confirmed it, whether the program had it so, and what a person wrote.
    """
    content = {
        "answers": {answer.id: answer.sha256 for answer in comparison.answers},
        "comparison": records.freeze(replace(reviewed, doubts=())),
        "lines": [
            {
                "of": line.of.value,
                "statements": list(line.statements),
                "point": line.point,
                "by": line.by,
                "at": line.at and line.at.isoformat(),
                "heading": line.heading,
                "plain": line.plain,
                "found": line.found,
            }
            for line in lines
            if line.by is not None or line.heading or line.plain
        ],
    }
    if comparison.stances:
        counted = set(comparison.stances)
        content["declared"] = {
            "agreed": list(comparison.lists.agreed),
            "single": list(comparison.lists.single),
            "stances": [
                {"number": number, "statement": each.statement, "peer": each.peer.id, "kind": each.kind.value}
                for number, each in sorted(stances.items())
                if each in counted
            ],
        }
    return content
