"""Compare every question whose stored comparison is missing or stale: after an upgrade, or a stopped import."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from web.review import actions


class Command(BaseCommand):
    help = "Compare every question whose stored comparison is missing or stale."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"compared {actions.compare(settings.MODEL_DIR, settings.VECTORS_DIR)} questions")
