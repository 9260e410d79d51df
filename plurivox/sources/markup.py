"""Markup before it is parsed: tags are counted in one pass, so that no tree is ever built from a bomb.

Part of READ. Used for HTML pages and XML documents. Never parses; only refuses what no parser should see.
"""

from __future__ import annotations

import re

from plurivox.errors import SourceUnreadable, TooLarge
from plurivox.sources import limits

_TAG = re.compile(r"<(?:(!--)|(/?)([A-Za-z][A-Za-z0-9]*))")

#: HTML elements that never hold anything, and those whose end tag may be left out, so that they do not nest.
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "html",
        "head", "body",
    }
)  # fmt: skip
#: HTML elements whose content is no markup.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})


def check(text: str, place: str, html: bool = False) -> None:
    """Raise TooLarge for more than 20,000 tags, SourceUnreadable for more than 64 open at once; linear in the text."""
    count = now = at = 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        if tag[1]:
            at = _after(text, "-->", at)
            continue
        count += 1
        name = tag[3].lower() if html else tag[3]
        if count > limits.TAGS:
            raise TooLarge(f"{place} has more than {limits.TAGS:,} tags; split the page.", place=place)
        if tag[2]:
            now -= not (html and name in _VOID)
            now = max(now, 0)
            continue
        if html and name in _RAW:
            end = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            at = end.start() if end else len(text)
            now += 1
            continue
        now += name not in _VOID if html else not _closed(text, at)
        if now > limits.DEPTH:
            line = text.count("\n", 0, at) + 1
            raise SourceUnreadable(
                f"{place} line {line}: more than {limits.DEPTH} tags are open inside one another; no page needs that.",
                place=place,
                line=line,
            )


def _closed(text: str, at: int) -> bool:
    """Whether the XML tag that is open at `at` closes itself. Looks ahead at most once for each open tag: linear."""
    return text[text.find(">", at) - 1] == "/"


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return found + len(mark) if found >= 0 else len(text)
