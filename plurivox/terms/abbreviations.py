"""Abbreviations as an answer defines them: "metastatic breast cancer (MBC)". Part of step 3.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (Pacific
Symposium on Biocomputing 2003): the letters of the short form are matched from the right in the words before it.
"""

from __future__ import annotations

import re

from plurivox.terms.words import key

#: A short form has 2 to 10 letters or digits (Schwartz and Hearst, section 3.1), at least one of them a capital.
_SHORT = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{1,9})(?=[),;])")

#: A long form has at most min(|short| + 5, 2 |short|) words.
_MORE_WORDS = 5

#: Characters before the bracket in which a long form is looked for: keeps the search linear.
_WINDOW = 160


def read(text: str) -> dict[str, str]:
    """Short form -> key of the long form that stands before it, for every definition in the text.

    >>> read("Metastatic breast cancer (MBC, or stage IV breast cancer) is")
    {'MBC': 'metastatic breast cancer'}
    """
    found = {}
    for match in _SHORT.finditer(text):
        short = match[1]
        if any(c.isupper() for c in short):
            long = _long(short, text[max(0, match.start() - _WINDOW) : match.start()])
            if long:
                found[short] = key(long)
    return found


def _long(short: str, before: str) -> str:
    words = before.split()[-min(len(short) + _MORE_WORDS, 2 * len(short)) :]
    window = " ".join(words)
    at = len(window) - 1
    letters = [c.lower() for c in short if c.isalnum()]
    for n, letter in enumerate(reversed(letters)):
        is_first = n == len(letters) - 1
        while at >= 0 and (window[at].lower() != letter or (is_first and at > 0 and window[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    long = window[at + 1 :]
    return long if len(long) > len(short) else ""
