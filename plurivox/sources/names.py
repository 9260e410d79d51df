"""Which lines of a page are names, and what a name line says: the name, its credentials, and the line kept with it.

Part of READ. Vocabulary is in names.toml. Says what a line is; never whose answer it belongs to (attribution.py).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from plurivox.model import ExpertKind

_WORDS = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
_CREDENTIALS = frozenset(_WORDS["credentials"])
_FELLOW = re.compile(r"F[A-Z]{2,7}")
#: An organisation's name written as one word of two ("HealthyWomen"); no heading is.
_JOINED = re.compile(r"(?:[A-Z][a-z]{3,20}){2,3}")
_PARTICLES = frozenset(_WORDS["particles"])
_SUFFIXES = frozenset(_WORDS["suffixes"])
_TITLES = frozenset(_WORDS["titles"])
_ORGANISATIONS = frozenset(_WORDS["organisation_words"])
_SMALL = frozenset(_WORDS["small_words"])
_SPECIALTIES = frozenset(_WORDS["specialties"])
_FIELDS = tuple(_WORDS["specialty_endings"])
_ROLES = frozenset(_WORDS["roles"])

#: Words that a sentence begins with in capitals, though they are no name.
_IMPERATIVES = frozenset({"Watch", "See", "Hear", "Join", "Meet", "Let", "And", "Here"})

#: Characters and words a name line has at most; the longest real organisation names stay below.
LONGEST, MOST_WORDS = 90, 12


@dataclass(frozen=True, slots=True)
class Name:
    """A name line, read."""

    name: str
    kind: ExpertKind
    credentials: str = ""


def read(line: str) -> Name | None:
    """The person or organisation a line names, or None when it is no name line.

    A person carries credentials or a title; an organisation carries a word such as Hospital or University.

    >>> read("Ajay K. Sahajpal, MD")
    Name(name='Ajay K. Sahajpal', kind=<ExpertKind.PERSON: 'person'>, credentials='MD')
    >>> read("Penn Medicine").kind.value
    'organisation'
    >>> read("Transplant Surgery") is None
    True
    """
    line = line.strip()
    if not line or len(line) > LONGEST or len(line.split()) > MOST_WORDS:
        return None
    return _person(line) or _organisation(line)


def is_detail(line: str) -> bool:
    """Whether a line directly under a name is the specialty or the author line that goes with it.

    >>> is_detail("Hematology & Oncology"), is_detail('Author, "A Guide"'), is_detail("Cancers spread.")
    (True, True, False)
    """
    line = line.strip()
    if not line or len(line) > 2 * LONGEST or line[-1] in ".?!:;" or _person(line):
        return False
    if line.split()[0].strip(",").lower() in _ROLES:
        return True
    parts = [part.strip().lower() for part in re.split(r"[,/&]| and ", line)]
    return len(line) <= LONGEST and all(_is_specialty(part) for part in parts if part)


def label(line: str) -> tuple[Name, str] | None:
    """The person that a line names before a colon, and what they say after it; None when it is no such line.

    >>> label("Ann Lee, MD: It is an infection.")[1]
    'It is an infection.'
    >>> label("Note: it is an infection.") is None
    True
    """
    head, colon, said = line.partition(":")
    named = _person(head.strip()) if colon and said.strip() and len(head) <= LONGEST else None
    return (named, said.strip()) if named else None


def spoken_of(sentence: str) -> Name | None:
    """The one person with credentials between commas: "In this video, Ann Lee, MD, says ..."; None for none or two."""
    parts = [part.strip() for part in sentence.split(",")]
    found = {}
    for at, part in enumerate(parts[:-1]):
        held = 0
        while at + held + 1 < len(parts) and all(_is_credential(w) for w in parts[at + held + 1].split() or [""]):
            held += 1
        if held and part.partition(" ")[0] not in _IMPERATIVES:
            named = _person(", ".join(parts[at : at + held + 1]))
            if named:
                found[named.name] = named
            else:
                return None
    return next(iter(found.values())) if len(found) == 1 else None


def _is_specialty(part: str) -> bool:
    return part in _SPECIALTIES or part.split()[-1].endswith(_FIELDS)


def _person(line: str) -> Name | None:
    given, *rest = (part.strip() for part in line.split(","))
    name = given
    while rest and rest[0] in _SUFFIXES:
        name = f"{name}, {rest.pop(0)}"
    words = given.split()
    titled = bool(words) and words[0].rstrip(".") in _TITLES
    plain = words[1:] if titled else words
    if not (1 if titled and rest else 2) <= len(plain) <= 6 or not all(_is_name_word(word) for word in plain):
        return None
    if not (rest or titled) or not all(_is_credential(word) for part in rest for word in part.split() or [""]):
        return None
    if any(word.lower() in _ORGANISATIONS for word in plain):
        return None
    return Name(name, ExpertKind.PERSON, ", ".join(rest))


def _is_name_word(word: str) -> bool:
    letters = word.strip("().'’\"“”")
    return word in _PARTICLES or (letters[:1].isupper() and all(c.isalpha() or c in ".'’-" for c in letters))


def _is_credential(word: str) -> bool:
    plain = word.replace(".", "").replace("-", "").upper()
    return plain in _CREDENTIALS or bool(_FELLOW.fullmatch(plain) and word.isupper())


def _organisation(line: str) -> Name | None:
    if line[-1] in ".?!:;," or is_detail(line):
        return None
    words = [word.strip("(),.'’\"“”&") for word in line.split()]
    spoken = [word for word in words if word]
    if not all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in spoken):
        return None
    if len(spoken) < 2:
        return Name(line, ExpertKind.ORGANISATION) if _JOINED.fullmatch(line) else None
    if not any(word.lower() in _ORGANISATIONS for word in spoken):
        return None
    return Name(line, ExpertKind.ORGANISATION)
