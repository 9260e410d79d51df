"""Take every word of an expert off every page, when no editor can be reached; or let it come back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from plurivox.errors import NotFound
from web import clock
from web.experts import actions, queries


class Command(BaseCommand):
    help = "Suspend an expert: nothing of theirs is on any page from the next request on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the expert as their address names them: /e/SLUG")
        parser.add_argument("--reason", default="", help="why, for the editors; readers do not see it")
        parser.add_argument("--undo", action="store_true", help="lift the suspension")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            expert = queries.expert(options["slug"])
            if options["undo"]:
                actions.lift_suspension(expert=expert, by=None, at=clock.now())
            else:
                actions.suspend_expert(expert=expert, reason=options["reason"], by=None, at=clock.now())
        except NotFound as error:
            raise CommandError(f"There is no expert at /e/{options['slug']}.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{expert.name} is {'suspended' if expert.suspended_at else 'no longer suspended'}")
