"""The site under load, on this machine alone: 20 connections, nine reads to one durable write (promise R44).

The real server serves the sample library and desk as docs/how-to/run-a-site.md says; a write is a report sent through
its form, with the ticket that the form had. Afterwards every acknowledged report is there, `manage.py audit` content.
A bare Django on the same database settings is measured beside it (bench/bare.py), for machines differ. The client takes
a part of the same cores.

    python -m bench.load --seconds 60
"""

from __future__ import annotations

import argparse
import asyncio
import html
import itertools
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlencode

from bench.figures import Figure, table

ROOT = Path(__file__).resolve().parent.parent

#: What promise R44 names.
CONNECTIONS, RATE, SLOWEST = 20, 150, 0.5

#: Server processes, one a core.
WORKERS = 2

#: Seconds that a server has to answer for the first time, and to end.
STARTS, STOPS = 60, 10

#: What stands before every request: as from a server that speaks HTTPS for the site.
_HEAD = (
    "{verb} {address} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: {sender}\r\n"
    "Sec-Fetch-Site: same-origin\r\nAccept-Encoding: {packed}\r\n"
)


@dataclass
class Counted:
    """What came back: by kind of request, how long each took, in seconds; and the statuses."""

    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    stored: int = 0
    """Writes that were acknowledged."""


class Browser:
    """One connection that stays open."""

    def __init__(self, port: int, counted: Counted) -> None:
        self.port, self.counted = port, counted
        self.sender = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, kind: str, address: str, form: dict[str, str] | None = None, packed: bool = True) -> str:
        """Ask for a page, or send a form; the page, where it is not packed."""
        body = urlencode(form).encode() if form is not None else b""
        head = _HEAD.format(
            verb="GET" if form is None else "POST",
            address=address,
            sender=self.sender,
            packed="gzip" if packed else "identity",
        )
        if form is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        began = time.perf_counter()
        reader, writer = self._streams
        writer.write(head.encode() + b"\r\n" + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", told, re.IGNORECASE)
        page = await reader.readexactly(int(length[1])) if length else b""
        self.counted.took.setdefault(kind, []).append(time.perf_counter() - began)
        status = int(told.split(" ", 2)[1])
        self.counted.statuses[status] += 1
        if form is not None and status == 303:
            self.counted.stored += 1
        if "connection: close" in told.lower():
            self.close()
        return "" if packed else page.decode()

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


#: One step of a reader: a read, or a form looked at and sent.
Step = Callable[[Browser, random.Random], Awaitable[None]]


async def run(port: int, seconds: float, step: Step, seed: int) -> tuple[Counted, float]:
    """What 20 connections get in so many seconds, each asking anew as soon as it was answered; and how long it was."""
    counted, ends = Counted(), time.perf_counter() + seconds
    numbers = itertools.count()

    async def one(dice: random.Random) -> None:
        browser = Browser(port, counted)
        while time.perf_counter() < ends:
            number = next(numbers)
            browser.sender = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            await step(browser, dice)
        browser.close()

    began = time.perf_counter()
    await asyncio.gather(*(one(random.Random(seed + number)) for number in range(CONNECTIONS)))
    return counted, time.perf_counter() - began


def of_the_site(questions: list[tuple[str, list[str]]], others: list[str]) -> Step:
    """A reader of the site: `questions` are slugs with the names of their lines, `others` addresses of other pages."""

    async def step(browser: Browser, dice: random.Random) -> None:
        slug, lines = dice.choice(questions)
        drawn = dice.random()
        if drawn < 1 / 9:  # one form and one report to eight pages
            address = f"/q/{slug}/report?" + urlencode({"line": dice.choice(lines)})
            page = await browser.send("form", address, packed=False)
            ticket = re.search(r'name="ticket" value="([^"]+)"', page)
            reason = re.search(r'name="reason"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="reason"', page)
            if ticket is None or reason is None:
                raise RuntimeError(f"{address} shows no form")
            form = {"ticket": html.unescape(ticket[1]), "reason": reason[1] or reason[2], "note": "It is not so."}
            await browser.send("report", address, form)
        elif drawn < 0.25:
            await browser.send("other page", dice.choice(others))
        else:
            await browser.send("question", f"{dice.choice(('', '', '/es'))}/q/{slug}")

    return step


async def of_the_bare(browser: Browser, dice: random.Random) -> None:
    """A reader of the bare Django: nine rows read, one written."""
    if dice.random() < 1 / 9:
        await browser.send("read", f"/{dice.randrange(1, 20)}")
        await browser.send("write", "/", {"note": "It is not so."})
    else:
        await browser.send("read", f"/{dice.randrange(1, 20)}")


@contextmanager
def served(application: str, env: dict[str, str]) -> Iterator[tuple[int, Callable[[], float]]]:
    """The port at which this application is served, by the server and with the processes that the site has.

    And a clock of its work: the seconds of a core that its processes have used, which a busy machine does not change.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", str(WORKERS), "--no-access-log", "--log-level", "error", application]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        ends = time.monotonic() + STARTS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > ends or server.poll() is not None:
                    raise
                time.sleep(0.1)
        yield port, lambda: _worked(server.pid)
    finally:
        server.terminate()
        try:
            server.wait(STOPS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)  # a session of its own: the server and its processes, nothing else
            server.wait()


def _worked(session: int) -> float:
    """Seconds of a core that the processes of this session have used so far (Linux)."""
    used = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(told[3]) == session:
            used += int(told[11]) + int(told[12])
    return used / os.sysconf("SC_CLK_TCK")


def figures(what: str, counted: Counted, seconds: float, worked: float) -> list[Figure]:
    """The rate, the slow end, the work and the faults."""
    took = sorted(itertools.chain.from_iterable(counted.took.values()))
    rate, slow = len(took) / seconds, took[int(len(took) * 0.99)]
    faults = sum(count for status, count in counted.statuses.items() if status >= 500)
    kinds = ", ".join(f"{len(each)} {kind}" for kind, each in sorted(counted.took.items()))
    by_kind = ", ".join(f"{kind} {statistics.median(each) * 1000:.0f}" for kind, each in sorted(counted.took.items()))
    return [
        Figure(f"{what}: requests a second", f"{CONNECTIONS} connections, {seconds:.0f} s: {kinds}", f"{rate:.0f}"),
        Figure(f"{what}: 99 of 100 within", f"medians in ms: {by_kind}", f"{slow * 1000:.0f} ms"),
        Figure(f"{what}: work of the server", "of one core, a request", f"{worked / len(took) * 1000:.1f} ms"),
        Figure(f"{what}: statuses of 500 and above", str(dict(counted.statuses)), str(faults)),
    ]


def _python(code: str, env: dict[str, str]) -> str:
    ready = f"import django; django.setup()\n{code}"
    done = subprocess.run([sys.executable, "-c", ready], cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout.strip()


_MAKE = """
from django.conf import settings
from django.core.management import call_command
from web import clock
from web.pages import demonstration
from web.review import actions as review
call_command("migrate", verbosity=0, interactive=False)
call_command("import_library", settings.WEB / "samples" / "library.jsonl", verbosity=0)
demonstration.make(clock.now())
review.compare(settings.MODEL_DIR, settings.VECTORS_DIR)
demonstration.release(clock.now())
call_command("search", "rebuild")
call_command("collectstatic", verbosity=0, interactive=False)
"""

_SHOWN = """
import re
from django.test import Client
from web.questions.models import Expert, Topic
from web.questions.queries import shown_questions
for row in shown_questions():
    page = Client().get(f"/q/{row.slug}", headers={"host": "localhost"}, secure=True).content.decode()
    print("question", row.slug, *sorted(set(re.findall(r"report\\?line=([^\\"&]+)", page))))
for address in ("", "topics", *(f"t/{row.slug}" for row in Topic.objects.all())):
    print("other", f"/{address}")
for row in Expert.objects.all()[:20]:
    print("other", f"/e/{row.slug}")
"""


def site(seconds: float, seed: int) -> list[Figure]:
    """The site's figures. Raises RuntimeError where an acknowledged write is not there, or the audit finds a fault."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "web.settings",
            "PLURIVOX_DATA_DIR": folder,
            "PLURIVOX_HTTPS": "true",
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "PYTHONWARNINGS": "ignore",
        }
        _python(_MAKE, env)
        shown = [line.split() for line in _python(_SHOWN, env).splitlines()]
        questions = [(slug, [unquote(line) for line in lines]) for what, slug, *lines in shown if what == "question"]
        others = [address for what, address, *_ in shown if what == "other"]
        step = of_the_site([(slug, lines) for slug, lines in questions if lines], others)
        with served("web.wsgi:application", env) as (port, worked):
            asyncio.run(run(port, min(5, seconds), step, seed + 1))  # the first requests load what a process needs once
            before = int(_python(_COUNT, env))
            begun = worked()
            counted, took = asyncio.run(run(port, seconds, step, seed))
            work = worked() - begun
        after = int(_python(_COUNT, env))
        if after - before != counted.stored:
            raise RuntimeError(f"{counted.stored} reports were acknowledged and {after - before} are there")
        said = _python("from django.core.management import call_command; call_command('audit')", env)
        return [
            *figures("the site", counted, took, work),
            Figure(
                "the site: afterwards", " ".join(said.split()), f"{counted.stored} of {counted.stored} reports there"
            ),
        ]


_COUNT = "from web.review.models import LineReport; print(LineReport.objects.count())"


def bare(seconds: float, seed: int) -> list[Figure]:
    """The figures of a Django that does nothing but read a row, fill a template, and now and then write a row."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"BARE_DATABASE": f"{folder}/bare.sqlite3", "DJANGO_SETTINGS_MODULE": "bench.bare"}
        _python("from bench.bare import make; make()", env)
        with served("bench.bare:application", env) as (port, worked):
            asyncio.run(run(port, min(5, seconds), of_the_bare, seed + 1))
            begun = worked()
            counted, took = asyncio.run(run(port, seconds, of_the_bare, seed))
            work = worked() - begun
        return figures("bare Django", counted, took, work)


def main() -> int:
    """Measure both; 1 when the site falls short of what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long each is asked")
    parser.add_argument("--seed", type=int, default=1, help="of what is asked in which order")
    options = parser.parse_args()
    found = [*bare(options.seconds, options.seed), *site(options.seconds, options.seed)]
    print(table(found))
    values = {figure.what: float(figure.value.split()[0]) for figure in found}
    rate, slow = values["the site: requests a second"], values["the site: 99 of 100 within"]
    print(f"\nratio to bare Django: {rate / values['bare Django: requests a second']:.2f}")
    short = rate < RATE or slow > SLOWEST * 1000 or values["the site: statuses of 500 and above"] > 0
    print(f"promised: {RATE} requests a second, 99 of 100 within {SLOWEST * 1000:.0f} ms, no status of 500 or above")
    return int(short)


if __name__ == "__main__":
    raise SystemExit(main())
