"""Facets against MedQuAD's own question types: an answer to "What are the treatments for ..." speaks to treatments.

`python -m bench.facets train` fits the word weights on the tuning half of the diseases and writes weights.tsv (about a
minute; prints the hash to pin); `plurivox bench facets` measures the shipped weights on the other half, from the
answer's text alone: the question and its type are withheld. The type of an answer is a noisy label of its statements,
so the figure is per answer; no person has labelled statements.
"""

from __future__ import annotations

import hashlib
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from defusedxml import ElementTree

import plurivox.facets
from bench.figures import Figure
from plurivox import facets, statements
from plurivox.facets import weights
from plurivox.model import Answer, Expert, Facet, Question, Role, Statement

#: MedQuAD's question types and the facet that an answer to one speaks to. The 37 types include those of drugs, whose
#: answers MedQuAD does not carry; "support groups" has one answer and is left out.
TYPES = {
    "information": Facet.OVERVIEW,
    "symptoms": Facet.SYMPTOMS,
    "treatment": Facet.TREATMENTS,
    "inheritance": Facet.INHERITANCE,
    "frequency": Facet.FREQUENCY,
    "genetic changes": Facet.CAUSES,
    "causes": Facet.CAUSES,
    "exams and tests": Facet.DIAGNOSIS,
    "research": Facet.RESEARCH,
    "outlook": Facet.PROGNOSIS,
    "susceptibility": Facet.RISK_FACTORS,
    "prevention": Facet.PREVENTION,
    "stages": Facet.STAGES,
    "complications": Facet.COMPLICATIONS,
    "considerations": Facet.SELF_CARE,
}
NOBODY = Question("bench", "")
SOURCES = "123456789"
"""Folders of MedQuAD that carry answers."""

#: Training: inverse strength of L2, and the powers that even out the sizes of facets and of the institutes in one.
C, EVEN_FACETS, EVEN_SOURCES = 0.3, 0.9, 0.3
#: A word enters with this many diseases, so that no disease's name does.
FEWEST_DISEASES = 12
#: Statements taken from one answer, and weights (in hundredths) too small to keep.
MOST_STATEMENTS, SMALLEST = 40, 6
#: The first statements of an answer say what it is about: so many, and what each counts.
FIRST, WEIGHT_OF_FIRST = 2, 3
EATING = ("eat", "diet", "nutri", "food")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer's statements and the facet of its question type."""

    source: str
    disease: str
    facet: Facet
    said: tuple[Statement, ...]

    @property
    def held_out(self) -> bool:
        """Halves by disease, so that no disease is in both."""
        return hashlib.sha256(self.disease.lower().encode()).digest()[0] % 2 == 1


def measure(data: Path) -> list[Figure]:
    """Macro F1 over the question types on the held-out half, per answer and per statement."""
    wanted: list[Facet] = []
    found: list[Facet] = []
    each: list[tuple[Facet, Facet]] = []
    for labelled in read(data):
        if labelled.held_out:
            classified = facets.classify(labelled.said, NOBODY)
            wanted.append(labelled.facet)
            found.append(of_answer(classified))
            if labelled.facet is not Facet.OVERVIEW:
                each += [(labelled.facet, statement.facet) for statement in classified]
    by_type = f1_by_facet(wanted, found)
    by_statement = f1_by_facet(*zip(*each, strict=True))
    known = [f1 for facet, f1 in by_type.items() if facet is not Facet.SELF_CARE]
    worst = ", ".join(f"{facet.value} {f1:.2f}" for facet, f1 in sorted(by_type.items(), key=lambda pair: pair[1])[:4])
    size = f"{len(wanted)} answers"
    return [
        Figure(
            "facets, macro F1 per answer", f"MedQuAD held out, {size}", f"{np.mean(list(by_type.values())):.3f}", "0.80"
        ),
        Figure("the same without 'considerations'", f"MedQuAD held out, {size}", f"{np.mean(known):.3f}"),
        Figure(
            "facets, share of answers right", f"MedQuAD held out, {size}", f"{np.mean(np.equal(wanted, found)):.3f}"
        ),
        Figure("facets, weakest types", f"MedQuAD held out, {size}", worst),
        Figure(
            "facets, macro F1 per statement (type as noisy label)",
            f"MedQuAD held out, {len(each)} statements",
            f"{np.mean([f1 for facet, f1 in by_statement.items()]):.3f}",
        ),
    ]


def of_answer(classified: Sequence[Statement]) -> Facet:
    """What a whole answer speaks to: OVERVIEW if it opens so, else the type's facet of most statements."""
    if not classified:
        return Facet.OTHER
    if classified[0].facet is Facet.OVERVIEW:
        return Facet.OVERVIEW
    votes: dict[Facet, float] = defaultdict(float)
    for n, statement in enumerate(classified):
        if statement.facet in TYPES.values():
            votes[statement.facet] += WEIGHT_OF_FIRST if n < FIRST else 1
    return max(votes or [Facet.OTHER], key=lambda facet: (votes[facet], -list(Facet).index(facet)))


def f1_by_facet(wanted: Sequence[Facet], found: Sequence[Facet]) -> dict[Facet, float]:
    """F1 of every facet that is wanted."""
    result = {}
    for facet in dict.fromkeys(wanted):
        right = sum(w is facet and f is facet for w, f in zip(wanted, found, strict=True))
        result[facet] = 2 * right / (sum(w is facet for w in wanted) + sum(f is facet for f in found))
    return result


def read(data: Path) -> Iterator[Labelled]:
    """Every MedQuAD answer that has statements and a type with a facet, from the archive, in its order."""
    with tarfile.open(data / "medquad" / "medquad.tar.gz") as archive:
        for member in archive:
            folder = member.name.rsplit("/", 2)[-2] if member.name.endswith(".xml") else ""
            if not folder or folder[0] not in SOURCES or folder[1] != "_":
                continue
            stream = archive.extractfile(member)
            root = ElementTree.fromstring(stream.read()) if stream else None
            for pair in root.iter("QAPair") if root is not None else ():
                facet = TYPES.get(pair.find("Question").get("qtype", ""))
                text = (pair.findtext("Answer") or "").strip()
                if facet and text:
                    spans = statements.split(Answer("a", text, Expert(folder)))
                    said = tuple(span for span in spans if span.role is Role.STATEMENT)
                    if said:
                        yield Labelled(folder, root.findtext("Focus") or "", facet, said)


def train(data: Path) -> str:
    """Fit the weights on the tuning half and write them; returns the SHA-256 to pin. Deterministic."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    rows: list[set[str]] = []
    labels: list[str] = []
    sources: list[str] = []
    diseases: dict[str, set[str]] = defaultdict(set)
    for labelled in read(data):
        if labelled.held_out:
            continue
        for statement in _teaching(labelled):
            own = weights.grams(statement.quote.exact)
            headed = weights.grams(statement.heading.exact, weights.HEADING_MARK) if statement.heading else set()
            for row in [own | headed, own] if headed else [own]:
                rows.append(row)
                labels.append(labelled.facet.value)
                sources.append(labelled.source)
            for gram in own | headed:
                diseases[gram].add(labelled.disease)
    vocabulary = sorted(gram for gram, found in diseases.items() if len(found) >= FEWEST_DISEASES)
    places = {gram: n for n, gram in enumerate(vocabulary)}
    indices = [sorted(places[gram] for gram in row if gram in places) for row in rows]
    matrix = sparse.csr_matrix(
        (
            np.ones(sum(map(len, indices))),
            np.concatenate([np.array(row, dtype=np.int64) for row in indices]),
            np.cumsum([0, *map(len, indices)]),
        ),
        shape=(len(rows), len(vocabulary)),
    )
    model = LogisticRegression(C=C, max_iter=300).fit(matrix, labels, sample_weight=_even(labels, sources))
    table = np.rint(model.coef_.T * weights.SCALE).astype(int)
    bias = np.rint(model.intercept_ * weights.SCALE).astype(int)
    lines = ["\t".join(["gram", *model.classes_]), "\t".join(["", *map(str, bias)])]
    for gram, row in zip(vocabulary, table, strict=True):
        if np.abs(row).max() >= SMALLEST:
            lines.append("\t".join([gram, *(str(w) if abs(w) >= SMALLEST else "" for w in row)]))
    content = ("\n".join(lines) + "\n").encode()
    Path(plurivox.facets.__file__).with_name("weights.tsv").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _teaching(labelled: Labelled) -> Sequence[Statement]:
    """The statements that an answer's type may label: not all of an overview is about the overview."""
    if labelled.facet is Facet.OVERVIEW:
        return labelled.said[:1]
    if labelled.facet is Facet.SELF_CARE:
        return [s for s in labelled.said if any(word in s.quote.exact.lower() for word in EATING)]
    return labelled.said[:MOST_STATEMENTS]


def _even(labels: Sequence[str], sources: Sequence[str]) -> np.ndarray:
    """Weights that let small facets, and in each facet small institutes, count for more."""
    facet_sizes: dict[str, int] = defaultdict(int)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for label, source in zip(labels, sources, strict=True):
        facet_sizes[label] += 1
        sizes[label, source] += 1
    found = np.array(
        [
            facet_sizes[label] ** -EVEN_FACETS * (sizes[label, source] / facet_sizes[label]) ** -EVEN_SOURCES
            for label, source in zip(labels, sources, strict=True)
        ]
    )
    return found / found.mean()


if __name__ == "__main__":
    from bench import data_folder

    if sys.argv[1:] != ["train"]:
        sys.exit("usage: python -m bench.facets train")
    print(train(data_folder()))
