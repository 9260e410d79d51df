"""Experts: who may write, verify and answer, and that what is verified ends by itself (E2, E4, E9, E10, D16)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plurivox.model import ExpertKind
from tests.web import checking_situations as checking
from tests.web.experts_situations import (
    LATER,
    application,
    editor,
    expert,
    seated_expert,
    verified,
    verified_expert,
    writer_of,
)
from tests.web.situations import NOW, account
from web.accounts.models import Account, Role
from web.audit.models import Event
from web.experts import actions, badges, flags, jobs, queries, rules
from web.experts.models import Application, Disclosure, Seat, Sponsor, Verification
from web.letters.models import Notice
from web.questions.models import Answer, Expert, Question, Revision, Topic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def verbs() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("number").values_list("verb", "noun"))


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


# --- Seats.


def test_a_seat_lets_an_account_write_until_it_ends() -> None:
    """From the next request on; what was written stays the expert's."""
    made = seated_expert("Dr Ada Test")
    writer = writer_of(made)
    rules.check_may_write(writer, made)
    assert queries.experts_of(writer) == [made]
    actions.end_seat(seat=queries.seats_of(made)[0], by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        rules.check_may_write(writer, made)


def test_a_closed_account_writes_for_nobody() -> None:
    """Its seat is there, and opens nothing."""
    made = seated_expert("Dr Ada Test")
    Account.objects.filter(pk=writer_of(made).pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        rules.check_may_write(writer_of(made), made)


def test_seats_fit_the_kind_of_expert() -> None:
    """A person has one self; an organisation has writers and stewards; nobody seats themselves."""
    person, organisation = expert("Dr Ada Test"), expert("Org Test", ExpertKind.ORGANISATION)
    ann, bea = account("ann"), account("bea")
    for made, kind in ((person, "writer"), (person, "steward"), (organisation, "self")):
        with pytest.raises(ValidationError):
            actions.seat(expert=made, account=ann, kind=kind, by=editor(), at=NOW)
    actions.seat(expert=person, account=ann, kind="self", by=editor(), at=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.seat(expert=person, account=bea, kind="self", by=editor(), at=NOW)
    assert refused.value.code == "seat-taken"
    with pytest.raises(ValidationError):
        actions.seat(expert=organisation, account=editor(), kind="steward", by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.seat(expert=organisation, account=ann, kind="steward", by=bea, at=NOW)


def test_a_seat_that_is_held_stays_as_it_is() -> None:
    """Given twice, it is one, and told once."""
    made, ann = expert("Dr Ada Test"), account("ann")
    first = actions.seat(expert=made, account=ann, kind="self", by=editor(), at=NOW)
    assert actions.seat(expert=made, account=ann, kind="self", by=editor(), at=NOW) == first
    assert Notice.objects.filter(kind="seat-given", account=ann).count() == 1


def test_a_steward_invites_and_ends_writers_and_nothing_more() -> None:
    """Writers of their own organisation; no stewards, no other organisation."""
    made = seated_expert("Org Test", kind=ExpertKind.ORGANISATION)
    other = seated_expert("Other Org", kind=ExpertKind.ORGANISATION)
    steward, ann = writer_of(made), account("ann")
    seat = actions.invite(expert=made, email="ANN@example.org", kind="writer", by=steward, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.invite(expert=other, email="ann@example.org", kind="writer", by=steward, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.invite(expert=made, email="edda@example.org", kind="steward", by=steward, at=NOW)
    with pytest.raises(ValidationError):
        actions.invite(expert=made, email="nobody@example.org", kind="writer", by=steward, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.invite(expert=made, email="edda@example.org", kind="writer", by=ann, at=NOW)
    actions.end_seat(seat=seat, by=steward, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.end_seat(seat=Seat.objects.get(expert=made, account=steward), by=steward, at=NOW)


# --- Hand-over (E10).


def test_handing_over_changes_the_keeper_and_nothing_else() -> None:
    """Author, revisions with who saved them, states: all as before."""
    made = verified_expert("Org Test", kind=ExpertKind.ORGANISATION)
    steward = writer_of(made)
    answer = checking.published_answer(author=(made, steward))
    ann = account("ann")
    actions.seat(expert=made, account=ann, kind="writer", by=steward, at=NOW)
    before = list(Revision.objects.filter(answer=answer).values()), list(answer.statuses.values())
    facts = Answer.objects.filter(pk=answer.pk).values().get()
    actions.hand_over(answer=answer, to=ann, by=steward, at=NOW)
    assert answer.keeper == ann
    assert answer.author == made
    assert Answer.objects.filter(pk=answer.pk).values().get() == facts | {"keeper_id": ann.pk}
    assert (list(Revision.objects.filter(answer=answer).values()), list(answer.statuses.values())) == before
    assert ("handed-over", "answer") in verbs()
    assert Notice.objects.filter(kind="answer-handed-over", account=ann).count() == 1


def test_an_answer_is_handed_only_to_a_writer_and_by_who_leads() -> None:
    """To nobody without a seat, by no other writer, and never that of a person."""
    made = verified_expert("Org Test", kind=ExpertKind.ORGANISATION)
    steward, ann, bea = writer_of(made), account("ann"), account("bea")
    answer = checking.published_answer(author=(made, steward))
    with pytest.raises(ValidationError) as refused:
        actions.hand_over(answer=answer, to=ann, by=steward, at=NOW)
    assert refused.value.code == "no-seat"
    actions.seat(expert=made, account=ann, kind="writer", by=steward, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.hand_over(answer=answer, to=ann, by=ann, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.hand_over(answer=answer, to=ann, by=bea, at=NOW)
    mine = checking.published_answer()
    with pytest.raises(ValidationError):
        actions.hand_over(answer=mine, to=ann, by=editor(), at=NOW)


# --- Conflicts of interest (E9) and sponsors (D16).


def test_nobody_answers_before_they_have_disclosed() -> None:
    """None is an answer; silence is not."""
    made = expert("Dr Ada Test")
    verified(made)
    with pytest.raises(ValidationError) as refused:
        rules.check_may_answer(made, question(), NOW)
    assert refused.value.code == "undisclosed"


def test_a_disclosure_is_dated_and_earlier_ones_stay() -> None:
    """The last one holds, and the badge says since when."""
    made = verified_expert("Dr Ada Test")
    actions.disclose(expert=made, none=False, text="Fees from Sample Pharma.", by=writer_of(made), at=NOW + DAY)
    rows = list(Disclosure.objects.filter(expert=made).values_list("number", "none", "text", "at"))
    assert rows == [(1, True, "", NOW), (2, False, "Fees from Sample Pharma.", NOW + DAY)]
    badge = badges.badge([made], NOW + DAY)[made.pk]
    assert (badge.none, badge.disclosure_text, badge.disclosed_at) == (False, "Fees from Sample Pharma.", NOW + DAY)


def test_a_later_disclosure_leaves_old_answers_as_they_were() -> None:
    """What an answer carries is what was declared then (E9)."""
    answer = checking.published_answer()
    made = answer.author
    assert made
    before = Revision.objects.filter(answer=answer).values().get()
    actions.disclose(expert=made, none=False, text="Shares in Sample Pharma.", by=writer_of(made), at=NOW + DAY)
    assert Revision.objects.filter(answer=answer).values().get() == before


def test_a_disclosure_is_whole_and_by_who_writes() -> None:
    """Either none or named, and never by an editor for somebody else."""
    made = seated_expert("Dr Ada Test")
    writer = writer_of(made)
    for none, text in ((True, "Fees."), (False, " ")):
        with pytest.raises(ValidationError):
            actions.disclose(expert=made, none=none, text=text, by=writer, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.disclose(expert=made, none=True, text="", by=editor(), at=NOW)


def test_who_sells_what_a_topic_is_about_does_not_answer_there() -> None:
    """No answer on one's own product; elsewhere they may answer, and carry the label (D16)."""
    made = verified_expert("Sample Pharma", kind=ExpertKind.ORGANISATION)
    here, elsewhere = question("Heart"), question("Skin")
    row = actions.add_sponsor(topic=here.topic, expert=made, product="Samplol", by=editor(), at=NOW)
    with pytest.raises(ValidationError, match="Samplol") as refused:
        rules.check_may_answer(made, here, NOW)
    assert refused.value.code == "sponsor"
    rules.check_may_answer(made, elsewhere, NOW)
    assert badges.badge([made], NOW)[made.pk].products == ("Samplol",)
    actions.remove_sponsor(sponsor=row, by=editor(), at=NOW)
    rules.check_may_answer(made, here, NOW)
    with pytest.raises(PermissionDenied):
        actions.add_sponsor(topic=here.topic, expert=made, product="X", by=writer_of(made), at=NOW)
    assert not Sponsor.objects.exists()


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


# --- Applications (E1) and the same person twice (R10).


def test_an_application_becomes_an_expert_with_an_account_a_seat_and_a_disclosure() -> None:
    """And nothing is verified by that."""
    row = application(no_conflicts=False, conflicts="Fees from Sample Pharma.", npi="1234567893")
    made = actions.accept(application=row, by=editor(), at=NOW)
    writer = Account.objects.get(email=row.email)
    assert not writer.has_usable_password()
    assert Seat.objects.get(expert=made).account == writer
    assert Disclosure.objects.get(expert=made).text == "Fees from Sample Pharma."
    assert queries.verified_until(made, NOW) is None
    assert (row.state, row.expert, row.decided_by) == ("accepted", made, editor())
    assert [verb for verb in verbs() if verb[1] == "application"] == [
        ("applied", "application"),
        ("accepted", "application"),
    ]


def test_an_application_sent_twice_is_one_and_is_told_once() -> None:
    """The number of the form names it."""
    editor()
    first = application()
    again = actions.apply(public_id=first.public_id, facts={}, at=NOW)
    assert again == first
    assert Notice.objects.filter(kind="application").count() == 1


def test_all_faults_of_an_application_are_told_at_once_by_field() -> None:
    """Each beside its field."""
    with pytest.raises(ValidationError) as refused:
        application(
            "Dr Adа Test", npi="123", orcid="0", register_url="http://x", credentials="", evidence="", no_conflicts=None
        )
    assert set(refused.value.message_dict) == {
        "name", "npi", "orcid", "register_url", "credentials", "evidence", "no_conflicts",
    }  # fmt: skip
    assert not Application.objects.exists()


def test_an_expert_of_that_name_is_never_taken_over_silently() -> None:
    """Not without an editor's word that it is the same person."""
    known = expert("Dr Vera Test", orcid="0000-0002-1825-0097")
    row = application("Dr Vera Test", npi="1234567893", orcid="0000-0001-5109-3700")
    with pytest.raises(ValidationError) as refused:
        actions.accept(application=row, by=editor(), at=NOW)
    assert list(refused.value.message_dict) == ["same"]
    with pytest.raises(ValidationError) as refused:
        actions.accept(application=row, same=False, by=editor(), at=NOW)
    assert list(refused.value.message_dict) == ["shown"]
    made = actions.accept(application=row, same=True, by=editor(), at=NOW)
    assert made == known
    made.refresh_from_db()
    assert (made.npi, made.orcid) == ("1234567893", "0000-0002-1825-0097")  # empty facts are filled, no other changes


def test_another_person_of_the_same_name_gets_a_name_of_their_own() -> None:
    """One name is one voice."""
    known = expert("Dr Vera Test")
    row = application("Dr Vera Test")
    made = actions.accept(application=row, same=False, shown="Dr Vera Test (Leeds)", looked=True, by=editor(), at=NOW)
    assert made != known
    assert made.name == "Dr Vera Test (Leeds)"


def test_an_expert_for_whom_somebody_writes_is_not_taken_over() -> None:
    """Even where an editor says that it is the same person."""
    seated_expert("Dr Vera Test")
    row = application("Dr Vera Test", email="vera@example.com")
    with pytest.raises(ValidationError) as refused:
        actions.accept(application=row, same=True, looked=True, by=editor(), at=NOW)
    assert refused.value.code == "seat-taken"
    assert not Account.objects.filter(email="vera@example.com").exists()


def test_the_same_person_twice_is_flagged() -> None:
    """By licence number, NPI, ORCID iD, address, and a name that looks the same (R10, R36)."""
    known = verified_expert("Dr Ada Test", npi="1234567893", orcid="0000-0002-1825-0097")
    verified(known, licence_number="GMC 123-456")
    row = application(
        "Dr Ada Tést",
        npi="1234567893",
        orcid="0000-0002-1825-0097",
        licence_number="gmc123456",
        email="dr-ada-test+two@example.org",
    )
    found = {(flag.kind, flag.slug) for flag in flags.of_application(row)}
    kinds = flags.Kind
    assert found == {
        (kinds.NPI, known.slug), (kinds.ORCID, known.slug), (kinds.LICENCE, known.slug), (kinds.EMAIL, ""),
        (kinds.SAME_NAME, known.slug),
    }  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        actions.accept(application=row, same=False, shown="Dr Ada Other", by=editor(), at=NOW)
    assert list(refused.value.message_dict) == ["looked"]
    second = verified_expert("Dr Bea Test", npi="1234567893")
    verified(second, licence_number="GMC123456")
    assert {flag.kind for flag in flags.of_expert(second)} == {kinds.NPI, kinds.LICENCE}


def test_a_second_application_of_the_same_person_is_flagged() -> None:
    """Before either is decided."""
    first = application("Dr Ada Test", email="ada@example.org")
    second = application("Somebody Else", email="ADA@example.org")
    assert [(f.kind, f.application) for f in flags.of_application(second)] == [
        (flags.Kind.APPLICATION, first.public_id)
    ]


def test_an_application_is_refused_with_a_reason_and_decided_once() -> None:
    """The reason is stored; a second decision is refused."""
    row = application()
    with pytest.raises(ValidationError):
        actions.refuse(application=row, reason=" ", by=editor(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.refuse(application=row, reason="No.", by=account("rita", Role.REVIEWER), at=NOW)
    actions.refuse(application=row, reason="We could not find this licence.", by=editor(), at=NOW)
    assert (row.state, row.reason) == ("refused", "We could not find this licence.")
    for again in (
        lambda: actions.accept(application=row, by=editor(), at=NOW),
        lambda: actions.refuse(application=row, reason="Twice.", by=editor(), at=NOW),
    ):
        with pytest.raises(ValidationError):
            again()


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
