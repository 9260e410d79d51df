"""Import a file of questions with answers, compare what it brought and let it be found. Safe to stop and to go on."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from plurivox import answers, sources
from plurivox.errors import STATUS, AttributionUncertain, PlurivoxError
from plurivox.model import Entry
from web.finding import actions as finding
from web.review import actions

#: The shell's word for "stopped by Ctrl-C".
STOPPED = 130


class Command(BaseCommand):
    help = "Import a file of questions with their answers, then compare them. Run it again to go on after a stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="questions with their answers")
        parser.add_argument("--format", choices=sorted(sources.FORMATS), help="default: by the name and the content")
        parser.add_argument(
            "--settle", action="append", default=[], metavar='ANSWER="NAME"',
            help="settle an uncertain attribution: this answer is by this one of its candidates",
        )  # fmt: skip
        parser.add_argument("--partly", action="store_true", help="take what is sound and leave out what is refused")

    def handle(self, *args: Any, **options: Any) -> None:
        if code := self.take(options):
            raise CommandError("import stopped", returncode=code)

    def take(self, options: Mapping[str, Any]) -> int:
        """Do it; 0, or the exit code of what was refused. Says in one line what came in."""
        try:
            entries = _entries(options)
            added = actions.add(entries)
            compared = actions.compare(settings.MODEL_DIR, settings.VECTORS_DIR)
            finding.catch_up()
        except PlurivoxError as error:
            print(f"plurivox: {error}", file=sys.stderr)
            return STATUS[error.code][0]
        except KeyboardInterrupt:
            print("\nplurivox: stopped; what is stored is whole. Run it again to go on.", file=sys.stderr)
            return STOPPED
        self.stdout.write(
            f"questions {len(entries)} ({added.questions} new), answers {added.answers} new, "
            f"revisions {added.revisions} new, unchanged {added.unchanged}, to be confirmed {added.unconfirmed}, "
            f"replaced by what their experts wrote here {added.replaced}, not compared {compared.failed}"
        )
        return STATUS[PlurivoxError.code][0] if compared.failed else 0


def _entries(options: Mapping[str, Any]) -> Sequence[Entry]:
    entries = answers.admit(sources.read_path(options["file"], options["format"]), partly=options["partly"])
    if not options["settle"]:
        return entries
    if len(entries) > 1:
        raise AttributionUncertain(
            f"--settle names answers of one question, and here are {len(entries)}; "
            "put that question into a file of its own."
        )
    names = {}
    for pair in options["settle"]:
        answer, equals, name = pair.partition("=")
        if not equals:
            raise AttributionUncertain(f'--settle takes ANSWER="NAME", such as a1="Penn Medicine", not {pair!r}.')
        names[answer.strip()] = name.strip().strip('"')
    return (answers.settle(entries[0], names),)
