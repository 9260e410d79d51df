"""Notices at the desk, and the mail beside them: each once, in the reader's language, and without health text."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.locmem import EmailBackend
from selectolax.lexbor import LexborHTMLParser

from tests.web.situations import NOW, account, signed_in
from web.accounts import actions as accounts
from web.letters import jobs, letter, queries
from web.letters.actions import mark_read, notify
from web.letters.models import Notice
from web.letters.server import server

pytestmark = pytest.mark.django_db

WEB = Path(__file__).parents[2] / "web"
LETTERS = WEB / "templates" / "letters"

#: What the links of letters need; a kind that needs more is written with these.
FACTS = re.compile(r"\{\{\s*(\w+)")


def sent() -> list[tuple[str, str]]:
    return [(message.to[0], message.subject) for message in mail.outbox]


def send(at=NOW) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    mail.outbox.clear()
    jobs.send_mail(at=at)
    return sent()


def test_each_notice_is_mailed_once() -> None:
    """However often the job runs; and what is told once is one notice, however often it is told."""
    ada = account("ada")
    for _ in range(2):
        notify([ada], "password-changed", once="1", at=NOW)
    notify([ada], "password-changed", once="2", at=NOW)
    assert send() == [("ada@example.org", "Your password was changed")] * 2
    assert send() == []
    assert Notice.objects.filter(mailed_at=NOW).count() == 2


def test_a_letter_says_what_it_is_about_and_whose_it_is() -> None:
    """A subject, paragraphs, a foot that says why it came, and a name by which one sent twice is told."""
    notify([account("ada")], "password-changed", once="1", at=NOW)
    send()
    (message,) = mail.outbox
    assert message.body.startswith("Every other session of your account has ended.\n\n")
    assert "http://localhost:8000/desk/forgotten" in message.body
    assert "\n\n-- \nPlurivox wrote this by itself.\n" in message.body
    assert message.from_email == "plurivox@localhost"
    assert message.extra_headers["Message-ID"] == f"<notice-{Notice.objects.get().pk}-0@localhost>"


def test_who_wants_no_mail_gets_none_but_about_keys() -> None:
    """Whoever takes an account over would turn mail off first."""
    ada = account("ada")
    accounts.change_settings(account=ada, shown="", language="", mailed=False, at=NOW)
    notify([ada], "something-else", once="1", at=NOW)
    notify([ada], "factor-changed", once="1", at=NOW)
    assert send() == [("ada@example.org", "Your second factor was changed")]
    accounts.change_settings(account=ada, shown="", language="", mailed=True, at=NOW)
    assert send() == [("ada@example.org", "There is something new for you at the desk")]


def test_no_mail_where_none_can_go() -> None:
    """Not to closed accounts, not without an address, and nothing that is no news any more."""
    ada, ben, cem = (account(name) for name in ("ada", "ben", "cem"))
    accounts.suspend_account(name="ada", by=None, at=NOW)
    ben.email = ""
    ben.save()
    notify([ada, ben], "password-changed", once="1", at=NOW)
    notify([cem], "password-changed", once="1", at=NOW - timedelta(days=8))
    assert send() == []


def test_a_mail_server_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the letters that failed alone; the job says that some did, so that it is tried again."""
    ada, ben = account("ada"), account("ben")
    notify([ada, ben], "password-changed", once="1", at=NOW)
    whole = EmailBackend.send_messages

    def broken(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == ["ada@example.org"]:
            raise smtplib.SMTPServerDisconnected
        return whole(self, messages)

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", broken)
        with pytest.raises(jobs.NotMailed):
            send()
    assert sent() == [("ben@example.org", "Your password was changed")]
    assert send() == [("ada@example.org", "Your password was changed")]


def test_letters_are_in_the_language_of_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who reads it, not of who caused it; an unknown one is the site's."""
    spoken = []

    def spy(kind: str, facts: dict[str, object]) -> str:
        from django.utils.translation import get_language

        spoken.append(get_language())
        return "Subject\n\nBody"

    monkeypatch.setattr(letter, "_rendered", spy)
    for language in ("es", "", "tlh"):
        letter.write("password-changed", language)
    assert spoken == ["es", "en", "en"]


def kinds() -> set[str]:
    """Every kind that the code tells somebody of."""
    found = set()
    for path in WEB.rglob("*.py"):
        for call in re.findall(r"notify\(\s*(?:[^\"'()]|\([^()]*\))*?\"([a-z-]+)\"", path.read_text(encoding="utf-8")):
            found.add(call)
    return found


def test_every_kind_has_its_words() -> None:
    """A template of its own with a subject; the plain one is for accidents."""
    known = {path.stem for path in LETTERS.glob("*.txt")}
    assert {"password-changed", "factor-reset", "freeze-lifted"} <= kinds()
    assert kinds() - known == set()
    assert known >= jobs.ALWAYS
    assert jobs.TO_BOTH <= jobs.ALWAYS


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_letter_can_be_written(path: Path) -> None:
    """Its first line is a short subject, and no tag of a page strays into it."""
    text = path.read_text(encoding="utf-8")
    facts = {name: 7 for name in FACTS.findall(text) if name != "site"}
    facts |= dict.fromkeys(re.findall(r"(?:if|with|url \"[\w-]+\"|for \w+ in) (\w+)", text), 7)
    written = letter.write(path.stem, "en", **{name: value for name, value in facts.items() if name != "site"})
    assert 5 <= len(written.subject) <= 90
    assert written.body
    assert not re.search(r"<\w|&\w+;|\{[{%]", written.body)


def test_a_letter_escapes_nothing() -> None:
    """Plain text: an ampersand stays one."""
    assert "a&b" in letter.write("password-link", "en", who="a&b", link="/x").body


def test_notices_at_the_desk() -> None:
    """The newest first, marked as new until they are read; one's own and nobody else's."""
    ada, ben = account("ada"), account("ben")
    notify([ada, ben], "password-changed", once="1", at=NOW)
    notify([ada], "freeze-lifted", once="2", at=NOW + timedelta(hours=1))
    client = signed_in(ada)
    tree = LexborHTMLParser(client.get("/desk/notices").content.decode())
    assert [" ".join(h.text().split()) for h in tree.css(".row h2")] == [
        "What you do reaches readers again new", "Your password was changed new",
    ]  # fmt: skip
    assert tree.css_first(".unread").text().startswith("2")
    assert tree.css_first('.row a[href="http://localhost:8000/desk/forgotten"]')
    upto = tree.css_first("[name=upto]").attributes["value"]
    notify([ada], "factor-set", once="3", at=NOW)
    assert client.post("/desk/notices", {"upto": upto}).status_code == 303
    assert queries.unread(ada) == 1, "what came after the page was opened is not read"
    assert queries.unread(ben) == 1
    for nonsense in ("", "x", "-1", "9" * 40):
        assert client.post("/desk/notices", {"upto": nonsense}).status_code == 303
    mark_read(account=ada, upto=10**9, at=NOW)
    assert not LexborHTMLParser(client.get("/desk/notices").content.decode()).css("[name=upto]")


def test_many_notices_have_pages() -> None:
    """Thirty a page."""
    ada = account("ada")
    for number in range(35):
        notify([ada], "password-changed", once=str(number), at=NOW)
    client = signed_in(ada)
    for page, count in (("", 30), ("?page=2", 5), ("?page=x", 30)):
        tree = LexborHTMLParser(client.get(f"/desk/notices{page}").content.decode())
        assert len(tree.css(".rows > .row")) == count


def test_a_mail_server_that_is_none_is_refused() -> None:
    """Better no start than mail that goes out unencrypted; one that does not answer is given up in time."""
    assert server("submission://a:b@mail.example.org")["EMAIL_USE_TLS"]
    assert server("smtp://a:b@mail.example.org:465/?ssl=True")["EMAIL_USE_SSL"]
    assert server("dummy://")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    assert 0 < server("smtp://localhost")["EMAIL_TIMEOUT"] <= 30
    for url in ("smtp+tls://a:b@mail.example.org", "mail.example.org", ""):
        with pytest.raises(ImproperlyConfigured):
            server(url)
