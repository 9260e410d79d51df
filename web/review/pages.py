"""What reviewers see of a comparison: its page, the lines of its lists, one line to be changed. Built by work.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from plurivox import page
from plurivox.editing import Of
from plurivox.model import Facet, Reason, RelationKind
from web.filters import Choice
from web.review.queries import Past
from web.review.states import EditKind, Stand


@dataclass(frozen=True, slots=True)
class Done:
    """One edit, as it is shown."""

    number: int
    kind: EditKind
    decided: str | Promise
    """What was said of two statements, in words; "" where the edit is of a row."""
    rows: tuple[tuple[str, ...], ...]
    """The quotes that it is about: of a split the rows that came of it, of a join those that went into it."""
    text: str
    reason: str
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None
    replaced: bool
    """Whether later words over the same row took the place of these."""
    holds: bool
    """Whether it holds for the comparison of today; one that does not is to be judged again, or was undone."""

    @property
    def key(self) -> str:
        return f"edit-{self.number}"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line as the reader sees it, with what people have said of it."""

    key: str
    of: Of
    list: str
    quotes: tuple[page.Line, ...]
    experts: tuple[str, ...]
    relation: RelationKind | None
    why: str
    """The rule that decided, of the engine or "reviewed"."""
    score: float | None
    confirmed_by: str
    confirmed_at: datetime | None
    heading: str
    plain: str
    declared: tuple[str, ...]
    """Peers who declared that they agree, apart from the experts who say it."""

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(quote.statement for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A quote that readers meet before the four lists."""

    quote: page.Line
    rows: tuple[WorkLine, ...]
    """The rows of the lists that it stands in, where it can be changed."""
    opposed: bool
    """Whether readers are told that somebody opposes it."""


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """Two statements that may be opposed, and where it is said how they stand."""

    key: str
    a: page.Line
    b: page.Line
    why: Reason
    line: str
    """The key of the line that `a` stands in."""
    together: bool
    """Whether `b` stands in it too, as if they said the same."""


@dataclass(frozen=True, slots=True)
class NearLine:
    """A statement that stands alone, and one of another expert that may say the same."""

    key: str
    own: page.Line
    other: page.Line
    line: str
    """The key of the line that `own` stands in."""
    rows: tuple[WorkLine, ...]
    """The lines that `other` stands in: each may be joined."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote, once both are in."""

    verdict: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The release that stands, whether it is shown or not."""

    number: int
    reviewers: tuple[str, ...]
    at: datetime
    due_at: datetime
    edits: int
    """How many edits since the release its readers do not see; 0 where they do not see the release either."""
    since: int
    """How many stances peers have declared since: the next release counts them."""


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """One comparison under review, one page of one of its lists."""

    slug: str
    question: str
    topic: str
    stand: Stand
    updating: bool
    engine: str
    base: str
    sha256: str
    tab: str
    tabs: tuple[Choice, ...]
    lines: tuple[WorkLine, ...]
    warnings: tuple[LeadLine, ...]
    digest: tuple[LeadLine, ...]
    """The short answer, as readers see it."""
    doubts: tuple[DoubtLine, ...]
    near: tuple[NearLine, ...]
    disputed: tuple[page.Dispute, ...]
    """What peers declared against statements; it stands under what differs, and is theirs and not the reviewers'."""
    unaddressed: tuple[Facet, ...]
    edits: tuple[Done, ...]
    again: int
    history: tuple[Past, ...]
    release: Standing | None
    confirmed: int
    total: int
    unplain: int
    """How many agreed lines have no plain one."""
    votes: int
    """How many votes are in on exactly this; what they say is told when both are."""
    voided: bool
    """Whether one's own vote was on something that has been changed since, before the second came in."""
    returned: tuple[Vote, ...]
    may_edit: bool
    why_not_edit: str
    may_vote: bool
    why_not_vote: str
    may_withdraw: bool
    stored: str | Promise
    """What was stored on the way here; "" where nothing was."""
    at: str
    """The key of the row of this page to go on with; "" where it is none of them."""
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Way:
    """Where a reviewer came from and returns to: a list, its page, and the row there."""

    tab: str
    number: str
    row: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: another row, or another statement."""

    value: str
    words: str
    quote: page.Line | None = None
    """The whole of what the words begin, where it is one statement."""


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line of a comparison, and what can be done to it."""

    slug: str
    question: str
    base: str
    line: WorkLine
    rows: tuple[Option, ...]
    """Rows it could be joined with."""
    statements: tuple[Option, ...]
    """Statements of other experts that it could be set against."""
    edits: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class GonePage:
    """A line that is not there any more, and what was typed for it."""

    slug: str
    question: str
    list: str
    text: str
    reason: str
