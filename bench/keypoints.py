"""Who makes which key point: statements matched to key points, on the key point analysis task of 2021 (dev part).

Recipe of the shared task (Friedman et al. 2021, ArgKP of Bar-Haim et al. 2020, CDLA-Sharing 1.0): each argument with
its best key point of the same topic and stance; the surer half of these; average precision, averaged over topics and
stances. Pairs that the annotators left undecided count as wrong (strict) or as right (relaxed). The training part was
learnt from (bench/train_interaction.py); the dev part's topics are others. Never tunes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from bench.figures import Figure
from plurivox import cli, vectors

#: Of the arguments, the share that is ranked, as the task has it.
RANKED = 0.5

Scores = Callable[[str, list[tuple[str, str]]], Any]


def measure(data: Path) -> list[Figure]:
    """Mean average precision, strict and relaxed, of late interaction and, in the same run, of plain cosine."""
    encoder = cli.encoder(required=True)
    assert encoder is not None  # required
    column = vectors.LIKENESSES.index("key point")

    def cosine(asked: str, pairs: list[tuple[str, str]]) -> Any:
        a, b = (encoder.encode([pair[side] for pair in pairs]) for side in (0, 1))
        return (a * b).sum(axis=1)

    folder = data / "kpa2021"
    ours = _mean(folder, lambda asked, pairs: encoder.liken(asked, pairs)[:, column])
    plain = _mean(folder, cosine)
    about = "KPA-2021 dev, 4 topics, 932 arguments"
    marks = ("published test 0.79-0.81; small head 0.56", "published test 0.93; small head 0.75")
    return [
        Figure(f"key points, mean average precision, {way}", about, f"{value:.3f}", reach, f"{mark}; cosine {base:.3f}")
        for way, value, base, reach, mark in zip(
            ("strict", "relaxed"), ours, plain, ("0.70", "0.85"), marks, strict=True
        )
    ]


def _mean(folder: Path, score: Scores) -> tuple[float, float]:
    arguments, points, labels = (_rows(folder / f"{name}_dev.csv") for name in ("arguments", "key_points", "labels"))
    label = {(row["arg_id"], row["key_point_id"]): int(row["label"]) for row in labels}
    found: list[tuple[float, float]] = []
    for topic, stance in sorted({(row["topic"], row["stance"]) for row in points}):
        mine = [row for row in arguments if (row["topic"], row["stance"]) == (topic, stance)]
        keys = [row for row in points if (row["topic"], row["stance"]) == (topic, stance)]
        pairs = [(argument["argument"], key["key_point"]) for argument in mine for key in keys]
        scores = np.asarray(score(topic, pairs)).reshape(len(mine), len(keys))
        best = scores.argmax(axis=1)
        surest = np.argsort(-scores.max(axis=1), kind="stable")[: int(len(mine) * RANKED)]
        given = [label.get((mine[i]["arg_id"], keys[best[i]]["key_point_id"])) for i in surest]
        ranks = scores.max(axis=1)[surest]
        found.append(
            (
                average_precision_score([value or 0 for value in given], ranks),
                average_precision_score([1 if value is None else value for value in given], ranks),
            )
        )
    strict, relaxed = np.mean(found, axis=0).tolist()
    return strict, relaxed


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
