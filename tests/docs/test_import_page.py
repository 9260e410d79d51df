"""The page on importing names every field, column and limit that the readers know, and no other."""

import re
from pathlib import Path

from plurivox.model import Medium
from plurivox.sources import csv_table, json_lines, limits

TEXT = (Path(__file__).parents[2] / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under one heading."""
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> set[str]:
    """The names in the first cells of a section's tables."""
    return {name for row in re.findall(r"^\|([^|]*)\|", text, re.M) for name in re.findall(r"`(\w+)`", row)}


def test_json_fields_are_documented() -> None:
    """Every field of the JSON lines reader stands in the page's tables, and no other."""
    known = {*json_lines._QUESTION, *json_lines._ANSWER, "answers", "expert"}
    assert first_cells(section("JSON lines")) == known


def test_csv_columns_are_documented() -> None:
    """Every column of the CSV reader stands in the page's table, and no other."""
    assert first_cells(section("CSV")) == set(csv_table.COLUMNS)


def test_media_are_documented() -> None:
    """Every medium that the readers take is named, and no other."""
    (row,) = re.findall(r"^\| `medium` \|(.*)", section("JSON lines"), re.M)
    assert re.findall(r"`(\w+)`", row) == [medium.value for medium in Medium]


def test_limits_are_as_documented() -> None:
    """The limits on the page are those that refuse."""
    sentence = " ".join(section("All or nothing").split())
    assert f"A file may have {limits.FILE_BYTES // 1_000_000} MB" in sentence
    assert limits.PAGE_BYTES == limits.LINE_BYTES
    assert f"a page or a JSON line {limits.PAGE_BYTES // 1_000_000} MB" in sentence
    assert f"an answer {limits.ANSWER:,} characters" in sentence
