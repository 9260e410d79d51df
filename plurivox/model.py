"""The nouns of Plurivox, frozen: what every other file speaks of. See GLOSSARY.md.

Never computes anything beyond what a noun knows of itself, and never reads or writes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

ENGINE_VERSION = "0.2.10"


class ExpertKind(StrEnum):
    """A named person or a named organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Medium(StrEnum):
    """How the expert answered. A video's page text only points at it, so it yields no statements; a transcript does.

    TRANSCRIPT is a video whose captions are the text.
    """

    TEXT = "text"
    VIDEO = "video"
    TRANSCRIPT = "transcript"


class Facet(StrEnum):
    """The side of the question a statement speaks to; after schema.org's HealthAspectEnumeration.

    OTHER stands for statements that no aspect claims.
    """

    OVERVIEW = "overview"
    CAUSES = "causes"
    RISK_FACTORS = "risk-factors"
    INHERITANCE = "inheritance"
    FREQUENCY = "frequency"
    SYMPTOMS = "symptoms"
    STAGES = "stages"
    DIAGNOSIS = "diagnosis"
    SCREENING = "screening"
    TREATMENTS = "treatments"
    SIDE_EFFECTS = "side-effects"
    SELF_CARE = "self-care"
    PREVENTION = "prevention"
    PROGNOSIS = "prognosis"
    COMPLICATIONS = "complications"
    PREGNANCY = "pregnancy"
    SEE_DOCTOR = "see-doctor"
    LIVING_WITH = "living-with"
    RESEARCH = "research"
    COST = "cost"
    OTHER = "other"


class Role(StrEnum):
    """What a stretch of an answer is. Only STATEMENT is compared; the others are set aside, not lost.

    DECLINED is a statement that its expert does not want quoted alone; it stands in the full answer.
    """

    STATEMENT = "statement"
    HEADING = "heading"
    LINKS = "links"
    DISCLAIMER = "disclaimer"
    BOILERPLATE = "boilerplate"
    DECLINED = "declined"


class RelationKind(StrEnum):
    """How two statements of different experts stand; words, never a score."""

    SAME = "same"
    QUALIFIES = "qualifies"
    OPPOSES = "opposes"
    INCOMPARABLE = "incomparable"
    UNRELATED = "unrelated"


class StanceKind(StrEnum):
    """What a peer declares of one statement of another expert."""

    AGREE = "agree"
    AGREE_IF = "agree-if"
    DISAGREE = "disagree"


class TermKind(StrEnum):
    """Kinds of things that answers enumerate, one who-names-what table each."""

    BODY_SITE = "body-site"
    SYMPTOM = "symptom"
    CAUSE = "cause"
    TEST = "test"
    DRUG = "drug"
    TREATMENT = "treatment"
    CONDITION = "condition"
    GENE = "gene"


class State(StrEnum):
    """What a reader can expect of a comparison."""

    COMPARED = "compared"
    NOT_ENOUGH_ANSWERS = "not-enough-answers"


#: Hex digits of the hash in a slug: 64 bits, so that nobody finds a second name for somebody's slug.
HASHED = 16


def slug(text: str) -> str:
    """Letters and digits of `text`, lower case, joined by hyphens: the id of an expert, a topic or a question.

    ASCII; accents are set aside. Where another letter or digit is lost so, or nothing is left, the id ends with "_",
    which no other id holds, and a hash of all letters, marks and digits: no two names become one id for what they lose.

    >>> slug("What is metastatic breast cancer?"), slug("José Peña")
    ('what-is-metastatic-breast-cancer', 'jose-pena')
    >>> slug("Dr. Иванов") == slug("DR ИВАНОВ"), slug("Dr. Иванов"), slug("Dr. Петров")
    (True, 'dr_fc22558c47bf021e', 'dr_a44598d93097ac1f')
    """
    folded = unicodedata.normalize("NFKD", text)
    plain = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode().lower()).strip("-")
    if plain and all(letter.isascii() for letter in folded if letter.isalnum()):
        return plain
    kept = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded.casefold())
    whole = " ".join("".join(kept).split()) or text
    return f"{plain}_{hashlib.sha256(whole.encode()).hexdigest()[:HASHED]}"


@dataclass(frozen=True, slots=True)
class Expert:
    """A named person or organisation who answers. `id` is the name's slug: one name, one voice."""

    name: str
    kind: ExpertKind = ExpertKind.PERSON
    credentials: str = ""
    specialty: str = ""

    @property
    def id(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Answer:
    """One expert's admitted answer; `text` is canonical and never changes after intake.

    `expert` is None while attribution is to be confirmed; then only editors see the answer, each such answer
    speaks for itself alone, and `candidates` names who may have written it. `disclaimer` is the answer's own: either
    words beside the text, or an exact part of it. `date` is ISO 8601 (YYYY, YYYY-MM or YYYY-MM-DD) or "". `declined`
    are stretches, in code points, that the expert does not want quoted alone.
    """

    id: str
    text: str
    expert: Expert | None
    medium: Medium = Medium.TEXT
    source: str = ""
    url: str = ""
    licence: str = ""
    date: str = ""
    disclaimer: str = ""
    candidates: tuple[str, ...] = ()
    declined: tuple[tuple[int, int], ...] = ()

    @property
    def voice(self) -> str:
        """Who speaks: the expert's id, or a name of the answer's own while attribution is to be confirmed."""
        return self.expert.id if self.expert else f"unconfirmed:{self.id}"

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` names it across imports; `subject` is what it is about (a disease, a drug), if known."""

    key: str
    text: str
    topic: str = ""
    subject: str = ""
    kind: str = ""
    """Kind of question where the source says so: information, symptoms, treatment ... (MedQuAD's types)."""
    disclaimer: str = ""
    """The page's own disclaimer, about all answers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its admitted answers: what goes into a comparison."""

    question: Question
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact slice of an answer: W3C TextPositionSelector and TextQuoteSelector in one, in code points.

    `exact == text[start:end]`; `prefix` and `suffix` are up to 32 code points around it.
    """

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one answer says, held by its quote. `id` is `<answer id>.<n>`, n counting from 1 in the answer."""

    id: str
    answer: str
    voice: str
    quote: Quote
    role: Role = Role.STATEMENT
    facet: Facet = Facet.OTHER
    heading: Quote | None = None
    """The heading or list lead ("Symptoms may include:") of the same answer that the statement stands under."""


@dataclass(frozen=True, slots=True)
class Point:
    """Statements that say the same. A compound statement may stand in several points."""

    id: str
    statements: tuple[str, ...]
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two statements are related so: a rule's code and the words that decided, exact slices of `a` and of `b`."""

    rule: str
    a: str = ""
    b: str = ""
    score: float | None = None

    def __str__(self) -> str:
        words = f": {self.a} / {self.b}" if self.a or self.b else ""
        return self.rule + words + (f" ({self.score:.2f})" if self.score is not None else "")


@dataclass(frozen=True, slots=True)
class Relation:
    """How statement `a` stands to statement `b` (ids, a < b in the order of the comparison)."""

    kind: RelationKind
    a: str
    b: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Stance:
    """What a peer declared of one statement (its id). `words` are the peer's: the condition, or why they disagree."""

    statement: str
    peer: Expert
    kind: StanceKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One term in one statement: `start` and `end` count code points in the answer's text."""

    kind: TermKind
    term: str
    """The preferred name, after merging synonyms: "bone" for "bones"."""
    statement: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Two answers (ids) of different experts that share most of their text, and so count as one voice.

    `share` is the part of the shorter one's runs of words that the other holds, 0 to 1.
    """

    a: str
    b: str
    share: float


@dataclass(frozen=True, slots=True)
class Lists:
    """The four lists. Point ids; relations as indices into `Comparison.relations`; facets."""

    agreed: tuple[str, ...]
    differing: tuple[int, ...]
    single: tuple[str, ...]
    unaddressed: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the engine says of one question. Every list is in reading order; nothing in it is written by a machine."""

    question: Question
    answers: tuple[Answer, ...]
    state: State
    statements: tuple[Statement, ...]
    set_aside: tuple[Statement, ...]
    points: tuple[Point, ...]
    relations: tuple[Relation, ...]
    lists: Lists
    mentions: tuple[Mention, ...]
    digest: tuple[str, ...]
    input_digest: str
    engine: str
    model: str
    """SHA-256 of the model file that made the vectors, or "" when the engine worked by words alone."""
    warnings: tuple[str, ...] = ()
    """Statements that warn of danger, one of each point. They lead the page and are never outvoted."""
    copies: tuple[Copy, ...] = ()
    """Answers that copy each other: agreement counts them as one voice."""
    stances: tuple[Stance, ...] = ()
    """What peers declared, where it is counted into the lists; none in what the engine itself makes."""
    doubts: tuple[Relation, ...] = ()
    """Pairs that may be opposed, then pairs that may say the same, the likeliest first: for reviewers alone."""
