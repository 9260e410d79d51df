"""How much of what a careful reader finds in the sample library the engine finds too.

The expectations were written by hand with the answers (tests/engine/sample_expectations.jsonl): pairs of quotes that
agree, oppose, differ in either way, or must not be opposed; who names what; warnings; what is set aside; what nobody
addresses. Never tunes. `python -m bench.sample` also prints every expectation that was missed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, table
from plurivox import answers, cli, compare, sources
from plurivox.model import Comparison, RelationKind, Statement

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "web" / "samples" / "library.jsonl"
EXPECTATIONS = ROOT / "tests" / "engine" / "sample_expectations.jsonl"

#: What is counted, in the order of the report, and how the report calls it.
KINDS = {
    "state": "whether there is enough to compare",
    "agree": "pairs that agree, in one point",
    "oppose": "pairs that oppose, found as opposing",
    "differ": "pairs that differ, found in either way",
    "apart": "pairs never to be opposed or joined, left alone",
    "terms": "terms named by exactly these answers",
    "warnings": "warnings that lead the page",
    "set_aside": "stretches set aside in their role",
    "silent": "facets nobody speaks to, with no statement",
    "spoken": "facets somebody speaks to, with a statement",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation, whether it was met, and what to read where it was not."""

    key: str
    kind: str
    met: bool
    words: str


def measure(data: Path) -> list[Figure]:
    """The share of expectations met, kind by kind. `data` is not needed: the library is shipped."""
    found = checks()
    figures = []
    for kind, what in KINDS.items():
        of_kind = [check for check in found if check.kind == kind]
        met = sum(check.met for check in of_kind)
        figures.append(Figure(what, "sample library", f"{met} of {len(of_kind)}"))
    return figures


def checks() -> tuple[Check, ...]:
    """Every expectation held against the comparison of its question."""
    entries = {entry.question.key: entry for entry in answers.admit(sources.read_path(LIBRARY))}
    encoder = cli.encoder()
    found: list[Check] = []
    for line in EXPECTATIONS.read_text(encoding="utf-8").splitlines():
        expected = json.loads(line)
        entry = entries[expected["key"]]
        comparison = compare.compare(entry.question, entry.answers, encoder)
        found += [
            Check(expected["key"], kind, met, words) for kind, met, words in _check(_Reading(comparison), expected)
        ]
    return tuple(found)


class _Reading:
    """A comparison with what the checks ask of it at hand."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.texts = {answer.id: answer.text for answer in comparison.answers}
        self.related = {frozenset((r.a, r.b)): r.kind for r in comparison.relations}
        self.home = {s.id: s.answer for s in comparison.statements}

    def covering(self, place: dict[str, str], spans: Sequence[Statement]) -> list[Statement]:
        """The spans of the answer that share at least one code point with the quote, the fullest overlap first."""
        start = self.texts[place["answer"]].index(place["quote"])
        end = start + len(place["quote"])
        shared = [(min(end, s.quote.end) - max(start, s.quote.start), s) for s in spans if s.answer == place["answer"]]
        return [s for overlap, s in sorted(shared, key=lambda pair: -pair[0]) if overlap > 0]

    def pairs(self, two: Sequence[dict[str, str]]) -> list[frozenset[str]]:
        """Every pair of statements that the two quotes touch."""
        a, b = (self.covering(place, self.comparison.statements) for place in two)
        return [frozenset((x.id, y.id)) for x in a for y in b if x is not y]

    def leads(self, place: dict[str, str]) -> bool:
        """Whether the quote, or another that makes the same point, stands among the warnings."""
        here = {s.id for s in self.covering(place, self.comparison.statements)}
        told = set(self.comparison.warnings)
        return bool(here & told) or any(
            here & set(p.statements) and told & set(p.statements) for p in self.comparison.points
        )

    def joined(self, pair: frozenset[str]) -> bool:
        return any(pair <= set(point.statements) for point in self.comparison.points)


def _check(reading: _Reading, expected: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    comparison = reading.comparison
    yield "state", comparison.state.value == expected["state"], comparison.state.value
    for kind in ("agree", "oppose", "differ", "apart"):
        for two in expected.get(kind, ()):
            pairs = reading.pairs(two)
            kinds = {reading.related.get(pair) for pair in pairs}
            opposed = RelationKind.OPPOSES in kinds
            joined = any(reading.joined(pair) for pair in pairs)
            met = {
                "agree": joined,
                "oppose": opposed,
                "differ": opposed or RelationKind.QUALIFIES in kinds,
                "apart": not opposed and not joined,
            }[kind]
            yield kind, met, " | ".join(f"{place['answer']} {place['quote']}" for place in two)
    for term in expected.get("terms", ()):
        named = {
            reading.home[m.statement]
            for m in comparison.mentions
            if m.kind.value == term["kind"] and m.term.lower() in (term["term"], *term.get("also", ()))
        }
        words = f"{term['kind']} {term['term']}: {sorted(term['answers'])}, engine {sorted(named)}"
        yield "terms", named == set(term["answers"]), words
    for place in expected.get("warnings", ()):
        yield "warnings", reading.leads(place), place["quote"]
    for place in expected.get("set_aside", ()):
        found = reading.covering(place, comparison.set_aside)
        met = bool(found) and found[0].role.value == place["role"]
        yield "set_aside", met, f"{place['role']}: {place['quote']}"
    facets = {statement.facet.value for statement in comparison.statements}
    for facet in expected.get("silent", ()):
        yield "silent", facet not in facets, facet
    for facet in expected.get("spoken", ()):
        yield "spoken", facet in facets, facet


def main() -> int:
    """Print every miss, then the figures."""
    for check in checks():
        if not check.met:
            print(f"{check.kind:10} {check.key}: {check.words}")
    print(table(measure(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
