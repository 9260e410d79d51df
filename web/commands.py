"""`plurivox import`: the command line's door to the site's library."""

from __future__ import annotations

import os
from collections.abc import Sequence


def import_(argv: Sequence[str]) -> int:
    """Import a file into the site's library and compare what it brought; 0, or an exit code of errors.STATUS."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    import django  # the settings' name must stand in the environment first

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from web.finding.management.commands.import_library import Command

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)  # a site's first import makes its database

    command = Command()
    parser = command.create_parser("plurivox", "import")
    options = vars(parser.parse_args(list(argv)))
    return command.take(options)
