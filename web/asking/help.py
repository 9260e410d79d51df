"""Whom to call, by language: facts in help_lines.toml, or in the operator's own file. No question is looked at here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

_OURS = Path(__file__).with_name("help_lines.toml")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One number to call, what it is called and what it is for."""

    number: str
    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A country with its numbers."""

    name: str
    lines: tuple[HelpLine, ...]


def places() -> tuple[Place, ...]:
    """The numbers for readers of the language of this page; those of the site's own language where there are none."""
    kept = _read(settings.HELP_LINES or _OURS)
    return kept.get(get_language() or "") or kept.get(settings.LANGUAGE_CODE, ())


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, tuple[Place, ...]]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["lines"]
    return {
        language: tuple(
            Place(name, tuple(HelpLine(row["number"], row["name"], tuple(row["for"])) for row in at_place))
            for name, at_place in groupby(
                (row for row in rows if row["language"] == language), lambda row: row["place"]
            )
        )
        for language in {row["language"] for row in rows}
    }
