"""The plain text of an expert-answer page, as copied from a browser or an archive.

Part of READ. Line by line: the question, answers, names with their specialty line, videos, disclaimers and the
"Continue Learning about ..." line. A single line end between two full paragraphs starts a new answer; a blank line
continues the same one. Every line is kept in a record or named among the dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from plurivox.errors import TooLarge
from plurivox.model import ExpertKind, Medium, slug
from plurivox.sources import attribution, limits, names
from plurivox.sources.ledger import AnswerDraft, Ledger, QuestionDraft
from plurivox.sources.reading import Reading, Uncertain

#: Characters of the shortest line that can be an answer of its own: the shortest of 100 real ones had 84.
PARAGRAPH = 80
#: Lines before the question that a copied page may bring (menus, bread crumbs).
LEAD_LINES = 20
#: Characters of the longest line that still only points at a video.
VIDEO_LINE = 400

_SENTENCE_ENDS = tuple(".!?”\")’'…")
_BULLETS = ("-", "•", "*", "–", "·", "◦", "▪")
_DISCLAIMER_WORDS = (
    "for informational purposes only",
    "for information purposes only",
    "for educational purposes only",
    "not intended to be a substitute for professional medical advice",
    "not a substitute for professional medical advice",
    "should not be used for medical advice",
    "not intended to replace the advice",
    "does not constitute medical advice",
    "does not provide medical advice",
)
_CONTINUE = ("continue learning about ", "learn more about ")
_BY_LINES = ("answered by ", "answer by ", "by ")
_LABELS = frozenset({"answered by", "answer by", "answer from", "answers from", "by"})
_DASHES = ("\u2014", "\u2013", "\u2015", "-- ")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
_DATED = re.compile(
    r"(?:last )?(?:posted|published|updated|reviewed|answered)?:? ?(?:on )?:? ?"
    rf"(?:{_MONTH} [0-9]{{1,2}}, [0-9]{{4}}|[0-9]{{1,2}} {_MONTH} [0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bDr\.? (?:[A-Z][\w.'’-]{0,30} ){1,3}(?=[a-z(])|\bDr\.? (?:[A-Z][\w.'’-]{0,30} ){0,2}[A-Z][\w'’-]{1,30},"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page and its number; `edge` marks the edge of a container, which ends any answer."""

    number: int
    text: str
    edge: bool = False
    heading: bool = False


def read(data: bytes, name: str) -> Reading:
    """The page as one question. Raises SourceUnreadable for bytes that are not UTF-8, TooLarge over the page limits."""
    ledger = Ledger(name, "page-text")
    text = ledger.decode(data)
    if not text.strip():
        return ledger.close()
    if len(data) > limits.PAGE_BYTES:
        raise TooLarge(f"{name} has {len(data):,} bytes, the limit for a page is {limits.PAGE_BYTES:,}.", place=name)
    if text.count("\n") > limits.PAGE_LINES:
        raise TooLarge(f"{name} has more than {limits.PAGE_LINES:,} lines; no page of answers has.", place=name)
    compose(ledger, [Line(number, line) for number, line in enumerate(text.split("\n"), 1)], name)
    return ledger.close()


def compose(ledger: Ledger, lines: Sequence[Line], name: str, question: str = "", unit: str = "line") -> None:
    """Enter the lines of one page as one question; `question` where something else than a line says what it is."""
    page = _Page(ledger, f"{name} {unit}", question)
    for line in lines:
        page.add(line)
    page.finish()


@dataclass(slots=True)
class _Answer:
    """An answer while its lines come in."""

    lines: list[Line]
    part: int
    disclaimers: list[str] = field(default_factory=list)
    video: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines).strip()


@dataclass(slots=True)
class _Block:
    """A name line and what goes with it."""

    number: int
    part: int
    name: names.Name
    line: str
    detail: str = ""
    heading: bool = False
    gap_before: bool = False
    gap_after: bool = False

    @property
    def text(self) -> str:
        return f"{self.line}\n{self.detail}" if self.detail else self.line


class _Page:
    """One page while its lines come in: what stands on it, in order."""

    def __init__(self, ledger: Ledger, name: str, question: str) -> None:
        self.ledger, self.name, self.question = ledger, name, question
        self.place = name
        self.part = 0
        """How many edges of containers were passed."""
        self.topic = ""
        self.disclaimers: list[str] = []
        self.items: list[_Answer | _Block] = []
        self.lead: list[Line] = []
        self.blanks: list[Line] = []
        self.open: _Answer | None = None
        """The answer that the next line may continue."""
        self.ended = False

    def add(self, line: Line) -> None:
        """Say what one line is and put it where it belongs."""
        text = line.text.strip()
        if line.edge:
            self.open = None
            self.part += 1
        if not text:
            self.blanks.append(line)
            return
        if not self.question:
            self._ask(line)
        elif text.lower().startswith(_CONTINUE) and len(text) <= names.LONGEST * 2 and text[-1] != ".":
            self._continue(line)
        elif _is_disclaimer(text):
            self._disclaim(text)
        elif self.ended:
            self.ledger.drop(self._at(line), line.text, "stands after the end of the page")
        elif self.open is None and (reason := _beside(text)):
            self.ledger.drop(self._at(line), text, reason)
        elif labelled := names.label(text):
            self._name(replace(line, text=text.partition(":")[0], heading=True))
            self._say(replace(line, text=labelled[1]))
        elif not self._name(line):
            self._say(line)
        self.blanks = []

    def finish(self) -> None:
        """Tie names to answers and enter the question."""
        if not self.question:
            self.ledger.refuse(
                self.ledger.name, "question-missing", "no line ends with a question mark; put the question first"
            )
            return
        answers = {f"a{n}": item for n, item in enumerate((i for i in self.items if isinstance(i, _Answer)), 1)}
        if not answers:
            self.ledger.refuse(self.place, "answer-missing", "no answer stands under the question")
            return
        self.ledger.take(
            QuestionDraft(
                place=self.place,
                key=slug(self.question),
                text=self.question,
                topic=self.topic,
                disclaimer="\n".join(self.disclaimers),
                answers=self._attributed(answers),
            )
        )

    def _at(self, line: Line) -> str:
        return f"{self.name} {line.number}"

    def _ask(self, line: Line) -> None:
        text = line.text.strip()
        if text.endswith("?") and len(text) <= limits.QUESTION:
            self.question, self.place = text, self._at(line)
            for earlier in self.lead:
                self.ledger.drop(self._at(earlier), earlier.text, "stands before the question")
        elif len(self.lead) < LEAD_LINES:
            self.lead.append(line)

    def _continue(self, line: Line) -> None:
        text = line.text.strip()
        lead = next(lead for lead in _CONTINUE if text.lower().startswith(lead))
        self.ledger.drop(self._at(line), text[: len(lead)], "leads to the topic")
        if self.topic:
            self.ledger.drop(self._at(line), text[len(lead) :], "a second topic line")
        else:
            self.topic = text[len(lead) :].strip()
        self.open, self.ended = None, True

    def _disclaim(self, text: str) -> None:
        """A disclaimer under an answer is that answer's own; one after the end, or about all, is the page's."""
        last = self.items[-1] if self.items else None
        if self.ended or text.lower().startswith("important:") or not isinstance(last, _Answer):
            self.disclaimers.append(text)
        else:
            last.disclaimers.append(text)
        self.open = None

    def _name(self, line: Line) -> bool:
        """Take the line as a name, or as the line that goes with the name just read."""
        text = line.text.strip()
        last = self.items[-1] if self.items else None
        if isinstance(last, _Block) and not last.detail and names.is_detail(text):
            last.detail = text
            return True
        lead = next((lead for lead in (*_BY_LINES, *_DASHES) if text.lower().startswith(lead)), "")
        named = names.read(text[len(lead) :])
        if named is None:
            if isinstance(last, _Block) and not last.gap_after:
                last.gap_after = bool(self.blanks)
            return False
        if lead:
            self.ledger.drop(self._at(line), text[: len(lead)], "leads to a name")
        if isinstance(last, _Block):
            last.gap_after = last.gap_after or bool(self.blanks)
        gap = bool(self.blanks) or not self.items
        block = _Block(line.number, self.part, named, text[len(lead) :].strip(), heading=line.heading)
        block.gap_before = gap
        self.items.append(block)
        self.open = None
        return True

    def _say(self, line: Line) -> None:
        """A line of an answer: it continues the open one, or starts the next."""
        text = line.text.strip()
        if _is_video(text):
            self.items.append(_Answer([line], self.part, video=True))
            self.open = None
        elif self.open is None or (not self.blanks and _is_paragraph(text) and _is_paragraph(self.open.lines[-1].text)):
            self.open = _Answer([line], self.part)
            self.items.append(self.open)
        else:
            self.open.lines += [*self.blanks, line]

    def _attributed(self, answers: dict[str, _Answer]) -> tuple[AnswerDraft, ...]:
        """The answers with their experts where the page settles them, and who may have written the others."""
        ids = {id(answer): key for key, answer in answers.items()}
        voices = {key: _voice(answer.text) if answer.video else None for key, answer in answers.items()}
        places = [
            attribution.Place(
                item.part,
                heads=item.heading,
                gap_before=item.gap_before,
                gap_after=item.gap_after or item is self.items[-1],
            )
            if isinstance(item, _Block)
            else attribution.Place(item.part, ids[id(item)], settled=voices[ids[id(item)]] is not None)
            for item in self.items
        ]
        experts: dict[str, _Block] = {}
        candidates: dict[str, list[str]] = {key: [] for key in answers}
        for at, tied in attribution.tie(places).items():
            block = self.items[at]
            assert isinstance(block, _Block)
            if isinstance(tied, str):
                experts[tied] = block
                continue
            place = f"{self.name} {block.number}"
            self.ledger.uncertain(Uncertain(block.text, place, slug(self.question), tied))
            for key in tied:
                candidates[key].append(block.text)
        return tuple(
            self._draft(key, answer, experts.get(key), voices[key], tuple(candidates[key]))
            for key, answer in answers.items()
        )

    def _draft(
        self,
        key: str,
        answer: _Answer,
        block: _Block | None,
        voice: tuple[names.Name, str] | None,
        candidates: tuple[str, ...],
    ) -> AnswerDraft:
        draft = AnswerDraft(
            place=self._at(answer.lines[0]),
            id=key,
            text=answer.text,
            medium=(Medium.VIDEO if answer.video else Medium.TEXT).value,
            disclaimer="\n".join(answer.disclaimers),
            candidates=candidates,
        )
        if block:
            named = block.name
            return _by(draft, named.name, named.kind, named.credentials, block.detail)
        if voice:
            return _by(draft, voice[0].name, voice[0].kind, voice[0].credentials, voice[1])
        return draft


def _by(draft: AnswerDraft, name: str, kind: ExpertKind, credentials: str, specialty: str) -> AnswerDraft:
    return AnswerDraft(
        place=draft.place,
        id=draft.id,
        text=draft.text,
        name=name,
        kind=kind.value,
        credentials=credentials,
        specialty=specialty,
        medium=draft.medium,
        disclaimer=draft.disclaimer,
    )


def _is_disclaimer(text: str) -> bool:
    low = text.lower().replace("informational purpose only", "informational purposes only")
    return any(words in low for words in _DISCLAIMER_WORDS)


def _beside(text: str) -> str:
    """Why a line between answers is no part of one, or ""."""
    if text.lower().rstrip(": ") in _LABELS:
        return "leads to a name"
    return "is a date of the page" if _DATED.fullmatch(text) else ""


def _is_paragraph(text: str) -> bool:
    """A line long enough, and ended like a sentence: not a heading, not an item of a list."""
    text = text.strip()
    return len(text) >= PARAGRAPH and text.endswith(_SENTENCE_ENDS) and not text.startswith(_BULLETS)


def _is_video(text: str) -> bool:
    low = text.lower()
    return len(text) <= VIDEO_LINE and "video" in low and ("watch" in low or "in this video" in low)


def _voice(text: str) -> tuple[names.Name, str] | None:
    """The one doctor a video's sentence names, with the title before the name.

    >>> named, title = _voice("Medical Oncologist Dr. Devon Webster explains it. Watch Dr. Webster's video.")
    >>> named.name, title
    ('Dr. Devon Webster', 'Medical Oncologist')
    """
    found = [m for m in _NAMED.finditer(text) if len(m[0].split()) > 2]
    if not found and (named := names.spoken_of(text)):
        return named, ""
    if len({m[0].rstrip(" ,") for m in found}) != 1 or names.spoken_of(text):
        return None
    before = text[: found[0].start()].strip()
    sentence = before.rpartition(". ")[2]
    titled = names.is_detail(sentence) if sentence else False
    return names.Name(found[0][0].rstrip(" ,"), ExpertKind.PERSON), sentence if titled else ""
