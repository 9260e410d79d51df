"""Make an account for a reviewer. The password is asked for twice, or read from standard input."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from web.accounts import actions


class Command(BaseCommand):
    help = "Make an account that may judge reported lines at /desk/reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="what the reviewer signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = actions.add_reviewer(name=options["name"], password=_password())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{account.username} may sign in at /desk/login")


def _password() -> str:
    """From the keyboard, unseen and twice; from the first line of standard input where nobody types."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ; nothing was stored.")
    return password
