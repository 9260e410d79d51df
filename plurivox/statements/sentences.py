"""Where sentences end: offsets into an untouched text, by rules over a list of abbreviations.

Part of step 2. Prefers a missed cut to a wrong one: never inside a number, a dose, an abbreviation, a pair of brackets
or a grapheme cluster. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib import resources

Span = tuple[int, int]

WORDS = tomllib.loads(resources.files(__package__).joinpath("abbreviations.toml").read_text(encoding="utf-8"))
NEVER_LAST = frozenset(WORDS["never_last"])
MAY_BE_LAST = frozenset(WORDS["may_be_last"])
NUMBERED = frozenset(WORDS["numbered"])
UNITS = frozenset(WORDS["units"])
OPENERS = frozenset(WORDS["openers"])

#: Brackets longer than this many code points hold sentences of their own (none in our reading of answers was longer
#: and still one sentence's aside).
LONGEST_ASIDE = 240
#: No abbreviation is longer, in code points; a look back stops there.
LONGEST_TOKEN = 32

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*|[。！？]+[」』”’）]*")
_NEXT = re.compile(r"[\"'“‘«(\[¿¡*_]{0,3}([^\W\d_]+(?:['’]t)?)?")
_NOTE = re.compile(r"(?:\d{1,2}(?:[,–-]\d{1,2}){0,3}|(?:\[\d{1,3}\]){1,3})(?=\s)")
_GLUED = re.compile(r"([A-Z][a-z]*)")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_NUMBER_BEFORE = re.compile(r"(?:\d|½|¼|¾|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|per))[\s-]?$")
_BRACKETS = re.compile(r"[()\[\]]")
_NOT_SPACE = re.compile(r"\S")
_DOMAINS = frozenset({"com", "org", "net", "gov", "edu", "html", "htm", "asp", "aspx", "php", "pdf", "js", "uk"})
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CJK = frozenset("。！？")
_OPENING = "\"'“‘«([{*_"


def cut(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]` as trimmed spans, in order; together they hold all that is not white space.

    >>> text = "Take no more than 4 g. per day. Dr. Smith (St. John's) agrees."
    >>> [text[a:b] for a, b in cut(text, 0, len(text))]
    ['Take no more than 4 g. per day.', "Dr. Smith (St. John's) agrees."]
    """
    spans: list[Span] = []
    begin, asides = start, _asides(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        after = _ends(text, begin, stop, end)
        if not after or (asides and _inside(asides, stop.end() - 1)):
            continue
        _add(text, spans, begin, after)
        begin = after
    _add(text, spans, begin, end)
    return spans


def trim(text: str, start: int, end: int) -> Span:
    """`text[start:end]` without white space around it; an accent keeps the space that carries it."""
    kept = text[start:end].lstrip()
    first = end - len(kept)
    last = first + len(kept.rstrip())
    if start < first < last and extends(text[first]) and text[first - 1] not in _LINE_ENDS:
        first -= 1
    return first, last


def extends(character: str) -> bool:
    """Whether the character belongs to the one before it: combining marks, joiners, skin tones, tags (UAX #29)."""
    if character < "\u0300":
        return False
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _add(text: str, spans: list[Span], start: int, end: int) -> None:
    """Append the stretch as a sentence, or to the sentence before when it holds no word: '.', ')', an emoji."""
    start, end = trim(text, start, end)
    if start == end:
        return
    if spans and not any(map(str.isalnum, text[start:end])):
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))


def _ends(text: str, begin: int, stop: re.Match[str], end: int) -> int:
    """Where the sentence that began at `begin` ends, if it ends at this stop; else 0."""
    dot, after = stop.span()
    if after == end or text[dot] in _CJK:
        return 0 if after < end and extends(text[after]) else after
    if not text[after].isspace():
        note = _NOTE.match(text, after, end)
        if not note or not (text[dot - 1 : dot].isalpha() or _opens(text, note.end(), end)):
            return after if _glued(text, begin, dot, after, end) else 0
        after = note.end()
    found = _NOT_SPACE.search(text, after, end)
    if not found:
        return after
    at = found.start()
    if extends(text[at]):
        return 0
    follows = _NEXT.match(text, at, end)
    word = (follows and follows[1]) or ""
    if not word:
        opens = text[follows.end() : follows.end() + 1] if follows else ""
        return after if opens.isdigit() and _before_number(text, begin, dot) and stop[0][0] not in "…" else 0
    if word[0].islower() and not (len(word) > 1 and word[1].isupper()):
        return 0
    return after if stop[0].rstrip("\"'”’»)]") != "." or _is_last(text, begin, dot, word) else 0


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a word follows that opens sentences: "between 30 and 50.4 For" has a note, "50.4 percent" a decimal."""
    found = _NOT_SPACE.search(text, at, end)
    follows = _NEXT.match(text, found.start(), end) if found else None
    word = (follows and follows[1]) or ""
    return word[:1].isupper() and word.lower() in OPENERS


def _is_last(text: str, begin: int, dot: int, word: str) -> bool:
    """Whether a single full stop before a capital ends the sentence, judged by the token it closes."""
    token = _token(text, begin, dot)
    low = token.lower()
    if low in NEVER_LAST:
        return token.isupper() and len(token) > 1 and word.lower() in OPENERS
    if token.isdigit():
        opened = text[max(begin, dot - len(token) - 2) : dot - len(token)].rstrip()
        return len(token) > 2 or (dot - len(token) > begin and bool(opened) and opened[-1] not in ":;")
    if len(token) == 1 and token.isalpha():
        if low in UNITS and _NUMBER_BEFORE.search(text, max(begin, dot - 12), dot - 1):
            return word.lower() in OPENERS
        return len(word) > 1 and word.lower() in OPENERS and dot - 1 > begin
    if (low in MAY_BE_LAST and not (token.isupper() and len(token) > 1)) or _DOTTED.fullmatch(token):
        return len(word) > 1 and word.lower() in OPENERS
    if low in UNITS and _NUMBER_BEFORE.search(text, max(begin, dot - len(token) - 12), dot - len(token)):
        return word.lower() in OPENERS
    return True


def _before_number(text: str, begin: int, dot: int) -> bool:
    """Whether a full stop before a number ends the sentence: not after "no", "approx", an initial or a short number."""
    if text[dot] in "!?":
        return True
    token = _token(text, begin, dot)
    low = token.lower()
    if low in NEVER_LAST or low in MAY_BE_LAST or low in NUMBERED or low in UNITS or _DOTTED.fullmatch(token):
        return False
    return len(token) > 3 or not token.isdigit()


def _glued(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """A missing space: "in the eyes.A rarer form". Not in a web address, a file name or an abbreviation."""
    follows = _GLUED.match(text, after, min(end, after + LONGEST_TOKEN))
    if not follows or after - dot > 2:
        return False
    word, token = follows[1], _token(text, begin, dot)
    if word.lower() in _DOMAINS or "/" in token or "@" in token or "." in token:
        return False
    opener = word.lower() in OPENERS
    if word == "A":
        return text[follows.end() : follows.end() + 1] == " " and len(token) > 2 and token.islower()
    if len(word) == 1 or token.lower() in NEVER_LAST:
        return False
    return (opener and len(token) > 1) or (len(token) > 2 and token.strip(')]”"').isalpha() and token.islower())


def _token(text: str, begin: int, dot: int) -> str:
    """The run of characters before the stop, without opening quotes and brackets."""
    stretch = text[max(begin, dot - LONGEST_TOKEN) : dot]
    parts = stretch.split()
    return parts[-1].lstrip(_OPENING) if parts and not stretch[-1].isspace() else ""


def _asides(text: str, start: int, end: int) -> list[Span]:
    """The outermost closed brackets of at most LONGEST_ASIDE code points, in order."""
    asides: list[Span] = []
    opened: list[int] = []
    for bracket in _BRACKETS.finditer(text, start, end):
        at = bracket.start()
        if bracket[0] in "([":
            opened.append(at)
        elif opened:
            first = opened.pop()
            if at - first <= LONGEST_ASIDE:
                while asides and asides[-1][0] > first:
                    asides.pop()
                asides.append((first, at))
    asides.reverse()
    return asides


def _inside(asides: list[Span], at: int) -> bool:
    """Whether `at` lies in an aside; drops from the end of the (reversed) list those that lie before `at`."""
    while asides and asides[-1][1] < at:
        asides.pop()
    return bool(asides) and asides[-1][0] < at < asides[-1][1]
