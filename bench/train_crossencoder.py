"""Train the cross-encoder that reads two statements together: `python -m bench.train_crossencoder`.

It makes two choices about a pair. How the two stand (same, qualifies, opposes, incomparable, unrelated), learnt from
pairs written to be judged: relations/train.jsonl of the measuring data, and our own relations.jsonl and
relations-hard.jsonl (bench/annotations). And what two statements of running answers are to each other (one point,
opposed, neither), learnt from our own annotated answers, read and written, and from pairs written for that
(pairs.jsonl).

It starts from the layers that the first late interaction was trained to, and learns most from what that network finds
hard. The same questions are kept from it: points/train.jsonl and every third written one, on which the matcher is
trained; and every dev part. Writes the tuned layers into plurivox/vectors. Seeded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from plurivox.vectors import interaction
from plurivox.vectors.encoder import JUDGEMENTS, RELATIONS, TOGETHER
from plurivox.vectors.interaction import CONTEXT, READ

#: Times that each written pair is seen, pairs a step, learning rates of the layers and of the head.
ROUNDS, BATCH, RATE, HEAD_RATE = 3, 32, 8e-5, 2e-3

#: Pairs are padded to one of these lengths (tokens): a shape each is compiled once.
LENGTHS = (32, 48, 64, 96, 2 * (READ + CONTEXT + 1) + 3)

#: Pairs of answers that make no point are hard where late interaction calls them near (log odds), middling, or easy.
HARD, MIDDLING = -3.0, -6.0

#: How many pairs of each kind are drawn a round (of opposed ones, which are few, all are taken), and the part of the
#: easy ones that is kept to draw from.
DRAWN = {"same": 4000, "opposed": 1000, "hard": 4000, "middling": 1500, "easy": 500}
EASY_KEPT = 0.1

#: Organisations copy each other; of pairs as sure as this, in answers that were read, this part is learnt from.
COPIED, COPIED_KEPT = 4.0, 0.2

#: What a pair written to be judged counts in the other choice.
BESIDE = 0.5

SEED = 0
KINDS = [kind.value for kind in RelationKind]
ONE_POINT, OPPOSED, NEITHER = range(len(TOGETHER))
SAYS = {"one": ONE_POINT, "opposed": OPPOSED, "neither": NEITHER}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements (tokens with marks, and without the first), the choices to make, and what each counts."""

    a: list[int]
    b: list[int]
    stands: int
    says: int
    counts: tuple[float, float]


def written(paths: Iterable[Path], tokenizer: Any) -> list[Pair]:
    """The pairs that were written to be judged; they count in the other choice too."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [_written(row["a"], row["b"], row["relation"], tokenizer) for row in rows]


def _written(a: str, b: str, relation: str, tokenizer: Any) -> Pair:
    says = {RelationKind.SAME.value: ONE_POINT, RelationKind.OPPOSES.value: OPPOSED}.get(relation, NEITHER)
    return Pair(_ids(a, tokenizer), _ids(b, tokenizer), KINDS.index(relation), says, (1.0, BESIDE))


def beside(path: Path, tokenizer: Any) -> list[Pair]:
    """The pairs that were written as statements of running answers."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(_ids(r["a"], tokenizer), _ids(r["b"], tokenizer), 0, SAYS[r["point"]], (0.0, 1.0)) for r in rows]


def found(
    rows: Iterable[annotated.Annotated], copied: float, tokenizer: Any, encoder: vectors.Encoder
) -> Iterator[tuple[str, Pair]]:
    """Pairs of annotated answers with their kind (DRAWN); of surely near ones the part `copied` is taken."""
    rng = np.random.default_rng(SEED)
    for row in rows:
        marked = annotated.example(row)
        texts = words.in_context(marked.statements)
        said = [_ids(text, tokenizer) for text in texts]
        places = sorted(annotated.across([range(len(said))], [s.voice for s in marked.statements]))
        likely = encoder.liken(row.question.text, [(texts[i], texts[j]) for i, j in places])[:, 0]
        for (i, j), near in zip(places, likely.tolist(), strict=True):
            if (i, j) in marked.same:
                kind, says, kept = "same", ONE_POINT, copied if near >= COPIED else 1.0
            elif (i, j) in marked.opposed:
                kind, says, kept = "opposed", OPPOSED, 1.0
            else:
                kind, says = "hard" if near > HARD else "middling" if near > MIDDLING else "easy", NEITHER
                kept = EASY_KEPT if kind == "easy" else 1.0
            if kept == 1.0 or rng.random() < kept:
                yield kind, Pair(said[i], said[j], 0, says, (0.0, 1.0))


def _drawn(of: Mapping[str, Sequence[Pair]], rng: np.random.Generator) -> list[Pair]:
    return [of[kind][n] for kind, most in DRAWN.items() for n in rng.permutation(len(of[kind]))[:most]]


def _ids(text: str, tokenizer: Any) -> list[int]:
    first, last = tokenizer.encode("").ids
    return interaction.tokens(text, tokenizer, (first, last))[0]


def logits(weights: minilm.Weights, base: minilm.Weights, tokens: Any, segments: Any, mask: Any, key: Any) -> Any:
    """The logits of both choices for each pair; what the graph computes."""
    x = minilm.states(weights["body"], base, tokens, segments, mask, key)
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    head = weights["head"]
    return jnp.concatenate([x[:, 0], mean], -1) @ head["weight"] + head["bias"]


def train(rounds: Sequence[list[Pair]], rng: np.random.Generator) -> minilm.Weights:
    """The trained weights."""
    base = minilm.published()
    layers = {name: jnp.asarray(value) for name, value in artefact.layers(artefact.OWN, "interaction").items()}
    head = rng.normal(0, 0.02, (2 * vectors.SIZE, len(JUDGEMENTS)))
    start = {
        "body": minilm.tunable(layers),
        "head": {"weight": jnp.asarray(head, jnp.float32), "bias": jnp.zeros(len(JUDGEMENTS))},
    }

    def loss(weights: Any, key: Any, tokens: Any, segments: Any, mask: Any, choices: Any, counts: Any) -> Any:
        found = logits(weights, base, tokens, segments, mask, key)
        choose = optax.softmax_cross_entropy_with_integer_labels
        stands, says = jnp.split(found, [len(RELATIONS)], axis=1)
        each = jnp.stack([choose(stands, choices[:, 0]), choose(says, choices[:, 1])], 1)
        return (each * counts).sum() / counts.max(1).sum()

    batches = [batch for pairs in rounds for batch in _batches(pairs, rng)]
    trainer = minilm.Trainer(start, loss, len(batches), RATE, HEAD_RATE)
    for batch in batches:
        minilm.progress(trainer, "cross-encoder", trainer.step(*_arrays(batch, rng)))
    return trainer.trained()


def _batches(pairs: list[Pair], rng: np.random.Generator) -> list[list[Pair]]:
    """Pairs of like length together, each once, in a drawn order."""
    by_length: dict[int, list[Pair]] = {}
    for pair in minilm.shuffled(rng, pairs):
        length = len(pair.a) + len(pair.b) - 1
        by_length.setdefault(next(n for n in LENGTHS if n >= length), []).append(pair)
    batches = [of[i : i + BATCH] for of in by_length.values() for i in range(0, len(of), BATCH)]
    return list(minilm.shuffled(rng, batches))


def _arrays(batch: list[Pair], rng: np.random.Generator) -> tuple[Any, ...]:
    rows, cuts = [], []
    for pair in batch:
        a, b = (pair.a, pair.b) if rng.random() < 0.5 else (pair.b, pair.a)  # the order says nothing
        rows.append([*a, *b[1:]])
        cuts.append(len(a))
    width = next(n for n in LENGTHS if n >= max(map(len, rows)))
    tokens, mask = minilm.padded(rows, BATCH, width)
    segments = np.zeros_like(tokens)
    choices, counts = np.zeros((BATCH, 2), np.int32), np.zeros((BATCH, 2), np.float32)
    for at, (pair, cut) in enumerate(zip(batch, cuts, strict=True)):
        segments[at, cut : len(rows[at])] = 1
        choices[at], counts[at] = (pair.stands, pair.says), pair.counts
    return tokens, segments, mask, choices, counts


def main() -> int:
    """Train, and ship what was trained."""
    data = data_folder()
    tokenizer = minilm.tokenizer()
    encoder = artefact.load(artefact.OWN)
    rng = np.random.default_rng(SEED)
    own = [annotated.OWN / name for name in ("relations.jsonl", "relations-hard.jsonl")]
    pairs = written([data / "relations" / "train.jsonl", *own], tokenizer)
    pairs += beside(annotated.OWN / "pairs.jsonl", tokenizer)
    of: dict[str, list[Pair]] = {kind: [] for kind in DRAWN}
    for rows, copied in ((annotated.own(data), COPIED_KEPT), (annotated.written_apart()[0], 1.0)):
        for kind, pair in found(rows, copied, tokenizer, encoder):
            of[kind].append(pair)
    print(f"{len(pairs)} pairs written; of answers {', '.join(f'{len(of[kind])} {kind}' for kind in of)}", flush=True)
    rounds = [pairs + _drawn(of, rng) for _ in range(ROUNDS)]
    weights = train(rounds, rng)
    layers = {name: np.asarray(value, np.float32) for name, value in weights["body"].items()}
    layers |= {f"head.{name}": np.asarray(value, np.float32) for name, value in weights["head"].items()}
    artefact.ship("crossencoder", layers, {})
    return 0


if __name__ == "__main__":
    sys.exit(main())
