"""Warnings: of the statements that lead the page, how many warn, and how many of those that warn lead it.

Measured against bench/annotations/warnings.jsonl: every statement of the MEDIQA 2019 answers (Ben Abacha et al. 2019)
that the program led with or that holds a word of danger, marked by readers who did not know which is which; no rule was
drawn up on them. Rules were drawn up on warnings-dev.jsonl, statements of the MedQuAD archive: a line there weighs as
much as the statements it was drawn for. What warns without any word of danger is not counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

from bench import annotated
from bench.figures import Figure
from plurivox import answers, sources, statements
from plurivox.model import Answer, Expert, Role
from plurivox.warning import calls_for_help, is_warning

#: Characters of the SHA-256 of a statement's text that name it: the archive's sentences are not ours to keep.
SHORT = 16


def measure(data: Path) -> list[Figure]:
    """Precision and recall over statements, each text once; and of the warnings found, which call for help now."""
    marked = _marked("warnings", _mediqa(data / "mediqa2019-qa"))
    precision, recall = _rates([(1, row["warns"], is_warning(text)) for text, row in marked])
    found = [(text, row) for text, row in marked if row["warns"] and is_warning(text)]
    first = _rates([(1, row["help"], calls_for_help(text)) for text, row in found])
    tuned = _rates(
        [(row["weight"], row["warns"], is_warning(text)) for text, row in _marked("warnings-dev", _medquad(data))]
    )
    return [
        Figure(
            "warnings that lead the page: precision / recall",
            f"MEDIQA 2019, {len(marked):,} statements with a word of danger",
            _told(precision, recall),
            shown={"id": "warnings", "precision": precision, "recall": recall, "data": "answers of health sites"},
        ),
        Figure("calls for help among them, which come first", f"the {len(found)} found that warn", _told(*first)),
        Figure("warnings, on what the rules were drawn up on", "MedQuAD, drawn and weighed", _told(*tuned)),
    ]


def _rates(rows: list[tuple[float, bool, bool]]) -> tuple[float, float]:
    """Precision and recall of (weight, is so, is taken for so)."""
    taken = sum(weight for weight, _, found in rows if found)
    true = sum(weight for weight, so, _ in rows if so)
    right = sum(weight for weight, so, found in rows if so and found)
    return round(right / taken, 2), round(right / true, 2)


def _told(precision: float, recall: float) -> str:
    return f"{precision:.2f} / {recall:.2f}"


def _marked(of: str, texts: Iterator[str]) -> list[tuple[str, dict[str, Any]]]:
    """The statements that an annotation file names, each with its line."""
    named = {name(text): text for text in texts}
    rows = map(json.loads, (annotated.OWN / f"{of}.jsonl").read_text(encoding="utf-8").splitlines())
    return [(named[row["statement"]], row) for row in rows]


def _medquad(data: Path) -> Iterator[str]:
    """The archive's statements."""
    for entry in answers.admit(sources.read_path(data / "medquad" / "medquad.tar.gz"), partly=True):
        for answer in entry.answers:
            yield from _said(answer)


def _mediqa(folder: Path) -> Iterator[str]:
    """Statements of the answers that were ranked for consumers' questions."""
    for part in ("TrainingSet2-Alexa", "ValidationSet"):
        tree = ElementTree.parse(folder / f"MEDIQA2019-Task3-QA-{part}.xml")
        for text in tree.iter("AnswerText"):
            if words := (text.text or "").strip():
                yield from _said(Answer("a1", words, Expert("Source")))


def _said(answer: Answer) -> Iterator[str]:
    return (s.quote.exact for s in statements.split(answer) if s.role is Role.STATEMENT)


def name(text: str) -> str:
    """How the annotations name a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:SHORT]
