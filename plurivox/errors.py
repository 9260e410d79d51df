"""Every way Plurivox refuses, each with a code.

Step: none; every step raises from here. Never caught silently: user errors print one sentence (what, where, what to
do next); anything else is a traceback. `STATUS` is the one table from error to exit code and HTTP status.
"""

from __future__ import annotations

from collections.abc import Sequence


class PlurivoxError(Exception):
    """A refusal a person can read: a sentence that says what is wrong, where, and what to do next.

    `values` are the offending values, for logs and JSON; they hold no text of a person's question.
    """

    code = "error"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


class SourceUnreadable(PlurivoxError):
    """The file is not what its format says: wrong encoding, broken syntax, nested too deeply, too large."""

    code = "source-unreadable"


class FormatUnknown(PlurivoxError):
    """No reader takes this kind of file; name one with --format."""

    code = "format-unknown"


class RecordsRefused(PlurivoxError):
    """Some records were refused, so nothing was taken: every reason at once, each with its place."""

    code = "records-refused"

    def __init__(self, sentence: str, problems: Sequence[Problem], **values: object) -> None:
        super().__init__(sentence, **values)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"  {problem}" for problem in self.problems)])


class AttributionUncertain(PlurivoxError):
    """A name could not be tied to one answer; an editor must settle it."""

    code = "attribution-uncertain"


class QuoteNotInAnswer(PlurivoxError):
    """The quoted words are not at that place of that answer."""

    code = "quote-not-in-answer"


class StatementUnknown(PlurivoxError):
    """No statement of this comparison has that id."""

    code = "statement-unknown"


class EditUnfit(PlurivoxError):
    """An edit names a line that the comparison does not have, or would break what holds for every comparison."""

    code = "edit-unfit"


class ModelMissing(PlurivoxError):
    """The model file is not there or cannot be read; the engine works by words alone until it is."""

    code = "model-missing"


class ModelNotTrusted(PlurivoxError):
    """The model file is not the pinned one: its SHA-256 differs. It is not loaded."""

    code = "model-not-trusted"


class TooLarge(PlurivoxError):
    """The input passes a documented limit; it is refused whole, never cut."""

    code = "too-large"


class NotFound(PlurivoxError):
    """Nothing is published under that name."""

    code = "not-found"


class Problem:
    """One reason for one refusal: where it is (line, record, field) and what is wrong.

    >>> print(Problem("answers.csv line 4", "row-short", "has 5 cells, the header has 6"))
    answers.csv line 4: has 5 cells, the header has 6 [row-short]
    """

    __slots__ = ("code", "place", "reason")

    def __init__(self, place: str, code: str, reason: str) -> None:
        self.place, self.code, self.reason = place, code, reason

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} [{self.code}]"

    def __repr__(self) -> str:
        return f"Problem({self.place!r}, {self.code!r}, {self.reason!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


#: error code -> (exit code of the command line, HTTP status of the site)
STATUS: dict[str, tuple[int, int]] = {
    PlurivoxError.code: (1, 500),
    SourceUnreadable.code: (3, 400),
    FormatUnknown.code: (2, 415),
    RecordsRefused.code: (3, 422),
    AttributionUncertain.code: (4, 409),
    QuoteNotInAnswer.code: (5, 500),
    StatementUnknown.code: (2, 404),
    EditUnfit.code: (4, 409),
    ModelMissing.code: (6, 503),
    ModelNotTrusted.code: (6, 503),
    TooLarge.code: (3, 413),
    NotFound.code: (2, 404),
}
