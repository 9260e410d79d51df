"""Import a list of retracted publications, so that authors who cite one are told, and readers see it."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plurivox.errors import STATUS, PlurivoxError
from web import clock
from web.writing import actions, retractions


class Command(BaseCommand):
    help = "Import retracted publications from a CSV with the columns of the Retraction Watch data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the list, as Crossref gives it away")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            data = file.read_bytes()
            found = retractions.read(data, file.name)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=3) from error
        except PlurivoxError as error:
            raise CommandError(str(error), returncode=STATUS[error.code][0]) from error
        source = hashlib.sha256(data).hexdigest()
        new = actions.add_retractions(retracted=found.retracted, source=source, by=None, at=clock.now())
        self.stdout.write(
            f"retracted publications {len(found.retracted)} ({new} new), left out {found.left_out} "
            "that have no DOI or PMID, or are no retraction"
        )
