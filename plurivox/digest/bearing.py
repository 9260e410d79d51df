"""How far one sentence, by its own words, can stand as an answer: what it defines, decides, measures, or leans on.

Part of step 6. Reads one sentence and the question only; digest/__init__.py weighs it against the others.
"""

from __future__ import annotations

from plurivox import cues
from plurivox.model import Question
from plurivox.relations import quantities
from plurivox.statements import pieces

#: A statement with fewer words is a fragment.
FEWEST_WORDS = 5

#: What it costs to speak of something else that shares a part of the subject's name, or of what the subject is not.
STRAYS = 1.5

#: What it costs to hold for some people or cases only, or rarely, which the question does not name: "in rare cases".
NARROW = 1.5

#: What it gains to say yes or no outright, or to give the kind of figure, where the question asks for just that.
OUTRIGHT, VERDICT, FIGURE = 2.5, 1.0, 1.0


def leans(text: str) -> bool:
    """Whether a sentence cannot stand alone: it opens with a pronoun or a contrast, points elsewhere, or is a fragment.

    >>> leans("However, it is rare."), leans("Asthma is a disease of the lungs.")
    (True, False)
    """
    first = next((ch for ch in text if not ch.isspace()), "")
    reading = cues.read(text)
    if not first.isalpha() and not first.isdigit() and first not in "\"'“‘(":
        return True
    if (
        first.islower()
        or pieces.leads(text, 0, len(text))
        or text.rstrip().endswith((";", ","))
        or len(text.split()) < FEWEST_WORDS
    ):
        return True
    if any(token.word in _POINTS_BACK for token in reading.tokens[:_FIRST_WORDS]):
        return True
    opening = reading.tokens[0].start if reading.tokens else 0
    return any(c.value == "pointing" or c.start == opening for c in reading.of("dependent"))


#: Words that point back where they stand among a sentence's first: "examples of these medicines".
_POINTS_BACK = frozenset(["these", "those", "them"])
_FIRST_WORDS = 4

#: Words of a definition between the subject and what it is, and words after which it defines nothing.
_IS = frozenset(["is", "are", "refers", "means", "describes", "occurs", "happens"])
_NOT_IS = frozenset(
    ["associated", "different", "caused", "likely", "often", "usually", "treated", "not", "diagnosed", "inherited",
     "more", "most", "also", "considered", "estimated", "sometimes", "due", "linked", "thought", "believed", "very",
     "common"]
)  # fmt: skip

#: Stems of words that make a sentence one about a side of the subject: "one of the main symptoms of X is".
_ASPECTS = frozenset(
    cues.stem(word) for word in ("symptom", "symptoms", "sign", "signs", "cause", "causes", "treatment", "type", "risk")
)

#: What it adds that another name is given ("X, also called Y, is", "X (MBC, or stage IV X) is").
_OTHER_NAME = 0.2
_SYNONYM = frozenset(["or", "also", "called"])

#: What "refers to" or "occurs when" is worth beside "is".
_LESS_PLAIN = 0.85

#: Words before which a definition must have said "is".
_OPENING = 14


def defines(text: str, subject: frozenset[str]) -> float:
    """1 or more where a sentence says what the subject is (names it, then "is"), less for "refers to", else 0."""
    before: set[str] = set()
    words: set[str] = set()
    tokens = cues.read(text).tokens
    for at, token in enumerate(tokens[:_OPENING]):
        if token.word in _IS:
            after = tokens[at + 1].word if at + 1 < len(tokens) else ""
            named = len(subject & before) > len(subject) // 2
            plain = 1.0 if token.word in ("is", "are") else _LESS_PLAIN
            plain += _OTHER_NAME * bool(_SYNONYM & words)
            aspect = bool(_ASPECTS & before - subject)
            return plain if subject and named and not aspect and after not in _NOT_IS else 0.0
        before.add(cues.stem(token.word))
        words.add(token.word)
    return 0.0


#: Words that open a question to be answered with yes or no, and openings and words of an answer that does it outright.
_ASKS_WHETHER = frozenset(["is", "are", "can", "could", "should", "do", "does", "will", "would", "may", "must", "am"])
_SAYS_OUTRIGHT = ("yes,", "no,", "yes:", "no:", "yes.", "no.")
_OUTRIGHT = ("answer is no", "answer is yes", "answer: yes", "answer: no")

#: Words of a question that asks for a figure, with the kinds of figure that answer it.
_ASKS_FIGURE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("at what age", "which age", "how old"), ("age",)),
    (("how long", "how soon"), ("time", "age")),
    (("what blood pressure",), ("pressure",)),
    (("how much", "what dose"), ("mass", "mass per kg", "volume", "cups", "units", "tablets", "calories")),
)

#: Words that say what a thing is not, or where its name comes from.
_BESIDE = ("different from", "not the same as", "confused with", "named after", "named for", "adjective")


def bears(text: str, question: Question, subject: frozenset[str], *, defining: bool) -> float:
    """How far a sentence bears on just this question: yes or no, the figure asked for; less beside it or narrow."""
    low, asks = text.lower(), question.text.lower()
    reading = cues.read(text)
    found = 0.0
    if asks.split(" ", 1)[0] in _ASKS_WHETHER:
        if low.startswith(_SAYS_OUTRIGHT) or any(phrase in low for phrase in _OUTRIGHT):
            found += OUTRIGHT
        elif verdicts := reading.of("axis.verdict"):
            on_asked = any(cues.stems(reading.slice(cue)) & cues.stems(asks) for cue in verdicts)
            found += OUTRIGHT if on_asked else VERDICT
    kinds = {kind for phrases, kinds in _ASKS_FIGURE if any(p in asks for p in phrases) for kind in kinds}
    repeats = "how often" in asks and any(cue.value == "interval" for cue in reading.of("attribute"))
    if repeats or any(q.kind in kinds for q in quantities.read(text)):
        found += FIGURE
    if any(phrase in low for phrase in _BESIDE) or _of_another(text, subject):
        found -= STRAYS
    others = reading.values("population") - cues.read(f"{question.text} {question.subject}").values("population")
    rarely = reading.of("frequency", "1")
    if not defining and (others - _NEVER_NARROW or reading.of("restriction") or rarely):
        found -= NARROW
    return found


#: Groups that are words of a description more often than a limit: "a chronic disease", "more severe in adults".
_NEVER_NARROW = frozenset({"chronic", "severe", "mild", "form", "adult", "women", "family", "familial"})


def _of_another(text: str, subject: frozenset[str]) -> bool:
    """Whether a sentence is about another thing with a part of the subject's name: "recurrent breast cancer is"."""
    before: set[str] = set()
    for token in cues.read(text).tokens[:_OPENING]:
        if token.word in _IS:
            return bool(before & subject) and not subject <= before and bool(before - subject)
        if token.word not in cues.STOPWORDS or token.word in _AT_LARGE:
            before.add(cues.stem(token.word))
        if token.word in _AT_LARGE:
            return False
    return False


#: Words after which a sentence opens at large and not with its subject.
_AT_LARGE = frozenset(["in", "if", "when", "of", "with", "by", "people", "patients", "many", "some", "most"])
