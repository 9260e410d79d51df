"""Do the background work: send mail, end what has lapsed, and whatever else was asked for. Keep one running."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from web.jobs.worker import Worker


class Command(BaseCommand):
    help = "Do the background work until stopped. Several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="do what is to be done now, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(batch=options["batch"])
        if not options["batch"]:
            worker.configure_signals()
        worker.run()
