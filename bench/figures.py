"""One measured figure beside its marks, and a table of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, on which data, the value, what to reach, and what others reached (published or first mark)."""

    what: str
    data: str
    value: str
    reach: str = ""
    mark: str = ""
    shown: Mapping[str, Any] | None = None
    """The figure as the site's method page shows it to readers (web/pages/method.py)."""


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | data | measured | to reach | marks |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {f.what} | {f.data} | {f.value} | {f.reach} | {f.mark} |" for f in figures]
    return "\n".join(lines)
