"""Close an account and end its sessions: when a reviewer leaves, or a password may be known to others."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from web import clock
from web.accounts import actions


class Command(BaseCommand):
    help = "Close an account: it can do nothing from the next request on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the name it signs in with")
        parser.add_argument("--undo", action="store_true", help="open it again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change = actions.restore_account if options["undo"] else actions.suspend_account
            account = change(name=options["name"], by=None, at=clock.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{account.username} {'may' if account.is_active else 'can no longer'} sign in")
