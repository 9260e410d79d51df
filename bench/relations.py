"""How well two statements are judged, and how many listed oppositions are real.

Relations dev, and 357 pairs of our own: macro F1 of five labels, precision and recall of opposes, beside a baseline of
overlap and negation.
Points: oppositions listed in the comparisons of annotated answers. The rules were drawn up on train; what readers are
told is measured on answers where they were not: our own readings of two organisations, and advice that was held back.
Spec: pairs of agreeing sentences with contrast words and conditional pairs, of which none may be opposed. Never tunes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import average_precision_score, f1_score

from bench import annotated, held
from bench.annotated import OWN
from bench.figures import Figure
from plurivox import cli, relations
from plurivox.model import RelationKind
from plurivox.relations import rules
from plurivox.vectors import TOGETHER, Encoder, odds_together

SPEC = Path(__file__).parent.parent / "tests" / "spec"

#: Of our own readings one in so many is compared: they are many, and few facts in them are opposed.
EVERY = 4

#: Advice that was held back.
HELD = "advice-held.jsonl"

#: Two statements with a larger share of common words say the same, in the baseline.
BASELINE_OVERLAP = 0.3


def measure(data: Path) -> list[Figure]:
    """Every figure with vectors and by words alone."""
    encoder = cli.encoder(required=False)
    figures = []
    ways: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        ("overlap and negation (baseline)", _baseline),
        ("by words alone", lambda p: relations.judge(p["a"], p["b"], p["question"])[0].value),
    ]
    if encoder:
        ways.append(("with vectors", lambda p: relations.judge(p["a"], p["b"], p["question"], encoder)[0].value))
    parts = [("relations/dev", data / "relations" / "dev.jsonl"), ("our own dev", OWN / "relations-dev.jsonl")]
    for part, path in parts:
        pairs = _lines(path)
        for way, judge in ways:
            figures += _judged(part, way, pairs, [judge(pair) for pair in pairs])
    train, dev = (held.count(annotated.shared(data / "points" / f"{part}.jsonl"), encoder) for part in ("train", "dev"))
    read, advised = (held.count(of, encoder) for of in (annotated.own(data)[::EVERY], annotated.written(HELD)))
    figures += [_opposed("points/train", train), _opposed("points/dev", dev)]
    figures += [_opposed("points/train and dev", train + dev), _opposed("our own readings", read)]
    figures += [_opposed("advice held", advised)]
    figures += [_opposed("readings and advice held", read + advised, for_readers=True)]
    return figures + _false_oppositions(encoder) + _pairs_of_points(encoder)


def _pairs_of_points(encoder: Encoder | None) -> list[Figure]:
    """Average precision of "one point" over pairs that are hard on purpose: read together, and by late interaction."""
    if encoder is None:
        return []
    rows = _lines(OWN / "pairs-dev.jsonl")
    one = [row["point"] == "one" for row in rows]
    read = odds_together(encoder.judge([(row["a"], row["b"]) for row in rows]))[:, TOGETHER.index("one point")]
    alone = [float(encoder.liken(row["question"], [(row["a"], row["b"])])[0, 0]) for row in rows]
    value, mark = (f"{average_precision_score(one, by):.3f}" for by in (read, alone))
    about = f"our own pairs dev, {len(rows)}, hard on purpose"
    return [Figure("one point, average precision", about, value, "", f"late interaction alone {mark} (this run)")]


def _false_oppositions(encoder: Encoder | None) -> list[Figure]:
    """Pairs of the spec that are opposed though they agree or are bound to cases; none may be."""
    figures, count, of = [], 0, 0
    for name in ("contrast", "conditional"):
        spec = _lines(SPEC / f"{name}.jsonl")
        wrong = sum(relations.judge(p["a"], p["b"], p["question"], encoder)[0] is RelationKind.OPPOSES for p in spec)
        count, of = count + wrong, of + len(spec)
        shown = {"id": "false-oppositions", "found": count, "of": of, "data": "pairs of the specification"}
        about = f"{len(spec)} {name} pairs of the spec"
        figures.append(
            Figure("false oppositions", about, str(wrong), "0", shown=shown if name == "conditional" else None)
        )
    return figures


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _baseline(pair: dict[str, Any]) -> str:
    a, b = (rules.side(pair[key], pair["question"]) for key in ("a", "b"))
    denied = bool(a.reading.of("negation")) != bool(b.reading.of("negation"))
    if rules.overlap(a, b) > BASELINE_OVERLAP:
        return "opposes" if denied else "same"
    return "qualifies" if denied else "unrelated"


def _judged(part: str, way: str, pairs: Sequence[dict[str, Any]], found: Sequence[str]) -> list[Figure]:
    gold = [pair["relation"] for pair in pairs]
    hits = sum(g == f == "opposes" for g, f in zip(gold, found, strict=True))
    precision, recall = hits / max(1, found.count("opposes")), hits / gold.count("opposes")
    about = f"{part}, {len(pairs)} pairs, {way}"
    macro = f1_score(gold, found, average="macro", zero_division=0)
    return [
        Figure("five relations, macro F1", about, f"{macro:.3f}", "0.70", "0.52"),
        Figure("opposes, precision / recall", about, f"{precision:.2f} / {recall:.2f}", "0.80 / 0.60", "0.60 / 0.63"),
    ]


def _opposed(part: str, n: Counter[str], for_readers: bool = False) -> Figure:
    precision, recall = n["right listed"] / max(1, n["listed"]), n["right listed"] / n["opposed"]
    shown = {
        **{"id": "differing", "precision": round(precision, 2), "recall": round(recall, 2)},
        **{"pairs": n["opposed"], "questions": n["questions"], "data": f"{part}; the rules drawn up elsewhere"},
    }
    return Figure(
        "opposed, precision / recall",
        f"{part}, {n['questions']} questions",
        f"{precision:.2f} / {recall:.2f} ({n['right listed']} of {n['listed']} listed, {n['opposed']} marked)",
        "0.60 / 0.40",
        shown=shown if for_readers else None,
    )
