"""Who may write, save and submit, and what a submission must hold. `check_...` raises and says why."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from plurivox.model import Medium
from web import limits
from web.accounts import roles
from web.accounts.models import Role
from web.experts import queries as experts
from web.experts import rules as of_experts
from web.questions.models import Answer, Conflicts, Expert, MachineHelp, Question
from web.writing import captions as webvtt
from web.writing import hints, sources
from web.writing.content import PARTS, Content
from web.writing.models import Submission
from web.writing.queries import Judged, Outcome

#: The parts without which readers are left alone. Whom it applies to may be everybody.
NEEDED = ("short_answer", "reasons", "seek_care")

#: Characters of a note or a reason: some paragraphs.
LONGEST_NOTE = 4000

#: States in which readers see, or saw and could see again, what is withdrawn.
WITHDRAWABLE = (Answer.State.PUBLISHED, Answer.State.LAPSED, Answer.State.SUSPENDED)


def check_may_write(account: Any, answer: Answer) -> None:
    """Only who has a seat with the author submits, confirms and withdraws. Raises PermissionDenied."""
    if answer.author is None:
        raise PermissionDenied(_("Nobody is known to have written this answer yet."))
    of_experts.check_may_write(account, answer.author)


def check_may_save(account: Any, answer: Answer) -> None:
    """Who has a seat with the author saves; an editor may too, and the author is told. Raises PermissionDenied."""
    if not roles.holds(account, Role.EDITOR, topic=answer.question.topic_id):
        check_may_write(account, answer)


def check_may_ask(account: Any, question: Question | None = None) -> None:
    """Only an editor asks experts to answer. Raises PermissionDenied."""
    topic = question.topic_id if question else None
    roles.check_holds(account, Role.EDITOR, topic=topic, anywhere=question is None)


def check_may_decline(account: Any, expert: Expert | None) -> None:
    """Only whoever is asked by name declines. Raises PermissionDenied."""
    if expert is None:
        raise PermissionDenied(_("A whole specialty is asked; whoever does not answer need not decline."))
    of_experts.check_may_write(account, expert)


def check_may_enter(account: Any) -> None:
    """Who writes for an expert, or edits, has answers to see. Raises PermissionDenied."""
    if not experts.experts_of(account):
        roles.check_holds(account, Role.EDITOR, anywhere=True)


def check_open(question: Question) -> None:
    """Experts may answer a question that is open or published, and not merged into another. Raises ValidationError."""
    if question.merged_into_id is not None:
        raise ValidationError(_("This question was merged into another. Answer that one."), code="merged")
    if not question.open and not question.voices:
        raise ValidationError(_("This question is not open for answers yet."), code="closed")


def check_complete(content: Content) -> None:
    """A submission holds all that readers and reviewers need. Raises ValidationError by field, every reason at once."""
    problems: dict[str, list[str]] = {}
    if content.medium == Medium.VIDEO:
        if not content.url.lower().startswith("https://"):
            problems["url"] = [_("Give the address of the video; it starts with https://.")]
        if sentence := _captions_problem(content.captions):
            problems["captions"] = [sentence]
    else:
        for name in NEEDED:
            if not getattr(content, name):
                problems[name] = [_("Write the part “%(part)s”.") % {"part": PARTS[name]}]
    wrong = [
        _("Source %(number)s: %(problem)s") % {"number": number, "problem": problem}
        for number, source in enumerate(content.citations, 1)
        for problem in sources.problems(source)
    ]
    if not content.citations:
        wrong = [_("Name at least one source.")]
    if wrong:
        problems["citations"] = wrong
    if not content.licence:
        problems["licence"] = [_("Say under which licence this is published.")]
    if content.conflicts == Conflicts.UNSTATED:
        problems["conflicts"] = [_("Say whether you have conflicts of interest here; none is an answer too.")]
    if content.machine_help == MachineHelp.UNSTATED:
        problems["machine_help"] = [_("Say whether a program helped to write this.")]
    for hint in hints.of(content):
        if hint.blocks:
            problems.setdefault(hint.field, []).append(str(hint.sentence))
    if problems:
        raise ValidationError(problems)  # type: ignore[arg-type]


def check_appeal(submission: Submission, last: Submission | None, judged: Judged) -> None:
    """What came back may be appealed once, while nothing newer was submitted. Raises ValidationError."""
    if judged.outcome is not Outcome.RETURNED:
        raise ValidationError(_("This was not sent back, so there is nothing to appeal."), code="not-returned")
    if submission.kind == Submission.Kind.APPEAL:
        raise ValidationError(_("This was appealed already. Change the answer and submit it again."), code="appealed")
    if last is None or last.pk != submission.pk:
        raise ValidationError(_("A newer text was submitted meanwhile. Open your answer again."), code="superseded")


def check_renewal(answer: Answer, waiting: bool) -> None:
    """A review is renewed of what readers see, or saw until its review ended. Raises ValidationError."""
    if answer.state not in (Answer.State.PUBLISHED, Answer.State.LAPSED):
        raise ValidationError(_("Only an answer that was published is reviewed again. Submit it first."), code="unseen")
    if waiting:
        raise ValidationError(_("This answer is with the reviewers already."), code="waiting")


def check_withdrawal(answer: Answer) -> None:
    """Only what was published is withdrawn. Raises ValidationError."""
    if answer.state not in WITHDRAWABLE:
        raise ValidationError(_("Readers do not see this answer, so there is nothing to withdraw."), code="unseen")


def check_reason(text: str, missing: str, field: str | None = None) -> None:
    """Raises ValidationError when a reason is missing or too long; it is never cut."""
    limits.check_given(text, LONGEST_NOTE, missing, field)


def _captions_problem(captions: str) -> str:
    if not captions:
        return _("Add the captions of the video: without them deaf readers learn nothing, and nothing can be quoted.")
    try:
        webvtt.read(captions)
    except webvtt.CaptionsUnreadable as error:
        return str(error)
    return ""
