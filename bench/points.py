"""Who says the same: pairs of sentences of different answers that stand in one point, against annotated questions.

Figures on points/dev.jsonl of the measuring data over the comparisons that a reader gets, scored by the scorer that
lies beside the data (bench/score_points.py there). Beside them, in the same run: plain cosine over the annotated
sentences, complete linkage, at the threshold that suits this very file best. Never tunes.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import annotated, held
from bench.figures import Figure, table
from plurivox import records, vectors
from plurivox.compare import compare
from plurivox.errors import ModelMissing
from plurivox.model import Answer, Expert, ExpertKind, Question
from plurivox.vectors import Encoder

#: Published with the data: first marks, and two readers of the same part.
QUICK_HEAD, PEOPLE = 0.65, 0.976

#: Cosine thresholds that the plain method may choose from.
THRESHOLDS = np.arange(0.3, 0.95, 0.025)


def measure(data: Path) -> list[Figure]:
    """F1, precision, recall, statements kept and quotes lost, what stands alone; then by words alone, with a model."""
    gold = data / "points" / "dev.jsonl"
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    try:
        encoder: Encoder | None = vectors.load()
    except ModelMissing:
        encoder = None
    figures = _scored(rows, gold, data, encoder)
    if encoder:
        plain = _plain(rows, encoder)
        figures[0] = Figure(
            figures[0].what,
            figures[0].data,
            figures[0].value,
            "0.60, then 0.80",
            f"cosine {plain:.2f} (this run); quick trained head {QUICK_HEAD}; people {PEOPLE}",
        )
        n = held.count(annotated.shared(gold), encoder)
        figures += [held.alone(n, "points dev", len(rows)), held.asked(n, "points dev")]
        figures += _scored(rows, gold, data, None)[:3]
    return figures


def predict(rows: Sequence[dict[str, Any]], encoder: Encoder | None) -> list[dict[str, Any]]:
    """The comparison of each annotated question, as data."""
    found = []
    for row in rows:
        question = Question(row["key"], row["question"], subject=row["key"].rsplit("/", 1)[0])
        answers = [Answer(a["id"], a["text"], Expert(a["source"], ExpertKind.ORGANISATION)) for a in row["answers"]]
        found.append(records.to_dict(compare(question, answers, encoder)))
    return found


def score(rows: Sequence[dict[str, Any]], gold: Path, data: Path, encoder: Encoder | None) -> dict[str, Any]:
    """What the scorer beside the data says of our comparisons."""
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(p) + "\n" for p in predict(rows, encoder)), encoding="utf-8")
        scorer = data.parent / "bench" / "score_points.py"
        run = subprocess.run([sys.executable, scorer, gold, predicted], capture_output=True, text=True, check=True)
    scored: dict[str, Any] = json.loads(run.stdout)
    return scored


def _scored(rows: Sequence[dict[str, Any]], gold: Path, data: Path, encoder: Encoder | None) -> list[Figure]:
    how = "points" if encoder else "points by words alone"
    began = time.perf_counter()
    scored = score(rows, gold, data, encoder)
    took = time.perf_counter() - began
    points = scored["points"]
    shown = {
        **{"id": "agreed", "precision": round(points["precision"], 2), "recall": round(points["recall"], 2)},
        **{"pairs": points["gold"], "questions": scored["questions"], "data": "points dev"},
    }
    if not encoder:
        shown = {}
    return [
        Figure(f"{how}: F1 over pairs", "points dev", f"{points['f1']:.3f}"),
        Figure(f"{how}: precision", "points dev", f"{points['precision']:.3f}", "0.85" if encoder else "", shown=shown),
        Figure(f"{how}: recall", "points dev", f"{points['recall']:.3f}"),
        Figure("statements kept", "points dev", f"{scored['kept']:.4f}", "0.99"),
        Figure("quotes not found", "points dev", str(scored["quotes_not_found"]), "0"),
        Figure(f"{len(rows)} questions compared and scored, seconds", "points dev", f"{took:.1f}"),
    ]


def _plain(rows: Sequence[dict[str, Any]], encoder: Encoder) -> float:
    """The best F1 of complete linkage by cosine over the annotated sentences."""
    cases = []
    for row in rows:
        sentences = [(a["id"], s["id"], s["text"]) for a in row["answers"] for s in a["sentences"]]
        vectors_of = encoder.encode([text for _, _, text in sentences])
        gold = set().union(*(_pairs([(i.split(".")[0], i) for i in set(group)]) for group in row["groups"]), set())
        cases.append((sentences, vectors_of @ vectors_of.T, gold))
    best = 0.0
    for threshold in THRESHOLDS:
        right = given = wanted = 0
        for sentences, cosines, gold in cases:
            linked = set()
            for group in _complete(cosines, threshold):
                linked |= _pairs([sentences[i][:2] for i in group])
            right, given, wanted = right + len(linked & gold), given + len(linked), wanted + len(gold)
        best = max(best, 2 * right / (given + wanted))
    return best


def _pairs(members: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    pairs = itertools.combinations(sorted(members, key=lambda member: member[1]), 2)
    return {(a[1], b[1]) for a, b in pairs if a[0] != b[0]}


def _complete(cosines: Any, threshold: float) -> list[list[int]]:
    """Complete linkage: the two nearest groups merge while their farthest members are near enough."""
    groups = [[i] for i in range(len(cosines))]
    near = cosines.copy()
    np.fill_diagonal(near, -1)
    while near.size and near.max() >= threshold:
        a, b = sorted(divmod(int(near.argmax()), len(near)))
        groups[a] += groups[b]
        groups[b] = []
        near[a] = near[:, a] = np.minimum(near[a], near[b])
        near[b] = near[:, b] = near[a, a] = -1
    return [group for group in groups if group]


if __name__ == "__main__":
    from bench import data_folder

    print(table(measure(data_folder())))
