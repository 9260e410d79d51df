"""Where experts advise and argue: what is joined, what is opposed, joined although opposed, or doubted.

Over the comparisons that a reader gets of questions as readers ask them, five answers each, written with their marks
for this project; nothing was trained on them. While it was decided what the matcher sees and learns from, figures on
advice-dev.jsonl were looked at (decisions 0024 to 0026); of advice-held.jsonl only what rules listed as opposed was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench import annotated
from bench.figures import Figure
from plurivox import cli
from plurivox.compare import compare
from plurivox.model import Relation, RelationKind
from plurivox.vectors import Encoder


def measure(_data: Path) -> list[Figure]:
    """F1, precision and recall over pairs of one point; then what is listed as opposed, and what reviewers are told."""
    encoder = cli.encoder(required=True)
    return [figure for part in ("dev", "held") for figure in _figures(part, encoder)]


def _figures(part: str, encoder: Encoder | None) -> list[Figure]:
    questions = annotated.written(f"advice-{part}.jsonl")
    n = count(questions, encoder)
    precision, recall = n["right"] / max(1, n["joined"]), n["right"] / n["same"]
    about = f"advice {part}, {len(questions)} questions"
    shown = {
        **{"id": "advised", "precision": round(precision, 2), "recall": round(recall, 2), "pairs": n["same"]},
        **{"questions": len(questions), "data": f"advice {part}, written for this project"},
    }
    opposed = f"{n['truly opposed'] / max(1, n['listed']):.2f} / {n['truly opposed'] / n['opposed']:.2f}"
    listed = f"{n['truly opposed']} of {n['listed']} listed, {n['opposed']} marked"
    return [
        Figure("points of advice: F1 over pairs", about, f"{2 * n['right'] / (n['joined'] + n['same']):.3f}"),
        Figure(
            "points of advice: precision / recall",
            about,
            f"{precision:.3f} / {recall:.3f}",
            shown=shown if part == "held" else None,
        ),
        Figure("opposed pairs of advice in one point", about, f"{n['opposed and joined']} of {n['opposed']}"),
        Figure("opposed advice, precision / recall", about, f"{opposed} ({listed})"),
        Figure("doubts for reviewers that are marked opposed", about, f"{n['truly doubted']} of {n['doubted']}"),
    ]


def count(questions: list[annotated.Annotated], encoder: Encoder | None) -> Counter[str]:
    """Pairs of different voices: the same and opposed by the marks; joined and listed as opposed by the comparison."""
    found: Counter[str] = Counter()
    for row in questions:
        marked = annotated.example(row)
        made = compare(row.question, row.answers, encoder)
        place = {statement.id: n for n, statement in enumerate(marked.statements)}
        voice = [statement.voice for statement in marked.statements]
        joined = annotated.across([[place[name] for name in point.statements] for point in made.points], voice)
        listed = _places([r for r in made.relations if r.kind is RelationKind.OPPOSES], place)
        doubted = _places(made.doubts, place)
        found["same"] += len(marked.same)
        found["joined"] += len(joined)
        found["right"] += len(joined & marked.same)
        found["opposed"] += len(marked.opposed)
        found["opposed and joined"] += len(joined & marked.opposed)
        found["listed"] += len(listed)
        found["truly opposed"] += len(listed & marked.opposed)
        found["doubted"] += len(doubted)
        found["truly doubted"] += len(doubted & marked.opposed)
    return found


def _places(relations: Iterable[Relation], place: Mapping[str, int]) -> set[tuple[int, int]]:
    ends = ((place[relation.a], place[relation.b]) for relation in relations)
    return {(min(a, b), max(a, b)) for a, b in ends}
