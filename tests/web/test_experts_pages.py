"""The pages of experts: the public application, and at the desk the queue, the register, and one's own profile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail, signing
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
from web import tickets
from web.accounts.models import Account, Role
from web.experts import actions, jobs
from web.experts.models import Application, Disclosure, Seat, Sponsor, Suspension, TopicSpecialty, Verification
from web.questions.models import Expert, Topic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

WHOLE = {
    "kind": "person",
    "name": "Dr Vera Test",
    "email": "vera@example.org",
    "credentials": "MD",
    "specialty": "Cardiology",
    "affiliation": "Sample Hospital",
    "npi": "1234567893",
    "orcid": "0000-0002-1825-0097",
    "register_url": "https://register.example.org/12345",
    "licence_number": "12345",
    "evidence": "The register,\r\nnumber 12345.",
    "no_conflicts": "yes",
    "conflicts": "Fees from Sample Pharma.",
}


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en", **OURS})


def sent(reader: Client, **changes: str):  # type: ignore[no-untyped-def]
    found = re.search(r'name="ticket" value="([^"]+)"', reader.get("/apply").content.decode())
    assert found
    return reader.post("/apply", {"ticket": found[1]} | WHOLE | changes)


# --- The public form.


def test_an_application_is_sent_without_an_account_or_a_cookie(reader: Client) -> None:
    """And the next page says what happens."""
    answer = sent(reader)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/apply/sent")
    assert not reader.cookies
    row = Application.objects.get()
    assert (row.name, row.no_conflicts, row.evidence) == ("Dr Vera Test", False, "The register,\nnumber 12345.")
    page = reader.get("/apply/sent")
    assert "What happens next" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


def test_what_is_wrong_is_named_beside_each_field_and_what_was_typed_stays(reader: Client) -> None:
    """All faults at once, each with a link from the top."""
    answer = sent(reader, npi="1234567890", orcid="x", register_url="http://a", name="Dr Verа Test", no_conflicts="")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_no_conflicts"' in text
    for field in ("npi", "orcid", "register_url", "name"):
        assert f'href="#id_{field}"' in text
        assert f'id="id_{field}_error"' in text
        assert re.search(rf'id="id_{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_{field}"', text)
    assert 'value="1234567890"' in text
    assert "Fees from Sample Pharma." in text
    assert not Application.objects.exists()


def test_the_same_form_sent_twice_is_one_application(reader: Client) -> None:
    """A double click makes no second one."""
    form = tickets.issue("apply").text
    for _time in range(2):
        assert reader.post("/apply", {"ticket": form} | WHOLE).status_code == 303
    assert Application.objects.count() == 1


def test_a_form_without_a_good_ticket_is_shown_again(reader: Client) -> None:
    """Too old, forged, or of another form: with a new ticket and everything that was typed."""
    old = tickets.issue("apply").text
    other = tickets.issue("ask").text
    forged = signing.dumps(["apply", "x"], salt="another")
    with time_machine.travel(NOW + timedelta(hours=7), tick=False):
        for text in (old, other, forged, ""):
            answer = reader.post("/apply", {"ticket": text} | WHOLE)
            assert answer.status_code == 400
            assert "open for too long" in answer.content.decode()
    assert not Application.objects.exists()


def test_programs_that_fill_in_the_trap_are_refused(reader: Client) -> None:
    """People do not see it."""
    assert sent(reader, homepage="https://spam.example.org").status_code == 400
    assert not Application.objects.exists()


def test_other_sites_cannot_send_the_form() -> None:
    """Our own pages only."""
    foreign = Client(headers={"sec-fetch-site": "cross-site"})
    assert foreign.post("/apply", {"ticket": tickets.issue("apply").text} | WHOLE).status_code == 403


def test_a_flood_of_applications_waits(reader: Client) -> None:
    """With the time to wait in the header."""
    for _time in range(10):
        sent(reader)
    answer = sent(reader)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Application.objects.count() == 10


# --- The queue.


def test_an_editor_accepts_an_application() -> None:
    """And comes to the page of the new expert, where they verify."""
    row = application()
    browser = signed_in(editor())
    assert row.name in browser.get("/desk/applications").content.decode()
    answer = browser.post(f"/desk/applications/{row.public_id}", {"shown": ""})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/desk/experts/dr-vera-test?done=accepted"
    assert "Verify them before they can publish" in browser.get(answer.headers["Location"]).content.decode()
    assert Seat.objects.get().account.email == row.email
    decided = browser.get(f"/desk/applications/{row.public_id}").content.decode()
    assert "Decided by edda" in decided
    assert row.name in browser.get("/desk/applications?state=accepted").content.decode()


def test_flags_and_a_known_name_are_shown_and_must_be_answered() -> None:
    """Never silently: the form asks, and names the field that is missing."""
    expert("Dr Vera Test")
    verified_expert("Dr Other Test", npi="1234567893")
    row = application(npi="1234567893")
    browser = signed_in(editor())
    page = browser.get(f"/desk/applications/{row.public_id}").content.decode()
    assert "An expert of this name is here already" in page
    assert "Another expert has the same NPI" in page
    first = browser.post(f"/desk/applications/{row.public_id}", {"shown": "", "looked": "on"})
    assert first.status_code == 400
    assert 'href="#id_same"' in first.content.decode()
    second = browser.post(f"/desk/applications/{row.public_id}", {"shown": "", "same": "yes"})
    assert 'href="#id_looked"' in second.content.decode()
    third = browser.post(f"/desk/applications/{row.public_id}", {"shown": "", "looked": "on", "same": "yes"})
    assert third.status_code == 303
    assert Application.objects.get().expert.slug == "dr-vera-test"


def test_a_refused_applicant_is_mailed_the_reason() -> None:
    """They have no account; the letter goes to the address they gave."""
    row = application()
    browser = signed_in(editor())
    address = f"/desk/applications/{row.public_id}/refuse"
    assert browser.post(address, {"reason": ""}).status_code == 400
    assert browser.post(address, {"reason": "We could not find this licence."}).status_code == 303
    jobs.mail_refusal(at=NOW, application=row.pk)
    (letter,) = mail.outbox
    assert letter.to == [row.email]
    assert "We could not find this licence." in letter.body


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
