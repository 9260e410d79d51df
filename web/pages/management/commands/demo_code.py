"""Print the six digits with which an account of the demo's desk signs in just now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from web.pages import demonstration


class Command(BaseCommand):
    help = "Print the code with which an account of the demo signs in. It changes every half minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [one["name"] for one in demonstration.sample()["accounts"]]
        parser.add_argument("name", metavar="NAME", choices=names, help=", ".join(names))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(demonstration.code(options["name"], timezone.now()))
