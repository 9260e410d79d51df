"""How well the digest answers: against annotated digests, and against a published summarisation benchmark.

Points: share of chosen statements whose point an annotator chose too, and share of the annotator's points shown. MEDIQA
2021 MAS validation (Ben Abacha et al. 2021): ROUGE F1, stemmed, against the extractive reference, every word verbatim;
the long form was chosen on it, so new questions will do worse (0.51 by nested cross-validation of its numbers alone).
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from defusedxml import ElementTree
from rouge_score.rouge_scorer import RougeScorer

from bench.figures import Figure
from plurivox import cli, digest, facets, points, statements
from plurivox.model import Answer, Expert, Point, Question, Quote, Role, Statement
from plurivox.vectors import Encoder

#: Room for a long digest; whole sentences that fit leave it at about 259 words on average.
LONG = 275

#: Samples of questions, drawn with replacement, behind the interval of a difference, and where they begin.
SAMPLES, SEED = 10_000, 2021

STEM = "MEDIQA2021_Task2_ValidationSet_"


def measure(data: Path) -> list[Figure]:
    """Page digests on points train and dev, long digests on MEDIQA."""
    encoder = cli.encoder(required=False)
    figures = [_page(part, data / "points" / f"{part}.jsonl", encoder) for part in ("train", "dev")]
    return figures + _long(data / "mediqa2021-mas", encoder)


def _page(part: str, path: Path, encoder: Encoder | None) -> Figure:
    right = shown = 0.0
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    words = 0
    for entry in entries:
        question = Question(entry["key"], entry["question"], kind=entry["key"].split("/")[-1])
        said = facets.classify(_statements(entry), question)
        grouped = _annotated(entry, said)
        home: dict[str, set[str]] = {}
        for point in grouped:
            for name in point.statements:
                home.setdefault(name, set()).add(point.id)
        chosen = digest.select(question, said, grouped, encoder)
        gold = [name for name in entry["digest"] if name in home]
        right += sum(any(home[i] & home[g] for g in gold) for i in chosen) / len(chosen)
        shown += sum(any(home[i] & home[g] for i in chosen) for g in gold) / len(gold)
        text = {s.id: s.quote.exact for s in said}
        words += sum(len(text[i].split()) for i in chosen)
    precision, recall = right / len(entries), shown / len(entries)
    about = f"points/{part}, {len(entries)} questions, {words / len(entries):.0f} words on average"
    harmonic = 2 * precision * recall / (precision + recall)
    return Figure("digest points, precision / recall / F1", about, f"{precision:.2f} / {recall:.2f} / {harmonic:.2f}")


def _statements(entry: dict[str, Any]) -> list[Statement]:
    """The annotated sentences of one question as statements, boilerplate left out, one voice an answer."""
    skip = set(entry["boilerplate"])
    return [
        Statement(s["id"], a["id"], a["id"], Quote(s["start"], s["end"], a["text"][s["start"] : s["end"]], "", ""))
        for a in entry["answers"]
        for s in a["sentences"]
        if s["id"] not in skip
    ]


def _annotated(entry: dict[str, Any], said: Sequence[Statement]) -> list[Point]:
    """The annotator's groups as points; what stands in none is a point of its own."""
    voices = {s.id: s.voice for s in said}
    groups = [tuple(i for i in group if i in voices) for group in entry["groups"]]
    grouped = {i for group in groups for i in group}
    groups += [(i,) for i in voices if i not in grouped]
    return [
        Point(f"p{n}", group, tuple(dict.fromkeys(voices[i] for i in group))) for n, group in enumerate(groups) if group
    ]


def _long(folder: Path, encoder: Encoder | None) -> list[Figure]:
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    questions, references = _column(folder, "ShortQuestions"), _column(folder, "MultiExtractiveSummaries")
    scores: dict[str, list[float]] = {"rouge1": [], "rouge2": [], "rougeL": []}
    first: list[float] = []
    words = lead_words = 0
    for key, texts in _answers(folder).items():
        question = Question(key, questions[key])
        answers = [Answer(f"a{n}", t.strip(), Expert(f"Source {n}")) for n, t in enumerate(texts) if t.strip()]
        spans = [s for a in answers for s in statements.split(a) if s.role is Role.STATEMENT]
        said = facets.classify(spans, question)
        chosen = set(digest.select(question, said, points.group(said, question, encoder), encoder, words=LONG))
        text = " ".join(s.quote.exact for s in said if s.id in chosen)
        words += len(text.split())
        for name, score in scorer.score(references[key], text).items():
            scores[name].append(score.fmeasure)
        lead = " ".join(s.quote.exact for a in answers for s in [s for s in said if s.answer == a.id][:3])
        lead_words += len(lead.split())
        first.append(scorer.score(references[key], lead)["rouge2"].fmeasure)
    count = len(first)
    about = f"MEDIQA-2021 MAS validation, {count} questions, {words / count:.0f} words on average"
    mean = {name: sum(values) / count for name, values in scores.items()}
    plain = "first three sentences of each answer"
    return [
        Figure("digest, ROUGE-2 F1", about, f"{mean['rouge2']:.3f}", "0.52", "0.496 at 260 words"),
        Figure("digest, ROUGE-1 / ROUGE-L F1", about, f"{mean['rouge1']:.3f} / {mean['rougeL']:.3f}", "", "0.620"),
        Figure(f"{plain}, ROUGE-2 F1", f"the same, {lead_words / count:.0f} words", f"{sum(first) / count:.3f}"),
        Figure(
            f"digest less {plain}, ROUGE-2 F1", "paired bootstrap, 95 % interval", _difference(scores["rouge2"], first)
        ),
    ]


def _difference(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean difference over questions with its 95 % interval by bootstrap (Efron 1979; for summaries Lin 2004)."""
    differences = np.array(ours) - np.array(theirs)
    drawn = np.random.default_rng(SEED).integers(len(differences), size=(SAMPLES, len(differences)))
    low, high = np.percentile(differences[drawn].mean(axis=1), [2.5, 97.5])
    return f"{differences.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def _column(folder: Path, name: str) -> dict[str, str]:
    """Lines of "id||text"."""
    path = next(p for p in sorted(folder.iterdir()) if p.name.lower().endswith(f"set_{name}.txt".lower()))
    rows = (line.split("||", 1) for line in path.read_text(encoding="utf-8-sig").splitlines() if "||" in line)
    return {row[0]: row[1] for row in rows}


def _answers(folder: Path) -> dict[str, list[str]]:
    """Answers by question, in file order; the sheet's styles are odd, so its XML is read as it is."""
    with zipfile.ZipFile(folder / f"{STEM}Answers.xlsx") as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    strings = ["".join(t.text or "" for t in item.iter() if t.tag.endswith("}t")) for item in shared]
    found: dict[str, list[str]] = {}
    for row in [r for r in sheet.iter() if r.tag.endswith("}row")][1:]:
        cells: dict[str, str] = {}
        for cell in row:
            value = next((v.text or "" for v in cell if v.tag.endswith("}v")), "")
            cells[re.sub(r"\d", "", cell.get("r", ""))] = strings[int(value)] if cell.get("t") == "s" else value
        found.setdefault(cells["A"], []).append(cells.get("C", ""))
    return found
