"""CSV: one row an answer, the first row that holds something naming the columns.

Part of READ. Required columns: question, text, expert. Also read: key (else made from the question), topic, subject,
question_kind, answer_id (else a1, a2, ...), kind (person or organisation; else by the name's own words), credentials
(else those after the name), specialty, source, url, licence, date, disclaimer, page_disclaimer, medium. RFC 4180, with
comma, semicolon or tab.
A row with a cell too few or too many is refused: no text ever moves under another name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plurivox.model import ExpertKind, slug
from plurivox.sources import limits, names
from plurivox.sources.ledger import AnswerDraft, Ledger, QuestionDraft
from plurivox.sources.reading import Reading
from plurivox.sources.text import shown

REQUIRED = ("question", "text", "expert")
_QUESTION = ("topic", "subject", "question_kind", "page_disclaimer")
_ANSWER = ("source", "url", "licence", "date", "disclaimer", "medium")
COLUMNS = (*REQUIRED, "key", "answer_id", "kind", "credentials", "specialty", *_QUESTION, *_ANSWER)
_ALIASES = {"id": "answer_id", "answer": "text", "name": "expert", "expert_name": "expert", "expert_kind": "kind"}
_DELIMITERS = (",", ";", "\t")
#: What an empty row has nothing of.
_SOMETHING = re.compile(r'[^\s",;]')


@dataclass(slots=True)
class _Question:
    """A question while its rows come in: what they say of it, where each thing was first said, and its answers."""

    place: str
    said: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    answers: list[AnswerDraft] = field(default_factory=list)


def read(data: bytes, name: str) -> Reading:
    """Every row an answer. Raises SourceUnreadable for bytes that are not UTF-8; else problems."""
    ledger = Ledger(name, "csv")
    text = ledger.decode(data)
    if not text.strip():
        return ledger.close()
    first = next((line for line in text.split("\n") if _SOMETHING.search(line)), "")
    rows = _rows(text, _delimiter(first), name, ledger)
    line, columns = next(rows, (1, []))
    header = _header(columns, f"{name} line {line}", ledger)
    questions: dict[str, _Question] = {}
    for number, row in rows:
        place = f"{name} line {number}"
        if header is None:
            ledger.refuse(place, "header-refused", "was not read, for the header is refused")
        elif len(row) != len(header):
            reason = (
                f"has {len(row)} cells, the header has {len(header)}; a cell is missing, or a comma is not in quotes"
            )
            ledger.refuse(place, "row-short" if len(row) < len(header) else "row-long", reason)
        else:
            _row(dict(zip(header, row, strict=True)), place, questions, ledger)
    for key, question in questions.items():
        ledger.take(_draft(key, question))
    return ledger.close()


def _rows(text: str, delimiter: str, name: str, ledger: Ledger) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the line each starts on; stops, with a refusal, where quoting is broken."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            long = "limit" in str(error)
            reason = (
                f"has a cell longer than the limit of {limits.ANSWER:,} characters"
                if long
                else f"has broken quotes ({error}); a quote inside a cell is written twice"
            )
            rest = "; the rows after it were not read"
            ledger.refuse(f"{name} line {line}", "too-large" if long else "quote-broken", reason + rest)
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _delimiter(header: str) -> str:
    """The delimiter under which the header names most columns that we know."""
    return max(_DELIMITERS, key=lambda d: sum(_column(cell) in COLUMNS for cell in header.split(d)))


def _column(cell: str) -> str:
    name = cell.strip().strip('"').strip().lower().replace(" ", "_")
    return _ALIASES.get(name, name)


def _header(row: list[str], place: str, ledger: Ledger) -> list[str] | None:
    columns = [_column(cell) for cell in row]
    missing = [column for column in REQUIRED if column not in columns]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if missing:
        ledger.refuse(place, "column-missing", f"names no column {', '.join(missing)}; add it to the header", 0)
    if twice:
        ledger.refuse(place, "column-repeats", f"names the column {', '.join(map(shown, twice))} twice; keep one", 0)
    for column in columns:
        if column not in COLUMNS:
            ledger.note(f"column {shown(column)} is not read")
    return None if missing or twice else columns


def _row(cells: dict[str, str], place: str, questions: dict[str, _Question], ledger: Ledger) -> None:
    for column, cell in cells.items():
        if column not in COLUMNS and cell:
            ledger.drop(place, cell, f"column {shown(column)} is not read")
    text = cells["question"].strip()
    key = cells.get("key", "").strip() or (slug(text) if text else "")
    said = {column: cell for column in ("question", *_QUESTION) if (cell := cells.get(column, "").strip())}
    question = questions.setdefault(key, _Question(place))
    if differ := next((column for column in said if said[column] != question.said.get(column, said[column])), ""):
        reason = (
            f"says another {differ} than {question.at[differ]}, under the same key {shown(key)}; "
            "give it a key of its own"
        )
        ledger.refuse(place, "question-differs", reason)
        return
    for column, cell in said.items():
        question.said.setdefault(column, cell)
        question.at.setdefault(column, place)
    name = cells["expert"].strip()
    kind = cells.get("kind", "").strip().lower()
    credentials = cells.get("credentials", "").strip()
    named = names.read(name)
    if name and not kind:
        kind = (named.kind if named else ExpertKind.PERSON).value
    if named and not credentials and kind == ExpertKind.PERSON.value:
        name, credentials = named.name, named.credentials
    if not name:
        ledger.note(f"{place}: names no expert; only editors see the answer until someone settles who wrote it")
    question.answers.append(
        AnswerDraft(
            place=place,
            id=cells.get("answer_id", "").strip() or f"a{len(question.answers) + 1}",
            text=cells["text"],
            name=name,
            kind="organisation" if kind == "organization" else kind,
            credentials=credentials,
            specialty=cells.get("specialty", "").strip(),
            source=cells.get("source", "").strip(),
            url=cells.get("url", "").strip(),
            licence=cells.get("licence", "").strip(),
            date=cells.get("date", "").strip(),
            disclaimer=cells.get("disclaimer", "").strip(),
            medium=cells.get("medium", "").strip().lower() or "text",
        )
    )


def _draft(key: str, question: _Question) -> QuestionDraft:
    said = question.said
    return QuestionDraft(
        place=question.place,
        key=key,
        text=said.get("question", ""),
        answers=tuple(question.answers),
        topic=said.get("topic", ""),
        subject=said.get("subject", ""),
        kind=said.get("question_kind", ""),
        disclaimer=said.get("page_disclaimer", ""),
    )
