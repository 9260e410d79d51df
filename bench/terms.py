"""Who names what, held against annotated enumerations: pairs of concept and answer.

Alignment, for annotators wrote their concepts in free words: our term stands for a concept of the same question when
the concept's own words, read with our vocabulary, give that term, or when a mention of it lies in a sentence annotated
for the concept and the words of one, less empty ones ("problem", "loss"), mostly occur in the other. A pair of ours is
right when its answer is annotated for a concept it stands for; an annotated pair is found when one of ours is right
for it. Pairs of tables that nobody annotated count as wrong, so precision is a lower bound.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure
from plurivox import facets, statements, terms
from plurivox.model import Answer, Expert, Mention, Question, Role, Statement
from plurivox.terms import finding, lexicon, roles, vocabulary
from plurivox.terms.words import key, read

#: Words that do not tell one concept from another.
EMPTY = frozenset(
    key(
        "problem difficulty trouble loss of in the and or to a with disease disorder abnormal abnormality change poor"
        " impaired impairment drug medicine therapy treatment test other such as on for type form"
    ).split()
)

#: Share of the words of the shorter name that must occur in the longer.
SHARED = 0.5


def measure(data: Path) -> list[Figure]:
    """Precision and recall on the dev part, and the speed of finding terms."""
    rows = _rows(data, "dev")
    right, ours, found, theirs = score(rows)
    said = [entry(row) for row in rows]
    terms.mentions(*said[0])
    count = sum(len(spans) for spans, _ in said)
    began = time.perf_counter()
    for spans, question in said:
        terms.mentions(spans, question)
    speed = count / (time.perf_counter() - began)
    where = "points dev"
    precision, recall = right / max(1, ours), found / max(1, theirs)
    shown = {"id": "naming", "precision": round(precision, 2), "recall": round(recall, 2), "questions": len(rows)}
    return [
        Figure(
            "who names what, precision of (term, answer)",
            where,
            f"{precision:.2f} of {ours}",
            shown={**shown, "data": where},
        ),
        Figure("who names what, recall of (concept, answer)", where, f"{found / max(1, theirs):.2f} of {theirs}"),
        Figure("terms, statements a second, one core", where, f"{speed:,.0f}", "20,000"),
        Figure("terms, names in the vocabulary", "shipped", f"{len(vocabulary.load().names):,}", "20,000"),
    ]


def score(rows: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Our right pairs, our pairs, annotated pairs found, annotated pairs."""
    totals = [0, 0, 0, 0]
    for row in rows:
        pairs, aligned, gold = pairs_of(row)
        totals[0] += sum(any(c in gold and a in gold[c] for c in aligned[t]) for t, a in pairs)
        totals[1] += len(pairs)
        hit = {(c, a) for t, a in pairs for c in aligned[t] if a in gold[c]}
        totals[2] += len(hit)
        totals[3] += sum(len(answers) for answers in gold.values())
    return totals[0], totals[1], totals[2], totals[3]


def pairs_of(row: dict[str, Any]) -> tuple[set[tuple[str, str]], dict[str, set[str]], dict[str, set[str]]]:
    """Our pairs of one question, the concepts each term stands for, and the answers annotated for each concept."""
    said, question = entry(row)
    found = terms.mentions(said, question)
    answer_of = {s.id: s.answer for s in said}
    places = {s["id"]: (a["id"], s["start"], s["end"]) for a in row["answers"] for s in a["sentences"]}
    gold: dict[str, set[str]] = {}
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for listed in row["lists"]:
        for concept, ids in listed["members"].items():
            gold.setdefault(concept, set()).update(places[i][0] for i in ids)
            spans.setdefault(concept, []).extend(places[i] for i in ids)
    aligned: dict[str, set[str]] = {m.term: set() for m in found}
    read_as = {concept: set(_terms(concept)) for concept in gold}
    for mention in found:
        for concept in gold:
            if mention.term in read_as[concept] or (
                _inside(mention, answer_of[mention.statement], spans[concept]) and _alike(mention.term, concept)
            ):
                aligned[mention.term].add(concept)
    return {(m.term, answer_of[m.statement]) for m in found}, aligned, gold


def entry(row: dict[str, Any]) -> tuple[list[Statement], Question]:
    """The statements and the question of one annotated row."""
    question = Question(row["key"], row["question"])
    answers = [Answer(a["id"], a["text"], Expert(a["source"])) for a in row["answers"]]
    said = [s for answer in answers for s in statements.split(answer) if s.role is Role.STATEMENT]
    return list(facets.classify(said, question)), question


def _terms(concept: str) -> Iterator[str]:
    words = read(concept)
    known = vocabulary.load()
    found = finding.find(words, known, lexicon.build({}), {})
    for item in finding.compose(found, words, known, roles.rules().filler):
        if item.last - item.first >= len(words.forms) - 1:
            yield from item.senses.values()


def _inside(mention: Mention, answer: str, spans: list[tuple[str, int, int]]) -> bool:
    return any(answer == a and start <= mention.start < end for a, start, end in spans)


def _alike(term: str, concept: str) -> bool:
    one, other = (set(key(name).split()) - EMPTY or set(key(name).split()) for name in (term, concept))
    return len(one & other) >= SHARED * min(len(one), len(other))


def _rows(data: Path, part: str) -> list[dict[str, Any]]:
    with (data / "points" / f"{part}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
