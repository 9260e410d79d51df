"""Pairs of questions that were labelled: RQE (one answers the other) and mqp (both ask the same)."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from typing import NamedTuple

_PAIR = re.compile(r'<pair pid="\d+"([^>]*)>(.*?)</pair>', re.S)
_CHQ, _FAQ = re.compile(r"<chq>(.*?)</chq>", re.S), re.compile(r"<faq>(.*?)</faq>", re.S)


class Pair(NamedTuple):
    """Two questions and the label."""

    a: str
    b: str
    same: bool


def rqe(data: Path, part: str) -> list[Pair]:
    """A part of RQE: "Training" or "Validation"."""
    text = (data / "rqe" / f"MEDIQA2019-Task2-RQE-{part}Set-AMIA2016.xml").read_text(encoding="utf-8", errors="replace")
    found = []
    for about, pair in _PAIR.findall(text):
        chq, faq = _CHQ.search(pair), _FAQ.search(pair)
        assert chq is not None
        assert faq is not None
        found.append(Pair(_plain(chq[1]), _plain(faq[1]), 'value="true"' in about))
    return found


def mqp(data: Path) -> list[Pair]:
    """The question pairs; measure only."""
    with (data / "mqp" / "mqp_dev.csv").open(encoding="utf-8", newline="") as file:
        return [Pair(_plain(row[1]), _plain(row[2]), row[3] == "1") for row in csv.reader(file)]


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
