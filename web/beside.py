"""Which tables hold a row about one thing, asked of all of them in one statement.

Most questions have no stances, no marks and no corrections, and a page that asks every table in turn pays for each
empty answer. The statement is composed once for a process. It only says where a row may be; what holds now, the queries
say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Exists, Model, QuerySet

#: Stands for the number that is asked about while the statement is composed; no row has it.
_ANY = -7_919


class Beside:
    """For rows of `of`: the tables beside them, each a query set over `OuterRef("pk")` or another column of the row."""

    def __init__(self, of: type[Model], tables: Mapping[str, QuerySet[Any]]) -> None:
        self.of, self.tables = of, dict(tables)
        self._statement: tuple[str, tuple[Any, ...]] | None = None

    def present(self, pk: int) -> frozenset[str]:
        """The names of the tables that hold something beside the row of this number."""
        if self._statement is None:
            self._statement = self._composed()
        sql, parameters = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk if each == _ANY else each for each in parameters])
            found = cursor.fetchone()
        return frozenset(name for name, there in zip(self.tables, found or (), strict=False) if there)

    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        asked = {f"has_{name}": Exists(rows) for name, rows in self.tables.items()}
        rows = self.of._default_manager.filter(pk=_ANY).annotate(**asked).values_list(*asked)
        sql, parameters = rows.query.sql_with_params()
        return sql, tuple(parameters)
