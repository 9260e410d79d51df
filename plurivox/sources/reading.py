"""What reading a file gives: questions with their answers, how sure each attribution is, and books that balance.

Part of READ. Data only; `ledger.py` fills it and `plurivox.answers.admit` takes it in.
"""

from __future__ import annotations

from dataclasses import dataclass

from plurivox.errors import Problem
from plurivox.model import Entry


@dataclass(frozen=True, slots=True)
class Books:
    """Counts of answers: `read == accepted + duplicate + refused`.

    A line, row or document too broken to tell its answers counts as one. `duplicate` says the same as one already
    read: same question, same expert, same text.
    """

    read: int
    accepted: int
    duplicate: int
    refused: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A known kind of refusal that a format documents: counted among the refused, yet no reason to stop an import."""

    code: str
    reason: str
    answers: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Characters of the file that no record keeps, and why."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A name that could belong to any of `candidates` (answer ids), or to none here. `block` is the name as it stands:
    the name line, and the specialty or author line kept with it."""

    block: str
    place: str
    question: str
    candidates: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name line, with its credentials."""
        return self.block.partition("\n")[0]

    @property
    def detail(self) -> str:
        """The specialty or author line, or ""."""
        return self.block.partition("\n")[2]

    def __str__(self) -> str:
        kept = f" ({self.detail})" if self.detail else ""
        if len(self.candidates) > 1:
            answers = f"may have written {' or '.join(self.candidates)}; settle it by name"
        elif self.candidates:
            answers = f"may have written {self.candidates[0]}, or an answer that is not here; settle it by name"
        else:
            answers = "stands at no answer of this page"
        return f"{self.place}: {self.name}{kept} {answers}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read. `problems` are the refusals, every one; while there are any, `admit` takes nothing."""

    name: str
    format: str
    entries: tuple[Entry, ...]
    books: Books
    problems: tuple[Problem, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
