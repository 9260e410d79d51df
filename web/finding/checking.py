"""The index held against the database: what can be found and should not be, and what should be and cannot."""

from __future__ import annotations

from dataclasses import dataclass

from web.finding.keeper import keeper
from web.finding.listings import whole_library
from web.questions.models import Change


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, by id in order. Empty lists mean that the index holds exactly what readers see."""

    questions: int
    statements: int
    missing: tuple[str, ...]
    orphans: tuple[str, ...]
    missing_statements: tuple[str, ...]
    orphan_statements: tuple[str, ...]
    waiting: int
    """Changes that have not been taken in yet: a difference may be theirs."""

    @property
    def sound(self) -> bool:
        return not (self.missing or self.orphans or self.missing_statements or self.orphan_statements)


def check() -> Checked | None:
    """Hold the index against the database; None when there is no index."""
    engine = keeper().current()
    if engine is None:
        return None
    waiting = Change.objects.count()
    questions: set[str] = set()
    statements: set[str] = set()
    for listing in whole_library():
        questions.add(listing.id)
        statements.update(said.id for said in listing.said)
    found, said = engine.ids(), engine.statements()
    return Checked(
        len(questions),
        len(statements),
        tuple(sorted(questions - found)),
        tuple(sorted(found - questions)),
        tuple(sorted(statements - said)),
        tuple(sorted(said - statements)),
        waiting,
    )
