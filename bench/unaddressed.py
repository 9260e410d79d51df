"""What nobody addressed: of the sides of a question that the comparison lists so, how many are, and how many it lists.

Against bench/annotations/unaddressed.jsonl: readers went through all answers to a question and said which of the sides
that a reader of it would expect (facets.expected) no answer speaks to. Of questions of public health institutes
(points/*.jsonl of the measuring data; cues and thresholds of plurivox.facets were set while figures on them were looked
at) and of questions as readers ask them, written for this project.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench import annotated
from bench.figures import Figure
from plurivox import facets, statements
from plurivox.model import Facet, Role


def measure(data: Path) -> list[Figure]:
    """Precision and recall over sides, by kind of answers; then of both together, as readers are told."""
    institutes = [row for part in ("train", "dev") for row in annotated.shared(data / "points" / f"{part}.jsonl")]
    kinds = {
        "answers of institutes": _count(institutes, marked("points")),
        "answers that advise": _count(annotated.written("advice-held.jsonl"), marked("advice-held")),
    }
    both = Counter[str]()
    for n in kinds.values():
        both.update(n)
    shown = {
        **{
            "id": "unaddressed",
            "precision": round(_share(both, "listed"), 2),
            "recall": round(_share(both, "silent"), 2),
        },
        **{"questions": both["questions"], "data": "answers of institutes, and answers that advise"},
    }
    return [
        *(_figure(what, n) for what, n in kinds.items()),
        Figure("what nobody addressed: precision / recall", *_told("both", both), shown=shown),
    ]


def marked(source: str) -> dict[str, list[Facet]]:
    """By the keys of the questions from one source, the sides that nobody addresses."""
    lines = (annotated.OWN / "unaddressed.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["of"] == source]
    return {row["key"]: [Facet(name) for name in row["unaddressed"]] for row in rows}


def _count(questions: Sequence[annotated.Annotated], silent: dict[str, list[Facet]]) -> Counter[str]:
    """Sides that are listed, that readers marked, and that are both; over the questions that were read."""
    found: Counter[str] = Counter()
    for row in questions:
        if (truly := silent.get(row.question.key)) is None:
            continue
        spans = [s for a in row.answers for s in statements.split(a) if s.role is Role.STATEMENT]
        listed = facets.unaddressed(facets.classify(spans, row.question), row.question)
        found["questions"] += 1
        found["listed"] += len(listed)
        found["silent"] += len(truly)
        found["right"] += len(set(listed) & set(truly))
    return found


def _figure(what: str, n: Counter[str]) -> Figure:
    return Figure("what nobody addressed: precision / recall", *_told(what, n))


def _told(what: str, n: Counter[str]) -> tuple[str, str]:
    told = f"{n['right']} of {n['listed']} listed, {n['silent']} marked"
    return f"{what}, {n['questions']} questions", f"{_share(n, 'listed'):.2f} / {_share(n, 'silent'):.2f} ({told})"


def _share(n: Counter[str], of: str) -> float:
    return n["right"] / max(1, n[of])
