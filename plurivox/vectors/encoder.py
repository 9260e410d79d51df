"""The sentence model: a text becomes a vector, two texts together become judgements; files are checked at each load.

Never lets a result depend on its neighbours: each text or pair is a call of its own, without padding (the dynamic int8
scales of a shared batch would leak), on two threads at most.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.vectors import interaction
from plurivox.vectors.pins import (
    CROSSENCODER,
    GRAPH,
    GRAPH_SHA256,
    INTERACTION,
    LONGEST,
    TOKENIZER,
    TOKENIZER_SHA256,
)
from plurivox.vectors.session import session

#: Numbers in a vector.
SIZE = 384

#: The precision that vectors are rounded to, always, so that a cache of half the size changes nothing.
PRECISION = np.float16

#: Texts encoded at a time; onnxruntime gives way to other threads while it computes.
THREADS = 2

#: Texts a thread takes at once.
STRIDE = 16

#: What late interaction says of a pair, a column each: log odds that the two say the same; log odds that the one makes
#: the other's key point (Bar-Haim et al. 2020); the cosine of the two whole; the part of the one's words that the other
#: covers, the lesser and the greater of the two ways.
LIKENESSES = ("same", "key point", "whole", "covered-", "covered+")

#: What the cross-encoder says of a pair, a column each: logits of two choices. How the two stand to each other
#: (RelationKind, in order), and what they are as statements of running answers, most of which are neither one point nor
#: opposed.
RELATIONS = ("same", "qualifies", "opposes", "incomparable", "unrelated")
TOGETHER = ("one point", "opposed", "neither")
JUDGEMENTS = RELATIONS + TOGETHER

Vectors: TypeAlias = npt.NDArray[np.float32]
Pair: TypeAlias = tuple[str, str]
Given = TypeVar("Given", str, Pair)
Made = TypeVar("Made")


class Encoder(Protocol):
    """Turns texts into vectors and pairs of texts into likenesses and judgements.

    `sha256` names the model's files, so that a comparison can say what made it; `parts` names each network's own.
    """

    sha256: str
    parts: tuple[str, str, str]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text: SIZE float32 numbers, of length 1 up to their rounding to PRECISION (3 in 10,000)."""
        ...

    def liken(self, asked: str, pairs: Sequence[Pair]) -> Vectors:
        """One row per pair of answers to what was asked: a float32 for each of LIKENESSES, rounded to PRECISION.

        The same for (a, b) and (b, a), whatever other pairs stand beside them.
        """
        ...

    def judge(self, pairs: Sequence[Pair]) -> Vectors:
        """One row per pair: a float32 for each of JUDGEMENTS, rounded to PRECISION; the same for (a, b) and (b, a)."""
        ...


def odds_together(judged: Vectors) -> Vectors:
    """Of rows of JUDGEMENTS the log odds of each of TOGETHER, a column each."""
    choice = judged[:, len(RELATIONS) :]
    others = [np.logaddexp.reduce(np.delete(choice, n, axis=1), axis=1) for n in range(len(TOGETHER))]
    odds: Vectors = choice - np.stack(others, axis=1)
    return odds


def folder() -> Path:
    """Where the model is kept: the folder that PLURIVOX_MODEL names, else data/model beside the package."""
    named = os.environ.get("PLURIVOX_MODEL")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data" / "model"


def load(place: Path | None = None) -> Encoder:
    """The encoder over the model in `place` (default: `folder()`).

    Raises ModelMissing where a file is absent or cannot be read, and ModelNotTrusted where its SHA-256 is not the
    pinned one; the bytes that were checked are the bytes that are loaded.
    """
    where = place or folder()
    graph = _trusted(where / GRAPH, GRAPH_SHA256)
    by_words = _trusted(where / INTERACTION.graph, INTERACTION.graph_sha256)
    crossencoder = _trusted(where / CROSSENCODER.graph, CROSSENCODER.graph_sha256)
    tokenizer = _trusted(where / TOKENIZER, TOKENIZER_SHA256)
    return MiniLM(graph, by_words, crossencoder, tokenizer)


def _trusted(path: Path, pinned: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelMissing(f"There is no model file {path}; `make model` builds it.", path=str(path)) from None
    except OSError as error:
        sentence = f"{path} cannot be read ({error.strerror}); check the folder of the model (PLURIVOX_MODEL)."
        raise ModelMissing(sentence, path=str(path)) from None
    found = hashlib.sha256(data).hexdigest()
    if found != pinned:
        sentence = (
            f"{path} is not the pinned model: its SHA-256 is {found}, not {pinned}; build it anew (`make model`)."
        )
        raise ModelNotTrusted(sentence, path=str(path), sha256=found)
    return data


class MiniLM:
    """all-MiniLM-L6-v2 in int8, and two networks tuned from it: late interaction and the cross-encoder.

    A text is read up to LONGEST tokens (about 200 words) alone, up to READ in a pair; the rest is not seen.
    """

    parts = (GRAPH_SHA256, INTERACTION.graph_sha256, CROSSENCODER.graph_sha256)
    sha256 = hashlib.sha256(" ".join(parts).encode()).hexdigest()

    def __init__(
        self,
        graph: bytes,
        by_words: bytes,
        crossencoder: bytes,
        tokenizer: bytes,
        numbers: Mapping[str, Any] = INTERACTION.numbers,
    ) -> None:
        import tokenizers

        self._alone, self._by_words, self._together = (session(each) for each in (graph, by_words, crossencoder))
        self._tokenizer = tokenizers.Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=LONGEST)
        self._numbers = interaction.Numbers.read(numbers)
        self._start, self._end = self._tokenizer.encode("").ids

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder. Equal texts get equal vectors, whatever stands beside them."""
        return _spread(self._vector, texts, SIZE)

    def liken(self, asked: str, pairs: Sequence[Pair]) -> Vectors:
        """See Encoder."""
        texts = list(dict.fromkeys([asked, *(text for pair in pairs for text in pair)]))
        read = dict(zip(texts, _calls(self._words, texts), strict=True))
        question = read[asked]
        weighed = {text: interaction.weigh(words, question, self._numbers) for text, words in read.items()}
        return _rounded([self._likeness(weighed[min(pair)], weighed[max(pair)]) for pair in pairs], len(LIKENESSES))

    def judge(self, pairs: Sequence[Pair]) -> Vectors:
        """See Encoder."""
        return _spread(self._judgement, pairs, len(JUDGEMENTS))

    def _read(self, text: str) -> tuple[list[int], int]:
        return interaction.tokens(interaction.readable(text), self._tokenizer, (self._start, self._end))

    def _vector(self, text: str) -> Any:
        tokens = np.array([self._tokenizer.encode(interaction.readable(text)).ids], dtype=np.int32)
        return self._alone.run(["vector"], {"tokens": tokens})[0]

    def _words(self, text: str) -> interaction.Words:
        tokens, begin = self._read(text)
        states, weights = self._by_words.run(["states", "weights"], {"tokens": np.array([tokens], np.int32)})
        return interaction.Words(states[0, begin:-1], weights[0, begin:-1, 0])

    def _likeness(self, a: interaction.Weighed, b: interaction.Weighed) -> Vectors:
        figures = interaction.figures(a, b)
        same, key_point = (of.of(figures) for of in (self._numbers.likely, self._numbers.likely_key_point))
        return np.concatenate([[same, key_point], figures[:3]])

    def _judgement(self, pair: Pair) -> Any:
        a, b = (self._read(text)[0] for text in sorted(pair))
        tokens, segments = [*a, *b[1:]], [0] * len(a) + [1] * (len(b) - 1)
        inputs = {"tokens": np.array([tokens], np.int32), "segments": np.array([segments], np.int32)}
        return self._together.run(["judged"], inputs)[0]


def _calls(run: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """One call each, over THREADS threads, in the order given."""

    def several(part: Sequence[Given]) -> list[Made]:
        return [run(one) for one in part]

    parts = [given[i : i + STRIDE] for i in range(0, len(given), STRIDE)]
    if len(parts) < 2:
        return [made for part in parts for made in several(part)]
    with ThreadPoolExecutor(THREADS) as pool:
        return [made for part in pool.map(several, parts) for made in part]


def _spread(run: Callable[[Given], Any], given: Sequence[Given], width: int) -> Vectors:
    """A row of `width` numbers for each of what is given."""
    return _rounded(_calls(run, given), width)


def _rounded(rows: Sequence[Any], width: int) -> Vectors:
    """Rows as one matrix of `width` columns, rounded to PRECISION."""
    found: Vectors = np.array(rows, np.float32).reshape(len(rows), width)
    return found.astype(PRECISION).astype(np.float32)
