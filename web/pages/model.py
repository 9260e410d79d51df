"""What each public page shows: one frozen object a page, the same for the HTML and for its JSON twin."""

from __future__ import annotations

from dataclasses import dataclass, field

from plurivox.model import Expert
from plurivox.page import FullAnswer
from plurivox.page import QuestionPage as Compared
from web.checking.queries.history import Changed
from web.checking.queries.public import Corrected, Facts, Tombstone
from web.experts.badges import Badge
from web.pages.method import Figure
from web.review.lines import Reason, ReportableLine
from web.review.queries import Past, ReleaseFacts, ShownReply, Stances
from web.review.states import Showing


@dataclass(frozen=True, slots=True)
class Card:
    """A question as lists show it. `reason` says why it is in a list of related ones."""

    slug: str
    question: str
    topic: str
    experts: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic as lists show it."""

    slug: str
    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a long list this is."""

    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines each of the four lists has."""

    agreed: int
    differing: int
    single: int
    unaddressed: int


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer in full, and what the site knows of it and of its author."""

    full: FullAnswer
    facts: Facts
    badge: Badge
    outside: bool
    """Whether the question lies outside the specialty that was verified; shown, and never weighed."""
    text: str
    """The beginning of the hash of its text, for an address that names exactly these words."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What experts themselves said of one statement: stances of verified peers, replies of its author."""

    stances: Stances
    """What is counted into the lists."""
    since: Stances
    """What was declared since the release, and is not counted yet."""
    replies: tuple[ShownReply, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question: the comparison, every answer in full, and where to read on."""

    slug: str
    topic: TopicCard | None
    showing: Showing
    """Whether the comparison was released by reviewers, or made by the program, or is not there just now."""
    release: ReleaseFacts | None
    """Who released it, until when, and what stands beside its lines."""
    declared: dict[str, Declared]
    """By the id of the statement; kept apart from what the program infers."""
    compared: Compared
    counts: Counts
    answers: tuple[ShownAnswer, ...]
    tombstones: tuple[Tombstone, ...]
    open: bool
    """Whether experts can answer it now."""
    asked: bool
    """Whether nobody has answered, and experts were asked to by name or specialty."""
    declaring: int
    """How many of the published answers declare conflicts of interest."""
    without: bool
    """Whether the reader has left those answers out."""
    plain: bool
    """Whether any line has a plain one beside it, so that there is something to choose."""
    professional: bool
    """Whether the experts' own words lead each row, and not the plain ones."""
    related: tuple[Card, ...]
    related_topics: tuple[TopicCard, ...]
    """Other topics with questions close to this one; each counts those questions alone."""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What has changed in one question: its comparison from release to release, each answer from text to text."""

    slug: str
    question: str
    releases: tuple[Past, ...]
    answers: tuple[Changed, ...]
    tombstones: tuple[Tombstone, ...]


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """Every public correction, the newest first."""

    corrections: tuple[Corrected, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class GonePage:
    """What became of a text that somebody linked to; no word of it."""

    slug: str
    question: str
    answer: str
    replaced: bool
    """Whether another text of the same answer is shown now."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form in which a reader says what is wrong with one line."""

    slug: str
    question: str
    name: str
    """The line's name in the address."""
    line: ReportableLine | None
    """The line as it stands now, or None when the comparison has changed since the form was opened."""
    reasons: tuple[Reason, ...]
    """What the reader can choose from."""
    ticket: str
    refused: str
    """Why the form was not taken, in a sentence, or ""; what is wrong with one field stands at the field."""


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """What a reader sees after a report: what happens next."""

    slug: str
    question: str


@dataclass(frozen=True, slots=True)
class MethodPage:
    """How the comparison is made and how often it errs."""

    engine: str
    """The version that makes comparisons here."""
    measured: str
    """The version that was measured."""
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ExpertAnswer:
    """One answer as its expert's page lists it; `excerpt` is how the answer begins, word for word."""

    slug: str
    question: str
    answer: str
    date: str
    excerpt: str
    cut: bool


@dataclass(frozen=True, slots=True)
class ExpertPage:
    """One expert: what is stated of them, and all their answers."""

    slug: str
    expert: Expert
    badge: Badge
    """What the site has verified, and what they disclosed."""
    topics: tuple[TopicCard, ...]
    """What they answer on."""
    answers: tuple[ExpertAnswer, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic and its questions."""

    slug: str
    name: str
    questions: tuple[Card, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """All topics."""

    topics: tuple[TopicCard, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page: topics, and questions that many experts answered."""

    topics: tuple[TopicCard, ...]
    more_topics: bool
    questions: tuple[Card, ...] = field(default=())
