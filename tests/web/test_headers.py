"""What every response carries and what none does (promises R43, R46)."""

from __future__ import annotations

import logging

import pytest
from django.test import Client, RequestFactory

from tests.web.situations import links
from web import errors
from web.questions.models import Expert, Question


def test_every_route_is_strict(client: Client, library: list[Question]) -> None:
    """Pages, twins, errors, health and static files: no inline code, no frame, no cookie, nothing of other origins."""
    question, expert = library[0], Expert.objects.first()
    routes = [
        "/",
        "/index.json",
        "/topics",
        "/topics.json",
        "/search",
        "/search.json",
        "/about",
        "/method",
        "/method.json",
        "/healthz",
    ]
    for kind, slug in (("q", question.slug), ("e", expert.slug), ("t", question.topic.slug)):
        routes += [f"/{kind}/{slug}", f"/{kind}/{slug}.json", f"/{kind}/nothing", f"/{kind}/nothing.json"]
    for route in [*routes, "/nowhere", "/static/plurivox/site.css", "/static/plurivox/mark.svg"]:
        response = client.get(route)
        headers = response.headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", route
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert not response.cookies, route
        if response.streaming:
            response.close()  # a file; the others would close the test's own connection


def test_forms_are_strict_too(client: Client, library: list[Question]) -> None:
    """The form of a report, the sign-in page and refusals: the same policy, and no cookie for readers."""
    address = links(client, library[0])["digest"]
    for response in (client.get(address), client.post(address), client.get("/desk/login"), client.get("/desk/reports")):
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sessionid" not in response.cookies
    assert not client.get(address).cookies


def test_nothing_is_written_by_reading(client: Client, library: list[Question]) -> None:
    """Only GET and HEAD are answered."""
    for route in ("/", "/search", f"/q/{library[0].slug}", f"/q/{library[0].slug}.json"):
        assert client.post(route).status_code in (403, 405)
        assert client.head(route).status_code == 200


def test_a_search_is_not_kept(client: Client, db: None) -> None:
    """No cache may store what somebody searched for."""
    assert client.get("/search?q=pain").headers["Cache-Control"] == "no-store"


def test_an_error_is_logged_without_the_readers_words(caplog: pytest.LogCaptureFixture) -> None:
    """The request, and with it the query string, is taken out of the log record."""
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal Server Error: /search", (), None)
    record.request = RequestFactory().get("/search?q=secret")
    assert errors.Wordless().filter(record)
    assert not hasattr(record, "request")


def test_a_fault_of_ours_shows_no_detail(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 500 page is plain, and carries the headers too."""
    from web.pages import assembly

    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assembly, "home_page", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert b"secret" not in response.content
    assert response.headers["Referrer-Policy"] == "no-referrer"
