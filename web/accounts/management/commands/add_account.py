"""Make an account for the desk, with its roles. The password is asked for twice, or read from standard input."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from web import clock
from web.accounts import actions
from web.accounts.models import Role


class Command(BaseCommand):
    help = "Make an account that may sign in at /desk/login, with these roles for every topic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="what they sign in with")
        parser.add_argument("--email", default="", help="where notices and new passwords are sent")
        parser.add_argument("--role", action="append", choices=Role.values, default=[], help="may be given repeatedly")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            account = actions.add_account(
                name=options["name"], password=_password(), email=options["email"], by=None, at=at
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for role in options["role"]:
            actions.grant(account=account, role=Role(role), by=None, at=at)
        self.stdout.write(f"{account.username} may sign in at /desk/login")


def _password() -> str:
    """From the keyboard, unseen and twice; from the first line of standard input where nobody types."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ; nothing was stored.")
    return password
