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
from web.accounts import actions, queries
from web.accounts.models import Role


class Command(BaseCommand):
    help = "Make an account that may sign in at /desk/login, with these roles, for every topic or for some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="what they sign in with")
        parser.add_argument("--email", default="", help="where notices and new passwords are sent")
        parser.add_argument("--role", action="append", choices=Role.values, default=[], help="may be given repeatedly")
        parser.add_argument(
            "--topic", action="append", default=[], help="the slug of a topic that the roles are for; may be repeated"
        )
        parser.add_argument(
            "--totp-secret",
            default="",
            metavar="SECRET",
            help="the secret of their second factor, where it is known already; otherwise they set one up",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            topics = [queries.topic(slug) for slug in options["topic"]] or [None]
            account = actions.add_account(
                name=options["name"], password=_password(), email=options["email"], by=None, at=at
            )
            if options["totp_secret"]:
                actions.set_factor(account=account, secret=options["totp_secret"], by=None, at=at)
            for role in options["role"]:
                for topic in topics:
                    actions.grant(account=account, role=Role(role), topic=topic, by=None, at=at)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        rest = "" if options["totp_secret"] else ", and sets up a second factor there"
        self.stdout.write(f"{account.username} may sign in at /desk/login{rest}")


def _password() -> str:
    """From the keyboard, unseen and twice; from the first line of standard input where nobody types."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ; nothing was stored.")
    return password
