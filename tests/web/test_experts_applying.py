"""The pages of applications: the public form, and the queue at the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client

from tests.web.experts_situations import (
    application,
    editor,
    expert,
    verified_expert,
)
from tests.web.situations import NOW, OURS, signed_in
from web import tickets
from web.experts import jobs
from web.experts.models import Application, Seat

pytestmark = pytest.mark.django_db

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
