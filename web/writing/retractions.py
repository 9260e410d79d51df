"""Reads a list of retracted publications, in the columns of the Retraction Watch data that Crossref gives away.

https://gitlab.com/crossref/retraction-watch-data. A file that is broken anywhere is refused whole; nothing is asked of
the network. Other columns than ours may stand in it, in any order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plurivox.errors import Problem, RecordsRefused, SourceUnreadable, TooLarge
from plurivox.sources import limits
from plurivox.sources.text import NotCanonical, canonical, decode
from web.writing.sources import DOI, PMID, Source

#: The columns that must be there.
COLUMNS = ("RetractionDOI", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDate", "Reason")

#: What a row is about, where the file says so; corrections and reinstatements are no retractions.
NATURE, RETRACTED = "RetractionNature", "retraction"

#: How the list says that there is no number.
_NONE = ("", "0", "unavailable", "none", "na", "n/a")

#: How the list writes its days.
_DAYS = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d")

#: Problems that a refusal names; the file is refused whole anyway.
MOST_PROBLEMS = 20

#: Characters of the reasons that are kept; the list's longest have some 600.
MOST_REASONS = 1000


@dataclass(frozen=True, slots=True)
class Retracted:
    """One retracted publication: by which numbers it is known, when, and the list's own reasons."""

    doi: str
    pmid: str
    date: str
    notice: str


@dataclass(frozen=True, slots=True)
class List:
    """What a file holds: the publications, and how many rows name none that can be found or are no retraction."""

    retracted: tuple[Retracted, ...]
    left_out: int


def read(data: bytes, name: str) -> List:
    """The publications of a file. Raises TooLarge, SourceUnreadable, or RecordsRefused with the first problems."""
    if len(data) > limits.FILE_BYTES:
        raise TooLarge(f"{name} has {len(data):,} bytes; {limits.FILE_BYTES:,} is the most.")
    text, _notes = decode(data, name)
    try:
        canonical(text)
    except NotCanonical as error:
        raise SourceUnreadable(f"{name} {error}; save it as plain UTF-8 and read it again.") from error
    problems: list[Problem] = []
    found: dict[tuple[str, str], Retracted] = {}
    left_out = 0
    for place, row in _rows(text, name, problems):
        if problems:
            continue
        try:
            made = _retracted(row)
        except ValueError as error:
            problems.append(Problem(place, "row-unfit", str(error)))
            continue
        if made is None:
            left_out += 1
        else:
            found.setdefault((made.doi, made.pmid), made)
    if problems:
        raise RecordsRefused(f"{name}: nothing was taken; mend the file and import it again.", problems[:MOST_PROBLEMS])
    return List(tuple(found.values()), left_out)


def _rows(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows by column, each with its place. What is wrong with the table goes to `problems`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        twice = sorted({column for column in header if column and header.count(column) > 1})
        missing = [column for column in COLUMNS if column not in header]
        if twice:
            problems.append(Problem(f"{name} line 1", "header-twice", f"names {', '.join(twice)} twice"))
        if missing:
            problems.append(Problem(f"{name} line 1", "header-short", f"lacks the column {', '.join(missing)}"))
        if problems:
            return
        for row in reader:
            place = f"{name} line {reader.line_num}"
            if len(row) == len(header):
                yield place, dict(zip(header, row, strict=True))
            elif row:
                reason = f"has {len(row)} cells, the header has {len(header)}"
                problems.append(Problem(place, "row-short" if len(row) < len(header) else "row-long", reason))
                return
    except csv.Error as error:
        problems.append(Problem(f"{name} line {reader.line_num}", "csv-broken", f"is no CSV: {error}"))


def _retracted(row: dict[str, str]) -> Retracted | None:
    """The publication of a row, or None where it names none, or is no retraction. Raises ValueError for a bad day."""
    if row.get(NATURE, RETRACTED).strip().lower() != RETRACTED:
        return None
    given = Source("other", "x", _number(row["OriginalPaperDOI"]), _number(row["OriginalPaperPubMedID"])).taken()
    doi = given.doi if DOI.fullmatch(given.doi) else ""
    pmid = given.pmid if PMID.fullmatch(given.pmid) else ""
    if not doi and not pmid:
        return None
    date = _day(row["RetractionDate"])
    reasons = "; ".join(each.strip().lstrip("+") for each in row["Reason"].split(";") if each.strip(" +"))
    notice = f"Retracted on {date}." if date else "Retracted."
    if reasons:
        notice += f" Reasons given: {reasons[:MOST_REASONS]}."
    if _number(row["RetractionDOI"]):
        notice += f" Notice: https://doi.org/{_number(row['RetractionDOI'])}"
    return Retracted(doi, pmid, date, notice)


def _number(text: str) -> str:
    text = text.strip()
    return "" if text.lower() in _NONE else text


def _day(text: str) -> str:
    """The day as YYYY-MM-DD; empty where none is given. Raises ValueError."""
    text = text.strip()
    if not text:
        return ""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(f"{text[:40]!r} is no day such as 12/31/2024")
