"""Annotated questions: who makes the same point, and which facts do not fit together.

Three sources of one form: `points/*.jsonl` of the measuring data; our own readings of MedQuAD questions that exactly
two organisations answer (bench/annotations/points.jsonl: places in the answers and no text; the answers come from the
archive); and questions whose answers were written for this project, with the marks (bench/annotations/written.jsonl).
The measuring questions all have three sources or more, so none of them can be among our own.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plurivox import answers, facets, sources, statements
from plurivox.model import Answer, Entry, Expert, ExpertKind, Question, Role, Statement

OWN = Path(__file__).parent / "annotations"

#: Files of written questions to learn from: what reference works say, and what experts advise.
WRITTEN = ("written.jsonl", "advice.jsonl")

#: Of the written questions one in so many is kept from the first network, for the matcher to learn from.
KEPT_BACK = 3

#: An annotated sentence and a statement are of each other when they share this part of the shorter one.
COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Annotated:
    """One question as readers marked it. `sentences` maps a sentence's id to (answer id, start, end)."""

    question: Question
    answers: tuple[Answer, ...]
    sentences: Mapping[str, tuple[str, int, int]]
    groups: Sequence[Sequence[str]]
    opposed: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """The engine's statements of one annotated question; `same` and `opposed` are pairs of places in them, i < j."""

    question: Question
    statements: tuple[Statement, ...]
    same: frozenset[tuple[int, int]]
    opposed: frozenset[tuple[int, int]]


def shared(path: Path) -> list[Annotated]:
    """The annotated questions of a file of the measuring data."""
    return [_shared(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def own(data: Path) -> list[Annotated]:
    """Our own annotated questions, over the answers of MedQuAD's archive in `data`."""
    entries = answers.admit(sources.read_path(data / "medquad" / "medquad.tar.gz"), partly=True)
    by_key = {entry.question.key: entry for entry in entries}
    lines = (OWN / "points.jsonl").read_text(encoding="utf-8").splitlines()
    return [_own(row, by_key[row["key"]]) for row in map(json.loads, lines)]


def written(*names: str) -> list[Annotated]:
    """The questions of these files (WRITTEN unless named) whose answers were written for this project."""
    lines = [line for name in names or WRITTEN for line in (OWN / name).read_text(encoding="utf-8").splitlines()]
    return [_written(row) for row in map(json.loads, lines)]


def written_apart() -> tuple[list[Annotated], list[Annotated]]:
    """The written questions in two parts: most, and every so-manyth, which the first network does not see."""
    rows = written()
    return [row for n, row in enumerate(rows) if n % KEPT_BACK], rows[::KEPT_BACK]


def example(row: Annotated) -> Example:
    """The question's statements, cut by the engine, with the readers' marks carried over by what they cover."""
    spans = [s for a in row.answers for s in statements.split(a) if s.role is Role.STATEMENT]
    said = tuple(facets.classify(spans, row.question))
    voice = {answer.id: answer.voice for answer in row.answers}
    marks = [_covered(statement, row) for statement in said]
    same = {
        frozenset(pair)
        for group in row.groups
        for pair in itertools.combinations(sorted(set(group)), 2)
        if voice[row.sentences[pair[0]][0]] != voice[row.sentences[pair[1]][0]]
    }
    opposed = {frozenset(pair[:2]) for pair in row.opposed}
    return Example(row.question, said, frozenset(_pairs(marks, same)), frozenset(_pairs(marks, opposed - same)))


def across(groups: Iterable[Iterable[int]], voices: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs of places, the lower first, that stand in one group and are of different voices."""
    pairs = (pair for group in groups for pair in itertools.combinations(sorted(group), 2))
    return {(a, b) for a, b in pairs if voices[a] != voices[b]}


def _pairs(marks: Sequence[frozenset[str]], wanted: set[frozenset[str]]) -> Iterator[tuple[int, int]]:
    of: dict[str, list[int]] = {}
    for place, held in enumerate(marks):
        for name in held:
            of.setdefault(name, []).append(place)
    for pair in wanted:
        a, b = sorted(pair)
        for i, j in itertools.product(of.get(a, ()), of.get(b, ())):
            if i != j:
                yield min(i, j), max(i, j)


def _covered(statement: Statement, row: Annotated) -> frozenset[str]:
    quote, found = statement.quote, set()
    for name, (answer, start, end) in row.sentences.items():
        common = min(quote.end, end) - max(quote.start, start)
        if answer == statement.answer and common >= COVERED * min(quote.end - quote.start, end - start):
            found.add(name)
    return frozenset(found)


def _shared(row: dict[str, Any]) -> Annotated:
    return Annotated(
        Question(row["key"], row["question"], subject=row["key"].rsplit("/", 1)[0]),
        tuple(Answer(a["id"], a["text"], Expert(a["source"], ExpertKind.ORGANISATION)) for a in row["answers"]),
        {s["id"]: (a["id"], s["start"], s["end"]) for a in row["answers"] for s in a["sentences"]},
        row["groups"],
        row["opposed"],
    )


def _own(row: dict[str, Any], entry: Entry) -> Annotated:
    places = {name: (place[0], place[1], place[2]) for name, place in row["sentences"].items()}
    return Annotated(entry.question, entry.answers, places, row["groups"], row["opposed"])


def _written(row: dict[str, Any]) -> Annotated:
    places: dict[str, tuple[str, int, int]] = {}
    groups: dict[str, list[str]] = {}
    answers = []
    for answer in row["answers"]:
        name = f"{row['key']}-{answer['source']}"
        text = ""
        for number, (sentence, points) in enumerate(answer["sentences"], 1):
            text += ("\n" if sentence.startswith("- ") else " ") if text else ""
            places[f"{answer['source']}{number}"] = (name, len(text), len(text) + len(sentence))
            text += sentence
            for point in points:
                groups.setdefault(point, []).append(f"{answer['source']}{number}")
        answers.append(Answer(name, text, Expert(name, ExpertKind.ORGANISATION)))
    question = Question(row["key"], row["question"], subject=row["subject"])
    return Annotated(question, tuple(answers), places, list(groups.values()), row["opposed"])
