"""What changes a key of an account: other sessions end, the owner is told, and nothing reaches readers for 72 hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.accounts_situations import (
    PASSWORD,
    SECRET,
    at_the_desk,
    browser,
    enter,
    knock,
    links,
    now_code,
    person,
    work,
)
from tests.web.situations import NOW
from web import clock
from web.accounts import actions, queries, rules
from web.accounts.models import Account, Role
from web.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def moment():  # type: ignore[no-untyped-def]
    """A clock that tests move on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def alert(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(LexborHTMLParser(response.content.decode()).css_first(".refused").text().split())


def inside(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def frozen(row: Account) -> bool:
    try:
        rules.check_not_frozen(Account.objects.get(pk=row.pk), clock.now())
    except ValidationError:
        return True
    return False


def test_another_second_factor(moment) -> None:  # type: ignore[no-untyped-def]
    """It takes the password and a code of the old one; the old opens nothing, other sessions end, the owner is told."""
    ada = person("ada")
    here = at_the_desk("ada")
    moment.shift(30)
    there = at_the_desk("ada")
    moment.shift(30)
    page = here.get("/desk/account/factor")
    secret = LexborHTMLParser(page.content.decode()).css_first(".key").text().replace(" ", "")
    assert secret != SECRET
    right = {"password": PASSWORD, "old_code": now_code(), "code": now_code(secret)}
    for field, said in (("password", "not your password"), ("old_code", "used already"), ("code", "does not fit")):
        refused = here.post("/desk/account/factor", right | {field: "000000"})
        assert refused.status_code == 400
        assert said in alert(refused)
    assert not frozen(ada)
    assert here.post("/desk/account/factor", right).headers["Location"] == "/desk/account/codes"
    assert inside(here)
    assert not inside(there)
    moment.shift(30)
    old = browser()
    knock(old, "ada")
    assert enter(old, now_code(SECRET)).status_code == 200
    assert enter(old, now_code(secret)).status_code == 302
    assert frozen(ada)
    work()
    assert "Your second factor was changed" in [m.subject for m in mail.outbox]


def test_a_freeze_ends_after_72_hours(moment) -> None:  # type: ignore[no-untyped-def]
    """To the second; and nothing else of the account is hindered."""
    ada = person("ada")
    actions.set_factor(account=ada, secret=SECRET, by=ada, at=NOW)
    assert "reaches readers" in at_the_desk("ada").get("/desk/account").content.decode()
    moment.move_to(NOW + timedelta(hours=72, seconds=-1))
    assert frozen(ada)
    moment.move_to(NOW + timedelta(hours=72))
    assert not frozen(ada)
    rules.check_not_frozen(None, NOW)


def test_an_administrator_lifts_a_freeze() -> None:
    """Another's, not their own; the owner is told and the log knows."""
    ada, root = person("ada", Role.ADMINISTRATOR), person("root", Role.ADMINISTRATOR)
    actions.set_factor(account=ada, secret=SECRET, by=ada, at=NOW)
    with pytest.raises(ValidationError, match="another administrator"):
        actions.lift_freeze(account=ada, by=ada, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.lift_freeze(account=ada, by=person("eve", Role.EDITOR), at=NOW)
    assert at_the_desk("root").post(f"/desk/people/{ada.pk}/lift").status_code == 303
    assert not frozen(ada)
    assert Event.objects.filter(verb="unfroze", key=str(ada.pk), by=root).count() == 1
    work()
    assert "What you do reaches readers again" in [m.subject for m in mail.outbox]


def test_an_administrator_who_is_frozen_opens_no_door_for_others() -> None:
    """Whoever took their account over could otherwise make a second one that is not."""
    ada, root = person("ada"), person("root", Role.ADMINISTRATOR)
    for row in (ada, root):
        actions.set_factor(account=row, secret=SECRET, by=row, at=NOW)
    for act in (
        lambda: actions.grant(account=ada, role=Role.EDITOR, by=root, at=NOW),
        lambda: actions.lift_freeze(account=ada, by=root, at=NOW),
        lambda: actions.reset_factor(account=ada, by=root, at=NOW),
    ):
        with pytest.raises(ValidationError, match="reaches readers"):
            act()


def test_a_lost_second_factor(moment) -> None:  # type: ignore[no-untyped-def]
    """An administrator removes it; the owner is told, sets up another by password, and stays frozen from then on."""
    ada, root = person("ada"), person("root", Role.ADMINISTRATOR)
    client, admin = at_the_desk("ada"), at_the_desk("root")
    assert admin.post(f"/desk/people/{root.pk}/reset-factor").status_code == 400
    assert queries.has_factor(root)
    assert admin.post(f"/desk/people/{ada.pk}/reset-factor").status_code == 303
    assert not inside(client)
    assert not queries.has_factor(ada)
    assert queries.recovery_codes(ada) == ((), False)
    moment.shift(timedelta(hours=100))
    client = browser()
    knock(client, "ada")
    page = client.get("/desk/account/factor")
    secret = LexborHTMLParser(page.content.decode()).css_first(".key").text().replace(" ", "")
    client.post("/desk/account/factor", {"code": now_code(secret)})
    assert inside(client)
    assert frozen(ada), "who set it up is not known to be the owner"
    moment.shift(-timedelta(hours=99))
    work()
    assert "An administrator removed your second factor" in [m.subject for m in mail.outbox]
    assert Event.objects.filter(verb="reset", noun="factor", by=root).exists()


def test_another_address(moment) -> None:  # type: ignore[no-untyped-def]
    """A link goes to the new one; once it is opened, both addresses are told and other sessions end."""
    ada = person("ada")
    here = at_the_desk("ada")
    moment.shift(30)
    there = at_the_desk("ada")
    for typed, said in (
        ({"email": "no address", "password": PASSWORD}, "valid email"),
        ({"email": "ada@example.net", "password": "wrong"}, "not your password"),
        ({"email": "ADA@example.org", "password": PASSWORD}, "already"),
    ):
        refused = here.post("/desk/account/address", typed)
        assert refused.status_code == 400
        assert said in alert(refused)
    here.post("/desk/account/address", {"email": "Ada@Example.net", "password": PASSWORD})
    assert Account.objects.get().email == "ada@example.org"
    work()
    assert [m.to for m in mail.outbox if m.subject == "Confirm your new address"] == [["ada@example.net"]]
    (link,) = links()
    assert browser().get(link).status_code == 302, "it takes a session of the account"
    assert here.get(link).status_code == 200
    assert Account.objects.get().email == "ada@example.org", "looking at a link changes nothing"
    assert here.post(link + "x").status_code == 400
    assert here.post(link).headers["Location"] == "/desk/account?done=address"
    assert Account.objects.get().email == "ada@example.net"
    assert frozen(ada)
    assert inside(here)
    assert not inside(there)
    assert here.post(link).status_code == 400
    moment.shift(300)
    work()
    told = [m.to for m in mail.outbox if m.subject == "The address of your account was changed"]
    assert told == [["ada@example.net"], ["ada@example.org"]]


def test_an_address_that_is_anothers(moment) -> None:  # type: ignore[no-untyped-def]
    """Nobody learns that it is: no link is sent; and a link whose address was taken meanwhile is refused."""
    ada = person("ada")
    person("ben")
    here = at_the_desk("ada")
    answer = here.post("/desk/account/address", {"email": "ben@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/account?done=asked"
    work()
    assert not [m for m in mail.outbox if m.subject == "Confirm your new address"]
    here.post("/desk/account/address", {"email": "new@example.org", "password": PASSWORD})
    work()
    (link,) = links()
    Account.objects.filter(username="ben").update(email="new@example.org")
    assert "cannot be used" in alert(here.post(link))
    Account.objects.filter(username="ben").update(email="ben@example.org")
    moment.shift(24 * 3600 + 1)
    with pytest.raises(ValidationError, match="has ended"):
        actions.change_address(account=ada, link=link.rsplit("/", 1)[1], at=clock.now())


def test_a_link_is_of_one_account_and_one_time(moment) -> None:  # type: ignore[no-untyped-def]
    """Another account, another wanted address, a changed factor: none of them is confirmed by it."""
    ada = person("ada")
    ben = person("ben")
    actions.want_address(account=ada, email="ada@example.net", at=NOW)
    ada.refresh_from_db()
    link = actions.keys.address_link(ada)
    Account.objects.filter(pk=ben.pk).update(wanted_email="ada@example.net")
    with pytest.raises(ValidationError, match="has ended"):
        actions.change_address(account=ben, link=link, at=NOW)
    actions.set_factor(account=ada, secret=SECRET, by=ada, at=NOW)
    with pytest.raises(ValidationError, match="has ended"):
        actions.change_address(account=ada, link=link, at=NOW)
    assert Account.objects.get(pk=ada.pk).email == "ada@example.org"


def test_new_recovery_codes(moment) -> None:  # type: ignore[no-untyped-def]
    """They take the password; the old ones open nothing; the new ones are shown until they are kept."""
    ada = person("ada")
    old = queries.recovery_codes(ada)[0]
    here = at_the_desk("ada")
    assert "not your password" in alert(here.post("/desk/account/codes", {"password": "wrong"}))
    assert here.post("/desk/account/codes", {"password": PASSWORD}).status_code == 303
    new = queries.recovery_codes(ada)[0]
    assert not set(old) & set(new)
    assert all(code in here.get("/desk/account/codes").content.decode() for code in new)
    moment.shift(30)
    assert not actions.use_code(account=ada, code=old[0], at=clock.now())
    assert actions.use_code(account=ada, code=new[0], at=clock.now())


def test_guessing_a_password_inside_is_slow(moment) -> None:  # type: ignore[no-untyped-def]
    """A desk that was left open is no place to try passwords: five, and then 429."""
    person("ada")
    here = at_the_desk("ada")
    wrong = {"password": "wrong", "new_password": "quite another long one", "again": "quite another long one"}
    tries = [here.post("/desk/password", wrong) for _ in range(6)]
    assert [r.status_code for r in tries] == [400] * 5 + [429]
    assert int(tries[-1].headers["Retry-After"]) > 0


def test_settings(moment) -> None:  # type: ignore[no-untyped-def]
    """Name, language and mail are one's own to choose; a language that is none is refused."""
    person("ada")
    here = at_the_desk("ada")
    assert here.post("/desk/account", {"shown": " Dr Ada ", "language": ""}).status_code == 303
    row = Account.objects.get()
    assert (row.name, row.mailed, row.language) == ("Dr Ada", False, "")
    assert here.post("/desk/account", {"shown": "x", "language": "tlh"}).status_code == 400
    assert "Dr Ada" in here.get("/desk/").content.decode()
