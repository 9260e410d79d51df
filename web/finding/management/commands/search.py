"""Make the index of search anew, or hold it against the database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from web.finding import actions
from web.finding.checking import check
from web.finding.listings import whole_library
from web.progress import Progress
from web.questions import queries as questions

#: Ids that are printed of each kind; the number of all is printed too.
NAMED = 50


class Command(BaseCommand):
    help = "Make the index of search anew (the site goes on finding meanwhile), or hold it against the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild", "verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "rebuild":
            self._rebuild()
        else:
            self._verify()

    def _rebuild(self) -> None:
        progress = Progress("Reading questions", questions.shown_questions().count())
        try:
            count = actions.rebuild(progress.over(whole_library()))
        except actions.Busy as error:
            raise CommandError("The index is being kept up just now; try again in a moment.", returncode=3) from error
        progress.close()
        self.stdout.write(f"{count} questions can be found")

    def _verify(self) -> None:
        found = check()
        if found is None:
            raise CommandError("There is no index yet: manage.py search rebuild makes it.", returncode=3)
        self._name("question missing", found.missing)
        self._name("question that readers do not see", found.orphans)
        self._name("statement missing", found.missing_statements)
        self._name("statement that readers do not see", found.orphan_statements)
        self.stdout.write(f"{found.questions} questions and {found.statements} statements are published")
        if found.waiting:
            self.stdout.write(f"{found.waiting} changes wait to be taken in: keep `manage.py work` running")
        if not found.sound:
            raise CommandError(
                "The index is not in step with the database. If it stays so, manage.py search rebuild makes it anew.",
                returncode=1,
            )
        self.stdout.write("the index holds exactly what readers see")

    def _name(self, what: str, ids: Sequence[str]) -> None:
        for key in ids[:NAMED]:
            self.stdout.write(f"{what}: {key}")
        if len(ids) > NAMED:
            self.stdout.write(f"{what}: {len(ids) - NAMED} more")
