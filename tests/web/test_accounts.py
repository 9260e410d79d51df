"""Signing in: password, then a code; and what happens to who guesses, forgets or loses (promises R40 to R42)."""

from __future__ import annotations

from datetime import datetime, timedelta
from http.cookies import Morsel

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

import web.settings
from tests.web.accounts_situations import (
    PASSWORD,
    at_the_desk,
    browser,
    enter,
    knock,
    links,
    newcomer,
    now_code,
    person,
    work,
)
from tests.web.situations import NOW, OURS, entry, store
from web.accounts import actions
from web.accounts.models import Account
from web.audit.models import Event

pytestmark = pytest.mark.django_db

THERE = "/desk/"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def moment():  # type: ignore[no-untyped-def]
    """A clock that tests move on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def words(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(LexborHTMLParser(response.content.decode()).css_first("main").text().split())


def alert(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(LexborHTMLParser(response.content.decode()).css_first(".refused").text().split())


def inside(client: Client) -> bool:
    return client.get(THERE).status_code == 200


def test_password_then_code(moment) -> None:  # type: ignore[no-untyped-def]
    """Neither alone opens the door; both lead to the page that was asked for, and the log knows."""
    person("ada")
    client = browser()
    assert client.get("/desk/account").headers["Location"] == "/desk/login?next=/desk/account"
    assert knock(client, "ada", next="/desk/account").headers["Location"] == "/desk/login/code"
    assert not inside(client)
    assert enter(client).headers["Location"] == "/desk/account"
    assert inside(client)
    assert Event.objects.filter(verb="signed-in").count() == 1


def test_the_code_is_not_asked_of_a_stranger(client: Client) -> None:
    """Its page is there only after the password."""
    assert client.get("/desk/login/code").headers["Location"] == "/desk/login"
    assert enter(browser(), "000000").headers["Location"] == "/desk/login"


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@example.org", "Ada@Example.ORG"])
def test_the_name_or_the_address(moment, name: str) -> None:  # type: ignore[no-untyped-def]
    """However its letters are written."""
    person("ada")
    client = browser()
    assert knock(client, name).headers["Location"] == "/desk/login/code"


def test_a_code_opens_the_door_once(moment) -> None:  # type: ignore[no-untyped-def]
    """Not a second time within its half minute, and not after it; the next code does."""
    person("ada")
    shown = now_code()
    at_the_desk("ada")
    other = browser()
    knock(other, "ada")
    assert "used already" in alert(enter(other, shown))
    moment.shift(30)
    assert "does not fit" in alert(enter(other, shown))
    assert enter(other).status_code == 302
    assert inside(other)


def test_of_two_at_once_one_comes_in(moment) -> None:  # type: ignore[no-untyped-def]
    """That a code was used stands in the database, so another process knows it too."""
    ada = person("ada")
    assert actions.use_code(account=ada, code=now_code(), at=datetime.now(tz=NOW.tzinfo))
    assert not actions.use_code(account=Account.objects.get(), code=now_code(), at=datetime.now(tz=NOW.tzinfo))


def test_a_recovery_code_opens_the_door_once(moment) -> None:  # type: ignore[no-untyped-def]
    """Its owner is told, by mail even where they want none."""
    ada = person("ada")
    actions.change_settings(account=ada, shown="", language="", mailed=False, at=NOW)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client, other = browser(), browser()
    knock(client, "ada")
    assert enter(client, f"{code[:4]} {code[4:]}").status_code == 302
    knock(other, "ada")
    assert "used already" in alert(enter(other, code))
    work()
    assert "A recovery code was used to sign in" in [m.subject for m in mail.outbox]


def test_a_wrong_password_and_a_wrong_name_read_the_same(moment) -> None:  # type: ignore[no-untyped-def]
    """The same status, body and length, on the door and where a password was forgotten (promise R42)."""
    person("ada")
    actions.suspend_account(name=person("eve").username, by=None, at=NOW)

    def sent(client: Client, name: str, address: str, **form: str):  # type: ignore[no-untyped-def]
        response = client.post(address, {"name": name, **form})
        token = LexborHTMLParser(response.content.decode()).css_first("[name=csrfmiddlewaretoken]")
        body = response.content.decode().replace(name, "NAME")
        return response.status_code, body.replace(token.attributes["value"], "") if token else body

    for address, form in (("/desk/login", {"password": "wrong"}), ("/desk/forgotten", {})):
        known, unknown, closed = (sent(browser(), name, address, **form) for name in ("ada", "zoe", "eve"))
        assert known == unknown == closed, address
        assert known[0] == 200
    right = knock(browser(), "eve")
    assert "do not go together" in alert(right)


def test_the_door_leads_nowhere_else(moment) -> None:  # type: ignore[no-untyped-def]
    """An address of another site, or of another part of this one, is not where somebody is led."""
    person("ada")
    for away in ("https://elsewhere.example/", "//elsewhere.example/desk/", "/\\elsewhere", "/q/x", "/desk/\\x"):
        client = browser()
        knock(client, "ada", next=away)
        assert enter(client).headers["Location"] == THERE
        moment.shift(60)


def test_guessing_passwords_is_slow(moment) -> None:  # type: ignore[no-untyped-def]
    """After five failures under a name even the right password waits; another name does not; success forgets."""
    person("ada")
    person("ben")
    for _ in range(5):
        assert knock(browser(), "ada", "wrong").status_code == 200
    for name in ("ada", "ADA"):
        late = knock(browser(), name)
        assert late.status_code == 429
        assert 0 < int(late.headers["Retry-After"]) <= 900
        assert "Too many tries" in alert(late)
    moment.shift(60)
    for _ in range(4):
        knock(browser(), "ben", "wrong")
    assert knock(browser(), "ben").status_code == 302
    for _ in range(5):
        assert knock(browser(), "ben", "wrong").status_code == 200
    moment.shift(15 * 60)
    assert knock(browser(), "ada").status_code == 302


def test_an_account_has_five_failures_by_whatever_name(moment) -> None:  # type: ignore[no-untyped-def]
    """Its address gives no five more; and that both belong together is not told: it reads like a wrong password."""
    person("ada")
    for _ in range(5):
        knock(browser(), "ada", "wrong")
    response = knock(browser(), "ada@example.org")
    assert response.status_code == 200
    assert "do not go together" in alert(response)


def test_guessing_codes_is_slow(moment) -> None:  # type: ignore[no-untyped-def]
    """Five wrong codes, also over several sessions; signing in by password anew takes none of them back."""
    person("ada")
    for _ in range(5):
        client = browser()
        assert knock(client, "ada").status_code == 302
        assert enter(client, "000000").status_code == 200
    client = browser()
    knock(client, "ada")
    late = enter(client)
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 900
    assert not inside(client)


def test_one_address_cannot_try_many_names(moment) -> None:  # type: ignore[no-untyped-def]
    """Twenty tries a minute, whatever the names; the next minute brings twenty more."""
    tries = [knock(browser(), f"n{n}", "x").status_code for n in range(21)]
    assert tries == [200] * 20 + [429]
    moment.shift(60)
    assert knock(browser(), "n1", "x").status_code == 200


def test_signing_in_clears_sessions_that_have_ended() -> None:
    """No task has to be set up for it."""
    person("ada")
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(days=9999))
    at_the_desk("ada")
    assert not Session.objects.filter(session_key="old").exists()


def test_cookies_are_of_the_desk_alone(client: Client) -> None:
    """Readers get none; the desk's are sent below /desk only, to no script, and a session ends with the browser."""
    person("ada")
    question = store(entry("cookies"))[0]
    desk = Client(headers={"accept-language": "en", **OURS})
    page = desk.get("/desk/login")
    jar: dict[str, Morsel] = {**page.cookies, **knock(desk, "ada").cookies, **enter(desk).cookies}  # type: ignore[type-arg]
    assert set(jar) == {"csrftoken", "sessionid"}
    for cookie in jar.values():
        assert cookie["path"] == "/desk/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["max-age"]
    for address in ("/", "/about", "/method", "/search?q=pain", f"/q/{question.slug}", f"/q/{question.slug}.json"):
        reader = Client().get(address)
        assert not reader.cookies, address
        assert "Cookie" not in reader.headers.get("Vary", ""), address


def test_an_hour_without_use_ends_a_session(moment) -> None:  # type: ignore[no-untyped-def]
    """Wards share computers."""
    person("ada")
    client = at_the_desk("ada")
    moment.shift(3590)
    assert inside(client)
    moment.shift(3590)
    assert inside(client)
    moment.shift(3610)
    assert not inside(client)


def test_signing_out_is_by_form_alone(moment) -> None:  # type: ignore[no-untyped-def]
    """A link could be planted in a page; a form of ours cannot."""
    person("ada")
    client = at_the_desk("ada")
    assert client.get("/desk/logout").status_code == 405
    assert client.post("/desk/logout").headers["Location"] == "/desk/login"
    assert not inside(client)


def test_everybody_sets_up_a_second_factor_first(moment) -> None:  # type: ignore[no-untyped-def]
    """Whoever signed in with a password alone sees no page of the desk but that (promise R40: 100 % of accounts)."""
    newcomer("ada")
    client = browser()
    assert knock(client, "ada").headers["Location"] == THERE
    for address in (THERE, "/desk/account", "/desk/notices", "/desk/account/codes", "/desk/password"):
        assert client.get(address).headers["Location"] == "/desk/account/factor", address
    page = client.get("/desk/account/factor")
    tree = LexborHTMLParser(page.content.decode())
    assert tree.css_first(".qr svg path")
    assert "style=" not in page.content.decode()
    secret = tree.css_first(".key").text().replace(" ", "")
    assert "does not fit" in alert(client.post("/desk/account/factor", {"code": "000000"}))
    assert client.post("/desk/account/factor", {"code": now_code(secret)}).headers["Location"] == "/desk/account/codes"
    assert inside(client)
    codes = client.get("/desk/account/codes")
    assert len(LexborHTMLParser(codes.content.decode()).css(".codes li")) == 10
    assert codes.headers["Cache-Control"] == "no-store"
    client.post("/desk/account/codes", {"do": "keep"})
    assert not LexborHTMLParser(client.get("/desk/account/codes").content.decode()).css(".codes")
    # The code that set it up opens no door; the first factor of an account freezes nothing.
    other = browser()
    knock(other, "ada")
    assert "used already" in alert(enter(other, now_code(secret)))
    assert Account.objects.get().frozen_until is None


def test_a_forgotten_password(moment) -> None:  # type: ignore[no-untyped-def]
    """A link is mailed, opens once, ends, and never skips the second factor; weak passwords are refused."""
    person("ada")
    elsewhere = at_the_desk("ada")
    client = browser()
    client.post("/desk/forgotten", {"name": "ADA@example.org"})
    assert not mail.outbox, "nothing is sent while somebody waits for the page"
    work()
    assert [m.to for m in mail.outbox if "new password" in m.subject] == [["ada@example.org"]]
    (link,) = links()
    there = client.get(link).headers["Location"]
    assert link.rsplit("/", 1)[1] not in there, "the token stands in no address that a page could tell"
    for new, again, said in (("short", "short", "at least 15"), ("a" * 20, "b" * 20, "differ")):
        refused = client.post(there, {"new_password": new, "again": again})
        assert refused.status_code == 400
        assert said in alert(refused)
    new = "quite another long one"
    assert client.post(there, {"new_password": new, "again": new}).headers["Location"] == "/desk/login?done=password"
    assert "new password is set" in words(client.get("/desk/login?done=password"))
    assert not inside(client)
    assert not inside(elsewhere), "a new password ends every session"
    assert knock(client, "ada", new).headers["Location"] == "/desk/login/code"
    assert "has ended" in words(browser().get(link, follow=True))
    moment.shift(300)
    work()
    assert [m.subject for m in mail.outbox] == ["Your password was changed"]


def test_a_link_ends_after_two_days(moment) -> None:  # type: ignore[no-untyped-def]
    """And when the password was changed in between."""
    person("ada")
    browser().post("/desk/forgotten", {"name": "ada"})
    work()
    (link,) = links()
    moment.shift(2 * 24 * 3600 + 1)
    assert "has ended" in words(browser().get(link, follow=True))


def test_nobody_is_flooded_with_links(moment) -> None:  # type: ignore[no-untyped-def]
    """Three an hour under one name, known or not."""
    person("ada")
    for name in ("ada", "zoe"):
        codes = [browser().post("/desk/forgotten", {"name": name}).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429], name


def test_a_new_password_ends_other_sessions(moment) -> None:  # type: ignore[no-untyped-def]
    """It takes the old one, it is strong, and this session stays."""
    person("ada")
    here = at_the_desk("ada")
    moment.shift(30)
    there = at_the_desk("ada")
    new = "quite another long one"
    for old, typed, said in (("wrong", new, "not your password"), (PASSWORD, "short", "at least 15 characters")):
        refused = here.post("/desk/password", {"password": old, "new_password": typed, "again": typed})
        assert refused.status_code == 400
        assert said in alert(refused)
    changed = here.post("/desk/password", {"password": PASSWORD, "new_password": new, "again": new})
    assert changed.headers["Location"] == "/desk/account?done=password"
    assert inside(here)
    assert not inside(there)


def test_a_suspended_account_is_out_with_the_next_request(moment) -> None:  # type: ignore[no-untyped-def]
    """Every open session ends, also one between password and code, and opening the account revives none (R41)."""
    person("ada")
    client, half = at_the_desk("ada"), browser()
    moment.shift(30)
    knock(half, "ada")
    actions.suspend_account(name="ada", by=None, at=NOW)
    assert not inside(client)
    assert enter(half).status_code == 200
    assert not inside(half)
    assert knock(browser(), "ada").status_code == 200
    actions.restore_account(name="ada", by=None, at=NOW)
    assert not inside(client)
    assert knock(browser(), "ada").status_code == 302


def test_passwords_are_hashed_by_argon2(settings, moment) -> None:  # type: ignore[no-untyped-def]
    """Memory-hard; an older hash is renewed at the next sign-in."""
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
    assert web.settings.PASSWORD_HASHERS == settings.PASSWORD_HASHERS
    assert newcomer("ada").password.startswith("argon2$argon2id$")
    Account.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    client = browser()
    assert knock(client, "ada").status_code == 302
    assert Account.objects.get().password.startswith("argon2$argon2id$")
    assert client.get("/desk/account/factor").status_code == 200, "the new hash has not ended the new session"
