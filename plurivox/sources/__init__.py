"""READ: a file becomes questions with their answers, each attribution with how sure it is. Nothing guessed silently.

One file per format; each refuses with place and reason, and its books balance: read = accepted + duplicate + refused.
Never fetches anything, and never decides what may be shown: `plurivox.answers.admit` takes the reading in.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from plurivox.errors import FormatUnknown, SourceUnreadable, TooLarge
from plurivox.sources import csv_table, html_page, json_lines, limits, medquad, page_text
from plurivox.sources.reading import Books, Dropped, LeftOut, Reading, Uncertain
from plurivox.sources.text import shown

__all__ = ["FORMATS", "Books", "Dropped", "LeftOut", "Reading", "Uncertain", "content", "read", "read_path"]

#: What each format is read by.
FORMATS: Mapping[str, Callable[[bytes, str], Reading]] = {
    "page-text": page_text.read,
    "html": html_page.read,
    "jsonl": json_lines.read,
    "csv": csv_table.read,
    "medquad": medquad.read,
}

_ENDINGS = {
    ".txt": "page-text",
    ".text": "page-text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "medquad",
    ".tgz": "medquad",
    ".tar.gz": "medquad",
    ".zip": "medquad",
}
_BEGINNINGS = {b"\x1f\x8b": "medquad", b"PK\x03\x04": "medquad", b"<?xml": "medquad", b"{": "jsonl", b"<": "html"}

#: Bytes from the start that content is guessed by.
_LOOK = 1_000


def read(data: bytes, name: str, format: str | None = None) -> Reading:
    """Read a file's bytes. `name` is what problems call it; the format goes by its ending, else by its content.

    Raises FormatUnknown, SourceUnreadable (not what the format says), TooLarge, and RecordsRefused for an empty file;
    problems of single records are in the reading.
    """
    if len(data) > limits.FILE_BYTES:
        raise TooLarge(f"{name} has {len(data):,} bytes, the limit is {limits.FILE_BYTES:,}; split it.", place=name)
    reader = FORMATS.get(format or _guess(data, name))
    if reader is None:
        raise FormatUnknown(f"{name}: no format is called {format!r}; there are {', '.join(FORMATS)}.", format=format)
    return reader(data, name)


def read_path(path: Path | str, format: str | None = None) -> Reading:
    """Read a file, or MedQuAD's unpacked folder. What is neither (a pipe, a device) has no size and no end: refused."""
    path = Path(path)
    if _is_folder(path):
        if format not in {None, "medquad"} or not any(path.rglob("*.xml")):
            raise FormatUnknown(f"{path} is a folder; only MedQuAD's XML documents are read from one, name a file.")
        return medquad.read_folder(path)
    return read(content(path), path.name, format)


def content(path: Path) -> bytes:
    """The bytes of a file. Raises SourceUnreadable for what is no file or cannot be read, TooLarge for a larger one."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise SourceUnreadable(f"{path} is a folder; name a file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise SourceUnreadable(f"{path} is a pipe or a device; save what it gives as a file and read that.")
        if found.st_size > limits.FILE_BYTES:
            raise TooLarge(f"{path.name} is larger than the limit of {limits.FILE_BYTES:,} bytes; split it.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        name = str(path) if len(str(path)) <= limits.KEY else shown(str(path))
        raise SourceUnreadable(f"{name}: cannot be read ({why}); check the name and try again.") from None


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False  # `content` says why it cannot be read


def _guess(data: bytes, name: str) -> str:
    low = name.lower()
    for ending, format in _ENDINGS.items():
        if low.endswith(ending):
            return format
    start = data[:_LOOK].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, format in _BEGINNINGS.items():
        if start.startswith(beginning):
            return format
    first = start.partition(b"\n")[0].lower()
    if b"question" in first and any(delimiter in first for delimiter in (b",", b";", b"\t")) and b"?" not in first:
        return "csv"
    if b"?" in start:
        return "page-text"
    raise FormatUnknown(f"{name}: neither its name nor its first lines say what it is; name a format with --format.")
