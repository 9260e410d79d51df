"""Pairs of statements as JSON lines, for `plurivox relate`: `{"id", "question", "a", "b"}` a line.

Part of READ. Other fields (a label, a note) are passed over, so that an annotated file can be read as it is. Refuses
the whole file with every reason at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plurivox.errors import Problem, RecordsRefused
from plurivox.sources.json_lines import Refused, load
from plurivox.sources.text import NotCanonical, canonical, decode, one_line, shown

FIELDS = ("id", "question", "a", "b")


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two statements given in answer to one question; `id` names the pair in its file."""

    id: str
    question: str
    a: str
    b: str


def read(data: bytes, name: str) -> tuple[PairLine, ...]:
    """The pairs of a file, blank lines passed over.

    Raises SourceUnreadable for bytes that are not UTF-8 and RecordsRefused, with every problem, for anything else.
    """
    text, _ = decode(data, name)
    found: dict[str, PairLine] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{name} line {number}"
        try:
            pair = _pair(load(line))
        except Refused as refused:
            problems.append(Problem(place, refused.code, str(refused)))
            continue
        if pair.id in found:
            problems.append(
                Problem(place, "id-repeats", f"has the id {shown(pair.id)} of a line above; make it its own")
            )
        found[pair.id] = pair
    if not found and not problems:
        problems.append(Problem(name, "empty", "holds no pair; write one JSON object a line"))
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise RecordsRefused(f"{name}: {count}, so no pair was judged; mend the file.", problems)
    return tuple(found.values())


def _pair(value: Any) -> PairLine:
    if not isinstance(value, dict):
        raise Refused("not-an-object", "is not a JSON object; write {...} with id, question, a and b")
    wrong = [field for field in FIELDS if not isinstance(value.get(field), str) or not value[field].strip()]
    if wrong:
        raise Refused("field-missing", f"lacks the text of {', '.join(wrong)}")
    try:
        return PairLine(one_line(value["id"]), *(canonical(value[field]) for field in FIELDS[1:]))
    except NotCanonical as error:
        raise Refused("text-refused", f"{error}; take it out") from None
