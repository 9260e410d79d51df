"""What a sentence is to its answer: a statement, or a heading, pointer, disclaimer or other boilerplate set aside.

Part of step 2. Prefers keeping a sentence to setting it aside: a statement lost is worse than a pointer shown.
Looks at words and layout of one sentence; what stands around it is the package's own matter.
"""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from plurivox.model import Role
from plurivox.statements.pieces import LEAD_WORDS, TABLE_HEADS

_RULES = tomllib.loads(resources.files(__package__).joinpath("boilerplate.toml").read_text(encoding="utf-8"))
_DISCLAIMER = tuple(_RULES["disclaimer"]["holds"])
_LINK_OPENS = tuple(_RULES["links"]["opens"])
_LINK_ALWAYS = tuple(_RULES["links"]["always"])
_LINK_STARTS = tuple(_RULES["links"]["starts"])
_LINK_HOLDS = tuple(_RULES["links"]["holds"])
_LINK_ACTS = tuple(_RULES["links"]["acts"])
_SITES = tuple(_RULES["links"]["sites"])
_PLACES = (*_SITES, *_RULES["links"]["places"])
_STARTS = tuple(_RULES["boilerplate"]["starts"])
_GREETS = tuple(_RULES["boilerplate"]["greets"])
_SHORTEST_SAID = int(_RULES["boilerplate"]["shortest_said"])
_WHOLE = frozenset(_RULES["boilerplate"]["whole"])
_LONGEST = int(_RULES["boilerplate"]["longest"])
_LEAD_SAYS = frozenset(_RULES["leads"]["says"])
_LEAD_EMPTY = frozenset(_RULES["leads"]["empty"])
_LEAD_LONGEST = int(_RULES["leads"]["longest"])
_HEADINGS = frozenset(_RULES["headings"]["words"])
_ASKS = frozenset(_RULES["headings"]["asks"])
_VERBS = frozenset(_RULES["headings"]["verbs"])
_HEADING_LONGEST = int(_RULES["headings"]["longest"])

_KEEPS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _RULES['keeps']['words']))})(?!\w)")
_STAMP = re.compile(
    rf"(?:{'|'.join(_RULES['boilerplate']['stamps'])}):? (?:on |in |from )?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? )?(?:\d{4}|\d{1,2}[ ,./-]|http|www)"
)
_CHART = re.compile(
    rf"the following (?:{'|'.join(_RULES['charts']['kinds'])})s? (?:{'|'.join(_RULES['charts']['shows'])})\b(?! that\b)"
)
_ORGANISATION = re.compile(
    rf"(?:The )?(?=(?:{'|'.join(map(re.escape, _RULES['organisations']['opens']))})(?!\w))"
    rf"(?=.*\b(?:{'|'.join(_RULES['organisations']['kinds'])})\b)"
    r"(?:(?:[A-Z][\w.'’-]*|of|for|and|on|the|in|&),? )*[A-Z][\w.'’-]*(?: \([A-Z]{2,8}\))?\.?"
)
_ADDRESS_STARTS = ("http://", "https://", "www.")
_ADDRESS_HOLDS = (".gov", ".org", ".com", ".edu", ".net")
_AUTHORS = re.compile(r"\d{0,3}\.? ?(?:[A-Z][\w'’-]{1,30} [A-Z]{1,3}, ){1,20}(?:[A-Z][\w'’-]{1,30} [A-Z]{1,3}\b|et al)")
_JOURNAL = re.compile(r"\b(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?; ?\d|\bdoi:|\bPMID\b")
_CREDIT = re.compile(r"[A-Z]{2,6}: (?:The )?(?:National|Centers|Food|Department|Office|U\.S\.|US|Agency|American)\b")
#: Words besides an address that a sentence needs to be read as one: "It is at www.example.org" is a pointer.
_WORDS_BESIDE_ADDRESS = 8


def of(text: str) -> Role:
    """The role of a sentence by its words alone.

    >>> of("See the following PDQ summaries for more information about lung cancer:").value
    'links'
    >>> of("Go to the emergency room and bring information about your medicines.").value
    'statement'
    """
    low = text.lower().lstrip("-–•*· ")
    if not any(map(str.isalnum, low)) or low.rstrip(".: ") in _WHOLE:
        return Role.BOILERPLATE
    if any(phrase in low for phrase in _DISCLAIMER):
        return Role.DISCLAIMER
    if low.startswith((*_LINK_ALWAYS, *_LINK_OPENS)) or any(phrase in low for phrase in _LINK_HOLDS):
        return Role.LINKS
    if _KEEPS.search(low):
        return Role.STATEMENT
    if (_CHART.match(low) and not any(map(str.isdigit, low))) or _ORGANISATION.fullmatch(text):
        return Role.BOILERPLATE
    if low.startswith(_LINK_STARTS) and any(place in low for place in _PLACES):
        return Role.LINKS
    if low.startswith(_LINK_ACTS) and any(site in low for site in _SITES):
        return Role.LINKS
    if _STAMP.match(low) or (low.startswith(_STARTS) and low.count(" ") < _LONGEST):
        return Role.BOILERPLATE
    if low.startswith(_GREETS) and low.count(" ") < _SHORTEST_SAID:
        return Role.BOILERPLATE
    if _points(text):
        return Role.LINKS
    return Role.BOILERPLATE if _cites(text) else Role.STATEMENT


def asks(text: str) -> bool:
    """Whether the sentence is a question that the answer sets itself: "How might it be treated?"."""
    return text.endswith("?") and text.split(None, 1)[0].lower().lstrip("\"'“‘(").partition("'")[0] in _ASKS


def heads(text: str) -> bool:
    """Whether a line without final punctuation reads as a heading: "Outlook", "Stages of High Blood Pressure"."""
    words = text.rstrip(":").split()
    if len(words) > _HEADING_LONGEST or text[-1] in ".!;,?…)" or not text[0].isupper():
        return False
    low = [word.lower() for word in words]
    if " ".join(low) in _HEADINGS or low[0] in ("what", "how", "why", "who", "when", "where"):
        return True
    return not _VERBS.intersection(low)


def titled(text: str) -> bool:
    """Whether its long words all start with capitals, as in titles."""
    return all(not word[0].islower() for word in text.split() if len(word) > 4)


def empty_lead(text: str) -> bool:
    """Whether a list lead says nothing of its own: "Symptoms may include"; not so "There are three types:"."""
    if text.endswith(TABLE_HEADS):
        return True
    low = text.lower().rstrip(": ").removesuffix(" the following")
    words = low.split()
    if len(words) > _LEAD_LONGEST or (words and words[-1] not in LEAD_WORDS) or "range" in words:
        return False
    for verb in (" may ", " can ", " might ", " could ", " often ", " also "):
        head, found, _ = low.partition(verb)
        if found and head in _LEAD_EMPTY and len(words) <= _LEAD_LONGEST // 2:
            return True
    if len(words) <= _LEAD_LONGEST // 2 and any(" ".join(words[:n]) in _LEAD_EMPTY for n in (1, 2, 3)):
        return True
    return not _LEAD_SAYS.intersection(words) and not any(map(str.isdigit, low)) and "," not in low


def _points(text: str) -> bool:
    """Whether little but a web address is left."""
    low = text.lower()
    if not any(sign in low for sign in (*_ADDRESS_STARTS, *_ADDRESS_HOLDS)):
        return False
    words = low.split()
    beside = sum(
        not (word.startswith(_ADDRESS_STARTS) or any(ending in word for ending in _ADDRESS_HOLDS)) for word in words
    )
    return beside < min(len(words), _WORDS_BESIDE_ADDRESS)


def _cites(text: str) -> bool:
    """Whether it is a bare citation or a publisher's line."""
    if _CREDIT.match(text) or _AUTHORS.match(text):
        return True
    return any(map(str.isdigit, text)) and len(text) < 400 and bool(_JOURNAL.search(text))
