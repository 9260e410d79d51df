"""LiveQA-Med (TREC 2017): consumers' messages, and MedQuAD's answers as judges graded them (Ben Abacha et al. 2017).

The recipe of the project's quality notes: search over all MedQuAD questions, the lowest grade where a pair has two,
what nobody judged counts as wrong; the first answer's score from 0 to 3, MAP@10 and MRR@10 (grades 3 and 4).
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from defusedxml import ElementTree

from plurivox.search import Listing

#: Answers that are looked at.
DEEP = 10

#: Grade from which an answer is relevant, and the grade of what nobody judged.
RELEVANT, UNJUDGED = 3, 1


class Message(NamedTuple):
    """One consumer's message, and the grades of answers by the id of their question."""

    title: str
    text: str
    grades: Mapping[str, int]


class Score(NamedTuple):
    """How a ranking does: means over the messages, and the first answer's score of each."""

    average: float
    map: float
    mrr: float
    each: tuple[int, ...]


def messages(data: Path) -> list[Message]:
    """The dev half: messages that have a graded answer."""
    folder = data / "liveqa-med"
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels_dev.txt").read_text(encoding="utf-8").splitlines():
        number, grade, file = line.split()
        key = file.removesuffix(".txt").replace("MPlusHerbsSuppls", "MPlusHerbsSupplements")
        own = grades.setdefault(number, {})
        own[key] = min(int(grade[0]), own.get(key, 9))
    found = []
    for question in ElementTree.parse(folder / "questions_dev.xml").getroot().iter("NLM-QUESTION"):
        original = question.find("Original-Question")
        own = grades.get(question.get("qid", "")[2:], {})
        if own and original is not None:
            title, text = (" ".join((original.findtext(name) or "").split()) for name in ("SUBJECT", "MESSAGE"))
            found.append(Message(title, text, own))
    return found


def listings(data: Path) -> list[Listing]:
    """Every question of MedQuAD, answered here or not, by the id that the judges used."""
    found = []
    with tarfile.open(data / "medquad" / "medquad.tar.gz") as archive:
        names = sorted(member.name for member in archive if member.name.endswith(".xml"))
        for name in names:
            file = archive.extractfile(name)
            assert file is not None
            root = ElementTree.parse(io.BytesIO(file.read())).getroot()
            subject = (root.findtext("Focus") or "").strip()
            synonyms = tuple(e.text.strip() for e in root.iter("Synonym") if e.text)
            for pair in root.iter("QAPair"):
                key = f"{root.get('source')}_{root.get('id')}_Sec{pair.get('pid')}"
                text = " ".join((pair.findtext("Question") or "").split())
                found.append(Listing(key, text, subject, synonyms=synonyms))
    return found


def score(asked: Sequence[Message], ranked: Sequence[Sequence[str]]) -> Score:
    """How rankings (ids of questions, best first) do."""
    each, precision, reciprocal = [], [], []
    for message, ids in zip(asked, ranked, strict=True):
        grades = [message.grades.get(key, UNJUDGED) for key in ids[:DEEP]] or [UNJUDGED]
        each.append(grades[0] - 1)
        hits = [at for at, grade in enumerate(grades) if grade >= RELEVANT]
        relevant = min(DEEP, sum(grade >= RELEVANT for grade in message.grades.values()))
        precision.append(sum((n + 1) / (at + 1) for n, at in enumerate(hits)) / relevant if hits else 0.0)
        reciprocal.append(1 / (hits[0] + 1) if hits else 0.0)
    return Score(float(np.mean(each)), float(np.mean(precision)), float(np.mean(reciprocal)), tuple(each))


def interval(each: Sequence[int], seed: int = 1, rounds: int = 10_000) -> tuple[float, float]:
    """The middle 95 % of the average over messages drawn with replacement."""
    values = np.array(each)
    means = values[np.random.default_rng(seed).integers(0, len(values), (rounds, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def words(text: str) -> list[str]:
    """The words of a text as the peers' queries are given them."""
    return re.findall(r"[a-z0-9]+", text.lower())
