"""How fast and how large the search index is at 100,000 or 1,000,000 statements, beside tantivy and SQLite FTS5.

MedQuAD's answered questions, repeated: every copy of a question gets a subject of its own (a made-up name stands before
it), its statements other numbers, and each vector a little noise, so that neither words nor vectors repeat. Building is
timed with the vectors at hand, as they are where `vectors.CachedEncoder` has made them before. Measured in a process of
its own that opens the folder, so that its memory is a site's.

    python bench/search_size.py build DATA FOLDER COUNT    lays the index and the peers' down
    python bench/search_size.py run DATA FOLDER            measures; both print figures as JSON
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plurivox import answers, sources, vectors
from plurivox.search import Index, Listing, Said, open_folder, save
from plurivox.search import query as queries

#: Sentences whose vectors are made by the model; the others' are these with noise.
MADE = 20_000

#: Length of the noise added to a vector of length 1: copies then stand at a cosine of about 0.9.
NOISE = 0.45

#: Queries of each kind, and seed of what is drawn.
QUERIES, SEED = 200, 7

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "xu",
    "za",
    "che",
    "dro",
)


class Drawn:
    """Vectors without the model: those made before for the texts they are of, and for others one of them with noise."""

    def __init__(self, texts: Sequence[str], made: Any, sha256: str) -> None:
        self.made, self.sha256, self.parts = made, sha256, (sha256,) * 3
        self.rows = {text: row for row, text in enumerate(texts)}

    def encode(self, texts: Sequence[str]) -> Any:
        drawn = [zlib.crc32(text.encode()) for text in texts]
        rows = np.array(
            [self.rows.get(text, number % len(self.made)) for text, number in zip(texts, drawn, strict=True)]
        )
        noise = np.random.default_rng(drawn[0]).standard_normal((len(texts), vectors.SIZE), np.float32)
        noise[[n for n, text in enumerate(texts) if text in self.rows]] = 0
        made = self.made[rows] + noise * np.float32(NOISE / np.sqrt(vectors.SIZE))
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def liken(self, asked: str, pairs: Sequence[vectors.Pair]) -> Any:
        raise NotImplementedError

    def judge(self, pairs: Sequence[vectors.Pair]) -> Any:
        raise NotImplementedError


def answered(data: Path) -> list[tuple[str, str, str, list[str]]]:
    """MedQuAD's answered questions: text, subject, kind, sentences."""
    found = []
    for entry in answers.admit(sources.read_path(data / "medquad" / "medquad.tar.gz"), partly=True):
        texts = [s for answer in entry.answers for s in _SENTENCE.split(answer.text)]
        said = [" ".join(s.split()) for s in texts if len(s.split()) > 3]
        if said:
            found.append((entry.question.text, entry.question.subject, entry.question.kind, said[:60]))
    return found


def listings(base: Sequence[tuple[str, str, str, list[str]]], count: int) -> Iterator[Listing]:
    """Copies of the base's questions until `count` statements are out."""
    out, copy = 0, 0
    while out < count:
        for at, (text, subject, kind, said) in enumerate(base):
            name = "" if copy == 0 else _name(copy * len(base) + at) + " "
            heard = []
            for n, sentence in enumerate(said[: count - out]):
                number = copy * 7 + n
                words = sentence if copy == 0 else f"{re.sub(r'[0-9]+', str(number), sentence)} {name}{number}"
                heard.append(Said(f"a{copy}-{at}.{n}", words, f"e{at % 40}"))
            out += len(heard)
            asked = f"{name}{text}"
            tags = frozenset({f"t{at % 30}"})
            yield Listing(f"q{copy}-{at}", asked, name + subject, kind=kind, said=tuple(heard), tags=tags)
            if out >= count:
                return
        copy += 1


def _name(number: int) -> str:
    made = ""
    for _ in range(4):
        number, part = divmod(number, len(_SYLLABLES))
        made += _SYLLABLES[part]
    return made.capitalize()


def build(data: Path, folder: Path, count: int) -> dict[str, float]:
    """Lay the index and the peers' down; seconds each."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    base = answered(data)
    model = vectors.load()
    texts = [s for *_, said in base for s in said][:MADE]
    made = vectors.CachedEncoder(model, folder.parent / "vectors").encode(texts)
    taken: dict[str, float] = {}
    start = time.perf_counter()
    encoder = Drawn(texts, made, model.sha256)
    index = Index(encoder)
    index.build(listings(base, count))
    taken["index built in memory, s"] = time.perf_counter() - start
    save(index, folder / "index")
    taken["index built and saved, s"] = time.perf_counter() - start
    taken["peak memory while building, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del index
    everything = [(s.id, s.text) for listing in listings(base, count) for s in listing.said]
    start = time.perf_counter()
    database = sqlite3.connect(folder / "fts.sqlite3")
    database.execute("CREATE VIRTUAL TABLE said USING fts5(id UNINDEXED, text, tokenize='porter')")
    database.executemany("INSERT INTO said VALUES (?, ?)", everything)
    database.commit()
    taken["SQLite FTS5 built, s"] = time.perf_counter() - start
    try:
        import tantivy
    except ImportError:
        return taken
    start = time.perf_counter()
    writer = _tantivy(folder).writer(100_000_000, 1)
    for key, text in everything:
        writer.add_document(tantivy.Document(id=key, text=text))
    writer.commit()
    writer.wait_merging_threads()
    taken["tantivy built, s"] = time.perf_counter() - start
    return taken


def _tantivy(folder: Path) -> Any:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    schema = schema.add_text_field("text", tokenizer_name="en_stem").build()
    place = folder / "tantivy"
    place.mkdir(exist_ok=True)
    return tantivy.Index(schema, path=str(place))


def run(data: Path, folder: Path) -> dict[str, Any]:
    """Times (ms), memory and disk (MiB), recall of the vectors."""
    model = vectors.load()
    before = _resident()
    start = time.perf_counter()
    index = open_folder(folder / "index", model)
    found: dict[str, Any] = {"opened, s": time.perf_counter() - start}
    rng = np.random.default_rng(SEED)
    base = answered(data)
    short = [base[at][0] for at in rng.choice(len(base), QUERIES, replace=False)]
    sentences = [base[at][3][0] for at in rng.choice(len(base), QUERIES, replace=False)]
    long = messages(data)
    words = Index(None, index.segments)
    part = max(index.segments, key=lambda p: len(p.said))
    found["statements"], found["questions"] = len(part.said), len(part.questions)
    for _ in range(2):  # the second time warm
        for name, texts in (("short questions", short), ("sentences", sentences), ("messages", long)):
            found[f"words, {name}"] = _times(words.search, texts)
            found[f"hybrid, {name}"] = _times(index.search, texts)
            made = {text: (queries.read(text, index.known), index.vector(text)) for text in texts}
            found[f"hybrid once read and encoded, {name}"] = _times(
                lambda text, made=made: index.answer(*made[text]), texts
            )
    typed = [text[: rng.integers(3, 25)] for text in short + long]
    found["suggestions"] = _times(index.suggest, typed)
    found["resident, MiB"] = _resident() - before
    found["recall"] = recall(part.said_meanings, index.vector, sentences + short)
    start = time.perf_counter()
    index.add([Listing("new", "What is quuxitis?", "Quuxitis", said=(Said("n.1", "It is rare.", "e"),))])
    assert index.search("quuxitis").found[0].question == "new"
    found["one edit visible, s"] = time.perf_counter() - start
    found["on disk, MiB"] = _size(folder / "index")
    database = sqlite3.connect(folder / "fts.sqlite3")
    ask = "SELECT id FROM said WHERE said MATCH ? ORDER BY rank LIMIT 10"
    found["SQLite FTS5, short questions"] = _times(lambda t: database.execute(ask, (_any(t),)).fetchall(), short[:40])
    found["SQLite FTS5, on disk, MiB"] = _size(folder / "fts.sqlite3")
    if (folder / "tantivy").is_dir():
        peer = _tantivy(folder)
        peer.reload()
        searcher = peer.searcher()

        def search(text: str) -> Any:
            query = peer.parse_query(" ".join(re.findall(r"\w+", text.lower())), ["text"])
            return searcher.search(query, 10).hits

        for name, texts in (("short questions", short), ("sentences", sentences), ("messages", long)):
            found[f"tantivy, {name}"] = _times(search, texts)
        found["tantivy, on disk, MiB"] = _size(folder / "tantivy")
    return found


def messages(data: Path) -> list[str]:
    """Consumers' messages, as they were sent."""
    text = (data / "rqe" / "MEDIQA2019-Task2-RQE-ValidationSet-AMIA2016.xml").read_text(encoding="utf-8")
    return list(dict.fromkeys(" ".join(m.split()) for m in re.findall(r"<chq>(.*?)</chq>", text, re.S)))


def recall(meaning: Any, vector: Callable[[str], Any], texts: Sequence[str]) -> float:
    """The share of the ten nearest by all 8-bit vectors that the lists and sketches find."""
    hits = 0
    for text in texts[:100]:
        query = vector(text)
        cosines = np.concatenate(
            [
                meaning.cosines(query, np.arange(at, min(at + 65536, meaning.count)))
                for at in range(0, meaning.count, 65536)
            ]
        )
        exact = set(meaning.order[np.argpartition(-cosines, 10)[:10]].tolist())
        hits += len(exact & set(meaning.nearest(query, 10)[0].tolist()))
    return hits / (10 * len(texts[:100]))


def _any(text: str) -> str:
    return " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))


def _times(ask: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds: on the clock, and of this thread's own work, which other work on the machine does not change."""
    taken, worked = [], []
    for text in texts:
        start, own = time.perf_counter(), time.thread_time()
        ask(text)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.thread_time() - own) * 1000)
    found = {}
    for name, times in (("", taken), ("own ", worked)):
        for share in (50, 99):
            found[f"{name}p{share}"] = round(float(np.percentile(times, share)), 2)
    return found


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return round(sum(p.stat().st_size for p in files) / 2**20, 1)


if __name__ == "__main__":
    verb, given, place = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    print(json.dumps(build(given, place, int(sys.argv[4])) if verb == "build" else run(given, place), indent=1))
