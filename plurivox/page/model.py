"""The nouns of the page model: what a reader meets, frozen. Built by plurivox.page; knows no HTML and no URL."""

from __future__ import annotations

from dataclasses import dataclass

from plurivox.model import (
    Answer,
    Expert,
    Facet,
    Reason,
    RelationKind,
    Role,
    Stance,
    State,
    TermKind,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One quote as a reader meets it: before, the exact words, after; who says it, when, and where it stands."""

    statement: str
    answer: str
    before: str
    exact: str
    after: str
    expert: Expert
    date: str
    facet: Facet
    heading: str
    """The exact heading of the same answer that the quote stands under, or ""."""


@dataclass(frozen=True, slots=True)
class Row:
    """One point: the line that leads, then every other wording of it."""

    point: str
    lead: Line
    others: tuple[Line, ...]
    experts: tuple[Expert, ...]
    voices: int
    """How many independent voices these experts are: those whose answers copy each other are one."""
    facet: Facet
    declared: tuple[Stance, ...] = ()
    """Peers who declared that they agree, each with the statement; never among `experts` and `voices`."""
    added: int = 0
    """How many independent voices they add."""
    listed: tuple[Line, ...] = ()
    """Of a point of one voice: statements of others that hold its words in a list."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.lead, *self.others)

    @property
    def wordings(self) -> tuple[Line, ...]:
        """The lines, of what an expert says twice in the same words the first."""
        first = {(line.expert.id, line.exact): line for line in reversed(self.lines)}
        return tuple(line for line in self.lines if first[line.expert.id, line.exact] is line)


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one facet, in the order a reader of this question wants them."""

    facet: Facet
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two statements that do not go together as they stand, side by side, with what decided."""

    kind: RelationKind
    a: Line
    b: Line
    why: Reason
    voices: tuple[int, int] = (1, 1)
    """How many independent voices make the point of each side."""

    @property
    def no_consensus(self) -> bool:
        """Whether as many voices, two or more, stand on each side of an opposition (feature R12)."""
        return self.kind is RelationKind.OPPOSES and self.voices[0] == self.voices[1] > 1


@dataclass(frozen=True, slots=True)
class Dispute:
    """One statement, and the peers who declared that it is not so (OPPOSES), or only on a condition (QUALIFIES)."""

    kind: RelationKind
    line: Line
    peers: tuple[Stance, ...]


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term and, for each expert of the table, the line that names it or None."""

    term: str
    cells: tuple[Line | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """Who names what: terms of one kind by the experts who enumerate such things."""

    kind: TermKind
    experts: tuple[Expert, ...]
    terms: tuple[TermRow, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an answer's text: a statement, something set aside, or the white space between (role None)."""

    text: str
    statement: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class FullAnswer:
    """One answer in full. The segments' texts, joined, are the stored text, character for character."""

    answer: Answer
    expert: Expert
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class OneVoice:
    """Experts whose answers share most of their text, so that their agreement counts once."""

    experts: tuple[Expert, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """All that the page of one question shows."""

    question: str
    topic: str
    state: State
    experts: tuple[Expert, ...]
    voices: int
    """How many independent voices say something that can be compared: not a video, not links alone, copies once."""
    copies: tuple[OneVoice, ...]
    meter: bool
    """Whether counts such as "3 of 5" may be drawn."""
    warnings: tuple[Line, ...]
    """Statements that warn of danger; they lead, whoever says them."""
    digest: tuple[Line, ...]
    agreed: tuple[Section, ...]
    differing: tuple[Difference, ...]
    single: tuple[Section, ...]
    unaddressed: tuple[Facet, ...]
    tables: tuple[Table, ...]
    answers: tuple[FullAnswer, ...]
    disclaimer: str
    engine: str
    by_words_alone: bool
    """True when the model file was missing, so that statements were matched by words alone."""
    disputed: tuple[Dispute, ...] = ()
    """What peers declared against single statements: of the list "differing", after what was inferred."""
    opposed: tuple[str, ...] = ()
    """Of the digest, the statements (ids) that the list "differing" holds something against."""
