"""Train the cross-encoder that reads two statements together: `python -m bench.train_crossencoder`.

How two statements stand (same, qualifies, opposes, incomparable, unrelated), from pairs written to be judged
(relations/train.jsonl of the measuring data and our own bench/annotations/relations.jsonl) and, fewer, pairs of answers
that we annotated ourselves: points/train.jsonl is left out, so that what is listed as opposed can be measured on it.
Never reads a dev part. Writes the tuned layers into plurivox/vectors. Seeded.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import optax

from bench import annotated, artefact, data_folder, minilm
from plurivox import vectors
from plurivox.model import RelationKind
from plurivox.pairs import words
from plurivox.vectors.encoder import JUDGEMENTS, SIDE

#: Times that each written pair is seen, pairs a step, and the learning rates of the layers and of the head.
ROUNDS, BATCH, RATE, HEAD_RATE = 5, 32, 8e-5, 2e-3

#: Pairs are padded to one of these lengths (tokens): a shape each is compiled once.
LENGTHS = (48, 64, 96, 2 * SIDE + 3)

#: Of annotated answers, drawn anew for each round: pairs of one point, pairs that share words but no point, and any
#: others of a question; what such a pair counts (an opposed pair counts whole, for there are few). Without them short
#: sentences on one illness ("there is no cure", "there is no single test") look like oppositions.
SAME_PAIRS, NEAR_PAIRS, OTHER_PAIRS, FOUND = 3, 4, 3, 0.5

#: Words that two statements of different points share to be near.
NEAR = 2

SEED = 0
KINDS = [kind.value for kind in RelationKind]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, their relation's place in KINDS, and what the pair counts."""

    a: list[int]
    b: list[int]
    kind: int
    weight: float


def written(paths: Iterable[Path], tokenizer: Any) -> list[Pair]:
    """The pairs that were written to be judged."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(_ids(r["a"], tokenizer), _ids(r["b"], tokenizer), KINDS.index(r["relation"]), 1.0) for r in rows]


def found(examples: Iterable[annotated.Example], tokenizer: Any, rng: np.random.Generator) -> list[Pair]:
    """Pairs of annotated answers: opposed ones, some that make one point, some of different points."""
    pairs = []
    for marked in examples:
        said = [_ids(s.quote.exact, tokenizer) for s in marked.statements]
        stems = [frozenset(words.stems(s.quote.exact)) for s in marked.statements]
        voices = [s.voice for s in marked.statements]
        apart = [
            (i, j)
            for i, j in itertools.combinations(range(len(said)), 2)
            if voices[i] != voices[j] and (i, j) not in marked.same | marked.opposed
        ]
        near = [(i, j) for i, j in apart if len(stems[i] & stems[j]) >= NEAR]
        taken = [(i, j, RelationKind.OPPOSES, 1.0) for i, j in sorted(marked.opposed)]
        taken += _drawn(sorted(marked.same), SAME_PAIRS, RelationKind.SAME, rng)
        taken += _drawn(near, NEAR_PAIRS, RelationKind.UNRELATED, rng)
        taken += _drawn(apart, OTHER_PAIRS, RelationKind.UNRELATED, rng)
        pairs += [Pair(said[i], said[j], KINDS.index(kind.value), weight) for i, j, kind, weight in taken]
    return pairs


def _drawn(
    pairs: Sequence[tuple[int, int]], most: int, kind: RelationKind, rng: np.random.Generator
) -> list[tuple[int, int, RelationKind, float]]:
    return [(*pairs[n], kind, FOUND) for n in rng.permutation(len(pairs))[:most]]


def _ids(text: str, tokenizer: Any) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids[:SIDE]
    return ids


def logits(weights: minilm.Weights, base: minilm.Weights, tokens: Any, segments: Any, mask: Any, key: Any) -> Any:
    """The five logits of each pair; what the graph computes."""
    x = minilm.states(weights["body"], base, tokens, segments, mask, key)
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    head = weights["head"]
    return jnp.concatenate([x[:, 0], mean], -1) @ head["weight"] + head["bias"]


def train(rounds: Sequence[list[Pair]], marks: tuple[int, int], rng: np.random.Generator) -> minilm.Weights:
    """The trained weights; `marks` are the tokens before and after a text."""
    base = minilm.published()
    head = rng.normal(0, 0.02, (2 * vectors.SIZE, len(JUDGEMENTS)))
    start = {
        "body": minilm.tunable(base),
        "head": {"weight": jnp.asarray(head, jnp.float32), "bias": jnp.zeros(len(JUDGEMENTS))},
    }

    def loss(weights: Any, key: Any, tokens: Any, segments: Any, mask: Any, kinds: Any, counts: Any) -> Any:
        found = logits(weights, base, tokens, segments, mask, key)
        each = optax.softmax_cross_entropy_with_integer_labels(found, kinds)
        return (each * counts).sum() / counts.sum()

    batches = [batch for pairs in rounds for batch in _batches(pairs, rng)]
    trainer = minilm.Trainer(start, loss, len(batches), RATE, HEAD_RATE)
    for batch in batches:
        minilm.progress(trainer, "cross-encoder", trainer.step(*_arrays(batch, marks, rng)))
    return trainer.trained()


def _batches(pairs: list[Pair], rng: np.random.Generator) -> list[list[Pair]]:
    """Pairs of like length together, each once, in a drawn order."""
    by_length: dict[int, list[Pair]] = {}
    for pair in minilm.shuffled(rng, pairs):
        length = len(pair.a) + len(pair.b) + 3
        by_length.setdefault(next(n for n in LENGTHS if n >= length), []).append(pair)
    batches = [of[i : i + BATCH] for of in by_length.values() for i in range(0, len(of), BATCH)]
    return list(minilm.shuffled(rng, batches))


def _arrays(batch: list[Pair], marks: tuple[int, int], rng: np.random.Generator) -> tuple[Any, ...]:
    first, last = marks
    rows, cuts = [], []
    for pair in batch:
        a, b = (pair.a, pair.b) if rng.random() < 0.5 else (pair.b, pair.a)  # the order says nothing
        rows.append([first, *a, last, *b, last])
        cuts.append(len(a) + 2)
    width = next(n for n in LENGTHS if n >= max(map(len, rows)))
    tokens, mask = minilm.padded(rows, BATCH, width)
    segments = np.zeros_like(tokens)
    kinds, counts = np.zeros(BATCH, np.int32), np.zeros(BATCH, np.float32)
    for at, (pair, cut) in enumerate(zip(batch, cuts, strict=True)):
        segments[at, cut : len(rows[at])] = 1
        kinds[at], counts[at] = pair.kind, pair.weight
    return tokens, segments, mask, kinds, counts


def main() -> int:
    """Train, and ship what was trained."""
    data = data_folder()
    tokenizer = minilm.tokenizer()
    first, last = tokenizer.encode("").ids
    rng = np.random.default_rng(SEED)
    pairs = written([data / "relations" / "train.jsonl", annotated.OWN / "relations.jsonl"], tokenizer)
    examples = [annotated.example(row) for row in annotated.own(data)]
    rounds = [pairs + found(examples, tokenizer, rng) for _ in range(ROUNDS)]
    counts = [sum(p.kind == n for p in rounds[0]) for n in range(len(KINDS))]
    print(f"{len(rounds[0])} pairs a round: " + ", ".join(map(" ".join, zip(KINDS, map(str, counts), strict=True))))
    weights = train(rounds, (first, last), rng)
    layers = {name: np.asarray(value, np.float32) for name, value in weights["body"].items()}
    layers |= {f"head.{name}": np.asarray(value, np.float32) for name, value in weights["head"].items()}
    artefact.ship("crossencoder", layers, {})
    return 0


if __name__ == "__main__":
    sys.exit(main())
