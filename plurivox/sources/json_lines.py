"""JSON lines: one question with its answers a line.

Part of READ. `{"key", "question", "topic"?, "subject"?, "kind"?, "disclaimer"?, "answers": [{"id", "text", "expert":
{"name", "kind": person|organisation, "credentials"?, "specialty"?}, "source"?, "url"?, "licence"?, "date"?,
"disclaimer"?, "medium"?}]}`. An answer without `expert` but with `source` speaks with the voice of that organisation;
with neither it is unattributed. Fields nobody reads are noted. RFC 8259, and stricter: no repeated key, no NaN.
"""

from __future__ import annotations

import json
import re
from typing import Any

from plurivox.model import ExpertKind
from plurivox.sources import limits
from plurivox.sources.ledger import AnswerDraft, Ledger, QuestionDraft
from plurivox.sources.reading import Reading
from plurivox.sources.text import shown

_QUESTION = ("key", "question", "topic", "subject", "kind", "disclaimer")
_ANSWER = ("id", "text", "source", "url", "licence", "date", "disclaimer", "medium")
_EXPERT = ("name", "kind", "credentials", "specialty")
#: What the first line of a JSON document holds that was written over many lines.
_OPENINGS = frozenset({"{", "[", "[{"})
_MARKS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)


class Refused(ValueError):
    """A line that is JSON, but not a question: code and reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def read(data: bytes, name: str) -> Reading:
    """Every line a question; blank lines are passed over. Raises SourceUnreadable for bytes that are not UTF-8."""
    ledger = Ledger(name, "jsonl")
    text = ledger.decode(data)
    lines = text.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first in _OPENINGS:
        reason = "is one JSON document over many lines; write each question, as {...}, on one line of its own"
        ledger.refuse(name, "json-not-lines", reason)
        return ledger.close()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{name} line {number}"
        try:
            if draft := _question(load(line), place, ledger):
                ledger.take(draft)
        except Refused as refused:
            ledger.refuse(place, refused.code, str(refused))
    return ledger.close()


def load(line: str) -> Any:
    """One JSON value, strictly: raises Refused for a long line, a repeated key, NaN, deep nesting, broken syntax."""
    size = len(line.encode("utf-8", "surrogatepass"))
    if size > limits.LINE_BYTES:
        raise Refused("too-large", f"has {size:,} bytes, the limit is {limits.LINE_BYTES:,}; split the question")
    if depth(line) > limits.DEPTH:
        raise Refused("too-deep", f"is nested more than {limits.DEPTH} deep; no question is")
    try:
        return json.loads(line, object_pairs_hook=_object, parse_constant=_constant)
    except Refused:
        raise
    except json.JSONDecodeError as error:
        raise Refused("json-broken", f"is not JSON at column {error.colno} ({error.msg}); mend it there") from None
    except ValueError:
        raise Refused("json-broken", "holds a number of more digits than anyone counts") from None


def depth(line: str) -> int:
    """The deepest nesting of brackets outside strings, in one pass.

    >>> depth('{"a": [1, "[[["]}')
    2
    """
    deepest = now = 0
    inside = False
    for mark in _MARKS.finditer(line):
        character = mark[0]
        if character == '"':
            inside = not inside
        elif inside or character[0] == "\\":
            continue
        elif character in "[{":
            now += 1
            deepest = max(deepest, now)
        else:
            now -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1}) if len(keys) <= 1000 else []
        raise Refused(
            "json-key-repeats", f"repeats the key {', '.join(map(shown, twice[:5])) or 'of an object'}; keep one"
        )
    return found


def _constant(constant: str) -> Any:
    raise Refused("json-not-finite", f"holds {constant}, which is not JSON")


def _question(value: Any, place: str, ledger: Ledger) -> QuestionDraft | None:
    """The question with the answers that have the right shape; None when each of them was refused."""
    if isinstance(value, list):
        raise Refused("json-shape", "is a list; take its questions out of the [ ], each on a line of its own")
    found = _mapping(value, "a line", place, ledger, (*_QUESTION, "answers"))
    fields = {field: _string(found, field, "") for field in _QUESTION}
    answers = found.get("answers")
    if not isinstance(answers, list):
        raise Refused("answers-missing", "has no list of answers; a question is {key, question, answers: [...]}")
    drafts = []
    for at, answer in enumerate(answers, 1):
        try:
            drafts.append(_answer(answer, place, at, ledger))
        except Refused as refused:
            ledger.refuse(place, refused.code, str(refused))
    if answers and not drafts:
        return None
    return QuestionDraft(
        place,
        fields["key"],
        fields["question"],
        tuple(drafts),
        fields["topic"],
        fields["subject"],
        fields["kind"],
        fields["disclaimer"],
    )


def _answer(value: Any, place: str, at: int, ledger: Ledger) -> AnswerDraft:
    where = f"answer {at}"
    found = _mapping(value, where, place, ledger, (*_ANSWER, "expert"))
    fields = {field: _string(found, field, where) for field in _ANSWER}
    given = found.get("expert")
    expert = dict.fromkeys(_EXPERT, "")
    if given is not None:
        given = _mapping(given, f"{where}, expert", place, ledger, _EXPERT)
        expert = {field: _string(given, field, f"{where}, expert") for field in _EXPERT}
        if not expert["name"]:
            raise Refused("name-missing", f"{where}: the expert has no name; name them, or leave out the expert")
    elif fields["source"]:
        expert |= {"name": fields["source"], "kind": ExpertKind.ORGANISATION.value}
        ledger.note("answers without an expert speak with the voice of the organisation that their source names")
    else:
        ledger.note(f"{place}, {where}: names no expert; only editors see it until someone settles who wrote it")
    kind = "organisation" if expert["kind"] == "organization" else expert["kind"]
    return AnswerDraft(
        place=f"{place}, {where}",
        name=expert["name"],
        kind=kind,
        credentials=expert["credentials"],
        specialty=expert["specialty"],
        id=fields["id"],
        text=fields["text"],
        medium=fields["medium"] or "text",
        source=fields["source"],
        url=fields["url"],
        licence=fields["licence"],
        date=fields["date"],
        disclaimer=fields["disclaimer"],
    )


def _mapping(value: Any, where: str, place: str, ledger: Ledger, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("json-shape", f"{where} is not an object in braces")
    for field in value.keys() - set(known):
        kind = "expert" if where.endswith("expert") else where.split()[0] if where.startswith("answer") else "question"
        ledger.note(f"field {shown(field)} of {'an' if kind[0] in 'ae' else 'a'} {kind} is not read")
    return value


def _string(found: dict[str, Any], field: str, where: str) -> str:
    value = found.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        named = f"{where}: " if where else ""
        raise Refused("json-shape", f'{named}{field} is not text; write it in quotes, such as "{field}": "..."')
    return value
