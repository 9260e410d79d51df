"""Trains the weights that a sentence's vector is held against for urgency, from our own texts; seeded by nothing.

`python -m bench.urgency` writes plurivox/urgency/weights.json. It reads tests/spec/urgent-more.jsonl and the half of
tests/spec/urgent.jsonl that is named "build"; the other half only measures.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from plurivox import urgency, vectors

ROOT = Path(__file__).resolve().parents[1]

#: The inverse of the penalty on weights, chosen on the build half by cross-validation.
INVERSE_PENALTY = 10.0


def texts() -> list[tuple[str, str]]:
    """What is learnt from: each text with its kind."""
    spec = ROOT / "tests" / "spec"
    rows = [json.loads(line) for line in (spec / "urgent.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["half"] == "build"]
    rows += [json.loads(line) for line in (spec / "urgent-more.jsonl").read_text("utf-8").splitlines()]
    return [(row["text"], row["kind"]) for row in rows]


def main() -> None:
    """Write the weights of each kind: one logistic regression a kind, against texts of no kind."""
    from sklearn.linear_model import LogisticRegression

    rows = texts()
    encoded = vectors.load().encode([text for text, _ in rows])
    kinds = np.array([kind for _, kind in rows])
    weights = {}
    for kind in urgency.LEARNT:
        chosen = (kinds == kind.value) | (kinds == "none")
        learner = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000)
        learner.fit(encoded[chosen], kinds[chosen] == kind.value)
        row = [*learner.coef_[0], learner.intercept_[0]]
        weights[kind.value] = [round(float(number), 4) for number in row]
    place = ROOT / "plurivox" / "urgency" / "weights.json"
    place.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
