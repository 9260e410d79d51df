"""What may be asked, who may moderate, and when. `check_...` raises and says why."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from web import limits
from web.accounts import roles
from web.accounts.models import Role
from web.asking import checks
from web.asking.models import AskedState
from web.asking.states import TRANSITIONS
from web.questions.models import Answer, Question

#: Characters of a question: some pages, so that nobody is cut short.
LONGEST = 10_000
#: Characters below which nobody can tell what is asked.
SHORTEST = 10
#: Characters of the wording that readers see, and of a reason.
LONGEST_WORDING, LONGEST_REASON = 500, 1000


def check_may_moderate(account: Any) -> None:
    """Only an editor, of whatever topic, reads what the public asks. Raises PermissionDenied."""
    roles.check_holds(account, Role.EDITOR, anywhere=True)


def check_may_edit(account: Any, question: Question) -> None:
    """Only an editor of its topic opens, closes and merges a question. Raises PermissionDenied."""
    roles.check_holds(account, Role.EDITOR, topic=question.topic_id)


def check_may_file(account: Any, topic: int | None) -> None:
    """Only an editor of a topic files a question under it. Raises PermissionDenied."""
    roles.check_holds(account, Role.EDITOR, topic=topic)


def check_text(text: str) -> None:
    """A question says something, and is not too long; it is never cut. Raises ValidationError."""
    if len(text.strip()) < SHORTEST:
        raise ValidationError(_("Please write your question in a sentence."), code="too-short")
    limits.check_length(text, LONGEST)


def check_wording(text: str) -> None:
    """What readers see is one question, short enough for a heading, and of no person. Raises ValidationError."""
    if not text.strip():
        raise ValidationError(_("Write the question as readers will see it."), code="wording-missing")
    limits.check_length(text, LONGEST_WORDING)
    if found := checks.pointing(text):
        raise ValidationError(
            _("This still points to a person: %(found)s. Take it out, for everybody will read it."),
            code="points-to-a-person",
            params={"found": ", ".join(found)},
        )


def check_reason(reason: str) -> None:
    """Who asked reads why it was declined. Raises ValidationError."""
    limits.check_given(reason, LONGEST_REASON, _("Say why in a sentence: the person who asked reads it."))


def check_step(before: AskedState, after: AskedState) -> None:
    """What was decided stays decided. Raises ValidationError."""
    if after not in TRANSITIONS[before]:
        raise ValidationError(_("This question has been decided on already."), code="decided-already")


def check_target(question: Question) -> None:
    """Questions are merged into one that readers can find. Raises ValidationError."""
    if question.merged_into_id is not None:
        raise ValidationError(_("That question was itself merged into another. Choose the other."), code="merged")
    if not question.open and not question.voices:
        raise ValidationError(_("Readers cannot see that question. Choose one that they can."), code="not-shown")


def check_merge(question: Question, into: Question) -> None:
    """Two questions, neither merged already, and no author who wrote here an answer to each. Raises ValidationError."""
    if question.pk == into.pk:
        raise ValidationError(_("A question cannot be merged into itself. Choose another."), code="same")
    if question.merged_into_id is not None:
        raise ValidationError(_("This question was merged already."), code="merged")
    check_target(into)
    desk = Answer.objects.filter(origin=Answer.Origin.DESK, author__isnull=False)
    both = desk.filter(question=into, author__in=desk.filter(question=question).values("author"))
    names = ", ".join(both.values_list("author__name", flat=True).distinct())
    if names:
        raise ValidationError(
            _("%(names)s wrote an answer to each of the two here. They keep one answer to one question."),
            code="two-answers",
            params={"names": names},
        )
