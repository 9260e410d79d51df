"""What the database refuses of people, questions, answers, experts and the public: each guard with its witnesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from tests.web.furnished import DUE, Furnished
from tests.web.situations import NOW
from web.accounts.models import Account, Grant
from web.asking.models import Asked, AskedStatus, Follower
from web.audit.models import Event
from web.experts.models import Application, Disclosure, Seat, Sponsor, Suspension, TopicSpecialty, Verification
from web.letters.models import Notice
from web.questions.models import Answer, AnswerStatus, Expert, Question, Revision, Statement, Topic

DAY = timedelta(days=1)


def without(name: str) -> None:
    """Take a trigger away for the rest of the test: another guard stands behind it."""
    with connection.cursor() as cursor:
        drop = f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP FUNCTION {name}() CASCADE"
        cursor.execute(drop)


def behind(name: str, change: Callable[[Furnished], object]) -> Callable[[Furnished], object]:
    """A change that the trigger `name` would refuse before the guard in question is asked."""

    def changed(w: Furnished) -> None:
        without(name)
        change(w)

    return changed


def first(w: Furnished) -> Account:
    return w.person("first")


def taken_back(w: Furnished, **more: object) -> None:
    w.change(Answer, **{"state": "withdrawn", "live": None} | more)


def shown_again(w: Furnished, **more: object) -> None:
    w.change(Answer, state="published", live=w[Revision], **more)


def suspended_then_shown(w: Furnished) -> None:
    taken_back(w)
    w.change(Expert, suspended_at=NOW)
    shown_again(w)


Witness = Callable[[Furnished], object]

#: Guard -> changes, each of which it alone refuses.
WITNESSES: dict[str, tuple[Witness, ...]] = {
    # accounts
    "account_email_once": (lambda w: w.add(Account, email="Author@Example.org"),),
    "grant_role_known": (lambda w: w.add(Grant, role="owner"),),
    "grant_by_another": (lambda w: w.add(Grant, account=first(w), by=first(w)),),
    "grant_once_a_topic": (lambda w: w.add(Grant, account=w[Grant].account),),
    "grant_once_for_all": (lambda w: [w.add(Grant, account=first(w), topic=None) for _ in range(2)],),
    # audit and letters
    "event_is_whole": (
        lambda w: w.add(Event, number=w[Event].number + 1, previous=w[Event].sha256, sha256="1", verb=""),
    ),
    "event_follows": (
        lambda w: w.add(Event, number=w[Event].number + 2, previous=w[Event].sha256, sha256="1"),
        lambda w: w.add(Event, number=w[Event].number + 1, previous="1" * 64, sha256="1"),
    ),
    "notice_is_whole": (lambda w: w.add(Notice, kind=""), lambda w: w.add(Notice, once="")),
    # questions
    "topic_has_name": (lambda w: w.add(Topic, name=""),),
    "topic_risk_known": (lambda w: w.add(Topic, risk="none"),),
    "expert_has_name": (lambda w: w.add(Expert, name=""),),
    "expert_kind_known": (lambda w: w.add(Expert, kind="machine"),),
    "question_has_text": (lambda w: w.add(Question, text=""),),
    "question_not_into_itself": (lambda w: w.change(Question, merged_into=w[Question]),),
    "answer_key_once": (lambda w: w.add(Answer, key=w[Answer].key),),
    "answer_once_an_author": (lambda w: w.add(Answer, origin="desk"),),
    "answer_live_when_published": (
        lambda w: w.change(Answer, state="withdrawn"),
        lambda w: w.change(Answer, live=None),
    ),
    "answer_published_has_author": (
        behind(
            "answer_starts_unpublished", lambda w: w.add(Answer, author=None, state="published", live=w.add(Revision))
        ),
    ),
    "answer_state_known": (lambda w: taken_back(w, state="hidden"),),
    "answer_origin_known": (lambda w: w.add(Answer, origin="machine"),),
    "answer_published_is_reviewed": (
        lambda w: w.change(Answer, reviewed_at=None),
        lambda w: w.change(Answer, reviewed_at=DUE),
        lambda w: w.change(Answer, shown_until=DUE + DAY),
        behind("answer_shown_while_verified", lambda w: w.change(Answer, shown_until=None)),
    ),
    "answer_status_number_once": (
        behind("answer_status_comes_next", lambda w: w.add(AnswerStatus, number=w[AnswerStatus].number)),
    ),
    "answer_status_from_one": (behind("answer_status_comes_next", lambda w: w.add(AnswerStatus, number=0)),),
    "answer_status_has_reason": (
        lambda w: w.add(AnswerStatus, state="withdrawn"),
        lambda w: w.add(AnswerStatus, state="suspended"),
    ),
    "revision_number_once": (behind("revision_comes_next", lambda w: w.add(Revision, number=1)),),
    "revision_record_once": (lambda w: w.add(Revision, record=w[Revision].record),),
    "revision_has_body": (lambda w: w.add(Revision, body=""),),
    "revision_number_from_one": (behind("revision_comes_next", lambda w: w.add(Revision, number=0)),),
    "revision_medium_known": (lambda w: w.add(Revision, medium="smoke"),),
    "revision_discloses": (
        lambda w: w.add(Revision, conflicts="declared"),
        lambda w: w.add(Revision, conflicts="none", disclosure="I own shares."),
    ),
    "revision_by_author": (
        lambda w: w.add(Revision, author=w.add(Expert)),
        lambda w: w.add(Revision, author=None),
    ),
    "answer_keeps_author": (
        lambda w: taken_back(w, author=w.add(Expert)),
        lambda w: taken_back(w, author=None),
    ),
    "answer_keeps_origin": (
        lambda w: w.change(Answer, origin="imported"),
        lambda w: Answer.objects.filter(pk=w.add(Answer).pk).update(origin="desk", question=w.add(Question)),
    ),
    "answer_starts_unpublished": (lambda w: w.add(Answer, state="published", live=w.add(Revision)),),
    "answer_shows_own_revision": (
        lambda w: Answer.objects.filter(pk=w.add(Answer).pk).update(
            state="published", live=w.add(Revision), question=w.add(Question)
        ),
    ),
    "answer_of_nobody_suspended": (suspended_then_shown,),
    "expert_taken_back_first": (lambda w: w.change(Expert, suspended_at=NOW),),
    "statement_number_once": (lambda w: w.add(Statement, number=1),),
    "statement_not_empty": (lambda w: w.add(Statement, start=5, end=5, exact=""),),
    "statement_is_a_slice": (
        lambda w: w.add(Statement, exact="Rest harms most people."),
        lambda w: w.add(Statement, start=1),
        lambda w: w.add(Statement, end=400, exact="Rest helps most people."),
    ),
    "statement_by_author": (lambda w: w.add(Statement, author=w.add(Expert)),),
    # experts
    "seat_kind_known": (lambda w: w.add(Seat, kind="friend"),),
    "seat_once": (lambda w: w.add(Seat, account=w[Seat].account),),
    "seat_one_self": (lambda w: w.add(Seat, kind="self"),),
    "verification_what_known": (lambda w: w.add(Verification, what="fame"),),
    "verification_has_evidence": (lambda w: w.add(Verification, evidence=""),),
    "verification_ends": (lambda w: w.add(Verification, until=NOW),),
    "verification_names_specialty": (lambda w: w.add(Verification, what="specialty"),),
    "verification_by_another": (lambda w: w.add(Verification, by=w[Seat].account),),
    "suspension_has_reason": (lambda w: w.add(Suspension, reason=""),),
    "suspension_once": (lambda w: w.add(Suspension, expert=w[Suspension].expert),),
    "disclosure_number_once": (behind("disclosure_comes_next", lambda w: w.add(Disclosure, number=1)),),
    "disclosure_says_what": (
        lambda w: w.add(Disclosure, none=False),
        lambda w: w.add(Disclosure, text="I own shares."),
    ),
    "sponsor_once": (lambda w: w.add(Sponsor, product=w[Sponsor].product),),
    "sponsor_names_product": (lambda w: w.add(Sponsor, product=""),),
    "application_decided_whole": (
        lambda w: w.add(Application, state="accepted", decided_by=first(w), decided_at=NOW),
        lambda w: w.add(Application, state="refused", decided_by=first(w), decided_at=NOW),
        lambda w: w.add(Application, state="refused", reason="Unknown.", decided_at=NOW),
        lambda w: w.add(Application, decided_by=first(w)),
        lambda w: w.add(Application, state="lost"),
    ),
    "topic_specialty_once": (lambda w: w.add(TopicSpecialty, specialty=w[TopicSpecialty].specialty),),
    "topic_specialty_is_named": (lambda w: w.add(TopicSpecialty, specialty=""),),  # asking
    "asked_has_text": (
        lambda w: w.add(Asked, text=""),
        lambda w: w.add(Asked, masked=""),
        lambda w: w.add(Asked, erased_at=NOW),
    ),
    "asked_is_whole": (lambda w: w.add(Asked, public_id=""), lambda w: w.add(Asked, submission="")),
    "asked_only_erased": (
        lambda w: w.change(Asked, text="My flu?"),
        lambda w: [w.change(Asked, erased_at=at, text="", masked="") for at in (NOW, NOW)],
    ),
    "asked_status_number_once": (behind("asked_status_comes_next", lambda w: w.add(AskedStatus, number=1)),),
    "asked_status_known": (lambda w: w.add(AskedStatus, state="lost"),),
    "asked_status_has_reason": (lambda w: w.add(AskedStatus, state="declined"),),
    "follower_once": (lambda w: w.add(Follower, email=w[Follower].email),),
}
