"""Train the heads of plurivox.search.duplicates: `python -m bench.train_duplicates`.

Reads the training part of RQE and nothing else. Its negatives are drawn at random, so a head learns from them what
belongs together at all ("answers"); to tell the same from the merely near ("same"), each question is also held against
the nearest short questions that are not its own. Pairs of equal texts teach nothing and are left out. Seeded; minutes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench import data_folder
from bench.entailment import Pair, rqe
from plurivox import vectors
from plurivox.search import duplicates
from plurivox.search.duplicates import BY_MODEL, BY_WORDS

HEADS = Path(duplicates.__file__).parent / "heads.json"

#: One question in so many is used: 1,000 teach 16 weights as well as 3,000.
EVERY = 3

#: Which of the nearest short questions are taken as "not the same", and how near to its own they may not stand.
NEAREST, ITS_OWN = (0, 3, 12), 0.85

#: Figures of a head: what tells whether a question answers a message may not hang on how long the message is.
ANSWERS = ("second", "cosine", "sentence")
ANSWERS_BY_WORDS = ("second", "jaccard", "names")

#: Inverse strength of the ridge.
RIDGE = 0.3


def main() -> int:
    """Train, write, print the hash."""
    encoder = vectors.CachedEncoder(vectors.load(), vectors.folder().parent / "vectors")
    pairs = [pair for pair in rqe(data_folder(), "Training") if pair.a != pair.b]
    drawn = pairs[::EVERY]
    near = hard(pairs, encoder)
    values = duplicates.figures([_sorted(p) for p in drawn + near], encoder)
    labels = np.array([pair.same for pair in drawn + near])
    one_way = duplicates.figures([(p.a, p.b) for p in drawn], encoder)
    ours = np.array([pair.same for pair in drawn])
    names = (*BY_WORDS, *BY_MODEL)
    heads = {
        "same": _fit(values, labels, names, names),
        "same by words": _fit(values[:, : len(BY_WORDS)], labels, BY_WORDS, BY_WORDS),
        "answers": _fit(one_way, ours, names, ANSWERS),
        "answers by words": _fit(one_way[:, : len(BY_WORDS)], ours, BY_WORDS, ANSWERS_BY_WORDS),
    }
    HEADS.write_text(json.dumps(heads, indent=1) + "\n", encoding="utf-8")
    print(f"heads.json: {hashlib.sha256(HEADS.read_bytes()).hexdigest()}")
    return 0


def hard(pairs: Sequence[Pair], encoder: vectors.Encoder) -> list[Pair]:
    """Each question with near ones that are not its own."""
    short = list(dict.fromkeys(pair.b for pair in pairs if pair.same))
    place = {text: at for at, text in enumerate(short)}
    made = encoder.encode(short)
    own: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.same:
            own.setdefault(pair.a, []).append(place[pair.b])
    asked = list(own)[::EVERY]
    found = []
    for text, vector in zip(asked, encoder.encode(asked), strict=True):
        beside = (made[own[text]] @ made.T).max(axis=0)
        order = [at for at in np.argsort(-(made @ vector), kind="stable")[:60].tolist() if beside[at] < ITS_OWN]
        found += [Pair(text, short[order[n]], False) for n in NEAREST if n < len(order)]
    return found


def _sorted(pair: Pair) -> tuple[str, str]:
    return min(pair.a, pair.b), max(pair.a, pair.b)


def _fit(values: Any, labels: Any, names: Sequence[str], used: Sequence[str]) -> dict[str, Any]:
    """A head over all names, with nothing for those that are not used."""
    columns = [names.index(name) for name in used]
    chosen = values[:, columns]
    mean, spread = chosen.mean(axis=0), chosen.std(axis=0) + 1e-9
    model = LogisticRegression(C=RIDGE, max_iter=2000, class_weight="balanced").fit((chosen - mean) / spread, labels)
    weights = np.zeros(len(names))
    weights[columns] = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (model.coef_[0] * mean / spread).sum())
    return {"names": list(names), "weights": [round(w, 5) for w in weights.tolist()], "bias": round(bias, 5)}


if __name__ == "__main__":
    sys.exit(main())
