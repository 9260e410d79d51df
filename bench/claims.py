"""Does a piece of evidence support a claim, refute it, or neither: HealthVer (Sarrouti et al. 2021), dev part.

Measured only: nothing is trained on it, and its claims are of a kind that no answer on a page has (short, about
COVID-19, against sentences of research papers). A relation stands for a verdict: same or qualifies supports, opposes
refutes, incomparable and unrelated are neutral.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from sklearn.metrics import f1_score

from bench.figures import Figure
from plurivox import cli, relations
from plurivox.model import RelationKind

VERDICTS = {
    RelationKind.SAME: "Supports",
    RelationKind.QUALIFIES: "Supports",
    RelationKind.OPPOSES: "Refutes",
    RelationKind.INCOMPARABLE: "Neutral",
    RelationKind.UNRELATED: "Neutral",
}


def measure(data: Path) -> list[Figure]:
    """Macro F1 of three verdicts, beside always giving the commonest one."""
    with (data / "healthver" / "healthver_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    encoder = cli.encoder()
    gold = [row["label"] for row in rows]
    found = [VERDICTS[relations.judge(r["claim"], r["evidence"], r["question"], encoder)[0]] for r in rows]
    commonest = Counter(gold).most_common(1)[0][0]
    macro, base = (f1_score(gold, guess, average="macro") for guess in (found, [commonest] * len(gold)))
    each = f1_score(gold, found, average=None, labels=["Supports", "Refutes", "Neutral"])
    parts = ", ".join(
        f"{name} {value:.2f}" for name, value in zip(("supports", "refutes", "neither"), each, strict=True)
    )
    about = f"HealthVer dev, {len(rows)} pairs, nothing trained on it"
    return [
        Figure(
            "claim and evidence, macro F1",
            about,
            f"{macro:.3f} ({parts})",
            "0.55",
            f"published test 0.796 after training on it; small head trained on it 0.57; commonest {base:.2f}",
        )
    ]
