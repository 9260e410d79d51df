"""Orders that a statement opens with: "take aspirin every day", "do not take aspirin". Part of step 5.

Reads one statement; rules.py holds two orders against each other.
"""

from __future__ import annotations

from plurivox.cues import stem
from plurivox.relations.sides import Side

#: Words that open an order and forbid or stress it, the longest first; what stands after them is its verb.
_FORBIDS = (("you", "should", "not"), ("you", "must", "not"), ("do", "not"), ("don't",), ("never",))
_URGES = (("you", "should"), ("you", "must"), ("always",), ("please",), ("do",))


def order(s: Side) -> tuple[str, bool, str] | None:
    """The verb of a statement that opens with an order, whether it is forbidden, and the exact words."""
    words = tuple(t.word for t in s.reading.tokens[:_ORDER_WORDS])
    forbids = next((o for o in _FORBIDS if words[: len(o)] == o), None)
    opening = forbids or next((o for o in _URGES if words[: len(o)] == o), ())
    if len(words) <= len(opening):
        return None
    first, verb = s.reading.tokens[0], s.reading.tokens[len(opening)]
    return stem(verb.word), forbids is not None, s.text[first.start : verb.end]


#: Words that an order's opening and verb take at most.
_ORDER_WORDS = 4
