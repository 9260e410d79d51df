"""A real server, as `make demo` starts it, and a real Chromium that may call nobody else."""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]

#: Seconds until the demo must answer: the sample library is compared on the way.
PATIENCE = 180

#: Milliseconds until what should be on a page is missing.
WAIT = 15_000

#: Keep Chromium from calling out on its own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def telephone(secret: str) -> str:
    """The six digits that a telephone with this secret shows now (RFC 6238)."""
    said = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8), "sha1")
    place = said[-1] & 15
    return f"{(int.from_bytes(said[place : place + 4]) & 0x7FFFFFFF) % 10**6:06}"


@dataclass(frozen=True)
class Site:
    """A running demo: its address, the file its words go to, and the environment it runs in."""

    address: str
    log: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PLURIVOX_DEBUG")}
    env |= {"PLURIVOX_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "web.settings"}
    env |= {"PLURIVOX_EMAIL": "console://"}  # letters are in the log, for who waits for one
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    try:
        found = Site(f"http://127.0.0.1:{port}", log, env)
        _wait(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(30)


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, site.log.read_text()
        try:
            with urlopen(f"{site.address}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the demo did not answer in {PATIENCE} s: {site.log.read_text()}")


@pytest.fixture(scope="session")
def sessions(site: Site) -> dict[str, str]:
    """What stands before a journey begins (scenes.py), and by name the session of each account."""
    command = [sys.executable, "-c", "import django; django.setup(); from tests.browser import scenes; scenes.run()"]
    made = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr
    found: dict[str, str] = json.loads(made.stdout)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PLURIVOX_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path or not Path(path).exists():
        pytest.skip("no Chromium: install it, or name it in PLURIVOX_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open an address of the site in a context of its own; requests to other origins fail the test.

    A reader leaves without a cookie; only who comes for the desk may have some, and those are of the desk alone.
    `who` names the account that has signed in already.
    """
    contexts: list[tuple[BrowserContext, bool]] = []
    strangers: list[str] = []

    def opened(
        address: str,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
        desk: bool = False,
        who: str = "",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=site.address,
            locale="en",
        )
        contexts.append((context, desk or bool(who)))
        context.set_default_timeout(WAIT)
        if who:
            key = request.getfixturevalue("sessions")[who]
            context.add_cookies([{"name": "sessionid", "value": key, "domain": "127.0.0.1", "path": "/desk/"}])
        context.on("request", lambda r: None if r.url.startswith(site.address) else strangers.append(r.url))
        page = context.new_page()
        page.on("console", lambda message: strangers.append(message.text) if message.type == "error" else None)
        page.goto(address)
        return page

    yield opened
    for context, desk in contexts:
        assert [cookie for cookie in context.cookies() if not desk or cookie["path"] != "/desk/"] == []
        context.close()
    # A refusal is a page of ours with a status of its own, which Chromium calls an error.
    assert [words for words in strangers if not re.search(r"status of 4\d\d", words)] == []
