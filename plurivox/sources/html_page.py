"""HTML of an expert-answer page.

Part of READ. schema.org's Question with its Answers, as JSON-LD or as microdata, where the page has one; otherwise the
first heading asks and the blocks under it are read as page text is, containers that hold one answer each kept whole.
https://schema.org/QAPage. Block elements become line breaks, scripts and menus are dropped by name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plurivox.errors import SourceUnreadable, TooLarge
from plurivox.model import ExpertKind, slug
from plurivox.sources import json_lines, limits, markup, names, page_text
from plurivox.sources.ledger import AnswerDraft, Ledger, QuestionDraft, is_date
from plurivox.sources.reading import Reading
from plurivox.sources.text import shown

_SKIPPED = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "nav", "footer", "aside", "form",
        "button", "select", "dialog", "head",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
#: Blocks with room around them: a blank line stands between two of these.
_SPACED = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure",
    }
)  # fmt: skip
#: Types of an author that is a person, and those that a person or an organisation may be: then its name's words tell.
_PEOPLE = frozenset({"Person", "Patient", "IndividualPhysician"})
_EITHER = frozenset({"Thing", "Physician"})
#: What schema.org's dates of an answer are called after "date", the newest first.
_DATES = ("Modified", "Published", "Created")
_ENTITIES = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAGS = re.compile(r"</?(?:p|br|b|i|em|strong|ul|ol|li|a|h[1-6]|div|span|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\f\r]+")


def read(data: bytes, name: str) -> Reading:
    """The page's question, or several where its JSON-LD holds several.

    Raises TooLarge and SourceUnreadable before any tree is built from too many or too deep tags.
    """
    ledger = Ledger(name, "html")
    if len(data) > limits.PAGE_BYTES:
        raise TooLarge(f"{name} has {len(data):,} bytes, the limit for a page is {limits.PAGE_BYTES:,}.", place=name)
    text = ledger.decode(data)
    if not text.strip():
        return ledger.close()
    if "\x00" in text:
        raise SourceUnreadable(f"{name} holds the character U+0000, which no text may hold; take it out.", place=name)
    markup.check(text, name, html=True)
    tree = LexborHTMLParser(text)
    drafts = list(_linked(tree, name, ledger)) or list(_microdata(tree, name, ledger))
    for draft in drafts:
        ledger.take(draft)
    if not drafts:
        _blocks(tree, name, ledger)
    return ledger.close()


def _linked(tree: LexborHTMLParser, name: str, ledger: Ledger) -> Iterator[QuestionDraft]:
    """Questions in JSON-LD, wherever in its graph they stand."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            found = json_lines.load(script.text())
        except ValueError as error:
            ledger.note(f"a JSON-LD block was passed over: it {error}")
            continue
        for question in _questions(found):
            answers = [*_listed(question.get("acceptedAnswer")), *_listed(question.get("suggestedAnswer"))]
            text = _value(question.get("name")) or _value(question.get("text"))
            place = f"{name} JSON-LD"
            yield QuestionDraft(
                place=place,
                key=slug(text) if text else "",
                text=_plain(text),
                topic=_value(question.get("about")),
                answers=tuple(
                    _linked_answer(answer, f"{place}, answer {at}", f"a{at}", ledger)
                    for at, answer in enumerate(answers, 1)
                ),
            )


def _questions(found: Any) -> Iterator[dict[str, Any]]:
    """Objects of type Question in a JSON value, in order. Iterative: depth is limited before parsing all the same."""
    left = [found]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += reversed(value)
        elif isinstance(value, dict):
            if "Question" in _types(value):
                yield value
            else:
                left += reversed(list(value.values()))


def _types(thing: dict[str, Any]) -> list[str]:
    """schema.org's types of a thing, without the vocabulary's address."""
    return [re.split("[/:#]", kind)[-1] for kind in _listed(thing.get("@type")) if isinstance(kind, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _value(value: Any) -> str:
    """A text, or the name of a thing."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def _linked_answer(answer: Any, place: str, id: str, ledger: Ledger) -> AnswerDraft:
    said = answer if isinstance(answer, dict) else {}
    authors = {name: a for a in _listed(said.get("author")) if (name := _value(a))}
    named = next(iter(authors), "") if len(authors) < 2 else ""
    author = authors[named] if named and isinstance(authors[named], dict) else {}
    return _by(
        AnswerDraft(
            place=place,
            id=id,
            text=_plain(_value(said.get("text"))),
            credentials=_value(author.get("honorificSuffix")),
            specialty=_value(author.get("jobTitle")) or _value(author.get("medicalSpecialty")),
            url=_web(_value(said.get("url"))),
            licence=_value(said.get("license")),
            date=_date([_value(said.get(f"date{kind}")) for kind in _DATES], place, ledger),
            candidates=_several(authors, place, ledger),
        ),
        named,
        _types(author),
    )


def _several(authors: Iterable[str], place: str, ledger: Ledger) -> tuple[str, ...]:
    """The names of an answer that has more than one author: whose voice it is, a person must say."""
    found = tuple(dict.fromkeys(" ".join(author.split()) for author in authors))
    if len(found) < 2:
        return ()
    ledger.note(f"{place}: has {len(found)} authors; only editors see it until someone settles who speaks")
    return found


def _date(found: Iterable[str], place: str, ledger: Ledger) -> str:
    """The first date given, as a day; one in other words than ISO 8601 is noted and left out."""
    given = next((date for date in found if date), "")
    if given and not is_date(given[:10]):
        ledger.note(f"{place}: the date {shown(given)} is not read")
        return ""
    return given[:10]


def _by(draft: AnswerDraft, named: str, types: list[str]) -> AnswerDraft:
    """The draft with its author: name and credentials apart, kind by schema.org's type or by the name's own words."""
    if not named:
        return replace(draft, credentials="", specialty="")
    read = names.read(" ".join(named.split()))
    if _PEOPLE & set(types):
        kind = ExpertKind.PERSON
    elif not set(types) <= _EITHER:
        kind = ExpertKind.ORGANISATION
    else:
        kind = read.kind if read else ExpertKind.PERSON
    return replace(
        draft,
        name=read.name if read and kind is ExpertKind.PERSON else named,
        kind=kind.value,
        credentials=draft.credentials or (read.credentials if read else ""),
    )


def _microdata(tree: LexborHTMLParser, name: str, ledger: Ledger) -> Iterator[QuestionDraft]:
    """Questions marked by itemtype schema.org/Question."""
    for question in tree.css('[itemtype$="schema.org/Question"]'):
        own = _own(question)
        answers = [node for name, node in own if name in {"acceptedAnswer", "suggestedAnswer"}]
        text = next((_line(node) for name, node in own if name == "name"), "")
        yield QuestionDraft(
            place=f"{name} microdata",
            key=slug(text) if text else "",
            text=text,
            answers=tuple(
                _marked(node, f"{name} microdata, answer {at}", f"a{at}", ledger) for at, node in enumerate(answers, 1)
            ),
        )


#: Properties in page order: name and element.
_Properties = list[tuple[str, LexborNode]]


def _own(thing: LexborNode) -> _Properties:
    """The thing's own properties: what a thing inside it says (a comment, a vote) is not of this one.

    One walk, so that a page of many things costs no more than its length.
    """
    found: _Properties = []
    left = _children(thing)
    while left:
        node = left.pop()
        if not node.is_element_node:
            continue
        found += [(name, node) for name in str(node.attributes.get("itemprop") or "").split()]
        if "itemscope" not in node.attributes:
            left += _children(node)
    return found


def _marked(node: LexborNode, place: str, id: str, ledger: Ledger) -> AnswerDraft:
    def prop(name: str, of: _Properties) -> LexborNode | None:
        return next((found for called, found in of if called == name), None)

    def given(node: LexborNode | None, attribute: str) -> str:
        """What a property says: in an attribute, or in its text."""
        if node is None:
            return ""
        return str(node.attributes.get(attribute) or node.attributes.get("content") or _line(node))

    own = _own(node)
    authors = {_line(prop("name", _own(author)) or author): author for name, author in own if name == "author"}
    named, author = next(iter(authors.items())) if len(authors) == 1 else ("", None)
    of_author = _own(author) if author is not None else []
    text, url, licence = prop("text", own), prop("url", own), prop("license", own)
    types = [str(author.attributes.get("itemtype") or "").rpartition("/")[2]] if author is not None else []
    suffix, title = prop("honorificSuffix", of_author), prop("jobTitle", of_author)
    return _by(
        AnswerDraft(
            place=place,
            id=id,
            text=_text(text) if text is not None else "",
            credentials=_line(suffix) if suffix is not None else "",
            specialty=_line(title) if title is not None else "",
            url=_web(given(url, "href")),
            licence=given(licence, "href"),
            date=_date([given(prop(f"date{kind}", own), "datetime") for kind in _DATES], place, ledger),
            candidates=_several(authors, place, ledger),
        ),
        named,
        [kind for kind in types if kind],
    )


def _web(url: str) -> str:
    """The address when it is whole; a relative one says nothing outside its page."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _blocks(tree: LexborHTMLParser, name: str, ledger: Ledger) -> None:
    """The page as headings and blocks: the first h1 that asks is the question, the rest is read as page text is."""
    root = tree.css_first("main") or tree.body
    if root is None:
        ledger.refuse(name, "question-missing", "holds no body; nothing to read")
        return
    for kind in sorted(_SKIPPED - {"head"}):
        if found := sum(not _names_the_quoted(node) for node in tree.css(kind)):
            ledger.drop(name, "", f"{found} {kind} element{'s' if found > 1 else ''} of the page")
    lines = _lines(root, containers=len(root.css("article")) > 1)
    question = next((line for node in tree.css("h1") if (line := _line(node)).endswith("?")), "")
    at = next((at for at, line in enumerate(lines) if line.text == question), -1) if question else -1
    for before in lines[: max(at, 0)]:
        if before.text:
            ledger.drop(f"{name} text line {before.number}", before.text, "stands before the question")
    page_text.compose(ledger, lines[at + 1 :], name, question, unit="text line")


def _line(node: LexborNode) -> str:
    return " ".join(line.text for line in _lines(node) if line.text)


def _text(node: LexborNode) -> str:
    return "\n".join(line.text for line in _lines(node))


def _plain(text: str) -> str:
    """A text of JSON-LD that holds markup, without it; in any other, entities are read and nothing else."""
    if not _TAGS.search(text):
        return _ENTITIES.sub(lambda found: html.unescape(found[0]), text)
    markup.check(text, "a JSON-LD text", html=True)
    body = LexborHTMLParser(text).body
    return _text(body) if body is not None else ""


def _lines(root: LexborNode, containers: bool = False) -> list[page_text.Line]:
    """The text under a node as numbered lines: a line end at each block and br, a blank line between paragraphs.

    With `containers` each article is one piece: its edges are marked, and its blocks stand apart as paragraphs do.
    Iterative, so that nesting costs no stack.
    """
    lines: list[page_text.Line] = []
    words: list[str] = []
    gap = inside = headings = 0

    def add(text: str, edge: bool = False) -> None:
        lines.append(page_text.Line(len(lines) + 1, text, edge, heading=headings > 0))

    def end(room: int) -> None:
        nonlocal gap
        gap = max(gap, room)
        if words:
            add("".join(words).strip())
            words.clear()

    left: list[tuple[LexborNode, bool]] = [(root, True)]
    while left:
        node, opening = left.pop()
        tag = node.tag
        if tag == "-text":
            text = _BLANKS.sub(" ", node.text(deep=False))
            if words or text.strip():
                if not words and gap > 1 and lines and not lines[-1].edge:
                    add("")
                gap = 0
                words.append(text)
        elif not node.is_element_node or (tag in _SKIPPED and not _names_the_quoted(node)):
            continue
        elif tag == "br":
            end(1 if words else gap + 1)
        else:
            article = containers and tag == "article"
            if tag in _BLOCKS:
                end(2 if tag in _SPACED or inside else 1)
            if article or tag == "hr":
                add("", edge=True)
            if opening:
                inside += article
                headings += tag in _HEADINGS
                left.append((node, False))
                left += [(child, True) for child in _children(node)]
            else:
                inside -= article
                headings -= tag in _HEADINGS
    end(1)
    return lines


def _names_the_quoted(node: LexborNode) -> bool:
    """Whether a footer stands in a quotation, where HTML keeps who said it."""
    return node.tag == "footer" and node.parent is not None and node.parent.tag == "blockquote"


def _children(node: LexborNode) -> list[LexborNode]:
    """Children, last first."""
    children = []
    child = node.last_child
    while child is not None:
        children.append(child)
        child = child.prev
    return children
