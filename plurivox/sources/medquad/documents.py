"""One MedQuAD document: what it is about, whose it is, and its questions with their answers.

Part of READ MedQuAD. Three forms of the same XML stand in the archive; all are read. XML is parsed without DTD, so that
no entity and no file is ever opened (OWASP, XML External Entity Prevention).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from plurivox.errors import SourceUnreadable
from plurivox.sources import markup

_ROOTS = frozenset({"Document", "DiseaseFile", "doc"})
_ITEM = re.compile(r"(?<=\S)[ \t]{2,}(?=- ?\S)|(?<=\S)[ \t]{3,}(?=\S)")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """One question of a document, with its answer or "" where the archive holds none."""

    qid: str
    kind: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `path` in the archive, `source` its collection, `focus` what it is about."""

    path: str
    source: str
    id: str
    url: str
    focus: str
    synonyms: tuple[str, ...]
    concepts: tuple[str, ...]
    """UMLS concept ids of the focus, as the archive's authors found them by program."""
    pairs: tuple[Pair, ...]


def read(data: bytes, path: str) -> Document:
    """The document. Raises SourceUnreadable, or TooLarge, for what is no MedQuAD document or no safe XML."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable(f"{path}: byte {error.start} is not UTF-8; the document is damaged.") from None
    markup.check(text, path)
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise SourceUnreadable(f"{path} declares a document type or entities, which are never opened.") from None
    except ParseError as error:
        raise SourceUnreadable(f"{path} is not well-formed XML ({error}); the document is damaged.") from None
    if root.tag not in _ROOTS:
        raise SourceUnreadable(f"{path} is no MedQuAD document: its root is {root.tag!r}.")
    return Document(
        path=path,
        source=_attribute(root, "source", "corpus"),
        id=_attribute(root, "id", "docid", "fid"),
        url=_attribute(root, "url"),
        focus=_tidy(_text(root, "Focus", "doctitle-focus")),
        synonyms=_all(root, "Synonym"),
        concepts=_all(root, "CUI", "cui"),
        pairs=tuple(_pair(pair) for tag in ("QAPair", "pair") for pair in root.iter(tag)),
    )


def _pair(pair: Element) -> Pair:
    asked = next((found for tag in ("Question", "question") if (found := pair.find(tag)) is not None), pair)
    return Pair(
        qid=_attribute(asked, "qid"),
        kind=_attribute(asked, "qtype"),
        question=_plain_question(asked.text or ""),
        answer=tidy_answer(_text(pair, "Answer", "answer")),
    )


def tidy_answer(text: str) -> str:
    """An answer without the archive's indentation: each run of blanks around a line end is one line end, each
    run inside a line one blank; where the text lost its line ends ("  - item", or three blanks and more) it has them.

    >>> tidy_answer("May include:\\n      \\n- fever  - cough.   Call a doctor.  Soon.")
    'May include:\\n- fever\\n- cough.\\nCall a doctor. Soon.'
    """
    lines = _ITEM.sub("\n", text.replace("\r", "\n")).split("\n")
    return "\n".join(line for line in (_tidy(line) for line in lines) if line)


def _plain_question(text: str) -> str:
    """The question as asked, without the blank and the second mark that the archive's templates leave at its end."""
    text = _tidy(text)
    while text.endswith((" ?", "??")):
        text = text[:-2].rstrip() + "?"
    return text


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", text.replace("\n", " ")).strip()


def _attribute(element: Element, *names: str) -> str:
    return next((value.strip() for name in names if (value := element.get(name))), "")


def _text(element: Element, *tags: str) -> str:
    return next((text for tag in tags if (text := element.findtext(tag))), "")


def _all(root: Element, *tags: str) -> tuple[str, ...]:
    found = (_tidy(element.text or "") for tag in tags for element in root.iter(tag))
    return tuple(dict.fromkeys(text for text in found if text))
