"""Who may check, vote, mark and correct, and when. `check_...` raises and says why.

PermissionDenied says that somebody never may; ValidationError that it cannot be done now, and what can be done instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from web import limits
from web.accounts import roles
from web.accounts.models import Role
from web.checking import queries
from web.checking.models import Correction, Endorsement, FactCheck, Mark, Verdict, Vote
from web.checking.states import DECIDED, Stage
from web.experts import queries as experts
from web.experts.models import Seat
from web.questions.models import Answer, Expert, Revision
from web.writing.models import Submission

#: Characters of a reason or a note: two pages.
LONGEST_REASON = 5000


def check_may_check(account: Any) -> None:
    """Only who has a part in checking sees the queue. Raises PermissionDenied."""
    roles.check_holds(account, Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR, anywhere=True)


def check_may_note(account: Any) -> None:
    """Only reviewers, editors and who writes for an expert see what is noted of answers. Raises PermissionDenied."""
    if not roles.holds(account, Role.REVIEWER, Role.EDITOR, anywhere=True) and not experts.experts_of(account):
        raise PermissionDenied(_("This is for experts, reviewers and editors."))


def check_may_see(account: Any, submission: Submission) -> None:
    """Those who check its topic see a submission, but for who wrote it: they see it once it is decided."""
    topic = submission.answer.question.topic_id
    if wrote(account, submission.answer):
        if queries.stage(submission) not in DECIDED:
            raise PermissionDenied(_("You wrote this. You see what was decided when it is decided."))
    else:
        roles.check_holds(account, Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR, topic=topic)


def check_may_check_facts(account: Any, submission: Submission) -> None:
    """A fact checker of the topic, who neither wrote it nor judged what is appealed. Raises PermissionDenied."""
    roles.check_holds(account, Role.FACT_CHECKER, topic=submission.answer.question.topic_id)
    _check_another(account, submission)


def check_may_vote(account: Any, submission: Submission) -> None:
    """A reviewer of the topic, who neither wrote it nor checked its facts nor judged what is appealed."""
    roles.check_holds(account, Role.REVIEWER, topic=submission.answer.question.topic_id)
    _check_another(account, submission)
    if FactCheck.objects.filter(submission=submission, by=account.pk).exists():
        raise PermissionDenied(_("You checked the facts of this answer. The medical review is for two others."))


def check_facts_open(submission: Submission) -> None:
    """Raises ValidationError when there is nothing left to check."""
    stage = _stage(submission)
    if stage is not Stage.FACTS:
        raise ValidationError(_("Somebody else has checked the facts meanwhile."), code="checked-already")


def check_votes_open(account: Any, submission: Submission) -> None:
    """Raises ValidationError when this account has nothing to decide here now."""
    stage = _stage(submission)
    if stage is Stage.FACTS:
        raise ValidationError(_("The facts are checked first. Vote when that is done."), code="facts-first")
    if Vote.objects.filter(submission=submission, by=account.pk).exists():
        raise ValidationError(_("You have voted on this. A vote stays as it is."), code="voted-already")
    if stage is not Stage.VOTES:
        raise ValidationError(_("Two others have decided on this meanwhile."), code="decided-already")


def check_reason(verdict: Verdict, reason: str) -> None:
    """What goes back to its author says why. Raises ValidationError."""
    if verdict == Verdict.RETURNED and not reason.strip():
        raise ValidationError(_("Say what is to be changed: your reason goes to the author."), code="reason-missing")
    limits.check_length(reason, LONGEST_REASON)


def check_published(answer: Answer, at: datetime) -> Revision:
    """The revision that readers see. Raises ValidationError when they see none."""
    if answer.live is None or (answer.shown_until is not None and answer.shown_until <= at):
        raise ValidationError(_("Readers no longer see this answer. There is nothing to note."), code="not-published")
    return answer.live


def check_may_mark(account: Any, answer: Answer, expert: Expert | None, at: datetime) -> None:
    """A reviewer of the topic, or a verified expert, marks what another wrote. Raises PermissionDenied."""
    if expert is None:
        roles.check_holds(account, Role.REVIEWER, topic=answer.question.topic_id)
    else:
        check_speaks_for(account, expert, at)
    if wrote(account, answer) or (expert and expert.pk == answer.author_id):
        raise PermissionDenied(_("This is your own answer. Edit it, or withdraw it."))


def check_may_end_mark(account: Any, mark: Mark) -> None:
    """Who set a mark takes it away, or an editor, who is not the author. Raises PermissionDenied."""
    if account.pk == mark.by_id:
        return
    roles.check_holds(account, Role.EDITOR, topic=mark.answer.question.topic_id)
    if wrote(account, mark.answer):
        raise PermissionDenied(_("This is your own answer. Another editor decides on its marks."))


def check_may_correct(account: Any, answer: Answer) -> None:
    """An editor of the topic writes corrections. Raises PermissionDenied."""
    roles.check_holds(account, Role.EDITOR, topic=answer.question.topic_id)


def check_was_published(answer: Answer) -> None:
    """Raises ValidationError when readers have never seen it: nothing can be corrected then."""
    if answer.live_id is None and not queries.once_published([answer.pk]):
        raise ValidationError(_("Readers have never seen this answer. There is nothing to correct."), code="unseen")


def check_may_endorse(account: Any, answer: Answer, expert: Expert, at: datetime) -> None:
    """A verified expert endorses what another wrote. Raises PermissionDenied."""
    check_speaks_for(account, expert, at)
    if expert.pk == answer.author_id or wrote(account, answer):
        raise PermissionDenied(_("Nobody endorses their own answer."))


def check_may_end_endorsement(account: Any, endorsement: Endorsement) -> None:
    """Who writes for the expert takes their endorsement back. Raises PermissionDenied."""
    if experts.seat_of(account, endorsement.expert) is None:
        raise PermissionDenied(_("You do not write for this expert."))


def check_speaks_for(account: Any, expert: Expert, at: datetime) -> None:
    """Raises PermissionDenied unless the account writes for this expert, and the expert is verified."""
    if not account.is_active or experts.seat_of(account, expert) is None:
        raise PermissionDenied(_("You do not write for this expert."))
    if experts.verified_until(expert, at) is None:
        raise PermissionDenied(_("This needs a verified expert. An editor verifies you: write to them."))


def check_note_given(text: str) -> None:
    """Raises ValidationError when a mark, its end or a correction says nothing."""
    limits.check_given(text, LONGEST_REASON, _("Say in a sentence or two why."))


def check_mark_once(account: Any, revision: Revision, kind: Mark.Kind) -> None:
    """Raises ValidationError when this account's mark of this kind stands already."""
    if Mark.objects.filter(revision=revision, kind=kind, by=account.pk, ended_at__isnull=True).exists():
        raise ValidationError(
            _("Your mark stands already. End it first to give another reason."), code="marked-already"
        )


def check_correction_once(answer: Answer, text: str) -> None:
    """Raises ValidationError when the same sentence stands there: a form sent twice is one correction."""
    if Correction.objects.filter(answer=answer, text=text).exists():
        raise ValidationError(_("This correction stands there already."), code="corrected-already")


def _stage(submission: Submission) -> Stage:
    """How far it is. Raises ValidationError when it waits for nobody any more."""
    stage = queries.stage(submission)
    if stage is Stage.LEFT:
        raise ValidationError(_("This was taken back or replaced meanwhile. Look for the latest in the queue."), "left")
    return stage


def _check_another(account: Any, submission: Submission) -> None:
    if wrote(account, submission.answer) or submission.by_id == account.pk:
        raise PermissionDenied(_("You wrote this, or write for its author. Others check it."))
    before = submission.appeals_id
    if before and (
        Vote.objects.filter(submission=before, by=account.pk).exists()
        or FactCheck.objects.filter(submission=before, by=account.pk, verdict=Verdict.RETURNED).exists()
    ):
        raise PermissionDenied(_("You judged what is appealed here. An appeal is judged by others."))


def wrote(account: Any, answer: Answer) -> bool:
    """Whether it ever wrote for the author, keeps the answer, or saved any of it."""
    return (
        (answer.keeper_id is not None and answer.keeper_id == account.pk)
        or Seat.objects.filter(expert=answer.author_id, account=account.pk).exists()
        or Revision.objects.filter(answer=answer, saved_by=account.pk).exists()
        or Submission.objects.filter(answer=answer, by=account.pk).exists()
    )
