"""Where every format brings its questions: each is checked, made canonical and entered in the books.

Part of READ. A draft is a question as the file has it; it becomes an Entry here or a Problem with place, field, reason
and way out. Formats know syntax; only this file knows what may be admitted.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from unicodedata import normalize

from plurivox.errors import Problem, RecordsRefused
from plurivox.model import Answer, Entry, Expert, ExpertKind, Medium, Question
from plurivox.sources import limits
from plurivox.sources.reading import Books, Dropped, LeftOut, Reading, Uncertain
from plurivox.sources.text import NotCanonical, canonical, decode, one_line, shown

_DATE = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer as the file has it. `kind` "" with a `name` is refused; no `name` leaves the answer unattributed."""

    place: str
    id: str
    text: str
    name: str = ""
    kind: str = ""
    credentials: str = ""
    specialty: str = ""
    medium: str = Medium.TEXT.value
    source: str = ""
    url: str = ""
    licence: str = ""
    date: str = ""
    disclaimer: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as the file has it, with its answers in order."""

    place: str
    key: str
    text: str
    answers: tuple[AnswerDraft, ...]
    topic: str = ""
    subject: str = ""
    kind: str = ""
    disclaimer: str = ""


class Ledger:
    """Takes drafts and refusals one by one; `close` gives the Reading. Nothing can be taken and not counted."""

    def __init__(self, name: str, format: str) -> None:
        self.name, self.format = name, format
        self._entries: dict[str, Entry] = {}
        self._problems: list[Problem] = []
        self._uncertain: list[Uncertain] = []
        self._dropped: list[Dropped] = []
        self._notes: dict[str, None] = {}
        self._left_out: Counter[tuple[str, str]] = Counter()
        self._accepted = self._duplicate = self._refused = 0

    def decode(self, data: bytes) -> str:
        """The file as text, with a note on what was set aside. Raises SourceUnreadable for bytes that are not UTF-8."""
        text, notes = decode(data, self.name)
        for note in notes:
            self.note(note)
        return text

    def refuse(self, place: str, code: str, reason: str, answers: int = 1) -> None:
        """A line, row or document that cannot be read, and how many answers are known to go with it."""
        self._problems.append(Problem(place, code, reason))
        self._refused += answers

    def leave_out(self, code: str, reason: str) -> None:
        """An answer that the format documents as not to be had."""
        self._left_out[code, reason] += 1

    def repeat(self, answers: int = 1) -> None:
        """Answers that say what one already read says."""
        self._duplicate += answers

    def note(self, note: str) -> None:
        """Something a person should know of, which stops nothing."""
        self._notes[note] = None

    def drop(self, place: str, text: str, reason: str) -> None:
        """Characters that no record keeps."""
        self._dropped.append(Dropped(place, text, reason))

    def uncertain(self, name: Uncertain) -> None:
        """A name that could not be tied to one answer, in the form in which the answers name their candidates."""
        self._uncertain.append(replace(name, block=normalize("NFC", name.block)))

    def take(self, draft: QuestionDraft) -> None:
        """Check the draft and enter it: the whole question, its sound answers, or nothing, each counted."""
        check = _Check(draft.place)
        question = Question(
            key=check.line("key", draft.key, limits.KEY, required=True),
            text=check.text("question", draft.text, limits.QUESTION, required=True).strip(),
            topic=check.line("topic", draft.topic, limits.KEY),
            subject=check.line("subject", draft.subject, limits.KEY),
            kind=check.line("kind", draft.kind, limits.KEY),
            disclaimer=check.text("disclaimer", draft.disclaimer, limits.DISCLAIMER),
        )
        if not draft.answers:
            check.problem("answers", "answers-missing", "the question has no answers; leave it out or add one")
        if check.problems:
            self._problems += check.problems
            self._refused += max(1, len(draft.answers))
            return
        answers, repeated, refused = self._sound(draft)
        self._duplicate += repeated
        self._refused += refused
        known = self._entries.get(question.key)
        if known and answers:
            if known == Entry(question, answers):
                self._duplicate += len(answers)
            else:
                reason = f"key {shown(question.key)} was read before with other content; a key names one question"
                self.refuse(draft.place, "key-repeats", reason, len(answers))
        elif answers:
            self._entries[question.key] = Entry(question, answers)
            self._accepted += len(answers)

    def close(self) -> Reading:
        """The Reading, books balanced. A file without a single record is refused as empty."""
        left_out = tuple(LeftOut(code, reason, count) for (code, reason), count in sorted(self._left_out.items()))
        refused = self._refused + sum(kind.answers for kind in left_out)
        read = self._accepted + self._duplicate + refused
        if not read:
            empty = [Problem(self.name, "empty", "holds no record; nothing to import")]
            raise RecordsRefused(f"{self.name} holds no question with an answer.", self._problems or empty)
        return Reading(
            self.name,
            self.format,
            tuple(self._entries.values()),
            Books(read, self._accepted, self._duplicate, refused),
            tuple(self._problems),
            tuple(self._uncertain),
            left_out,
            tuple(self._dropped),
            tuple(self._notes),
        )

    def _sound(self, draft: QuestionDraft) -> tuple[tuple[Answer, ...], int, int]:
        """The sound answers of one question, how many said the same as one before, and how many were refused."""
        sound: dict[str, Answer] = {}
        said: set[tuple[str, str]] = set()
        repeated = refused = 0
        for given in draft.answers:
            check = _Check(given.place)
            answer = check.answer(given)
            before = sound.get(answer.id)
            if before and before != answer and not check.problems:
                check.problem(
                    "id", "id-repeats", f"{shown(answer.id)} names another answer of this question too; rename one"
                )
            if check.problems:
                self._problems += check.problems
                refused += 1
            elif before or (answer.expert and (answer.voice, answer.text) in said):
                repeated += 1
            else:
                sound[answer.id] = answer
                said.add((answer.voice, answer.text))
        return tuple(sound.values()), repeated, refused


def is_date(text: str) -> bool:
    """A year, a month or a day that the calendar has.

    >>> is_date("2024-02-29"), is_date("2023-02-29"), is_date("0000")
    (True, False, False)
    """
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


class _Check:
    """Reads the fields of one record and collects what is wrong with them, so that every reason is told at once."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[Problem] = []

    def problem(self, field: str, code: str, reason: str) -> None:
        self.problems.append(Problem(f"{self.place}, {field}", code, reason))

    def line(self, field: str, value: str, limit: int, required: bool = False) -> str:
        return self._read(field, value, limit, required, one_line)

    def text(self, field: str, value: str, limit: int, required: bool = False) -> str:
        return self._read(field, value, limit, required, canonical)

    def answer(self, given: AnswerDraft) -> Answer:
        """The answer; to be used only when no problem was found."""
        read = Answer(
            id=self.line("id", given.id, limits.KEY, required=True),
            text=self.text("text", given.text, limits.ANSWER, required=True),
            expert=self._expert(given),
            source=self.line("source", given.source, limits.LINE),
            url=self.line("url", given.url, limits.URL),
            licence=self.line("licence", given.licence, limits.LINE),
            date=self.line("date", given.date, limits.NAME),
            disclaimer=self.text("disclaimer", given.disclaimer, limits.DISCLAIMER),
            candidates=tuple(self._candidate(block) for block in given.candidates),
        )
        if read.url and not read.url.lower().startswith(("http://", "https://")):
            self.problem("url", "url-not-web", "is no web address; give one that starts with http:// or https://")
        if read.date and not is_date(read.date):
            self.problem("date", "date-not-iso", f"{shown(read.date)} is no date such as 2024, 2024-05 or 2024-05-17")
        if given.medium not in {medium.value for medium in Medium}:
            self.problem("medium", "medium-unknown", f"{shown(given.medium)} is none of text, video and transcript")
            return read
        return replace(read, medium=Medium(given.medium))

    def _candidate(self, block: str) -> str:
        """A name that may be settled on, checked as the expert's name that it may become, and the line under it."""
        line, newline, detail = block.partition("\n")
        return self.line("candidate", line, limits.NAME) + newline + self.line("candidate", detail, limits.LINE)

    def _expert(self, given: AnswerDraft) -> Expert | None:
        name = " ".join(self.line("expert name", given.name, limits.NAME).split())
        credentials = self.line("credentials", given.credentials, limits.LINE)
        specialty = self.line("specialty", given.specialty, limits.LINE)
        if not name:
            if not given.name.strip() and (given.kind or credentials or specialty):
                self.problem("expert name", "name-missing", "an expert is described but not named; name them")
            return None
        if given.kind not in {kind.value for kind in ExpertKind}:
            self.problem("expert kind", "kind-unknown", f"{shown(given.kind)} is neither person nor organisation")
            return None
        return Expert(name, ExpertKind(given.kind), credentials, specialty)

    def _read(self, field: str, value: str, limit: int, required: bool, clean: Callable[[str], str]) -> str:
        if len(value) > limit:
            reason = f"has {len(value):,} characters, the limit is {limit:,}; shorten it, nothing is cut for you"
            self.problem(field, "too-large", reason)
            return ""
        try:
            read = clean(value)
        except NotCanonical as error:
            self.problem(field, "character-refused", f"{error}; take it out")
            return ""
        if required and not read.strip():
            self.problem(field, f"{field}-missing", "is empty")
        return read
