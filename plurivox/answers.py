"""Step 1, IN: a reading becomes admitted answers, or is refused with every reason at once.

`sources` has made each text canonical, once, and counted what it refused; here it is decided whether that may go in.
Also where a person settles which candidate wrote an answer. Never guesses a name, never takes part of a file unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from unicodedata import normalize

from plurivox.errors import AttributionUncertain, Problem, RecordsRefused
from plurivox.model import Answer, Entry, Expert, ExpertKind
from plurivox.sources import Reading, names


def admit(reading: Reading, *, partly: bool = False) -> tuple[Entry, ...]:
    """The questions of a reading with their answers.

    Raises RecordsRefused with every problem when there is one, and takes nothing; with `partly` what is sound is taken,
    and what is refused stands in `reading.books` and `reading.problems`. What a format documents as not to be had
    (`reading.left_out`) is counted as refused and stops nothing. Without one sound answer there is nothing to admit.
    """
    if reading.problems and not partly:
        count = len(reading.problems)
        raise RecordsRefused(
            f"{reading.name}: {count} problem{'s' if count > 1 else ''}, so nothing was taken; "
            "mend the file, or take in only what is sound (plurivox import --partly).",
            reading.problems,
        )
    if not reading.entries:
        problems = reading.problems or (Problem(reading.name, "empty", "holds no sound answer"),)
        raise RecordsRefused(f"{reading.name} holds no question with a sound answer.", problems)
    return reading.entries


def settle(entry: Entry, names_of: Mapping[str, str]) -> Entry:
    """The entry with answers given to the candidates that a person named, such as {"a1": "Penn Medicine"}.

    The name may be given as it stands on the page or without its credentials; what the page says with it (credentials,
    specialty or author line) is kept. One name has one answer: it is a candidate for no other afterwards. Raises
    AttributionUncertain for an answer or a name that is not among the candidates, and changes nothing then.
    """
    answers = {answer.id: answer for answer in entry.answers}
    settled: dict[str, str] = {}
    for id, name in names_of.items():
        block = _candidate(answers.get(id), id, name)
        if block in settled.values():
            raise AttributionUncertain(f"{name!r} cannot have written two of these answers; settle one.", name=name)
        settled[id] = block
    return Entry(entry.question, tuple(_settled(answer, settled) for answer in entry.answers))


def _candidate(answer: Answer | None, id: str, name: str) -> str:
    """The candidate that the name means, as it stands on the page."""
    if answer is None:
        raise AttributionUncertain(f"No answer is called {id!r} here; check the id.", answer=id)
    if answer.expert:
        raise AttributionUncertain(f"{id} is by {answer.expert.name}; nothing is left to settle.", answer=id)
    wanted = " ".join(normalize("NFC", name).split()).casefold()
    for block in answer.candidates:
        read = expert(block)
        if wanted in {form.casefold() for form in (" ".join(block.split()), block.partition("\n")[0], read.name)}:
            return block
    known = "; ".join(block.partition("\n")[0] for block in answer.candidates) or "nobody"
    raise AttributionUncertain(f"{name!r} is no candidate for {id}; candidates are: {known}.", answer=id, name=name)


def expert(block: str) -> Expert:
    """A candidate as an expert: the name line, and the specialty or author line under it.

    >>> expert("Robert A. Wascher, MD, FACS\\nAuthor")
    Expert(name='Robert A. Wascher', kind=<ExpertKind.PERSON: 'person'>, credentials='MD, FACS', specialty='Author')
    """
    line, _, detail = block.partition("\n")
    line = " ".join(line.split())
    named = names.read(line) or names.Name(line, ExpertKind.PERSON)
    return Expert(named.name, named.kind, named.credentials, detail)


def _settled(answer: Answer, settled: Mapping[str, str]) -> Answer:
    if answer.id in settled:
        return replace(answer, expert=expert(settled[answer.id]), candidates=())
    left = tuple(block for block in answer.candidates if block not in settled.values())
    return replace(answer, candidates=left) if left != answer.candidates else answer
