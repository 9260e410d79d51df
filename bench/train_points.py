"""Train the matcher of plurivox.points from annotated questions: `python -m bench.train_points`.

`python -m bench.train_points words` counts the table of rare words anew, which the figures are made with.

Reads `points/train.jsonl` of the measuring data (never the dev part) and every third of our written questions, needs
the sentence model, and writes the trees and `matchers.json` into plurivox/points. Late interaction is taken from the
network that was trained on the rest of our own annotations alone, for what it says of questions it has learnt from
would be believed too much. Seeded; minutes on 2 cores. The rule of grouping is set on cross-validated predictions,
grouped by question. No sentence of the data is written: trees hold thresholds on figures, nothing else.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from bench import annotated, artefact, data_folder
from plurivox import pairs, vectors
from plurivox.model import Statement
from plurivox.pairs import words
from plurivox.pairs.description import STANDS
from plurivox.points import OPPOSED_FLOOR, Rule, cover

FOLDER = Path(__file__).parent.parent / "plurivox" / "points"

#: Chosen by cross-validation over the training questions: 20,000 pairs, 1 in 18 of them joined by the readers.
TREES: dict[str, Any] = {
    "max_iter": 150,
    "learning_rate": 0.06,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 30,
    "max_features": 0.3,
    "l2_regularization": 5.0,
    "early_stopping": False,
}

#: What can only speak for "the same", and what can only speak against it, by the words of the figures' names.
FOR = re.compile(r"jaccard|part|sum|lead|shared|words|letters|cosine|counterparts|interaction|one point")
AGAINST = re.compile(r"left|no counterpart|apart|opposed")

#: What is opposed is found by these: by what the two statements say, and not by where they stand or how their answers
#: are written. All the columns find as much on answers written to be learnt from, and less on the sample library.
SAID = (
    *("interaction same", "interaction whole", "interaction covered-", "interaction covered+"),
    *("together one point", "together opposed", "cosine", "own cosine", "rare jaccard", "rare part-", "rare part+"),
    *("numbers shared", "numbers apart", "numbers in one", "denials"),
)

#: A stem in fewer sentences than this is not listed (words.UNSEEN stands for it).
FEWEST = 5

#: One forest a seed.
SEEDS = (1, 2, 3)

FOLDS = 5

#: Rules tried; of those as good as the best F1 the most precise is taken: better "only one says" than false agreement.
#: On answers that argue (the sample library) a link of 0.4 joins a third more rows than one of 0.5, most of them wrong.
LINKS, JOINS, LEASTS = (0.4, 0.45, 0.5, 0.55), (0.25, 0.35, 0.45), (0.05, 0.1)

#: What F1 may fall by for the sake of precision.
AS_GOOD = 0.015


@dataclass(frozen=True)
class Example:
    """One annotated question: its statements, their pairs, and which of these are joined, and which opposed."""

    statements: tuple[Statement, ...]
    pairs: pairs.Pairs
    joined: Any
    opposed: Any
    total: int
    """Pairs that the readers joined, those among them that `pairs.describe` left out."""


def main() -> int:
    """Train both matchers, print their cross-validated figures, write them; or count words."""
    if sys.argv[1:] == ["words"]:
        return count_words(data_folder() / "medquad" / "medquad.tar.gz")
    data = data_folder()
    questions = annotated.shared(data / "points" / "train.jsonl") + annotated.written_apart()[1]
    encoder = artefact.load(artefact.OWN)
    entries: list[dict[str, Any]] = []
    for file, use in (("matcher.onnx", encoder), ("matcher-words.onnx", None)):
        examples = [example(question, use) for question in questions]
        rule = asdict(_rule(examples))
        entries.append({**_shipped(file, _fit(examples), examples[0].pairs.names), "rule": rule})
        if use:
            near = [_near(e) for e in examples]
            print(f"  opposed, cross-validated: {_likeliest(near)}")
            entries[-1]["opposed"] = _shipped("opposed.onnx", _fit_opposed(near), SAID)
    (FOLDER / "matchers.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    return 0


def _shipped(file: str, forests: Sequence[HistGradientBoostingClassifier], names: Sequence[str]) -> dict[str, Any]:
    """Writes the trees; what matchers.json says of them."""
    trees = _written(forests, len(names))
    (FOLDER / file).write_bytes(trees)
    digest = hashlib.sha256(trees).hexdigest()
    print(f"{file}: {len(trees):,} bytes, {digest}")
    return {"file": file, "sha256": digest, "names": names}


def count_words(archive: Path) -> int:
    """Write how many sentences of MedQuAD's answers hold each stem, for stems in FEWEST or more."""
    counts: Counter[str] = Counter()
    sentences = 0
    with tarfile.open(archive) as files:
        for member in files:
            file = files.extractfile(member) if member.name.endswith(".xml") else None
            text = file.read().decode("utf-8", "replace") if file else ""
            for answer in re.findall(r"<Answer>([^<]*)</Answer>", text):
                for sentence in re.split(r"(?<=[.!?])\s+|\n+", answer):
                    found = set(words.stems(sentence))
                    if len(found) > 2:
                        sentences += 1
                        counts.update(found)
    rows = [f"{stem}\t{n}\n" for stem, n in sorted(counts.items()) if n >= FEWEST and stem.isascii()]
    head = f"# Stems and how many of {sentences:,} sentences of MedQuAD's answers (CC BY 4.0) hold them.\n"
    (Path(words.__file__).parent / "rarity.tsv").write_text(head + "".join(rows), encoding="utf-8")
    print(f"{len(rows):,} stems in {sentences:,} sentences; words.COUNTED must say so")
    return 0


def example(row: annotated.Annotated, encoder: vectors.Encoder | None) -> Example:
    """One annotated question with the figures of its pairs."""
    marked = annotated.example(row)
    found = pairs.describe(marked.statements, row.question, encoder)
    places = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    joined, opposed = (np.array([pair in of for pair in places], bool) for of in (marked.same, marked.opposed))
    return Example(marked.statements, found, joined, opposed, len(marked.same))


def _near(e: Example) -> Example:
    """The question with its near pairs, and of their figures those that say what is opposed."""
    kept = e.pairs.column(pairs.NEAR) >= OPPOSED_FLOOR
    columns = [e.pairs.names.index(name) for name in SAID]
    found = pairs.Pairs(SAID, e.pairs.a[kept], e.pairs.b[kept], e.pairs.values[kept][:, columns])
    return replace(e, pairs=found, joined=e.joined[kept], opposed=e.opposed[kept])


def _fit(examples: Sequence[Example]) -> list[HistGradientBoostingClassifier]:
    """Boosted trees from several seeds, whose margins are averaged, for what is joined."""
    ways = [_way(name) for name in examples[0].pairs.names]
    return _forests(examples, np.concatenate([e.joined for e in examples]), ways)


def _fit_opposed(examples: Sequence[Example]) -> list[HistGradientBoostingClassifier]:
    """The same for what is opposed, where any figure may speak either way."""
    return _forests(examples, np.concatenate([e.opposed for e in examples]), None)


def _forests(examples: Sequence[Example], labels: Any, ways: Any) -> list[HistGradientBoostingClassifier]:
    values = np.concatenate([e.pairs.values for e in examples])
    forests = [HistGradientBoostingClassifier(**TREES, random_state=seed, monotonic_cst=ways) for seed in SEEDS]
    with threadpool_limits(1):  # small data: threads wait for each other longer than they work
        return [trees.fit(values, labels) for trees in forests]


def _way(name: str) -> int:
    """1 for a figure that can only speak for "the same", -1 against it, 0 for one that may do either."""
    if name in STANDS:
        return 0
    return -1 if AGAINST.search(name) else int(bool(FOR.search(name)))


def _judge(forests: Sequence[HistGradientBoostingClassifier], values: Any) -> Any:
    if not len(values):
        return np.zeros(0)
    margin = np.mean([trees.decision_function(values) for trees in forests], axis=0)
    return 1 / (1 + np.exp(-margin))


def _written(forests: Sequence[HistGradientBoostingClassifier], columns: int) -> bytes:
    """The trees as one ONNX node (ai.onnx.ml TreeEnsembleRegressor) that sums margins."""
    node: dict[str, list[Any]] = {
        name: []
        for name in ["treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids", "hitrates"]
    }
    leaf: dict[str, list[Any]] = {name: [] for name in ["treeids", "nodeids", "ids", "weights"]}
    trees = [stage[0].nodes for forest in forests for stage in forest._predictors]
    for tree, nodes in enumerate(trees):
        for place, entry in enumerate(nodes):
            is_leaf = bool(entry["is_leaf"])
            node["treeids"].append(tree)
            node["nodeids"].append(place)
            node["featureids"].append(0 if is_leaf else int(entry["feature_idx"]))
            node["modes"].append("LEAF" if is_leaf else "BRANCH_LEQ")
            node["values"].append(0.0 if is_leaf else float(entry["num_threshold"]))
            node["truenodeids"].append(0 if is_leaf else int(entry["left"]))
            node["falsenodeids"].append(0 if is_leaf else int(entry["right"]))
            node["hitrates"].append(1.0)
            if is_leaf:
                leaf["treeids"].append(tree)
                leaf["nodeids"].append(place)
                leaf["ids"].append(0)
                leaf["weights"].append(float(entry["value"]) / len(forests))
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        ["figures"],
        ["margin"],
        domain="ai.onnx.ml",
        n_targets=1,
        base_values=[float(np.mean([forest._baseline_prediction for forest in forests]))],
        **{f"nodes_{name}": values for name, values in node.items()},
        **{f"target_{name}": values for name, values in leaf.items()},
    )
    graph = helper.make_graph(
        [ensemble],
        "plurivox-points",
        [helper.make_tensor_value_info("figures", TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info("margin", TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="plurivox")
    written: bytes = model.SerializeToString(deterministic=True)
    return written


def _predicted(examples: Sequence[Example], fit: Callable[..., Any] = _fit) -> list[Any]:
    """For each question, the probabilities that a matcher trained on other questions gives its pairs."""
    found: list[Any] = [None] * len(examples)
    keys = np.arange(len(examples))
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=0).split(keys, groups=keys):
        trees = fit([examples[i] for i in train])
        for i in test:
            found[i] = _judge(trees, examples[i].pairs.values)
    return found


def _likeliest(examples: Sequence[Example]) -> str:
    """How many of the pairs that are likeliest opposed are so."""
    likely = np.concatenate(_predicted(examples, _fit_opposed))
    truly = np.concatenate([e.opposed for e in examples])
    order = np.argsort(-likely)
    shares = [(int(truly[order[:n]].sum()), n, f"{likely[order[n - 1]]:.2f}") for n in (50, 100, 200, 400)]
    told = ", ".join(f"{hits} of {n} (from {least})" for hits, n, least in shares)
    return f"average precision {average_precision_score(truly, likely):.3f} of {truly.sum()}; {told}"


def _rule(examples: Sequence[Example]) -> Rule:
    predicted = _predicted(examples)
    tried = [(Rule(*r), *_score(examples, predicted, Rule(*r))) for r in itertools.product(LINKS, JOINS, LEASTS)]
    for rule, f1, precision, recall in tried:
        print(f"  {rule}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    best = max(f1 for _, f1, _, _ in tried)
    return max((t for t in tried if t[1] >= best - AS_GOOD), key=lambda t: t[2])[0]


def _score(examples: Sequence[Example], predicted: Sequence[Any], rule: Rule) -> tuple[float, float, float]:
    """F1, precision and recall over pairs of statements of different answers that stand in one point."""
    right = given = wanted = 0
    for e, likely in zip(examples, predicted, strict=True):
        ids, voices = [s.id for s in e.statements], [s.voice for s in e.statements]
        places = list(zip(e.pairs.a.tolist(), e.pairs.b.tolist(), strict=True))
        groups = cover(ids, voices, ((a, b, p) for (a, b), p in zip(places, likely.tolist(), strict=True)), rule)
        linked = annotated.across(groups, voices)
        gold = {place for place, joined in zip(places, e.joined, strict=True) if joined}
        right, given, wanted = right + len(linked & gold), given + len(linked), wanted + e.total
    return 2 * right / (given + wanted), right / max(1, given), right / wanted


if __name__ == "__main__":
    sys.exit(main())
