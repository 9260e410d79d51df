"""Erase again what the ledger names: after an older backup was restored, and before the site serves from it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from web import clock
from web.audit import ledger
from web.databases import overwrite_erased


class Command(BaseCommand):
    help = "Erase again what the ledger of erasures names, after a backup was restored."

    def handle(self, *args: Any, **options: Any) -> None:
        done = ledger.erase_again(clock.now())
        self.stdout.write(f"kinds of erasures in the ledger: {len(done)}; erased again: {done.total()}")
        if not overwrite_erased(table for noun in done for table in settings.ERASURES[noun][1]):
            raise CommandError("The site is at work in the write-ahead file. Stop it and run this again.")
