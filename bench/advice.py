"""Where experts advise and argue: what is joined, what stands alone, what is opposed, and what reviewers are asked.

Over the comparisons that a reader gets of questions as readers ask them, five answers each, written with their marks
for this project; nothing was trained on them. While it was decided what the matcher sees and learns from, figures on
advice-dev.jsonl were looked at (decisions 0024 to 0026); of advice-held.jsonl only what rules listed as opposed was.
"""

from __future__ import annotations

from pathlib import Path

from bench import annotated, held
from bench.figures import Figure
from plurivox import cli
from plurivox.vectors import Encoder


def measure(_data: Path) -> list[Figure]:
    """F1, precision and recall over pairs of one point; then what is listed as opposed, and what reviewers are told."""
    encoder = cli.encoder(required=True)
    return [figure for part in ("dev", "held") for figure in _figures(part, encoder)]


def _figures(part: str, encoder: Encoder | None) -> list[Figure]:
    questions = annotated.written(f"advice-{part}.jsonl")
    n = held.count(questions, encoder)
    precision, recall = n["right joined"] / max(1, n["joined"]), n["right joined"] / n["same"]
    about = f"advice {part}, {len(questions)} questions"
    shown = {
        **{"id": "advised", "precision": round(precision, 2), "recall": round(recall, 2), "pairs": n["same"]},
        **{"questions": len(questions), "data": f"advice {part}, written for this project"},
    }
    joined = {"id": "contradictions", "found": n["opposed and joined"], "of": n["opposed"], "data": shown["data"]}
    opposed = f"{n['right listed'] / max(1, n['listed']):.2f} / {n['right listed'] / n['opposed']:.2f}"
    listed = f"{n['right listed']} of {n['listed']} listed, {n['opposed']} marked"
    return [
        Figure("points of advice: F1 over pairs", about, f"{2 * n['right joined'] / (n['joined'] + n['same']):.3f}"),
        Figure(
            "points of advice: precision / recall",
            about,
            f"{precision:.3f} / {recall:.3f}",
            shown=shown if part == "held" else None,
        ),
        held.alone(n, about),
        held.asked(n, about),
        Figure(
            "opposed pairs of advice in one point",
            about,
            f"{n['opposed and joined']} of {n['opposed']}",
            shown=joined if part == "held" else None,
        ),
        Figure("opposed advice, precision / recall", about, f"{opposed} ({listed})"),
        Figure("doubts for reviewers that are marked opposed", about, f"{n['right doubted']} of {n['doubted']}"),
    ]
