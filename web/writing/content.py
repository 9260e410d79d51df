"""What an author hands in with one save: the parts of an answer and what stands beside it. Canonical once, at intake.

The body is the parts that are not empty, joined by one blank line, without headings of ours: every quote stays an exact
slice of what the author wrote. Never cut: what is too long, or holds what no text may hold, is refused with its place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plurivox.model import Medium
from plurivox.sources import limits
from plurivox.sources.text import NotCanonical, canonical, one_line
from web import languages
from web.limits import check_length
from web.questions.models import Conflicts, MachineHelp, Revision
from web.writing import captions as webvtt
from web.writing.sources import Source, merged

#: What stands between two parts: one blank line.
BETWEEN = "\n\n"

#: The structured parts of an answer, in the order in which readers meet them, as its author calls them.
PARTS: dict[str, Promise] = {
    "short_answer": gettext_lazy("Short answer"),
    "reasons": gettext_lazy("Reasons"),
    "applies_to": gettext_lazy("Who it applies to"),
    "seek_care": gettext_lazy("When to seek care"),
}

#: The part of a video answer that its captions make.
TRANSCRIPT = "transcript"

#: The headings of the parts, as readers meet them, and whoever looks at an answer before them.
HEADINGS: dict[str, Promise] = {
    "short_answer": gettext_lazy("In short"),
    "reasons": gettext_lazy("Why"),
    "applies_to": gettext_lazy("Who this applies to"),
    "seek_care": gettext_lazy("When to seek care"),
    TRANSCRIPT: gettext_lazy("What is said in the video"),
}

#: Characters of a caption file: an hour of speech has some 60,000 characters, and as much again of times.
CAPTIONS = 300_000

#: The other fields that hold text of several lines, and of one line, with the most characters of each.
_LONG = {"disclaimer": limits.DISCLAIMER, "disclosure": limits.DISCLAIMER, "captions": CAPTIONS}
_SHORT = {"licence": limits.LINE, "url": limits.URL}

#: The fields that hold a word of a closed list. What a transcript is follows from the captions.
_KNOWN = {
    "medium": (Medium.TEXT.value, Medium.VIDEO.value),
    "conflicts": tuple(Conflicts.values),
    "machine_help": tuple(MachineHelp.values),
}


@dataclass(frozen=True, slots=True)
class Content:
    """All that an author says with one save. `medium` is text or video; of a video the captions are the text."""

    short_answer: str = ""
    reasons: str = ""
    applies_to: str = ""
    seek_care: str = ""
    citations: tuple[Source, ...] = ()
    disclaimer: str = ""
    licence: str = ""
    conflicts: str = ""
    disclosure: str = ""
    machine_help: str = ""
    medium: str = Medium.TEXT.value
    url: str = ""
    captions: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a revision, its parts and the times of its transcript, all in code points."""

    text: str
    parts: tuple[tuple[str, int, int], ...]
    times: tuple[tuple[int, int, float], ...]


def taken(content: Content) -> Content:
    """The content in canonical form. Raises ValidationError by field, every reason at once; it cuts nothing."""
    said: dict[str, object] = {}
    problems: dict[str, list[ValidationError]] = {}
    for name in fields(content):
        value = getattr(content, name.name)
        if not isinstance(value, str):
            continue
        try:
            said[name.name] = _canonical(name.name, value)
        except ValidationError as error:
            problems[name.name] = [error]
    citations = []
    for number, source in enumerate(content.citations, 1):
        try:
            citations.append(source.taken())
        except ValidationError as error:
            sentence = _("Source %(number)s: %(problem)s") % {"number": number, "problem": " ".join(error.messages)}
            problems.setdefault("citations", []).append(ValidationError(sentence, code=error.code))
    for name, known in _KNOWN.items():
        if name in said and said[name] not in known:
            problems[name] = [ValidationError(_("Choose one of those that stand here."), code="unknown")]
    said["citations"] = merged(citations)
    made = replace(content, **said)  # type: ignore[arg-type]
    if made.conflicts == Conflicts.NONE and made.disclosure:
        sentence = _("You said that there are none. Empty this field, or choose “yes” above.")
        problems.setdefault("disclosure", []).append(ValidationError(sentence, code="disclosure-contradicts"))
    if made.conflicts == Conflicts.DECLARED and not made.disclosure:
        made = replace(made, conflicts=Conflicts.UNSTATED.value)  # named nowhere yet, so nothing is declared yet
    elif made.disclosure and made.conflicts == Conflicts.UNSTATED:
        made = replace(made, conflicts=Conflicts.DECLARED.value)
    if not problems:
        text = body(made).text
        if not text:
            problems["short_answer"] = [ValidationError(_("Nothing to save yet. Write a first line."), code="empty")]
        elif len(text) > limits.ANSWER:
            problems["short_answer"] = [_whole_too_long(len(text))]
    if problems:
        raise ValidationError(problems)
    return made


def body(content: Content) -> Body:
    """The text that this content makes. A video that has no captions yet only points at itself by its address."""
    parts: list[tuple[str, int, int]] = []
    times: list[tuple[int, int, float]] = []
    text = ""
    for name in PARTS:
        if part := getattr(content, name):
            text, start = _joined(text, part)
            parts.append((name, start, len(text)))
    if content.medium == Medium.VIDEO:
        spoken, when = spoken_of(content)
        if spoken:
            text, start = _joined(text, spoken)
            parts.append((TRANSCRIPT, start, len(text)))
            times = [(start + first, start + last, seconds) for first, last, seconds in when]
    if not text and content.medium == Medium.VIDEO:
        text = content.url
    return Body(text, tuple(parts), tuple(times))


def both(theirs: Content, yours: Content) -> Content:
    """Both texts, part by part, one after the other where they differ; what stands beside them is yours."""
    parts = {}
    for name in PARTS:
        one, other = getattr(theirs, name), getattr(yours, name)
        parts[name] = other if one in other else one if other in one else one + BETWEEN + other
    return replace(
        yours,
        **parts,
        citations=merged((*theirs.citations, *yours.citations)),
        captions=yours.captions or theirs.captions,
        url=yours.url or theirs.url,
        disclaimer=yours.disclaimer or theirs.disclaimer,
    )


def spoken_of(content: Content) -> tuple[str, list[tuple[int, int, float]]]:
    """The transcript of a video answer; empty while its captions are missing or cannot be read."""
    try:
        return webvtt.transcript(webvtt.read(content.captions)) if content.captions else ("", [])
    except webvtt.CaptionsUnreadable:
        return "", []


def of(revision: Revision) -> Content:
    """What a revision was made from; `body(of(revision)).text == revision.body`."""
    parts = {name: revision.body[start:end] for name, start, end in revision.parts if name in PARTS}
    return Content(
        **parts,
        citations=tuple(Source.of(row) for row in revision.citations.order_by("number")),  # type: ignore[attr-defined]
        disclaimer=revision.disclaimer,
        licence=revision.licence,
        conflicts=revision.conflicts,
        disclosure=revision.disclosure,
        machine_help=revision.machine_help,
        medium=revision.medium,
        url=revision.url,
        captions=revision.captions,
    )


def record(content: Content, base: int) -> str:
    """SHA-256 over all that is handed in and the base it names: what was said once may be said again later."""
    said = [base] + [getattr(content, name.name) for name in fields(content) if name.name != "citations"]
    said += [[source.kind, source.text, source.doi, source.pmid, source.url] for source in content.citations]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _joined(text: str, part: str) -> tuple[str, int]:
    """The text with one part more, and where that begins."""
    start = len(text) + (len(BETWEEN) if text else 0)
    return (text + BETWEEN + part if text else part), start


def _canonical(name: str, value: str) -> str:
    try:
        if name in _SHORT or name in _KNOWN:
            text, most = one_line(value), _SHORT.get(name, limits.KEY)
        else:
            text, most = canonical(value).strip(), _LONG.get(name, limits.ANSWER)
    except NotCanonical as error:
        sentence = _("This holds a character that no text may hold. Remove it and save again.")
        raise ValidationError(sentence, code="not-canonical") from error
    check_length(text, most)
    return text


def _whole_too_long(length: int) -> ValidationError:
    return ValidationError(
        _("The whole answer has %(length)s characters; %(most)s is the most. Please shorten it."),
        code="too-long",
        params={"length": languages.count(length), "most": languages.count(limits.ANSWER)},
    )
