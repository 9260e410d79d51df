"""Train late interaction (plurivox/vectors/interaction.py) from annotated questions.

`python -m bench.train_interaction` trains twice, seeded: first on our own annotations alone, read and most of those
written (the model folder data/model-own, which bench/train_points.py needs: a matcher must see likenesses of questions
that the network has not learnt), then on from there with the rest and points/train.jsonl too (never a dev part); that
is shipped. One question a step: all its statements at once, every pair of different voices a yes or no. Key points are
learnt beside from KPA-2021's training part.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from bench import annotated, artefact, data_folder, minilm
from plurivox import vectors
from plurivox.pairs import words
from plurivox.vectors import interaction
from plurivox.vectors.interaction import CENTRES, FIGURES, WIDTH

#: Times that each annotated question is seen, at first and again; the share of the key points' batches that is seen
#: again; learning rates of the layers, and of the few numbers on top at first.
ROUNDS, ROUNDS_AGAIN, KEY_POINTS_AGAIN = 2, 1, 0.3
RATE, RATE_AGAIN, HEAD_RATE = 5e-5, 3e-5, 5e-3

#: Neurons of the small network over a pair's figures.
HIDDEN = 16

#: Statements of a question taken at a time (a drawn part of a larger one), and arguments and key points together.
MOST, MOST_ARGUMENTS = 48, 40

#: Texts are padded to one of these lengths (tokens), their number to a multiple: a shape each is compiled once.
LENGTHS, MULTIPLE = (48, 64, 82), 16

#: A pair that says the same counts this much of one that does not: one in twenty does.
JOINED = 2.0

SEED = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts (the question first), which pairs are to be judged, which of them say the same, and by which sum."""

    texts: list[tuple[list[int], int]]
    wanted: Any
    same: Any
    key_points: bool = False


def start() -> minilm.Weights:
    """The published layers, and sums that believe in cosines and coverage alike."""
    size = vectors.SIZE
    return {
        "body": minilm.tunable(minilm.published()),
        "head": {
            "weight": jnp.zeros(size),
            "bias": jnp.asarray(0.5),
            "as asked": jnp.ones(()),
            "likely": _sums(),
            "likely key point": _sums(),
        },
    }


def _sums() -> dict[str, Any]:
    """A straight sum that believes in cosine and coverage alike, and beside it a small network that is silent yet."""
    drawn = np.random.default_rng(SEED).normal(0, 0.3, (FIGURES, HIDDEN))
    return {
        "straight": jnp.array([8.0, 4.0, 6.0] + [0.0] * (FIGURES - 3), jnp.float32),
        "start": jnp.asarray(-12.0),
        "in": jnp.asarray(drawn, jnp.float32),
        "in start": jnp.zeros(HIDDEN),
        "out": jnp.zeros(HIDDEN),
    }


def log_odds(
    weights: minilm.Weights, base: minilm.Weights, tokens: Any, mask: Any, inner: Any, key: Any, key_points: Any
) -> Any:
    """Of every two texts after the first, that they say the same; what interaction.py computes, all pairs at once.

    `inner` says which words count: neither the marks nor the words of the context.
    """
    head = weights["head"]
    x = minilm.states(weights["body"], base, tokens, jnp.zeros_like(tokens), mask, key)
    unit = x / jnp.linalg.norm(x, axis=-1, keepdims=True)
    whole = (unit * inner[..., None]).sum(1)[1:]
    whole = whole / jnp.sqrt((whole**2).sum(-1, keepdims=True) + 1e-6)  # has a slope where a row is only padding
    asked = jnp.where(inner[0][None, None], jnp.einsum("ntd,sd->nts", unit[1:], unit[0]), -1).max(-1)
    counts = jax.nn.softplus(x[1:] @ head["weight"] + head["bias"] - head["as asked"] * asked) * inner[1:]
    shares = counts / (counts.sum(-1, keepdims=True) + 1e-6)
    texts, tokens_each, size = unit[1:].shape
    flat = unit[1:].reshape(texts * tokens_each, size)
    near = (flat @ flat.T).reshape(texts, tokens_each, texts, tokens_each)
    best = jnp.where(inner[1:][None, None], near, -1).max(-1)
    covered = jnp.einsum("ntm,nt->nm", best, shares)
    kernels = jnp.exp(-(((best[..., None] - jnp.array(CENTRES)) / WIDTH) ** 2) / 2)
    spread = jnp.einsum("ntmk,nt->nmk", kernels, shares)
    less = (covered <= covered.T)[..., None]
    turned = spread.transpose(1, 0, 2)
    figures = [
        (whole @ whole.T)[..., None],
        jnp.minimum(covered, covered.T)[..., None],
        jnp.maximum(covered, covered.T)[..., None],
        jnp.where(less, spread, turned),
        jnp.where(less, turned, spread),
    ]
    found = jnp.concatenate(figures, -1)
    n = jax.tree.map(lambda a, b: jnp.where(key_points, a, b), head["likely key point"], head["likely"])
    return found @ n["straight"] + n["start"] + jax.nn.relu(found @ n["in"] + n["in start"]) @ n["out"]


def questions(rows: list[annotated.Annotated], tokenizer: Any) -> list[Batch]:
    """The annotated questions, a batch each."""
    found = []
    for row in rows:
        example = annotated.example(row)
        texts = [row.question.text, *words.in_context(example.statements)]
        voices = np.unique([s.voice for s in example.statements], return_inverse=True)[1]
        same = np.zeros((len(voices), len(voices)), bool)
        for i, j in example.same:
            same[i, j] = same[j, i] = True
        found.append(Batch(_tokens(texts, tokenizer), voices[:, None] != voices[None, :], same))
    return found


def key_points(folder: Path, tokenizer: Any) -> list[Batch]:
    """Arguments of one topic and stance beside its key points (Bar-Haim et al. 2020; CDLA-Sharing 1.0)."""
    arguments, points, labels = (_rows(folder / f"{name}_train.csv") for name in ("arguments", "key_points", "labels"))
    text = {r["arg_id"]: r["argument"] for r in arguments} | {r["key_point_id"]: r["key_point"] for r in points}
    label = {(r["arg_id"], r["key_point_id"]): r["label"] == "1" for r in labels}
    topics: dict[tuple[str, str], list[str]] = {}
    for row in points:
        topics.setdefault((row["topic"], row["stance"]), []).append(row["key_point_id"])
    found = []
    rng = np.random.default_rng(SEED)
    for (topic, stance), keys in topics.items():
        of_topic = [r["arg_id"] for r in arguments if (r["topic"], r["stance"]) == (topic, stance)]
        mine = list(minilm.shuffled(rng, of_topic))
        room = MOST_ARGUMENTS - len(keys)
        for at in range(0, len(mine), room):
            names = [*keys, *mine[at : at + room]]
            wanted, same = np.zeros((2, len(names), len(names)), bool)
            for i in range(len(keys)):
                for j in range(len(keys), len(names)):
                    pair = (names[j], names[i])
                    wanted[i, j] = pair in label
                    same[i, j] = label.get(pair, False)
            found.append(
                Batch(_tokens([topic, *(text[n] for n in names)], tokenizer), wanted | wanted.T, same | same.T, True)
            )
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tokens(texts: list[str], tokenizer: Any) -> list[tuple[list[int], int]]:
    """Each text's tokens and where the words that count begin."""
    first, last = tokenizer.encode("").ids
    return [interaction.tokens(text, tokenizer, (first, last)) for text in texts]


def _arrays(batch: Batch, rng: np.random.Generator) -> tuple[Any, ...]:
    """A batch as matrices of one of few shapes; of a large question a drawn part."""
    count = len(batch.texts) - 1
    kept = np.arange(count) if count <= MOST else np.sort(rng.permutation(count)[:MOST])
    texts = [batch.texts[0], *(batch.texts[1 + i] for i in kept)]
    rows = [row for row, _ in texts]
    height = -(-len(kept) // MULTIPLE) * MULTIPLE
    tokens, mask = minilm.padded(rows, height + 1, next(n for n in LENGTHS if n >= max(map(len, rows))))
    inner = np.zeros_like(mask)
    for at, (row, begin) in enumerate(texts):
        inner[at, begin : len(row) - 1] = True
    wanted, same = np.zeros((2, height, height), np.float32)
    wanted[: len(kept), : len(kept)] = np.triu(batch.wanted[np.ix_(kept, kept)], 1)
    same[: len(kept), : len(kept)] = batch.same[np.ix_(kept, kept)]
    return tokens, mask, inner, wanted, same, np.bool_(batch.key_points)


def train(
    batches: list[Batch], extra: list[Batch], weights: minilm.Weights, rounds: int, rate: float
) -> minilm.Weights:
    """The weights, trained on: every question `rounds` times, the extra batches once."""
    rng = np.random.default_rng(SEED)
    base = minilm.published()

    def loss(weights: Any, key: Any, tokens: Any, mask: Any, inner: Any, wanted: Any, same: Any, key_point: Any) -> Any:
        found = log_odds(weights, base, tokens, mask, inner, key, key_point)
        each = optax.sigmoid_binary_cross_entropy(found, same)
        return (each * wanted * (1 + (JOINED - 1) * same)).sum() / (wanted.sum() + 1)

    batches = [b for b in batches if b.wanted.any()]
    head_rate = HEAD_RATE * rate / RATE
    trainer = minilm.Trainer(weights, loss, rounds * len(batches) + len(extra), rate, head_rate)
    parts = np.array_split(np.arange(len(extra)), rounds)
    for part in parts:
        for batch in minilm.shuffled(rng, [*batches, *(extra[i] for i in part)]):
            minilm.progress(trainer, "late interaction", trainer.step(*_arrays(batch, rng)))
    return trainer.trained()


def tensors(weights: minilm.Weights) -> tuple[dict[str, Any], dict[str, Any]]:
    """The layers with the head, and the numbers that interaction.py holds (interaction.Numbers)."""
    head = weights["head"]
    layers = {name: np.asarray(value, np.float32) for name, value in weights["body"].items()}
    layers["head.weight"] = np.asarray(head["weight"], np.float32).reshape(-1, 1)
    layers["head.bias"] = np.asarray(head["bias"], np.float32).reshape(1)

    def numbers(value: Any) -> Any:
        return np.round(np.asarray(value, np.float64), 6).tolist()

    sums = {
        name: {part.replace(" ", "_"): numbers(value) for part, value in head[name.replace("_", " ")].items()}
        for name in ("likely", "likely_key_point")
    }
    return layers, {"as_asked": numbers(head["as asked"]), **sums}


def main() -> int:
    """Train, and write what was trained."""
    data = data_folder()
    tokenizer = minilm.tokenizer()
    most, kept_back = annotated.written_apart()
    own = questions(annotated.own(data) + most, tokenizer)
    extra = list(minilm.shuffled(np.random.default_rng(SEED), key_points(data / "kpa2021", tokenizer)))
    first = train(own, extra, start(), ROUNDS, RATE)
    artefact.beside(artefact.OWN, "interaction", *tensors(first))
    every = own + questions(kept_back + annotated.shared(data / "points" / "train.jsonl"), tokenizer)
    second = train(every, extra[: round(len(extra) * KEY_POINTS_AGAIN)], first, ROUNDS_AGAIN, RATE_AGAIN)
    artefact.ship("interaction", *tensors(second))
    return 0


if __name__ == "__main__":
    sys.exit(main())
