"""The captions of a video answer, WebVTT, become its transcript: what can be quoted, and when it is spoken.

The file is kept as it was handed in. Cues follow each other in one text, for a sentence runs over several of them.
https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import pairwise

import webvtt
from django.utils.translation import gettext as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

from plurivox.sources.text import canonical

#: In a second.
MILLISECONDS = 1000


class CaptionsUnreadable(ValueError):
    """The file is no WebVTT, or says nothing; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from one second on."""

    seconds: float
    text: str


def read(captions: str) -> tuple[Cue, ...]:
    """The cues in order, each as one line without markup. Raises CaptionsUnreadable; never leaves one out."""
    try:
        found = webvtt.from_string(captions, strict=True)
    except (MalformedFileError, MalformedCaptionError) as error:
        raise CaptionsUnreadable(
            _("These are no WebVTT captions: the first line is WEBVTT, and each caption has times. Export them anew.")
        ) from error
    cues = []
    for caption in found:
        text = canonical(" ".join(html.unescape(caption.text).split()))
        if text:
            cues.append(Cue(caption.start_time.in_milliseconds() / MILLISECONDS, text))
    if not cues:
        raise CaptionsUnreadable(_("These captions hold no words."))
    if any(before.seconds > after.seconds for before, after in pairwise(cues)):
        raise CaptionsUnreadable(_("These captions are not in the order of their times. Export them anew."))
    return tuple(cues)


def transcript(cues: tuple[Cue, ...]) -> tuple[str, list[tuple[int, int, float]]]:
    """The cues as one text, and for each stretch of it when it is spoken: start, end, seconds."""
    text, times = "", []
    for cue in cues:
        start = len(text) + bool(text)
        text = f"{text} {cue.text}" if text else cue.text
        times.append((start, len(text), cue.seconds))
    return text, times
