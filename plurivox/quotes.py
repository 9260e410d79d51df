"""Exact slices of an answer, and the proof that they are exact.

Step 2's other half. A quote is `start, end, exact, prefix, suffix` over the stored text, the names of the W3C text
selectors (Web Annotation Data Model, 2017, sections 4.2.4 and 4.2.5), counted in code points. Never fuzzy.
"""

from __future__ import annotations

from plurivox.errors import QuoteNotInAnswer
from plurivox.model import Answer, Quote

#: Code points kept on each side of a quote, so that a person can find it again.
CONTEXT = 32


def quote(text: str, start: int, end: int) -> Quote:
    """The slice `text[start:end]` as a Quote. Raises QuoteNotInAnswer for an empty or outside slice.

    >>> quote("Bone and liver.", 9, 14).exact
    'liver'
    """
    if not 0 <= start < end <= len(text):
        raise QuoteNotInAnswer(f"There is no slice {start} to {end} in a text of {len(text)} characters.")
    return Quote(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def verify(found: Quote, answer: Answer) -> None:
    """Raise QuoteNotInAnswer unless the quote is exactly what the answer holds at that place."""
    if found != quote(answer.text, found.start, found.end):
        raise QuoteNotInAnswer(
            f"Answer {answer.id} does not hold these words at {found.start} to {found.end}; cut the statement anew.",
            answer=answer.id,
            start=found.start,
            end=found.end,
        )
