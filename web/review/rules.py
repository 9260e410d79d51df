"""Who may judge reports and comparisons, take a stance and reply, and when. `check_...` raises and says why.

PermissionDenied: they may never. ValidationError: they may not now, or not so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plurivox.model import Comparison, State
from web import limits
from web.accounts import roles
from web.accounts.models import Role
from web.experts import rules as experts
from web.experts.models import Seat
from web.questions import queries as questions
from web.questions.models import Answer, Expert, Question, Statement
from web.review.lines import Reason, Seen
from web.review.models import Edit, Judgement, Reply, Stance
from web.review.states import JUDGES, LONGEST_NOTE, TRANSITIONS, ReplyState, StanceKind, Status

#: Characters of a heading over quotes, and of a line in plain language: one sentence, and two or three.
LONGEST_HEADING = 160
LONGEST_PLAIN = 500

#: Words in quotation marks, as people type them.
_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]")


def check_may_judge(account: AbstractBaseUser | AnonymousUser) -> None:
    """Only a reviewer or an editor judges, of whatever topic. Raises PermissionDenied."""
    if not roles.holds(account, Role.REVIEWER, Role.EDITOR, anywhere=True):
        raise PermissionDenied(_("Only reviewers and editors judge reported lines."))


def check_report(seen: Seen, reason: Reason, note: str) -> None:
    """A report names a reason that fits its line, and its note is short. Raises ValidationError."""
    if reason not in seen.reasons:
        raise ValidationError(_("Choose one of the reasons that stand under the line."), code="reason-unfit")
    check_length(note)


def check_length(text: str) -> None:
    """Raises ValidationError when a note or a reason is too long; it is never cut."""
    limits.check_length(text, LONGEST_NOTE)


def check_step(before: Status, after: Status) -> None:
    """A report goes from one status only to those that follow it. Raises ValidationError."""
    if after not in TRANSITIONS[before]:
        raise ValidationError(_("A report cannot go from there to here."), code="step-unknown")


def check_reason_given(reason: str) -> None:
    """A decision without a reason helps nobody who asks later. Raises ValidationError."""
    limits.check_given(reason, LONGEST_NOTE, _("Say in a sentence why you decide so."))


def check_may_edit(account: Any, question: Question) -> None:
    """A reviewer or an editor of the topic, who never wrote for an expert that it quotes. Raises PermissionDenied."""
    roles.check_holds(account, Role.REVIEWER, Role.EDITOR, topic=question.topic_id)
    check_writes_for_none(account, question)


def check_may_vote(account: Any, question: Question) -> None:
    """A medical reviewer of the topic, who never wrote for an expert that it quotes. Raises PermissionDenied."""
    roles.check_holds(account, Role.REVIEWER, topic=question.topic_id)
    check_writes_for_none(account, question)


def check_may_withdraw(account: Any, question: Question) -> None:
    """An editor of the topic takes a release back. Raises PermissionDenied."""
    roles.check_holds(account, Role.EDITOR, topic=question.topic_id)


def check_writes_for_none(account: Any, question: Question) -> None:
    """Nobody judges a comparison that quotes an expert for whom they write or wrote. Raises PermissionDenied."""
    seats = Seat.objects.filter(account=account.pk).values("expert")
    if Answer.objects.filter(question=question, live__isnull=False, author__in=seats).exists():
        raise PermissionDenied(_("You write, or wrote, for an expert whom this comparison quotes. Others judge it."))


def check_base(found: str, seen: str) -> None:
    """What is decided is about what was seen. Raises ValidationError when it has changed since."""
    if found != seen:
        raise ValidationError(
            _("This has changed since you opened the page. Look at it anew, then decide."), code="changed"
        )


def check_compared(comparison: Comparison) -> None:
    """There is something to release only where several experts say something. Raises ValidationError."""
    if comparison.state is not State.COMPARED:
        raise ValidationError(
            _("One expert alone cannot be compared. A comparison is released once another has answered."),
            code="not-compared",
        )


def check_plain(unplain: int) -> None:
    """Where the site asks for it, nothing is released while an agreed line has no plain one. Raises ValidationError."""
    if settings.REQUIRE_PLAIN and unplain:
        raise ValidationError(
            ngettext(
                "%(count)s agreed line has no plain one yet, and this site releases none without.",
                "%(count)s agreed lines have no plain one yet, and this site releases none without.",
                unplain,
            ),
            code="plain-missing",
            params={"count": unplain},
        )


def check_votes_open(votes: Sequence[Judgement], account: Any) -> None:
    """Two reviewers vote on one content, each once. Raises ValidationError."""
    if any(vote.by_id == account.pk for vote in votes):
        raise ValidationError(_("You have voted on this. It waits for another reviewer."), code="voted-already")
    if len(votes) >= JUDGES:
        raise ValidationError(
            _("Two reviewers have decided on this as it stands. It can be voted on again once a line is edited."),
            code="decided-already",
        )


def check_words(text: str, quotes: Sequence[str], elsewhere: Sequence[tuple[str, str]], longest: int) -> None:
    """Words that a person writes beside quotes: not empty, short, tied to a quote, and quoting only those.

    `quotes` are the words of the quotes that it is tied to; `elsewhere` the other answers, each its expert's name and
    text. Raises ValidationError, which says where quoted words are found instead.
    """
    if not quotes:
        raise ValidationError(_("Choose at least one quote that these words sum up."), code="no-quote")
    if not text.strip():
        raise ValidationError(_("Write the words, or leave this form alone."), code="empty")
    limits.check_length(text, longest)
    for words in _QUOTED.findall(text):
        if any(words in quote for quote in quotes):
            continue
        other = next((name for name, body in elsewhere if words in body), "")
        if other:
            sentence = _("“%(words)s” is in none of the quotes you chose; it was found in the answer of %(name)s.")
        else:
            sentence = _("“%(words)s” is in none of the quotes you chose. Quote the expert’s very words, or none.")
        raise ValidationError(sentence, code="not-verbatim", params={"words": words, "name": other})


def check_stance(
    statement: Statement, expert: Expert, kind: str, words: str, before: Stance | None, at: datetime
) -> None:
    """A verified peer, about a published statement of another; with a condition where there is one; nothing is taken
    back that was not said `before`. Raises ValidationError.
    """
    if statement.author_id == expert.pk:
        raise ValidationError(_("This is %(expert)s’s own statement."), code="own", params={"expert": expert.name})
    experts.check_verified(expert, at)
    check_live(statement)
    if kind == StanceKind.AGREE_IF and not words.strip():
        raise ValidationError(_("Say on what condition you agree."), code="condition-missing")
    if kind == StanceKind.RETRACTED and (before is None or before.kind == StanceKind.RETRACTED):
        raise ValidationError(_("You have said nothing of this statement that you could take back."), code="unsaid")
    check_length(words)


def check_live(statement: Statement) -> None:
    """What is said of a statement is said while readers can see it. Raises ValidationError."""
    if not questions.published().filter(live=statement.revision_id).exists():
        raise ValidationError(_("This answer has changed or is no longer published. Look at it anew."), code="gone")


def check_reply(statement: Statement, text: str, opposed: bool) -> None:
    """The author of a statement that stands as opposed replies, in a few sentences, once at a time. ValidationError."""
    check_live(statement)
    if not opposed:
        raise ValidationError(_("No other expert stands against this statement on the page today."), code="not-opposed")
    if not text.strip():
        raise ValidationError(_("Write your reply."), code="empty")
    check_length(text)
    if Reply.objects.filter(statement=statement, state=ReplyState.WAITING).exists():
        raise ValidationError(_("A reply to this waits for an editor already."), code="waiting")


def check_may_decide_reply(account: Any, reply: Reply) -> None:
    """An editor of the topic, who does not write for one side. Raises PermissionDenied."""
    question = reply.statement.revision.answer.question
    roles.check_holds(account, Role.EDITOR, topic=question.topic_id)
    check_writes_for_none(account, question)


def check_second_look(edit: Edit, account: Any) -> None:
    """A second look is another reviewer's. Raises PermissionDenied."""
    if edit.by_id == account.pk:
        raise PermissionDenied(_("You judged this line yourself. The second look is another reviewer’s."))
