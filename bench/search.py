"""Does search find the right answered question: LiveQA-Med, slips, duplicates; time and size beside peers in one run.

Size: 100,000 statements; PLURIVOX_BENCH_FULL=1 measures 1,000,000 (ten minutes). Peers that are not installed (bm25s,
tantivy) are left out with a word. Dev parts only.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench import entailment, liveqa, search_size
from bench.figures import Figure
from plurivox import vectors
from plurivox.search import Index, Listing, answered_by, duplicates, same_question
from plurivox.terms.words import key

#: Statements of the short and of the full size.
SHORT, FULL = 100_000, 1_000_000

#: Weights beside the shipped one that are tried, to show that no single choice makes the figure.
NEARBY = (
    (0.55, 0.45, 0.1),
    (0.6, 0.4, 0.1),
    (0.65, 0.35, 0.1),
    (0.7, 0.3, 0.1),
    (0.62, 0.38, 0.05),
    (0.62, 0.38, 0.15),
)


def measure(data: Path) -> list[Figure]:
    """Everything, in one run."""
    encoder = vectors.CachedEncoder(vectors.load(), vectors.folder().parent / "vectors")
    listings = liveqa.listings(data)
    index = Index(encoder)
    index.build(listings)
    return [
        *retrieval(data, listings, index),
        slips(listings, index),
        *pairs(data, encoder),
        *size(data),
    ]


def retrieval(data: Path, listings: Sequence[Listing], index: Index) -> list[Figure]:
    """LiveQA-Med, ours and the peers'."""
    asked = liveqa.messages(data)

    def ours(engine: Index) -> liveqa.Score:
        found = [engine.search(m.text, title=m.title).found for m in asked]
        return liveqa.score(asked, [[f.question for f in one] for one in found])

    def figure(name: str, score: liveqa.Score, reach: str = "", mark: str = "") -> Figure:
        low, high = liveqa.interval(score.each)
        value = f"{score.average:.3f} ({low:.2f} to {high:.2f}), MAP {score.map:.3f}, MRR {score.mrr:.3f}"
        return Figure(
            f"first answer's score, 0 to 3: {name}", f"LiveQA-Med dev, {len(asked)} messages", value, reach, mark
        )

    best = ours(index)
    figures = [figure("search", best, "1.15", "published 0.827; vectors alone 0.904")]
    total = sum(best.each)
    without = [(total - one) / (len(asked) - 1) for one in best.each]
    tried = []
    shipped = index.weights
    for meaning, words, side in NEARBY:
        index.weights = replace(shipped, meaning=meaning, words=words, side=side)
        tried.append(ours(index).average)
    index.weights = shipped
    figures.append(
        Figure("the same, any one message left out", "the same", f"{min(without):.3f} to {max(without):.3f}")
    )
    figures.append(Figure("the same, nearby weights", "the same", " ".join(f"{value:.3f}" for value in tried)))
    figures.append(figure("search by words alone", ours(Index(None, index.segments))))
    texts = [" ".join((one.text, *one.synonyms[:10])) for one in listings]
    for name, rank in peers(texts).items():
        ranked = [[listings[at].id for at in rank(f"{m.title} {m.text}")] for m in asked]
        figures.append(figure(name, liveqa.score(asked, ranked)))
    return figures


def peers(texts: Sequence[str]) -> Mapping[str, Callable[[str], Sequence[int]]]:
    """Other engines over the same texts, each with its own stemmer or none."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE said USING fts5(text, tokenize='porter')")
    database.executemany("INSERT INTO said(rowid, text) VALUES (?, ?)", enumerate(texts))

    def fts(query: str) -> list[int]:
        ask = " OR ".join(f'"{word}"' for word in dict.fromkeys(liveqa.words(query)))
        rows = database.execute("SELECT rowid FROM said WHERE said MATCH ? ORDER BY rank LIMIT 10", (ask,))
        return [row for (row,) in rows]

    found: dict[str, Callable[[str], Sequence[int]]] = {"SQLite FTS5": fts}
    try:
        import bm25s

        retriever: Any = bm25s.BM25()
        retriever.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)

        def bm25(query: str) -> list[int]:
            tokens = bm25s.tokenize([query], stopwords="en", show_progress=False)
            numbers: list[int] = retriever.retrieve(tokens, k=10, show_progress=False)[0][0].tolist()
            return numbers

        found["bm25s"] = bm25
    except ImportError:
        print("bench search: bm25s is not installed and left out", file=sys.stderr)
    try:
        import tantivy

        schema: Any = tantivy.SchemaBuilder().add_integer_field("n", stored=True)
        schema = schema.add_text_field("text", tokenizer_name="en_stem").build()
        peer = tantivy.Index(schema)
        writer = peer.writer()
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(n=number, text=text))
        writer.commit()
        peer.reload()
        searcher = peer.searcher()

        def tan(query: str) -> list[int]:
            hits = searcher.search(peer.parse_query(" ".join(liveqa.words(query)), ["text"]), 10).hits
            return [searcher.doc(address)["n"][0] for _, address in hits]

        found["tantivy"] = tan
    except ImportError:
        print("bench search: tantivy is not installed and left out", file=sys.stderr)
    return found


def slips(listings: Sequence[Listing], index: Index) -> Figure:
    """Misspelt names of diseases and drugs, typed alone: one about it among the first three."""
    rows = [
        line.split("\t")
        for line in (Path(__file__).parent / "slips.tsv").read_text(encoding="utf-8").splitlines()
        if line[0] != "#"
    ]
    named = {one.id: key(" ".join((one.text, one.subject, *one.synonyms))) for one in listings}
    hits = sum(any(key(right) in named[f.question] for f in index.search(slip).found[:3]) for slip, right in rows)
    return Figure("slips: among the first three", f"{len(rows)} misspelt names", f"{hits / len(rows):.3f}", "0.95")


def pairs(data: Path, encoder: vectors.Encoder) -> list[Figure]:
    """Same question: mqp by 4-fold cross-validation (nothing that ships learns from it) and as shipped; RQE."""
    mqp = entailment.mqp(data)
    values = duplicates.figures([(min(p.a, p.b), max(p.a, p.b)) for p in mqp], encoder)
    labels = np.array([pair.same for pair in mqp])
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(pair.a, len(numbers)) for pair in mqp]
    right: Any = np.zeros(len(mqp), bool)
    for train, test in GroupKFold(4).split(values, groups=groups):
        head = make_pipeline(StandardScaler(), LogisticRegression(C=3.0, max_iter=2000)).fit(
            values[train], labels[train]
        )
        right[test] = head.predict(values[test]) == labels[test]
    shipped = np.mean([(same_question(p.a, p.b, encoder) >= 0.5) == p.same for p in mqp])
    rqe = entailment.rqe(data, "Validation")
    answers = np.mean([(answered_by(p.a, [p.b], encoder)[0] >= 0.5) == p.same for p in rqe])
    about = f"mqp dev, {len(mqp)} pairs"
    return [
        Figure(
            "same question: accuracy", f"{about}, 4 folds by first question", f"{right.mean():.3f}", "0.845", "0.845"
        ),
        Figure("same question: accuracy, as shipped", f"{about}, trained on RQE alone", f"{shipped:.3f}"),
        Figure("answered by: accuracy", f"RQE validation, {len(rqe)} pairs", f"{answers:.3f}", "0.86", "cosine 0.828"),
    ]


def size(data: Path) -> list[Figure]:
    """Time and size, in processes of their own."""
    count = FULL if os.environ.get("PLURIVOX_BENCH_FULL") else SHORT
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "size")
        measured = _run("build", str(data), place, str(count)) | _run("run", str(data), place)
    about = f"{count:,} statements, 2 cores"
    reach = {
        "words, short questions": "p50 5 ms, p99 20 ms",
        "hybrid, short questions": "p50 15 ms, p99 40 ms",
        "suggestions": "p99 10 ms",
        "resident, MiB": "1024",
        "on disk, MiB": "1024",
        "index built and saved, s": "300",
        "one edit visible, s": "1",
    }
    return [Figure(name, about, _shown(value), reach.get(name, "")) for name, value in measured.items()]


def _run(*args: str) -> dict[str, Any]:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-P", search_size.__file__, *args]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        own = f"own work p50 {value['own p50']}, p99 {value['own p99']}"
        return f"p50 {value['p50']} ms, p99 {value['p99']} ms ({own})"
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
