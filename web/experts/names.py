"""Names of people as they are typed: one spelling, nothing hidden in them, and which of them look alike (promise R36).

A small part of Unicode's security mechanisms (UTS 39): scripts that may not be mixed in one name, characters that
nobody sees, and a skeleton by which two names that look the same are found. It refuses only what no name needs; what
merely looks like another name goes to a person.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Characters of a name: the longest names of organisations in the archives that we read stay below.
LONGEST_NAME = 150

#: Scripts that one name may mix: what UTS 39 calls highly restrictive, for names are also written with Latin letters.
TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)

#: Marks that a name may hold beside letters, digits and blanks.
MARKS = frozenset("'’ʼ.,-‐–()/&+·:")

#: Small letters of other scripts, and digits, by the Latin letters that they look like (UTS 39, confusables.txt).
LOOKALIKES = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
        "ԁ": "d", "ԛ": "q", "ԝ": "w", "ӏ": "l", "в": "b", "к": "k", "м": "m", "н": "h", "т": "t", "г": "r", "п": "n",
        "ё": "e", "ї": "i", "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t",
        "υ": "y", "χ": "x", "η": "n", "μ": "m", "ζ": "z", "σ": "o", "ς": "c", "γ": "y", "ϲ": "c", "ϳ": "j", "օ": "o",
        "ս": "u", "հ": "h", "ո": "n", "ց": "g", "ա": "w", "ɑ": "a", "ɡ": "g", "ı": "i", "ɩ": "i", "ƅ": "b", "ꜱ": "s",
        "ᴏ": "o", "ᴄ": "c", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ß": "b", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t",
        "0": "o", "1": "l", "3": "e", "5": "s", "|": "l", "!": "l", "i": "l",
    }
)  # fmt: skip

#: Two letters that look like one.
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))

#: Letters of any script in another dress, by the first word of their names; no keyboard types a name with them.
_STYLES = frozenset(["FULLWIDTH", "HALFWIDTH", "MATHEMATICAL", "DOUBLE", "SCRIPT", "BLACK", "TURNED"])
STYLED = "styled"

#: What people put before or behind a name, and what tells nobody apart.
TITLES = frozenset(
    [
        "dr",
        "drs",
        "prof",
        "professor",
        "doctor",
        "sir",
        "dame",
        "mr",
        "mrs",
        "ms",
        "md",
        "phd",
        "mbbs",
        "do",
        "rn",
        "np",
        "frcp",
        "facp",
        "facs",
        "msc",
        "bsc",
    ]
)


def clean(text: str) -> str:
    """A name in its one spelling (NFC, single blanks). Raises ValidationError, saying which character is in the way."""
    if _hidden(text):
        raise ValidationError(
            _("There is a character in this name that nobody can see. Type the name anew instead of pasting it."),
            code="hidden",
        )
    found = " ".join(unicodedata.normalize("NFC", text).split())
    if not found:
        raise ValidationError(_("Type the name under which you answer."), code="required")
    if len(found) > LONGEST_NAME:
        raise ValidationError(_("This is too long for a name. Please shorten it."), code="too-long")
    for sign in found:
        if sign not in MARKS and not sign.isspace() and unicodedata.category(sign)[0] not in "LMN":
            raise ValidationError(
                _("A name does not hold “%(sign)s”. Leave it out."), code="sign", params={"sign": sign}
            )
    if not any(unicodedata.category(sign)[0] == "L" for sign in found):
        raise ValidationError(_("A name has letters. Type the name under which you answer."), code="letters")
    if mixed(found):
        raise ValidationError(
            _("This name mixes letters of different alphabets that look alike. Type it in one alphabet."), code="mixed"
        )
    return found


def mixed(text: str) -> bool:
    """Whether letters of scripts stand together that no name mixes, such as Latin and Cyrillic; or styled ones."""
    found = {script for sign in text if (script := _script(sign))}
    return STYLED in found or (len(found) > 1 and not any(found <= allowed for allowed in TOGETHER))


def skeleton(text: str) -> str:
    """What is left of a name when what looks alike is the same: compared, and never shown.

    Titles, marks, accents, blanks and capitals tell no two people apart here.

    >>> skeleton("Dr. Adа Test, MD") == skeleton("ADA TÉST")
    True
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = re.findall(r"\w+", "".join(sign for sign in plain if unicodedata.category(sign) != "Mn"))
    kept = [word for word in words if word not in TITLES] or words
    found = "".join(kept).translate(LOOKALIKES)
    for pair, one in PAIRS:
        found = found.replace(pair, one)
    return found


def _hidden(text: str) -> bool:
    """Whether something in it is invisible: format and bidi controls, fillers, unassigned or private characters."""
    fillers = "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800"
    return any(
        sign in fillers
        or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        for sign in text
        if sign not in "\t\n\r"
    )


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The script of a letter, by the first word of its name; nothing for what all scripts share."""
    if unicodedata.category(sign)[0] != "L":
        return ""
    word = unicodedata.name(sign, "UNKNOWN").replace("-", " ").split()[0]
    return "" if word == "MODIFIER" else STYLED if word in _STYLES else word
