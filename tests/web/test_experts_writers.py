"""Who writes for an expert, who leads, and what keeps them from answering (E9, E10, D16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plurivox.model import ExpertKind
from tests.web import checking_situations as checking
from tests.web.experts_situations import (
    editor,
    expert,
    seated_expert,
    verbs,
    verified,
    verified_expert,
    writer_of,
)
from tests.web.situations import NOW, account
from web.accounts.models import Account
from web.experts import actions, badges, queries, rules
from web.experts.models import Disclosure, Seat, Sponsor
from web.letters.models import Notice
from web.questions.models import Answer, Question, Revision

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def question(topic: str = "Heart") -> Question:
    return checking.asked(topic=topic)


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
