"""Applications of experts, and the same person twice (E1, R10)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.web.experts_situations import (
    application,
    editor,
    expert,
    seated_expert,
    verbs,
    verified,
    verified_expert,
)
from tests.web.situations import NOW, account
from web.accounts.models import Account, Role
from web.experts import actions, flags, queries
from web.experts.models import Application, Disclosure, Seat
from web.letters.models import Notice

pytestmark = pytest.mark.django_db


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
