"""What the composer refuses: each with the status that a browser and the script are given, and a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from web.questions.models import Revision
from web.writing.content import Content


class Refused(Exception):
    """A save or a submission that was not taken. Nothing was stored, and what was typed is still the author's."""

    code = "refused"
    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BaseMissing(Refused):
    """A save that does not say which revision it is based on."""

    code = "base-missing"
    status = 428

    def __init__(self) -> None:
        super().__init__(_("This save does not say what it is based on. Open the answer again and copy your text in."))


class BaseStale(Refused):
    """A save whose base is no longer the last revision: both texts are there, and the author chooses."""

    code = "base-stale"
    status = 409

    def __init__(self, latest: Revision | None, yours: Content) -> None:
        super().__init__(_("This answer was saved elsewhere meanwhile. Nothing is lost: choose what stays."))
        self.latest, self.yours = latest, yours


class SentBefore(Refused):
    """The same text was submitted a moment ago, and this form does not say that it is the same one."""

    code = "again"
    status = 409

    def __init__(self, submission: int) -> None:
        super().__init__(_("You sent this text a moment ago. Again?"))
        self.submission = submission
