"""A site without a mail server promises no letter; one with it says truly how long an address is kept."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.asking_situations import PLAIN, asked, look, read, reader, send, words
from tests.web.finding_situations import gout
from tests.web.situations import account, answer, entry, signed_in, store
from web.accounts.models import Role
from web.asking.models import Asked, Asker, Follower

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail(settings):  # type: ignore[no-untyped-def]
    """As without PLURIVOX_EMAIL."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.mark.usefixtures("no_mail")
def test_who_asks_is_asked_for_no_address() -> None:
    """They are told to keep the address of their page; an address sent all the same is not kept."""
    looked = look(reader(), PLAIN)
    assert "This site sends no mail" in words(looked)
    assert not read(looked).css("[name=email]")
    assert not read(reader().get("/ask")).css("[name=email]")
    assert send(reader(), PLAIN, email="maria@gmail").status_code == 303
    assert Asked.objects.exists()
    assert not Asker.objects.exists()


@pytest.mark.usefixtures("no_mail")
def test_nobody_is_offered_to_follow() -> None:
    """No link on the question, no form behind it, and nothing is stored."""
    (row,) = store(entry("tea", answer("a1", "Dr Ada Test", "Tea warms."), text="Does tea help without any mail?"))
    client = reader()
    assert "/follow" not in client.get(f"/q/{row.slug}").content.decode()
    page = client.post(f"/q/{row.slug}/follow", {"email": "reader@example.org"})
    assert "nobody can be told" in words(page)
    assert not read(page).css("main form")
    assert not Follower.objects.exists()


@pytest.mark.usefixtures("no_mail")
def test_no_page_of_the_desk_promises_a_link() -> None:
    """A forgotten password, a change of address, a new account, and one's settings."""
    client = signed_in(account("adam", Role.ADMINISTRATOR))
    for browser, address in (
        (Client(), "/desk/forgotten"),
        (client, "/desk/account/address"),
        (client, "/desk/people/add"),
    ):
        assert "no link arrives" in words(browser.get(address)), address
    assert "notices stand at the desk alone" in words(client.get("/desk/account"))


def test_with_mail_it_is_said_how_long_an_address_is_kept(settings) -> None:  # type: ignore[no-untyped-def]
    """The same number of days where it is asked for and where it stands; nothing is said of missing mail."""
    gout()
    settings.ASKER_DAYS = 12
    looked = look(reader(), PLAIN)
    assert "forgotten 12 days after that" in words(looked)
    row = asked(email="reader@example.org")
    own = words(reader().get(f"/asked/{row.public_id}"))
    assert "reader@example.org is forgotten 12 days after the decision" in own
    assert "no link arrives" not in words(Client().get("/desk/forgotten"))
