"""Many write and submit at once, over HTTP, to real server processes: what was acknowledged is there, and once.

PLURIVOX_SAVES sets how many edits each of the eight clients makes; promise R17 asks for 200, the test lane makes 25.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.processes import ROOT, empty_database, tell

#: Writers at once, and the edits of each.
CLIENTS, SAVES = 8, int(os.environ.get("PLURIVOX_SAVES", "25"))

#: Times that one form is sent at once (promise R21).
TIMES = 20

#: Seconds until a server must answer, and for one request.
START, WAIT = 60, 60

PREPARE = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.web.writing_situations import saved_answer
answer = saved_answer()
account = answer.keeper
session = SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
print(json.dumps({"answer": answer.pk, "session": session.session_key}))
"""

READ = """
import json
from web.questions.models import Answer
from web.writing.models import Submission
answer = Answer.objects.get(pk=int(sys.argv[1]))
rows = answer.revisions.order_by("number")
print(json.dumps({
    "revisions": [[row.number, row.body[row.parts[1][1]:row.parts[1][2]]] for row in rows],
    "submissions": Submission.objects.count(),
    "confirmations": sum(row.confirmations.count() for r in rows for row in r.statements.all()),
    "statements": sum(r.statements.count() for r in rows),
}))
"""


@dataclass(frozen=True)
class Site:
    """A running site, with one answer and a browser's cookies for its author."""

    port: int
    answer: int
    session: str
    env: dict[str, str]

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request(method, path, body or None, headers)
            reply = connection.getresponse()
            told: dict[str, str] = {}
            for name, value in reply.getheaders():
                told[name.lower()] = f"{told[name.lower()]}; {value}" if name.lower() in told else value
            return reply.status, told, reply.read()
        finally:
            connection.close()

    def fields(self, path: str) -> tuple[dict[str, str], dict[str, str]]:
        """The form at this address as a browser would send it, and the headers that go with it."""
        from tests.web.test_writing_desk import fields

        cookie = f"sessionid={self.session}"
        status, headers, html = self.ask("GET", path, cookie=cookie)
        assert status == 200, html[:2000]
        token = re.search(r"csrftoken=([^;]+)", headers.get("set-cookie", ""))
        assert token
        sent = {
            "cookie": f"{cookie}; csrftoken={token[1]}",
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
        }
        return fields(html), sent

    def stored(self) -> dict[str, object]:
        """What the database holds at the end."""
        return json.loads(tell(READ, self.env, self.answer)[-1])


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty database, and no sentence model."""
    with empty_database(tmp_path, "together") as env:
        yield env | {"PLURIVOX_MODEL": str(tmp_path / "none")}


@pytest.fixture
def site(env: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """Two server processes over one database."""
    made = json.loads(tell(PREPARE, env)[-1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4"]
    command += ["--host", "127.0.0.1", "--port", str(port), "web.wsgi:application"]
    said = tmp_path / "server.log"
    with said.open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        found = Site(port, made["answer"], made["session"], env)
        deadline = time.monotonic() + START
        while True:
            try:
                if found.ask("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                pass
            assert time.monotonic() < deadline, said.read_text()[-3000:]
            time.sleep(0.1)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_eight_writers_lose_nothing(site: Site) -> None:
    """What was acknowledged is in the history, in order, and nothing else is; who came late saw both texts (R17)."""
    address = f"/desk/answers/{site.answer}"
    typed, headers = site.fields(address)
    headers["accept"] = "application/json"

    def write(client: int) -> tuple[list[tuple[int, str]], int]:
        acknowledged, conflicts, base = [], 0, int(typed["base"])
        for edit in range(SAVES):
            text = f"Client {client} says {edit}."
            while True:
                body = urlencode(typed | {"base": str(base), "reasons": text})
                status, _headers, answer = site.ask("POST", address, body, **headers)
                told = json.loads(answer)
                if status == 200:
                    base = told["number"]
                    acknowledged.append((base, text))
                    break
                assert status == 409, answer
                assert text in told["yours"]
                assert told["theirs"] != told["yours"]
                conflicts += 1
                base = told["number"]
        return acknowledged, conflicts

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = list(pool.map(write, range(CLIENTS)))
    stored = [(number, text) for number, text in site.stored()["revisions"]]  # type: ignore[attr-defined]
    acknowledged = sorted(pair for pairs, _conflicts in done for pair in pairs)
    assert len(acknowledged) == CLIENTS * SAVES
    assert stored[1:] == acknowledged
    assert [number for number, _text in stored] == list(range(1, CLIENTS * SAVES + 2))
    assert sum(conflicts for _pairs, conflicts in done) > 0
    missing = urlencode({**typed, "base": "", "reasons": "Without a base."})
    assert site.ask("POST", address, missing, **headers)[0] == 428


def test_one_form_sent_twenty_times_is_one_submission(site: Site) -> None:
    """At once and with one key: one row, and twenty times the same answer (promise R21)."""
    address = f"/desk/answers/{site.answer}/submit"
    typed, headers = site.fields(address)
    assert typed["key"]

    def send(_time: int) -> tuple[int, str]:
        status, told, _body = site.ask("POST", address, urlencode(typed), **headers)
        return status, told.get("location", "")

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(send, range(TIMES)))
    assert answers == [(303, "/desk/answers")] * TIMES
    stored = site.stored()
    assert stored["submissions"] == 1
    assert stored["confirmations"] == stored["statements"] == 5
    assert site.ask("POST", address, urlencode(typed | {"key": ""}), **headers)[0] == 409
