"""Train the reading of pairs (plurivox/relations/trees.json), seeded, and print cross-validated figures.

Reads relations/train.jsonl, our own bench/annotations/relations.jsonl, and a sample of points/train.jsonl (pairs of one
point as same, other near pairs as unrelated, the opposed ones as opposes). Never reads a dev part.
`python -m bench.train_relations [--dry-run]`.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import GroupKFold

from bench import annotated, data_folder
from plurivox import vectors
from plurivox.relations import features, rules, trees

SEED = 7
TREES, DEPTH, RATE, SUBSAMPLE, SHARE_OF_FEATURES = 150, 3, 0.05, 0.7, 0.3

#: A pair cut from running answers counts this much of a pair written to be judged: of one point, opposed, any other.
WEIGHT_SAME, WEIGHT_OPPOSED, WEIGHT_OTHER = 0.4, 0.3, 0.1

#: Sentences that share more of their words than this are near enough to be confused.
NEAR = 0.25

#: Pairs taken a question: of one point, and near each other but of different points.
SAME_PAIRS, OTHER_PAIRS = 6, 14
KINDS = [kind.value for kind in trees.KINDS]


@dataclass(frozen=True)
class Example:
    """One annotated pair."""

    question: str
    a: str
    b: str
    kind: int
    weight: float


def written(path: Path) -> list[Example]:
    """The pairs written to be judged."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(r["question"], r["a"], r["b"], KINDS.index(r["relation"]), 1.0) for r in rows]


def found(path: Path, rng: random.Random) -> list[Example]:
    """Pairs of sentences of different answers, from the annotated points."""
    examples: list[Example] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        text = {s["id"]: a["text"][s["start"] : s["end"]] for a in entry["answers"] for s in a["sentences"]}
        home = {s["id"]: a["id"] for a in entry["answers"] for s in a["sentences"]}
        ids = [i for i in text if i not in set(entry["boilerplate"])]
        opposed = {frozenset(o[:2]) for o in entry["opposed"]}
        same = {frozenset((i, j)) for g in entry["groups"] for i in g for j in g if i < j} - opposed
        across = [(i, j) for n, i in enumerate(ids) for j in ids[n + 1 :] if home[i] != home[j]]
        near = [
            p
            for p in across
            if frozenset(p) not in same | opposed and _shared(text[p[0]], text[p[1]], entry["question"])
        ]
        alike = [p for p in across if frozenset(p) in same]
        picks = [(p, 2, WEIGHT_OPPOSED) for p in across if frozenset(p) in opposed]
        picks += [(p, 0, WEIGHT_SAME) for p in rng.sample(alike, min(SAME_PAIRS, len(alike)))]
        picks += [(p, 4, WEIGHT_OTHER) for p in rng.sample(near, min(OTHER_PAIRS, len(near)))]
        examples += [Example(entry["question"], text[i], text[j], kind, weight) for (i, j), kind, weight in picks]
    return examples


def _shared(a: str, b: str, question: str) -> bool:
    """Whether two sentences share enough words to be confused."""
    return rules.overlap(rules.side(a, question), rules.side(b, question)) > NEAR


def table(examples: list[Example], encoder: vectors.Encoder | None) -> Any:
    """Features of every example, a row each."""
    texts = sorted({t for e in examples for t in (e.a, e.b, e.question)})
    known = dict(zip(texts, encoder.encode(texts), strict=True)) if encoder else {}
    rows = []
    for e in examples:
        a, b = rules.side(e.a, e.question), rules.side(e.b, e.question)
        rows.append(features.row(a, b, (known[e.a], known[e.b], known[e.question]) if encoder else None))
    return np.array(rows, dtype=np.float32)


def fit(rows: Any, examples: list[Example]) -> GradientBoostingClassifier:
    """Boosted trees with every kind weighing the same in all."""
    kinds = np.array([e.kind for e in examples])
    weights = np.array([e.weight for e in examples])
    weights = weights * (weights.sum() / len(KINDS) / np.bincount(kinds, weights=weights, minlength=len(KINDS)))[kinds]
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        subsample=SUBSAMPLE,
        max_features=SHARE_OF_FEATURES,
        random_state=SEED,
    )
    return model.fit(rows, kinds, sample_weight=weights)


def cross_validate(rows: Any, examples: list[Example]) -> str:
    """Figures on the written pairs, five folds by question."""
    groups = [e.question for e in examples]
    kinds = np.array([e.kind for e in examples])
    guess = np.zeros(len(examples), dtype=int)
    for train, test in GroupKFold(5).split(rows, kinds, groups):
        guess[test] = fit(rows[train], [examples[i] for i in train]).predict(rows[test])
    judged = np.array([e.weight == 1.0 for e in examples])
    kinds, guess = kinds[judged], guess[judged]
    precision, recall = precision_score(kinds == 2, guess == 2), recall_score(kinds == 2, guess == 2)
    return f"macro F1 {f1_score(kinds, guess, average='macro'):.3f}, opposes P {precision:.2f} R {recall:.2f}"


def export(model: GradientBoostingClassifier, names: list[str]) -> dict[str, Any]:
    """The trees as plain numbers."""
    size = max(t.tree_.node_count for row in model.estimators_ for t in row)
    part: dict[str, Any] = {"features": names, "depth": DEPTH, "kind": []}
    columns: dict[str, list[list[float]]] = {n: [] for n in ("feature", "threshold", "left", "right", "value")}
    for row in model.estimators_:
        for kind, tree in enumerate(row):
            t = tree.tree_
            leaf = t.children_left < 0
            own = np.arange(t.node_count)
            pad = [0] * (size - t.node_count)
            part["kind"].append(kind)
            columns["feature"].append([*np.where(leaf, 0, t.feature).tolist(), *pad])
            columns["threshold"].append([*np.where(leaf, 0, t.threshold).round(6).tolist(), *pad])
            columns["left"].append([*np.where(leaf, own, t.children_left).tolist(), *pad])
            columns["right"].append([*np.where(leaf, own, t.children_right).tolist(), *pad])
            columns["value"].append([*(RATE * t.value[:, 0, 0]).round(6).tolist(), *pad])
    part["start"] = np.log(np.clip(model.init_.class_prior_, 1e-9, 1)).round(6).tolist()
    return part | columns


def main() -> int:
    """Cross-validate, train on everything, write trees.json and its hash."""
    data = data_folder()
    examples = written(data / "relations" / "train.jsonl") + written(annotated.OWN / "relations.jsonl")
    examples += found(data / "points" / "train.jsonl", random.Random(SEED))
    parts = {}
    for name, encoder in (("vectors", vectors.load()), ("words", None)):
        rows = table(examples, encoder)
        print(f"{name}: {len(examples)} pairs, {rows.shape[1]} features, {cross_validate(rows, examples)}", flush=True)
        parts[name] = export(fit(rows, examples), features.names(encoder is not None))
    if "--dry-run" in sys.argv[1:]:
        return 0
    text = json.dumps(parts, separators=(",", ":")).encode()
    trees.FILE.write_bytes(text)
    word = '"""What the trained file must be, byte for byte; written by bench/train_relations.py."""'
    pinned = f'{word}\n\nTREES_SHA256 = "{hashlib.sha256(text).hexdigest()}"\n'
    trees.FILE.with_name("pins.py").write_text(pinned, encoding="utf-8")
    print(f"{trees.FILE.name}: {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
