"""Warnings: of the statements that lead the page, how many warn, and how many of those that warn lead it.

Against bench/annotations/warnings.jsonl: statements of the MedQuAD archive, drawn from those that the program led with
and from those that hold a word of danger, and marked by readers who did not know which is which. A line weighs as much
as the statements it was drawn for. What warns without any word of danger is not counted.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from bench import annotated
from bench.figures import Figure
from plurivox import answers, sources, statements
from plurivox.model import Role
from plurivox.warning import is_warning

#: Characters of the SHA-256 of a statement's text that name it: the archive's sentences are not ours to keep.
SHORT = 16


def measure(data: Path) -> list[Figure]:
    """Precision and recall over the archive's statements, each text once."""
    lines = (annotated.OWN / "warnings.jsonl").read_text(encoding="utf-8").splitlines()
    marked = {row["statement"]: row for row in map(json.loads, lines)}
    texts = _texts(data / "medquad" / "medquad.tar.gz")
    rows = [(row["weight"], row["warns"], is_warning(texts[statement])) for statement, row in marked.items()]
    led = sum(weight for weight, _, leads in rows if leads)
    warn = sum(weight for weight, warns, _ in rows if warns)
    right = sum(weight for weight, warns, leads in rows if warns and leads)
    missed = sum(warns and not leads for _, warns, leads in rows)
    precision, recall = round(right / led, 2), round(right / warn, 2)
    return [
        Figure(
            "warnings that lead the page: precision / recall",
            f"MedQuAD, {len(rows)} statements of {round(sum(weight for weight, *_ in rows)):,} weighed",
            f"{precision:.2f} / {recall:.2f} ({missed} of those drawn missed)",
            shown={"id": "warnings", "precision": precision, "recall": recall, "data": "answers of institutes"},
        )
    ]


def _texts(archive: Path) -> dict[str, str]:
    """The archive's statements by their name."""
    found: dict[str, str] = {}
    for entry in answers.admit(sources.read_path(archive), partly=True):
        for answer in entry.answers:
            for statement in statements.split(answer):
                if statement.role is Role.STATEMENT:
                    text = statement.quote.exact
                    found[name(text)] = text
    return found


def name(text: str) -> str:
    """How the annotations name a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:SHORT]
