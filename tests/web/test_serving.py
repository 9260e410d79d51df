"""Before the site serves: a database that keeps what it acknowledges, and a server before it that speaks HTTPS."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

ROOT = Path(__file__).parents[2]

ASK = """
import web.wsgi
from django.test import Client
for header in ({}, {"x-forwarded-proto": "https"}):
    reply = Client(headers=header).get("/about", headers={"host": "localhost"})
    print(reply.status_code, reply.headers.get("Strict-Transport-Security", ""))
print(Client().get("/healthz", headers={"host": "localhost"}).status_code)
"""

SERVE = """
from django.conf import settings
import django
options = settings.DATABASES["default"]["OPTIONS"]
CHANGE
import web.wsgi
"""


def run(folder: Path, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PLURIVOX_DEBUG")}
    env |= {"PLURIVOX_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "web.settings", **more}
    ready = "from django.core.management import call_command; import django; django.setup()\n"
    ready += "call_command('collectstatic', verbosity=0, interactive=False)\n"
    command = [sys.executable, "-c", (ready if code is ASK else "") + code]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=60, check=False)


def test_behind_a_server_that_speaks_https_nothing_is_redirected_for_ever(tmp_path: Path) -> None:
    """Plain HTTP is sent to HTTPS once; what came by HTTPS is answered, with HSTS; the monitor needs no HTTPS."""
    done = run(tmp_path, ASK, PLURIVOX_HTTPS="true")
    assert done.returncode == 0, done.stderr
    plain, secure, health = done.stdout.splitlines()
    assert plain.split() == ["301"]
    assert secure.startswith("200 max-age=63072000")
    assert health == "200"


def test_without_https_the_header_means_nothing(tmp_path: Path) -> None:
    """A site that was not told of HTTPS believes nobody who claims it."""
    done = run(tmp_path, ASK, PLURIVOX_HTTPS="false")
    assert [line.strip() for line in done.stdout.splitlines()] == ["200", "200", "200"], done.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("", ""),
        ("options['init_command'] = options['init_command'].replace('=WAL', '=DELETE')", "journal_mode is delete"),
        ("options['init_command'] = options['init_command'].replace('=FULL', '=NORMAL')", "synchronous is 1"),
        ("options['init_command'] = options['init_command'] + 'PRAGMA foreign_keys=OFF;'", "foreign_keys is 0"),
        ("options['transaction_mode'] = 'DEFERRED'", "transactions are DEFERRED"),
        ("options['timeout'] = 5", "busy_timeout is 5000 ms"),
    ],
)
def test_the_site_refuses_to_serve_from_a_database_that_could_lose_a_write(
    tmp_path: Path, change: str, named: str
) -> None:
    """Promise R15, each setting on its own: the server does not start, and says which setting is wrong."""
    done = run(tmp_path, SERVE.replace("CHANGE", change))
    assert (done.returncode == 0) is (not named), done.stderr
    assert named in done.stderr


def test_a_monitor_learns_that_the_database_is_not_durable(client, db, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Health is 503, not 200, when the check fails."""
    assert client.get("/healthz").status_code == 200
    if connection.vendor == "sqlite":
        monkeypatch.setattr(connections["default"], "transaction_mode", "DEFERRED")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
    assert client.get("/healthz").status_code == 503
