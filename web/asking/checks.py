"""What is looked at before a question is kept: whether it may be urgent, and what in it points to a person.

A check that fails or takes too long says so, and then the advice is shown as if it had found something (promise R12).
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plurivox import masking, urgency
from plurivox.urgency import Kind
from web.finding.engine import encoder

logger = logging.getLogger("web.asking")

#: Seconds that somebody in need may be kept waiting for a check.
PATIENCE = 3.0

#: Checks at a time. One that hangs keeps its place, and the others show the advice.
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="urgency")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a text may be about, and whether that could be found out."""

    kinds: tuple[Kind, ...] = ()
    sure: bool = True

    @property
    def leads(self) -> bool:
        """Whether advice leads the page."""
        return bool(self.kinds) or not self.sure

    @property
    def of_despair(self) -> bool:
        """Whether the words may be of despair: then no question is laid beside the advice that they happen to fit."""
        return Kind.SELF_HARM in self.kinds


def warm() -> None:
    """Load the sentence model while somebody writes."""
    _pool.submit(encoder)


def alarm(text: str) -> Alarm:
    """What in this text may be urgent."""
    try:
        return Alarm(_pool.submit(_kinds, text).result(timeout=PATIENCE))
    except TookTooLong:
        logger.error("a check for urgency took too long")
    except Exception as error:  # whatever goes wrong, the advice is shown; its words might quote the text
        logger.error("a check for urgency failed: %s", type(error).__name__)
    return Alarm(sure=False)


def masked(text: str) -> str:
    """The text as others would see it, with a word of ours in the place of what points to a person."""
    return masking.mask(text, _words())


def pointing(text: str) -> tuple[str, ...]:
    """What in a wording of ours surely points to a person; a name may be that of a disease, a diet or a site."""
    words, open_to_doubt = _words(), (masking.Kind.NAME, masking.Kind.ADDRESS, masking.Kind.URL)
    found = {one.kind: words[one.kind] for one in masking.find(text) if one.kind not in open_to_doubt}
    return tuple(found.values())


def _kinds(text: str) -> tuple[Kind, ...]:
    found = urgency.find(text)
    if found is None and (reads := encoder()) is not None:
        found = urgency.find(text, reads.encode([text])[0].tolist())
    return found.kinds if found else ()


def _words() -> dict[masking.Kind, str]:
    return {
        masking.Kind.EMAIL: _("[e-mail address]"),
        masking.Kind.URL: _("[web address]"),
        masking.Kind.PHONE: _("[phone number]"),
        masking.Kind.NATIONAL: _("[national number]"),
        masking.Kind.CARD: _("[card number]"),
        masking.Kind.RECORD: _("[record number]"),
        masking.Kind.BIRTH: _("[date of birth]"),
        masking.Kind.ADDRESS: _("[street address]"),
        masking.Kind.NAME: _("[name]"),
    }
