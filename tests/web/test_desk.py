"""The reviewers' desk: who gets in."""

from __future__ import annotations

import io
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from tests.web.reading import read
from tests.web.situations import (
    NOW,
    OURS,
    account,
    entry,
    report,
    reviewer,
    signed_in,
    store,
)
from web.accounts import roles
from web.accounts.models import Account, Role
from web.questions.models import Question
from web.review import actions
from web.review.models import LineReport, ReportStatus
from web.review.states import Status

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def question() -> Question:
    return store(entry("desk"))[0]


@pytest.fixture
def rita() -> Account:
    return reviewer()


ROUTES = ("/desk/reports", "/desk/reports/{line}", "/desk/reports/{line}/erase/{pk}")


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client, question: Question) -> None:
    """Every page of the desk, read or written to; nothing of it is shown or changed."""
    row = report(question, note="private")
    for route in ROUTES:
        address = route.format(line=row.line, pk=row.pk)
        for response in (client.get(address), client.post(address, {"after": "kept"}, headers=OURS)):
            if response.status_code == 405:
                continue  # the other method
            assert response.status_code == 302
            there = response.headers["Location"].partition("/desk/login?next=")[2]
            assert there.startswith("/desk/")
            assert "erase" not in there, "after signing in this address would be opened, and it only takes forms"
    assert client.get("/desk/password").status_code == 302
    assert client.get("/desk").headers["Location"] == "/desk/"
    assert LineReport.objects.get().note == "private"


def test_for_an_account_that_is_no_reviewer_there_is_no_desk(question: Question) -> None:
    """The same 404 as an address that is not there (promise R39)."""
    row = report(question, note="private")
    stranger = signed_in(account("nora"))
    absent = stranger.get("/nowhere").content
    for route in ROUTES:
        address = route.format(line=row.line, pk=row.pk)
        for response in (stranger.get(address), stranger.post(address, {"after": "kept"})):
            if response.status_code != 405:
                assert response.status_code == 404
                assert response.content == absent
    assert LineReport.objects.get().note == "private"


def test_the_desk_refuses_forms_of_others(question: Question, rita: Account) -> None:
    """Without the token of the form, or from another site, no decision is taken (promise R43)."""
    row = report(question)
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.force_login(rita)
    address = f"/desk/reports/{row.line}"
    form = {"before": "open", "after": "kept", "reason": "r", "upto": row.pk}
    assert strict.post(address, form, headers=OURS).status_code == 403
    strict.get(address)
    form["csrfmiddlewaretoken"] = strict.cookies["csrftoken"].value
    assert strict.post(address, form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert strict.post(address, form, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert not ReportStatus.objects.exists()
    assert strict.post(address, form, headers={"sec-fetch-site": "same-origin", "origin": "http://testserver"}
                       ).status_code == 303  # fmt: skip
    assert ReportStatus.objects.count() == 1


def test_every_form_of_the_desk_carries_the_token(question: Question, rita: Account) -> None:
    """Sign-in, sign-out, decision, erasing and password: what is sent without it is refused."""
    row, client = report(question, note="words"), signed_in(rita)
    forms = 0
    for address in ("/desk/login", "/desk/reports", f"/desk/reports/{row.line}", "/desk/password"):
        browser = Client() if address == "/desk/login" else client
        for form in read(browser, address).css("form[method=post]"):
            assert form.css("[name=csrfmiddlewaretoken]"), (address, form.attributes)
            forms += 1
    assert forms == 1 + 1 + 3 + 2


def test_behind_https_the_cookies_are_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """One setting decides for both."""
    monkeypatch.setenv("PLURIVOX_HTTPS", "true")
    settings = runpy.run_path(str(Path(__file__).parents[2] / "web" / "settings.py"))
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]


def test_the_operator_makes_reviewers(monkeypatch: pytest.MonkeyPatch) -> None:
    """One command; a weak password and a name that is taken are refused and nothing is stored."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("add_account", "rita", "--role=reviewer", stdout=out)
    assert "rita may sign in" in out.getvalue()
    account = Account.objects.get()
    assert roles.holds(account, Role.REVIEWER)
    assert account.check_password(PASSWORD)
    assert not account.is_staff
    assert not account.is_superuser
    for name, password in (("Rita", PASSWORD), ("nora", "short"), ("nora", "passwordpassword1"[:8]), ("", PASSWORD)):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        with pytest.raises(CommandError):
            call_command("add_account", name)
    assert Account.objects.count() == 1
    call_command("suspend_account", "rita", stdout=out)
    assert not Account.objects.get().is_active
    call_command("suspend_account", "rita", "--undo", stdout=out)
    assert Account.objects.get().is_active
    with pytest.raises(CommandError):
        call_command("suspend_account", "nobody")


def test_only_reviewers_act_whatever_the_door(question: Question) -> None:
    """The rule stands in the action: no view can forget it."""
    row, nora = report(question, note="words"), Account.objects.create(username="nora")
    facts = {"line": row.line, "before": Status.OPEN, "after": Status.KEPT, "reason": "r", "upto": row.pk, "at": NOW}
    with pytest.raises(PermissionDenied):
        actions.decide_reports(by=nora, **facts)
    with pytest.raises(PermissionDenied):
        actions.erase_note(report=row.pk, by=nora, at=NOW)
    assert LineReport.objects.get().note == "words"
    assert not ReportStatus.objects.exists()
