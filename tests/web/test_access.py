"""Every route by every role, by GET and by POST, in one table: who is answered, and who finds nothing (promise R39).

The table stands in tests/web/access/, a file for each app with its `ROWS`: the name of the route, who is answered by
GET and by POST, and what fills the address. A route that is not in the table fails; so does a row that has no route. A
row whose name has an @ tries the same route on another thing, such as `answer@own`, the answer of the expert who asks.

To add a route: add its row to the file of its app. Where it needs a thing that is not there yet, make it in
tests/web/access/world.py. Whoever is not answered is sent to sign in, when they have not, or reads exactly the page of
an address that is not there; a method that an address does not take is 405 for all alike.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse

from tests.web.access.world import Row, Who, World, build

#: The files of the table, by the app whose routes they hold.
FOLDER = Path(__file__).parent / "access"
APPS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "world")

ROWS: dict[str, dict[str, Row]] = {app: importlib.import_module(f"tests.web.access.{app}").ROWS for app in APPS}


def routes() -> Iterator[str]:
    """The name of every route that the resolver knows, in English."""

    def walk(resolver: URLResolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern)
            else:
                assert pattern.name, f"{pattern.pattern} has no name, so the table cannot speak of it"
                yield pattern.name

    yield from walk(get_resolver())


def test_every_route_stands_in_the_table() -> None:
    """Once; and every row has its route."""
    known = [name.partition("@")[0] for rows in ROWS.values() for name in rows]
    assert set(routes()) - set(known) == set(), "add a row for each to tests/web/access/"
    assert set(known) - set(routes()) == set(), "these rows speak of routes that are gone"
    whole = [name for rows in ROWS.values() for name in rows]
    assert len(whole) == len(set(whole)), "a route stands in two files"


def told(response: HttpResponse, absent: bytes) -> str:
    """What an answer amounts to."""
    if response.status_code == 405:
        return "method"
    if "sessionid" in response.cookies and not response.cookies["sessionid"].value:
        return "answered"  # signed out
    if response.status_code in (301, 302) and response.headers["Location"].partition("?")[0] == "/desk/login":
        return "sign in"
    if response.status_code == 404:
        return "absent" if response.content == absent else "another 404"
    if response.status_code in (401, 403) or response.status_code >= 500:
        return str(response.status_code)
    return "answered"


def wanted(who: Who, row: Row, may: frozenset[Who] | None, address: str) -> tuple[str, ...]:
    if may is None:
        return ("method",)
    if who in may:
        return ("answered",) if row.there else ("absent", "another 404")
    return ("sign in",) if who is Who.READER and address.startswith("/desk/") else ("absent",)


def ask(world: World, who: Who, method: str, address: str, form: dict[str, object]) -> HttpResponse:
    """One request; what it changes is undone."""
    cache.clear()
    browser, cookies = world.browsers[who], world.browsers[who].cookies.copy()
    with transaction.atomic():
        response = browser.post(address, form) if method == "post" else browser.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_who_is_answered(app: str) -> None:
    """Each role by each method on each address; all that differs from the table is listed."""
    world = build()
    absent = {who: browser.get("/nowhere").content for who, browser in world.browsers.items()}
    wrong = []
    for name, row in ROWS[app].items():
        address = reverse(name.partition("@")[0], args=list(row.args(world)))
        for method, may in (("get", row.get), ("post", row.post)):
            for who in Who:
                found = told(ask(world, who, method, address, row.form(world)), absent[who])
                right = wanted(who, row, may, address)
                if found not in right:
                    wrong.append(f"{name} {method} {who.value}: {found}, not {' or '.join(right)}")
    assert not wrong, "\n".join(wrong)
