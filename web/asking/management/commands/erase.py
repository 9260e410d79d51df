"""Erase a person by their address: what they asked, that they follow, their applications and accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from web import clock
from web.asking import actions
from web.databases import overwrite_erased


class Command(BaseCommand):
    help = "Erase whoever has this e-mail address: questions, following, applications and accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADDRESS", help="the e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        done = actions.erase_person(email=options["email"].strip(), at=clock.now())
        self.stdout.write("erased: " + ", ".join(f"{noun} {count}" for noun, count in done.items()))
        if not overwrite_erased(table for noun in done for table in settings.ERASURES[noun][1]):
            raise CommandError("Erased; a copy leaves the write-ahead file within the hour.")
