"""Verify what is stored: that the log is whole, and every quote the slice of its answer that it claims to be."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from web.audit.proof import Proof


class Command(BaseCommand):
    help = "Verify the log and the quotes; the first that is broken is named, and the exit status is 1."

    def handle(self, *args: Any, **options: Any) -> None:
        proofs: list[Proof] = [import_string(name)() for name in settings.AUDITS]
        for proof in proofs:
            self.stdout.write(f"{'BROKEN' if proof.broken else 'whole '}  {proof.count:>9,} {proof.what}")
        if broken := [proof.broken for proof in proofs if proof.broken]:
            raise CommandError("; ".join(broken))
