"""Compare every question whose stored comparison is missing or stale: after an upgrade, or a stopped import."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from plurivox.errors import STATUS, PlurivoxError
from web.review import actions


class Command(BaseCommand):
    help = "Compare every question whose stored comparison is missing or stale."

    def handle(self, *args: Any, **options: Any) -> None:
        compared = actions.compare(settings.MODEL_DIR, settings.VECTORS_DIR)
        self.stdout.write(f"compared {compared.done} questions, {compared.failed} could not be compared")
        if compared.failed:
            raise CommandError("some questions could not be compared", returncode=STATUS[PlurivoxError.code][0])
