"""Who may write for an expert, verify them, and answer in their name. `check_...` raises and says why.

PermissionDenied answers "may they ever?", ValidationError "may they now?" with the way out in its sentence.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from plurivox.model import ExpertKind
from web import limits
from web.accounts import roles
from web.accounts.models import Account, Role
from web.experts import queries
from web.experts.models import Application, Disclosure, Seat, Sponsor, Suspension, Verification
from web.questions.models import Answer, Expert, Question, Topic

#: Who looks after experts: applications, verifications, suspensions, seats.
CARERS = (Role.EDITOR, Role.ADMINISTRATOR)

#: Licences are renewed every one to five years in the countries whose registers we know; twice that is a slip of a key.
LONGEST_VERIFICATION = timedelta(days=10 * 366)

#: Which seats an expert of each kind can have.
SEATS = {
    ExpertKind.PERSON: (Seat.Kind.SELF,),
    ExpertKind.ORGANISATION: (Seat.Kind.WRITER, Seat.Kind.STEWARD),
}

#: What can be verified only of one kind of expert.
OF_PERSONS = (Verification.What.LICENCE, Verification.What.SPECIALTY)
OF_ORGANISATIONS = (Verification.What.ORGANISATION,)

#: Characters of a reason, a disclosure or a piece of evidence: some paragraphs.
LONGEST_TEXT = 4000


def cares(account: Any) -> bool:
    """Whether this account looks after experts: an editor or an administrator."""
    return roles.holds(account, *CARERS, anywhere=True)


def check_may_care(account: Any) -> None:
    """Only an editor or an administrator looks after experts. Raises PermissionDenied."""
    roles.check_holds(account, *CARERS, anywhere=True)


def check_may_write(account: Any, expert: Expert) -> None:
    """Only who has a seat with an expert writes for them. Raises PermissionDenied."""
    if not getattr(account, "is_active", False) or queries.seat_of(account, expert) is None:
        raise PermissionDenied(_("You do not write for %(expert)s.") % {"expert": expert.name})


def check_may_verify(account: Any, expert: Expert) -> None:
    """An editor or an administrator verifies, and never one who writes or wrote for the expert. PermissionDenied."""
    check_may_care(account)
    if Seat.objects.filter(expert=expert, account=account.pk).exists():
        raise PermissionDenied(_("Nobody verifies an expert for whom they write. Ask another editor."))


def fixed_facts(account: Any, expert: Expert, at: datetime) -> frozenset[str]:
    """Which stated facts this account may not change now: those covered, unless it may verify them itself."""
    if roles.allowed(check_may_verify, account, expert):
        return frozenset()
    return queries.verified_facts(expert, at)


def check_may_lead(account: Any, expert: Expert) -> None:
    """Who decides who else writes: an editor, an administrator, or the organisation's steward. PermissionDenied."""
    if cares(account):
        return
    seat = queries.seat_of(account, expert) if getattr(account, "is_active", False) else None
    if seat is None or seat.kind != Seat.Kind.STEWARD:
        raise PermissionDenied(_("Only who answers for the organisation, or an editor, decides who writes for it."))


def check_seat(expert: Expert, account: Account, kind: str, by: Any) -> None:
    """A seat fits the kind of expert, is given by another, and is not that of a verifier. ValidationError."""
    if by is not None and by.pk == account.pk:
        raise ValidationError(_("Nobody gives themselves a seat. Ask another editor."), code="by-themselves")
    if by is not None and kind != Seat.Kind.WRITER:
        check_may_care(by)
    if kind not in SEATS[ExpertKind(expert.kind)]:
        raise ValidationError(
            _("A person writes for themselves; for an organisation there are writers and those who answer for it."),
            code="seat-unfit",
        )
    if not account.is_active:
        raise ValidationError(_("This account is closed. Choose another one."), code="account-closed")
    if Verification.objects.filter(expert=expert, by=account, ended_at__isnull=True).exists():
        raise ValidationError(
            _("This account verified the expert, and so cannot write for them. End that verification first."),
            code="seat-of-verifier",
        )
    taken = Seat.objects.filter(expert=expert, ended_at__isnull=True)
    if kind == Seat.Kind.SELF and taken.filter(kind=kind).exclude(account=account).exists():
        raise ValidationError(
            _("Another account writes as this person already. End that seat first, if it is the same person."),
            code="seat-taken",
        )
    if taken.filter(account=account).exclude(kind=kind).exists():
        raise ValidationError(_("This account has another seat there. End that one first."), code="seat-other")


def check_verification(
    expert: Expert, what: str, evidence: str, until: datetime, at: datetime, specialty: str = ""
) -> None:
    """A verification names its evidence and ends, and is of a thing that this expert can have. ValidationError."""
    check_text(evidence, _("Say what you saw: which register, document or call, and on which day."), "evidence")
    if until <= at:
        raise ValidationError({"until": _("This day is past. Choose the day on which the licence or proof ends.")})
    if until - at > LONGEST_VERIFICATION:
        raise ValidationError({"until": _("This is more than ten years ahead. Check the year.")})
    person = expert.kind == ExpertKind.PERSON.value
    if what in (OF_ORGANISATIONS if person else OF_PERSONS):
        raise ValidationError({"what": _("This cannot be verified of an expert of this kind. Choose another one.")})
    if what == Verification.What.SPECIALTY and not specialty.strip():
        raise ValidationError({"specialty": _("Name the specialty that you verified.")})


def check_may_answer(expert: Expert, question: Question, at: datetime) -> None:
    """An answer of this expert may be submitted and published to this question now. Raises ValidationError.

    They are not suspended, no product of theirs is what the topic is about, their licence or organisation is verified,
    and they have said whether they have conflicts of interest.
    """
    if Expert.objects.filter(pk=expert.pk, suspended_at__isnull=False).exists():
        raise ValidationError(
            _("%(expert)s is suspended. Nothing of theirs is published until an editor lifts the suspension."),
            code="suspended",
            params={"expert": expert.name},
        )
    product = Sponsor.objects.filter(expert=expert, topic=question.topic_id).values_list("product", flat=True).first()
    if question.topic_id is not None and product is not None:
        raise ValidationError(
            _("%(expert)s makes or sells %(product)s, which this topic is about, and so does not answer here."),
            code="sponsor",
            params={"expert": expert.name, "product": product},
        )
    check_verified(expert, at)
    if not Disclosure.objects.filter(expert=expert).exists():
        raise ValidationError(
            _("Say on your profile first whether you have conflicts of interest; none is an answer too."),
            code="undisclosed",
        )


def check_verified(expert: Expert, at: datetime) -> None:
    """The licence or the organisation of this expert is verified. Raises ValidationError."""
    if queries.verified_until(expert, at) is None:
        raise ValidationError(
            _("Nothing that we need is verified of %(expert)s today. Ask an editor to verify the licence anew."),
            code="unverified",
            params={"expert": expert.name},
        )


def outside_specialty(expert: Expert, about: Topic | Question, at: datetime) -> bool:
    """Whether this expert answers outside their specialty. It is shown to readers, and weighs nothing.

    The specialty is the one verified, or the one stated where none is. False where the expert has none, or where
    nobody has said to which specialties the topic belongs.
    """
    topic = about.topic_id if isinstance(about, Question) else about.pk
    return expert.pk in queries.outside_specialty([expert], topic, at)


def check_may_hand_over(answer: Answer, to: Account, by: Any) -> None:
    """An organisation's answer goes to another of its writers, by who leads it. Raises as its parts do."""
    expert = answer.author
    if expert is None or expert.kind != ExpertKind.ORGANISATION.value:
        raise ValidationError(_("Only answers of an organisation are handed over."), code="not-an-organisation")
    check_may_lead(by, expert)
    if queries.seat_of(to, expert) is None or not to.is_active:
        raise ValidationError(
            _("%(who)s does not write for %(expert)s. Invite them first."),
            code="no-seat",
            params={"who": str(to), "expert": expert.name},
        )


def check_waiting(application: Application) -> None:
    """An application is decided once. Raises ValidationError."""
    if application.state != Application.State.WAITING:
        raise ValidationError(_("This application was decided already. Open it again to see how."), code="decided")


def check_suspended(expert: Expert, suspended: bool) -> None:
    """Raises ValidationError unless the expert is suspended, or is not, as `suspended` says."""
    if Suspension.objects.filter(expert=expert, ended_at__isnull=True).exists() != suspended:
        raise ValidationError(
            _("This expert is not suspended.") if suspended else _("This expert is suspended already."),
            code="not-suspended" if suspended else "suspended",
        )


def check_text(text: str, missing: str, field: str | None = None) -> None:
    """Raises ValidationError when nothing stands there, or too much; it is never cut."""
    limits.check_given(text, LONGEST_TEXT, missing, field)


def check_disclosure(none: bool, text: str) -> None:
    """Conflicts of interest are either none, or named. Raises ValidationError."""
    if none and text.strip():
        raise ValidationError({"text": _("You said that there are none. Empty this field, or choose “yes” above.")})
    if not none:
        check_text(text, _("Name them: who pays, employs or owns what, and since when."), "text")
