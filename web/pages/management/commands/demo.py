"""A running site from nothing: database, sample library, sample desk, comparisons, static files, worker, server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from plurivox.errors import STATUS, PlurivoxError
from web import clock
from web.finding import actions as finding
from web.finding.management.commands.import_library import Command as Import
from web.pages import demonstration
from web.review import actions as review

LIBRARY = settings.WEB / "samples" / "library.jsonl"

#: Seconds that the worker has to finish what it is at.
WORKER_STOPS = 30

#: Only this machine can reach a demo.
ADDRESS = "127.0.0.1"


class Command(BaseCommand):
    help = "Make a site from nothing, with the sample library, and serve it on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--library", type=Path, default=LIBRARY, help="the questions to load")
        parser.add_argument("--medquad", type=Path, metavar="PATH", help="load the MedQuAD archive as well")
        parser.add_argument("--workers", type=int, default=1, help="server processes")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_free(options["port"])
        lead_here(options["port"])
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        _say("preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
        for file, form in ((options["library"], None), (options["medquad"], "medquad")):
            if file is not None:
                _say(f"loading {file.name}")
                self._load(file, form)
        if demonstration.make(clock.now()):
            _say("comparing what the sample desk has published")
            review.compare(settings.MODEL_DIR, settings.VECTORS_DIR)
            demonstration.release(clock.now())
        _say("preparing search")
        finding.catch_up()
        _say("preparing the pages")
        call_command("collectstatic", verbosity=0, interactive=False)
        worker = subprocess.Popen([sys.executable, settings.ROOT / "manage.py", "work"])  # noqa: S603  our own
        try:
            _serve(options["port"], options["workers"])
        finally:
            worker.terminate()
            worker.wait(WORKER_STOPS)

    def _load(self, file: Path, form: str | None) -> None:
        code = Import(stdout=self.stdout, stderr=self.stderr).take(
            {"file": file, "format": form, "settle": [], "partly": False}
        )
        # A question that could not be compared is named on standard error; the rest is worth a look.
        if code not in (0, STATUS[PlurivoxError.code][0]):
            raise CommandError(f"{file} could not be loaded", returncode=code)


def lead_here(port: int) -> None:
    """Let links in notices and letters, which worker and server write, lead to this demo unless another is named."""
    os.environ.setdefault("PLURIVOX_ADDRESS", f"http://{ADDRESS}:{port}")


def _check_free(port: int) -> None:
    """Raise CommandError when something else answers at this port: better now than after loading."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a demo that was just stopped is no obstacle
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise CommandError(f"port {port} is taken; choose another: manage.py demo --port {port + 1}") from error


def _serve(port: int, workers: int) -> None:
    # The access log stays off: it would keep what readers search for.
    server = Granian(
        "web.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        log_access=False,
        log_level=LogLevels.error,
    )
    threading.Thread(target=_announce, args=(f"http://{ADDRESS}:{port}/",), daemon=True).start()
    server.serve()


def _announce(address: str) -> None:
    """Print the address once it answers."""
    while True:
        try:
            with urlopen(f"{address}healthz", timeout=2) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    break
        except (URLError, OSError):
            time.sleep(0.1)
    names = ", ".join(one["name"] for one in demonstration.sample()["accounts"])
    _say(f"the desk: {address}desk/ as {names}")
    _say(f"password: {demonstration.sample()['password']}; code: make code NAME=editor")
    _say(f"ready: open {address} in your browser; Ctrl-C stops it")


def _say(words: str) -> None:
    print(f"plurivox: {words}", file=sys.stderr, flush=True)
