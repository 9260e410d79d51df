"""The pages of experts at the desk: the register, and one's own profile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from plurivox.model import ExpertKind
from tests.web import checking_situations as checking
from tests.web.experts_situations import (
    application,
    editor,
    expert,
    seated_expert,
    verified,
    verified_expert,
    writer_of,
)
from tests.web.situations import NOW, OURS, account, signed_in
from web.accounts.models import Account, Role
from web.experts import actions
from web.experts.models import Disclosure, Seat, Sponsor, Suspension, TopicSpecialty, Verification
from web.questions.models import Expert, Topic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en", **OURS})


# --- The register.


def shown(browser: Client, query: str) -> set[str]:
    text = browser.get(f"/desk/experts?{query}").content.decode()
    return set(re.findall(r'href="/desk/experts/([\w-]+)"><bdi>', text))


def test_the_register_is_searched_and_filtered() -> None:
    """By name, specialty and number; by how it stands with each."""
    long = verified_expert("Dr Ada Test", specialty="Cardiology")
    verified(long, licence_number="GMC-77")
    verified_expert("Dr Ben Test", until=NOW + 30 * DAY)
    lapsed = verified_expert("Dr Cyn Test", at=NOW - 10 * DAY, until=NOW - DAY)
    gone = verified_expert("Dr Dan Test")
    actions.suspend_expert(expert=gone, reason="Why.", by=editor(), at=NOW)
    expert("Dr Eve Test")
    actions.end_seat(seat=Seat.objects.get(expert=lapsed), by=editor(), at=NOW)
    browser = signed_in(editor())
    assert len(shown(browser, "")) == 5
    assert shown(browser, "standing=verified") == {"dr-ada-test", "dr-ben-test"}
    assert shown(browser, "standing=lapsing") == {"dr-ben-test"}
    assert shown(browser, "standing=lapsed") == {"dr-cyn-test"}
    assert shown(browser, "standing=unverified") == {"dr-eve-test"}
    assert shown(browser, "standing=suspended") == {"dr-dan-test"}
    assert shown(browser, "standing=nobody") == {"dr-cyn-test", "dr-eve-test"}
    assert shown(browser, "q=cardio+ada") == {"dr-ada-test"}
    assert shown(browser, "q=gmc-77") == {"dr-ada-test"}
    assert shown(browser, "standing=nonsense&page=99") == shown(browser, "")


def test_an_editor_verifies_ends_suspends_and_lifts() -> None:
    """Each act on a page of its own, and back to the expert with a word of what was stored."""
    made = seated_expert("Dr Ada Test")
    browser = signed_in(editor())
    home = f"/desk/experts/{made.slug}"
    given = {"what": "licence", "evidence": "Register.", "until": "2027-03-01", "licence_number": "7", "specialty": ""}
    assert browser.post(f"{home}/verify", given | {"until": "2026-02-28"}).status_code == 400
    assert browser.post(f"{home}/verify", given | {"until": "soon"}).status_code == 400
    assert browser.post(f"{home}/verify", given).headers["Location"] == f"{home}?done=verified"
    row = Verification.objects.get()
    assert row.until.isoformat() == "2027-03-01T23:59:59+00:00"
    assert browser.post(f"{home}/verifications/{row.pk}/end", {"reason": "Struck off."}).status_code == 303
    assert Verification.objects.get().ended_because == "Struck off."
    assert browser.post(f"{home}/suspend", {"reason": ""}).status_code == 400
    assert browser.post(f"{home}/suspend", {"reason": "Complaint."}).status_code == 303
    assert "Complaint." in browser.get(home).content.decode()
    assert browser.post(f"{home}/lift").status_code == 303
    assert browser.post(f"{home}/lift").status_code == 400
    assert Suspension.objects.get().ended_at == NOW
    for address in ("verify", "suspend", "lift", "seat", "facts", "products"):
        assert browser.get(f"{home}/{address}").status_code == 200


def test_an_editor_gives_and_ends_seats_and_hands_over() -> None:
    """And sees at once which answers nobody keeps any more."""
    made = verified_expert("Org Test", kind=ExpertKind.ORGANISATION)
    answer = checking.published_answer(author=(made, writer_of(made)))
    ann = account("ann")
    browser = signed_in(editor())
    home = f"/desk/experts/{made.slug}"
    seat = {"email": "ann@example.org", "kind": "writer"}
    assert browser.post(f"{home}/seat", seat | {"email": "none@example.org"}).status_code == 400
    assert browser.post(f"{home}/seat", seat).headers["Location"] == f"{home}?done=seated"
    old = Seat.objects.get(expert=made, kind="steward")
    assert browser.post(f"{home}/seats/{old.pk}/end").status_code == 303
    assert "nobody who still writes" in browser.get(home).content.decode()
    assert browser.post(f"{home}/answers/{answer.pk}/hand-over", {"to": str(ann.pk)}).status_code == 303
    answer.refresh_from_db()
    assert answer.keeper == ann
    assert "nobody who still writes" not in browser.get(home).content.decode()


def test_topics_get_sponsors_and_specialties() -> None:
    """And lose them again."""
    made = verified_expert("Sample Pharma", kind=ExpertKind.ORGANISATION)
    topic = Topic.objects.create(slug="heart", name="Heart")
    browser = signed_in(editor())
    home = f"/desk/experts/{made.slug}"
    assert browser.post(f"{home}/products", {"topic": topic.pk, "product": "Samplol"}).status_code == 303
    assert "Samplol" in browser.get(home).content.decode()
    assert browser.post(f"{home}/products/{Sponsor.objects.get().pk}/remove").status_code == 303
    assert not Sponsor.objects.exists()
    assert browser.post("/desk/specialties", {"topic": topic.pk, "specialty": ""}).status_code == 400
    assert browser.post("/desk/specialties", {"topic": topic.pk, "specialty": "Cardiology"}).status_code == 303
    assert "Cardiology" in browser.get("/desk/specialties").content.decode()
    assert browser.post(f"/desk/specialties/{TopicSpecialty.objects.get().pk}/remove").status_code == 303
    assert not TopicSpecialty.objects.exists()


# --- One's own profile.


def test_an_expert_sees_and_states_what_is_theirs() -> None:
    """Facts, what is verified without the evidence, disclosures; verified facts are not asked."""
    made = verified_expert("Dr Ada Test", credentials="MD")
    browser = signed_in(writer_of(made))
    assert browser.get("/desk/my-profile").headers["Location"] == "/desk/my-profile/dr-ada-test"
    page = browser.get("/desk/my-profile/dr-ada-test").content.decode()
    assert "Licence to practise" in page
    assert "The public register" not in page
    form = browser.get("/desk/experts/dr-ada-test/facts").content.decode()
    assert 'name="credentials"' not in form
    stated = {"specialty": "Cardiology", "affiliation": "Sample Hospital", "orcid": "", "npi": "", "register_url": ""}
    answer = browser.post("/desk/experts/dr-ada-test/facts", stated | {"credentials": "Forged", "npi": "1234567893"})
    assert answer.headers["Location"] == "/desk/my-profile/dr-ada-test?done=stored"
    made.refresh_from_db()
    assert (made.affiliation, made.credentials, made.npi) == ("Sample Hospital", "MD", "")
    declared = browser.post("/desk/experts/dr-ada-test/disclose", {"none": "yes", "text": "Fees."})
    assert declared.status_code == 303
    assert Disclosure.objects.filter(expert=made).order_by("-number")[0].text == "Fees."


def test_a_steward_invites_and_ends_a_writer_from_the_profile() -> None:
    """By the address of an account that is here."""
    made = verified_expert("Org Test", kind=ExpertKind.ORGANISATION)
    account("ann")
    browser = signed_in(writer_of(made))
    form = browser.get("/desk/experts/org-test/seat").content.decode()
    assert 'value="writer"' in form
    assert 'value="steward"' not in form
    answer = browser.post("/desk/experts/org-test/seat", {"email": "ann@example.org", "kind": "writer"})
    assert answer.headers["Location"] == "/desk/my-profile/org-test?done=seated"
    seat = Seat.objects.get(account__username="ann")
    assert browser.post(f"/desk/experts/org-test/seats/{seat.pk}/end").status_code == 303
    own = Seat.objects.get(expert=made, ended_at=None)
    assert browser.post(f"/desk/experts/org-test/seats/{own.pk}/end").status_code == 404


def test_who_writes_for_two_chooses() -> None:
    """A list first."""
    ann = account("ann")
    seated_expert("Dr Ada Test", ann)
    seated_expert("Org Test", ann, ExpertKind.ORGANISATION)
    page = signed_in(ann).get("/desk/my-profile").content.decode()
    assert "/desk/my-profile/dr-ada-test" in page
    assert "/desk/my-profile/org-test" in page


# --- Who gets in (promise R39).


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FACT_CHECKER, None])
def test_the_register_is_absent_for_all_others(role: Role | None) -> None:
    """Reviewers, fact checkers, and experts: an absent page and nothing done."""
    made = verified_expert("Dr Ada Test")
    row, number = application(), made.verifications.get().pk
    browser = signed_in(account("other", *([role] if role else [])))
    home = f"/desk/experts/{made.slug}"
    addresses = [
        "/desk/applications", f"/desk/applications/{row.public_id}", f"/desk/applications/{row.public_id}/refuse",
        "/desk/experts", home, "/desk/specialties", "/desk/my-profile", "/desk/my-profile/dr-ada-test",
        *(f"{home}/{act}" for act in ("facts", "disclose", "verify", "suspend", "lift", "seat", "products")),
        f"{home}/verifications/{number}/end", f"{home}/seats/{Seat.objects.get().pk}/end",
    ]  # fmt: skip
    for address in addresses:
        assert browser.get(address).status_code == 404, address
        answer = browser.post(address, {"reason": "x", "kind": "self", "email": "other@example.org"})
        assert answer.status_code in (404, 405), address
        assert Client().get(address).headers["Location"].startswith("/desk/login"), address
    assert Expert.objects.get(pk=made.pk).suspended_at is None
    assert Seat.objects.count() == 1


def test_an_expert_does_not_reach_another_experts_pages() -> None:
    """Not to read, and not to write."""
    made, other = verified_expert("Dr Ada Test"), verified_expert("Dr Ben Test")
    browser = signed_in(writer_of(made))
    for address in (
        "/desk/my-profile/dr-ben-test",
        "/desk/experts/dr-ben-test/facts",
        "/desk/experts/dr-ben-test/disclose",
    ):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"affiliation": "X", "none": "no"}).status_code in (404, 405)
    other.refresh_from_db()
    assert other.affiliation == ""
    assert browser.get("/desk/experts/dr-ada-test").status_code == 404  # the editors' page, with the evidence


def test_an_organisation_is_asked_for_no_specialty() -> None:
    """A person is; what an organisation is verified of is stored without one."""
    body = expert("Test Institute", kind=ExpertKind.ORGANISATION)
    person = expert("Dr Ada Test")
    browser = signed_in(editor())
    assert 'name="specialty"' in browser.get(f"/desk/experts/{person.slug}/verify").content.decode()
    address = f"/desk/experts/{body.slug}/verify"
    assert 'name="specialty"' not in browser.get(address).content.decode()
    given = {"what": "organisation", "evidence": "Register.", "until": "2027-03-01", "specialty": "Cardiology"}
    assert browser.post(address, given).status_code == 303
    assert Verification.objects.get().specialty == ""


def test_an_editor_with_a_seat_is_offered_no_verification() -> None:
    """The page says why, and the address is absent."""
    made = expert("Dr Ada Test")
    both = account("both", Role.EDITOR)
    actions.seat(expert=made, account=both, kind="self", by=editor(), at=NOW)
    browser = signed_in(both)
    assert "another editor verifies" in browser.get("/desk/experts/dr-ada-test").content.decode()
    assert browser.get("/desk/experts/dr-ada-test/verify").status_code == 404


def test_no_contact_data_of_an_expert_reaches_a_public_page(reader: Client) -> None:
    """Address and licence number stay at the desk."""
    answer = checking.published_answer()
    made = answer.author
    assert made
    verified(made, licence_number="GMC-77")
    address = Account.objects.get(seats__expert=made).email
    for page in (f"/e/{made.slug}", f"/e/{made.slug}.json", f"/q/{answer.question.slug}"):
        text = reader.get(page).content.decode()
        assert made.name in text
        assert address not in text
        assert "GMC-77" not in text


def test_an_editor_says_how_risky_a_topic_is() -> None:
    """Reviews from now on end by it; a new topic is made there, and one that is there already is refused."""
    client = signed_in(account("edda", Role.EDITOR))
    assert client.post("/desk/topics", {"name": "Gout", "risk": "high"}).status_code == 303
    gout = Topic.objects.get(slug="gout")
    assert gout.risk == "high"
    assert client.post("/desk/topics/gout", {"risk": "low"}).status_code == 303
    gout.refresh_from_db()
    assert gout.risk == "low"
    again = client.post("/desk/topics", {"name": "GOUT ", "risk": "low"})
    assert again.status_code == 400
    assert "There is a topic of this name already." in again.content.decode()
    assert client.post("/desk/topics/gout", {"risk": "none"}).status_code == 303
    gout.refresh_from_db()
    assert gout.risk == "low"
    page = client.get("/desk/topics?q=gou").content.decode()
    assert "1 topic" in page
    assert client.get("/desk/topics?q=measles").content.decode().count('<th scope="row"') == 0
