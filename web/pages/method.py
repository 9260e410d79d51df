"""How often the comparison errs: the figures that `plurivox bench` writes to method.json, read strictly.

A page that tells patients how far to trust it must not show half a file: whatever is missing, unknown or out of range
is refused whole. Imports nothing of the site, for what measures reads and writes it without one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("method.json")

#: Figures that are a precision and a recall, and those that count what must not happen; in the order of the page.
RATES = ("warnings", "agreed", "advised", "differing", "single", "unaddressed", "naming")
COUNTS = ("contradictions", "false-oppositions")


@dataclass(frozen=True, slots=True)
class Figure:
    """How often one of the lists errs, as measured.

    Precision: of what is said, how much is right. Recall: of what there is, how much is said. The last two are of what
    must not happen: how many were found, of how many pairs.
    """

    id: str
    precision: float | None
    recall: float | None
    pairs: int | None
    questions: int | None
    data: str
    found: int | None
    of: int | None


class FiguresRefused(ValueError):
    """The file of figures is not whole; `plurivox bench` writes it anew."""


@cache
def measured() -> tuple[str, tuple[Figure, ...]]:
    """The version that was measured, and its figures in the order of the page. Raises FiguresRefused."""
    return read(json.loads(FILE.read_text(encoding="utf-8")))


def read(data: Any) -> tuple[str, tuple[Figure, ...]]:
    """The version and the figures in this data. Raises FiguresRefused."""
    _check(isinstance(data, dict) and set(data) == {"engine", "figures"}, "it holds 'engine' and 'figures' and no more")
    _check(isinstance(data["engine"], str) and data["engine"], "'engine' names a version")
    _check(isinstance(data["figures"], list), "'figures' is a list")
    figures = [_figure(row) for row in data["figures"]]
    ids = [figure.id for figure in figures]
    _check(sorted(ids) == sorted((*RATES, *COUNTS)), f"it has each of {', '.join((*RATES, *COUNTS))} once, not {ids}")
    return data["engine"], tuple(sorted(figures, key=lambda figure: (*RATES, *COUNTS).index(figure.id)))


def _figure(row: Any) -> Figure:
    _check(isinstance(row, dict) and row.get("id") in (*RATES, *COUNTS), f"no figure is known as {row!r}")
    wanted = {"found", "of"} if row["id"] in COUNTS else {"precision", "recall"}
    optional = {"data"} if row["id"] in COUNTS else {"pairs", "questions", "data"}
    _check(wanted <= set(row) - {"id"} <= wanted | optional, f"{row['id']} has {sorted(wanted)}, not {sorted(row)}")
    for name in ("precision", "recall"):
        if name in wanted:
            _check(_is_number(row[name], float) and 0 <= row[name] <= 1, f"{row['id']}: {name} is between 0 and 1")
    for name in ("pairs", "questions", "found", "of"):
        if name in row:
            _check(_is_number(row[name], int) and row[name] >= 0, f"{row['id']}: {name} is a count")
    _check(isinstance(row.get("data", ""), str), f"{row['id']}: data is a name")
    if "of" in wanted:
        _check(row["of"] > 0 and row["found"] <= row["of"], f"{row['id']}: found is at most of")
    names = ("precision", "recall", "pairs", "questions", "found", "of")
    return Figure(row["id"], data=row.get("data", ""), **{name: row.get(name) for name in names})


def _is_number(value: object, kind: type) -> bool:
    """Whether it is a number of this kind; true and false are none, and a whole number is also a float."""
    return not isinstance(value, bool) and isinstance(value, (int, float) if kind is float else int)


def _check(right: object, sentence: str) -> None:
    if not right:
        raise FiguresRefused(f"{FILE.name} is not whole: {sentence}. Write it with plurivox bench.")
