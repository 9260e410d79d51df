"""Every guard of the database by name: the triggers that migrations put there, the constraints of the models."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from web.guards import Guard, PutGuards


def tables() -> dict[str, type[models.Model]]:
    """Our models by their table."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("web.")]
    return {model._meta.db_table: model for model in ours}


@cache
def triggers() -> dict[str, Guard]:
    """What the migrations put in place, on both databases."""
    steps = sorted(MigrationLoader(None).disk_migrations.items())
    found: dict[str, Guard] = {}
    for _, migration in steps:
        for step in migration.operations:
            if isinstance(step, PutGuards):
                found |= step.guards
    return found


def emptied() -> dict[str, Guard]:
    """What PostgreSQL has besides: TRUNCATE fires no trigger of a row."""
    if connection.vendor == "sqlite":
        return {}
    kept = [guard for guard in triggers().values() if guard.event == "DELETE" and guard.refused == "1 = 1"]
    return {f"{guard.table}_never_emptied": guard for guard in kept}


@cache
def constraints() -> dict[str, type[models.Model]]:
    """The named constraints of our models."""
    return {found.name: model for model in tables().values() for found in model._meta.constraints}


def names() -> set[str]:
    """All of them."""
    return {*triggers(), *emptied(), *constraints()}
