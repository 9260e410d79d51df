"""Bytes become text once, strictly, and text becomes canonical once: what is stored, counted and quoted.

Part of READ. Canonical means: LF for every newline, Unicode NFC; NUL, lone surrogates and C0 controls other than LF and
TAB are refused; everything else stays, bidi marks and emoji too. Nothing is replaced, cut or repaired.
"""

from __future__ import annotations

import re
import unicodedata

from plurivox.errors import SourceUnreadable

_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")

#: Marks that a byte order mark of another encoding begins with.
_OTHER_ENCODINGS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}

_BOM = b"\xef\xbb\xbf"

#: Characters of a wrong value that a refusal repeats.
SHOWN = 60


class NotCanonical(ValueError):
    """A text holds a character that no admitted text may hold."""


def decode(data: bytes, place: str) -> tuple[str, tuple[str, ...]]:
    """UTF-8 bytes as text with LF newlines, and notes on what was set aside (a byte order mark, CR).

    Raises SourceUnreadable with the byte and the line where the bytes are not UTF-8.
    """
    for mark, encoding in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise SourceUnreadable(
                f"{place} is {encoding}, not UTF-8; save it as UTF-8 and read it again.", place=place
            )
    if data[1:2] == b"\x00" or (data[:1] == b"\x00" and data[1:2].isascii() and data[1:2] not in {b"", b"\x00"}):
        raise SourceUnreadable(
            f"{place} looks like UTF-16, not UTF-8: every other byte is 0; save it as UTF-8 and read it again.",
            place=place,
        )
    notes = []
    if data.startswith(_BOM):
        data = data.removeprefix(_BOM)
        notes.append("a byte order mark at the start was set aside")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceUnreadable(
            f"{place} line {line}: byte {error.start} (0x{data[error.start]:02X}) is not UTF-8; "
            "the file has another encoding, save it as UTF-8 and read it again.",
            place=place,
            line=line,
            byte=error.start,
        ) from None
    crlf, cr = text.count("\r\n"), text.count("\r")
    if cr:
        lone = cr - crlf
        mixed = sum(1 for count in (crlf, lone, text.count("\n") - crlf) if count) > 1
        notes.append(f"{cr} carriage returns read as line ends{' (mixed newlines)' if mixed else ''}")
        text = newlines(text)
    return text, tuple(notes)


def shown(value: str) -> str:
    """A wrong value as a refusal repeats it: in quotes, one line, and no longer than a person reads.

    >>> shown("yesterday\\n")
    "'yesterday\\\\n'"
    """
    return repr(value) if len(value) <= SHOWN else f"{value[:SHOWN]!r}... ({len(value):,} characters)"


def newlines(text: str) -> str:
    """CRLF and CR as LF.

    >>> newlines("a\\r\\nb\\rc")
    'a\\nb\\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def canonical(text: str) -> str:
    """The canonical form of a text; canonical(canonical(x)) == canonical(x). Raises NotCanonical, which names where.

    >>> canonical("re\\u0301sume\\u0301\\r\\n")
    'résumé\\n'
    """
    text = newlines(text)
    if found := _REFUSED.search(text):
        raise NotCanonical(f"holds the character U+{ord(found[0]):04X} at {found.start()}, which no text may hold")
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """A name, key or other one-line field: canonical, outer blanks set aside, and free of anything invisible.

    Raises NotCanonical for line breaks, tabs, bidi controls and zero-width characters (U+200C and U+200D, which
    scripts need, may stand): a name that looks like another is no name.
    """
    text = canonical(text).strip()
    for at, character in enumerate(text):
        if character not in "\u200c\u200d" and unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}:
            raise NotCanonical(f"holds the invisible character U+{ord(character):04X} at {at}")
    return text
