"""Experts: who is verified as what, and that it ends by itself (E2, E4)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plurivox.model import ExpertKind
from tests.web import checking_situations as checking
from tests.web.experts_situations import (
    LATER,
    editor,
    expert,
    seated_expert,
    verbs,
    verified,
    verified_expert,
    writer_of,
)
from tests.web.situations import NOW, account
from web.accounts.models import Role
from web.audit.models import Event
from web.experts import actions, badges, jobs, queries, rules
from web.experts.models import Verification
from web.letters.models import Notice
from web.questions.models import Expert, Question, Topic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def question(topic: str = "Heart") -> Question:
    return checking.asked(topic=topic)


# --- What is verified is derived, and ends by itself (invariant I14).


def test_verified_is_what_holds_at_this_moment() -> None:
    """From the day of the check until its last day; no row changes when it ends."""
    made = verified_expert("Dr Ada Test", until=NOW + 10 * DAY)
    assert queries.verified_until(made, NOW - DAY) is None
    assert queries.verified_until(made, NOW) == NOW + 10 * DAY
    assert queries.verified_until(made, NOW + 10 * DAY) is None


def test_identity_alone_is_not_enough_to_answer() -> None:
    """A licence or an organisation is needed; who somebody is says not what they may do."""
    made = seated_expert("Dr Ada Test")
    verified(made, "identity")
    verified(made, "specialty", specialty="Cardiology")
    assert queries.verified_until(made, NOW) is None
    with pytest.raises(ValidationError, match="verified"):
        rules.check_may_answer(made, question(), NOW)


def test_an_unverified_expert_cannot_answer_and_a_lapsed_one_neither() -> None:
    """The rule looks at the moment, not at a flag (E2)."""
    made = verified_expert("Dr Ada Test", until=NOW + 10 * DAY)
    rules.check_may_answer(made, question(), NOW)
    with pytest.raises(ValidationError) as refused:
        rules.check_may_answer(made, question(), NOW + 11 * DAY)
    assert refused.value.code == "unverified"


def test_a_verification_names_evidence_and_a_future_end() -> None:
    """Each refusal names its field."""
    made = expert("Dr Ada Test")
    for facts, field in (
        ({"evidence": " "}, "evidence"),
        ({"until": NOW}, "until"),
        ({"until": NOW + 4000 * DAY}, "until"),
        ({"what": "organisation"}, "what"),
        ({"what": "specialty"}, "specialty"),
    ):
        given = {"what": "licence", "evidence": "Seen.", "until": LATER} | facts
        with pytest.raises(ValidationError) as refused:
            actions.verify(expert=made, by=editor(), at=NOW, **given)
        assert list(refused.value.message_dict) == [field]
    assert not Verification.objects.exists()


def test_only_an_editor_without_a_seat_verifies() -> None:
    """Nobody else, and nobody who writes or wrote for the expert (promise R10)."""
    made = expert("Dr Ada Test")
    given = {"expert": made, "what": "licence", "evidence": "Seen.", "until": LATER, "at": NOW}
    for name, role in (("rita", Role.REVIEWER), ("fred", Role.FACT_CHECKER)):
        with pytest.raises(PermissionDenied):
            actions.verify(by=account(name, role), **given)
    writes = account("both", Role.EDITOR)
    seat = actions.seat(expert=made, account=writes, kind="self", by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.verify(by=writes, **given)
    actions.end_seat(seat=seat, by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.verify(by=writes, **given)
    assert actions.verify(by=account("admin", Role.ADMINISTRATOR), **given).by.username == "admin"
    assert ("verified", "verification") in verbs()


def test_who_verified_an_expert_takes_no_seat_with_them() -> None:
    """The other way round is closed too."""
    made = verified_expert("Org Test", kind=ExpertKind.ORGANISATION)
    with pytest.raises(ValidationError) as refused:
        actions.seat(expert=made, account=editor(), kind="writer", by=account("other", Role.EDITOR), at=NOW)
    assert refused.value.code == "seat-of-verifier"


# --- Ending a verification takes answers back in the same transaction.


def test_ending_the_only_verification_takes_answers_back() -> None:
    """They lapse; nothing of them is left on a page."""
    answer = checking.published_answer()
    row = Verification.objects.get(expert=answer.author)
    actions.end_verification(verification=row, reason="Struck off.", by=editor(), at=NOW + DAY)
    answer.refresh_from_db()
    assert (answer.state, answer.live) == ("lapsed", None)
    row.refresh_from_db()
    assert (row.ended_at, row.ended_because, row.ended_by) == (NOW + DAY, "Struck off.", editor())
    with pytest.raises(ValidationError):
        actions.end_verification(verification=row, reason="Again.", by=editor(), at=NOW + DAY)


def test_an_answer_that_another_verification_covers_stays_for_as_long() -> None:
    """It is shown until that one ends, and not longer."""
    answer = checking.published_answer()
    first = Verification.objects.get(expert=answer.author)
    assert answer.author
    other = verified(answer.author, until=NOW + 30 * DAY)
    actions.end_verification(verification=first, reason="Renewed elsewhere.", by=editor(), at=NOW + DAY)
    answer.refresh_from_db()
    assert answer.live is not None
    assert answer.shown_until == other.until


def test_ending_a_specialty_takes_nothing_back() -> None:
    """What is not needed to answer keeps no answer on a page, and takes none away."""
    answer = checking.published_answer()
    assert answer.author
    row = verified(answer.author, "specialty", specialty="Cardiology")
    actions.end_verification(verification=row, reason="Slip of a key.", by=editor(), at=NOW + DAY)
    answer.refresh_from_db()
    assert answer.live is not None


def test_a_verification_ends_with_a_reason_and_by_an_editor() -> None:
    """Both are asked."""
    made = verified_expert("Dr Ada Test")
    row = made.verifications.get()
    with pytest.raises(ValidationError):
        actions.end_verification(verification=row, reason=" ", by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.end_verification(verification=row, reason="Mine.", by=writer_of(made), at=NOW)


# --- Specialty (E4).


def test_outside_the_specialty_is_said_only_where_both_are_known() -> None:
    """A dermatologist on a cardiology topic is outside; nobody is, while the topic has no specialty."""
    skin = verified_expert("Dr Skin Test", specialty="Dermatologist")
    heart = verified_expert("Dr Heart Test", specialty="Consultant cardiologist")
    none = verified_expert("Dr None Test")
    asked = question()
    assert asked.topic
    assert not rules.outside_specialty(skin, asked, NOW)
    actions.add_specialty(topic=asked.topic, specialty="Cardiology", by=editor(), at=NOW)
    assert rules.outside_specialty(skin, asked, NOW)
    assert rules.outside_specialty(skin, asked.topic, NOW)
    assert not rules.outside_specialty(heart, asked, NOW)
    assert not rules.outside_specialty(none, asked, NOW)
    rules.check_may_answer(skin, asked, NOW)  # shown, and no reason to refuse


def test_the_verified_specialty_counts_before_the_stated_one() -> None:
    """While it holds."""
    made = verified_expert("Dr Ada Test", specialty="Dermatology")
    verified(made, "specialty", specialty="Cardiology", until=NOW + 10 * DAY)
    topic = Topic.objects.create(slug="heart", name="Heart")
    actions.add_specialty(topic=topic, specialty="Cardiology", by=editor(), at=NOW)
    assert not rules.outside_specialty(made, topic, NOW)
    assert rules.outside_specialty(made, topic, NOW + 11 * DAY)


# --- Facts.


def test_a_gap_in_what_is_verified_is_filled_by_who_verifies() -> None:
    """A number that nobody checked never stands as verified; an editor who may verify states it."""
    made = verified_expert("Dr Ada Test", specialty="Dermatology")
    verified(made, "specialty", specialty="Cardiology")
    with pytest.raises(ValidationError):
        actions.state_facts(expert=made, by=writer_of(made), at=NOW, npi="1234567893")
    assert "specialty" not in queries.verified_facts(made, NOW)
    assert actions.state_facts(expert=made, by=editor(), at=NOW, npi="1234567893") == ("npi",)


def test_what_is_verified_cannot_be_restated() -> None:
    """Other facts can, by who writes or an editor; identifiers must fit."""
    made = verified_expert("Dr Ada Test", credentials="MD", npi="1234567893")
    writer = writer_of(made)
    with pytest.raises(ValidationError) as refused:
        actions.state_facts(expert=made, by=writer, at=NOW, credentials="MD, Nobel laureate")
    assert list(refused.value.message_dict) == ["credentials"]
    with pytest.raises(ValidationError):
        actions.state_facts(expert=made, by=writer, at=NOW, orcid="0000-0002-1825-0098")
    with pytest.raises(PermissionDenied):
        actions.state_facts(expert=made, by=account("ann"), at=NOW, affiliation="X")
    changed = actions.state_facts(expert=made, by=writer, at=NOW, affiliation=" Sample  Hospital ", credentials="MD")
    assert changed == ("affiliation",)
    assert made.affiliation == "Sample Hospital"


# --- Badges and notices.


def test_a_badge_says_what_holds_at_this_moment(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """For many experts in three queries; lapsed and suspended are told apart from never verified."""
    holds = verified_expert("Dr Ada Test", specialty="Stated", affiliation="Sample Hospital")
    verified(holds, "specialty", specialty="Cardiology")
    lapsed = verified_expert("Dr Ben Test", until=NOW + DAY)
    never = expert("Dr Cyn Test")
    gone = verified_expert("Dr Dan Test")
    actions.suspend_expert(expert=gone, reason="Why.", by=editor(), at=NOW)
    with django_assert_num_queries(3):
        found = badges.badge([holds, lapsed, never, gone], NOW + 2 * DAY)
    badge = found[holds.pk]
    assert badge.verified
    assert (badge.verified_what, badge.verified_on, badge.until) == (("licence", "specialty"), NOW, LATER)
    assert (badge.specialty, badge.specialty_verified, badge.affiliation) == ("Cardiology", True, "Sample Hospital")
    assert (found[lapsed.pk].lapsed, found[lapsed.pk].verified) == (True, False)
    assert (found[never.pk].lapsed, found[never.pk].none) == (False, None)
    assert (found[gone.pk].suspended, found[gone.pk].verified, found[gone.pk].verified_what) == (True, False, ())


def test_notices_go_out_sixty_thirty_and_seven_days_before_once_each() -> None:
    """To who writes and to the editors; a renewed verification is quiet."""
    made = verified_expert("Dr Ada Test", until=NOW + 100 * DAY)
    told: list[datetime] = []
    for day in range(0, 101):
        told += [NOW + day * DAY] * jobs.remind(at=NOW + day * DAY)
        jobs.remind(at=NOW + day * DAY)
    days = [(NOW + 100 * DAY - at).days for at in told]
    assert days == [60, 60, 30, 30, 7, 7]
    who = set(Notice.objects.filter(kind="verification-ends").values_list("account__username", flat=True))
    assert who == {writer_of(made).username, "edda"}


def test_no_notice_where_the_same_is_verified_for_longer() -> None:
    """Renewed in time, nobody is told."""
    made = verified_expert("Dr Ada Test", until=NOW + 20 * DAY)
    verified(made, until=NOW + 400 * DAY)
    assert jobs.remind(at=NOW) == 0


def test_every_action_is_in_the_log() -> None:
    """By whom, and without a word that somebody typed."""
    made = verified_expert("Dr Ada Test")
    actions.suspend_expert(expert=made, reason="Secret reason.", by=editor(), at=NOW)
    actions.lift_suspension(expert=made, by=editor(), at=NOW)
    actions.end_verification(verification=made.verifications.get(), reason="Secret.", by=editor(), at=NOW)
    found = [verb for verb in verbs() if verb[1] in ("seat", "verification", "disclosure", "expert")]
    assert found == [
        ("seated", "seat"), ("disclosed", "disclosure"), ("verified", "verification"), ("suspended", "expert"),
        ("lifted", "expert"), ("ended", "verification"),
    ]  # fmt: skip
    assert not [row for row in Event.objects.all() if "Secret" in str(row.detail)]


def test_expert_is_unchanged_by_a_refused_action() -> None:
    """What is refused leaves nothing behind, not even in the log."""
    made = verified_expert("Dr Ada Test")
    before = Event.objects.count()
    with pytest.raises(ValidationError):
        actions.suspend_expert(expert=made, reason="", by=editor(), at=NOW)
    assert Expert.objects.get(pk=made.pk).suspended_at is None
    assert Event.objects.count() == before
