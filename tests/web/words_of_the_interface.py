"""The words that our templates and modules show, found without gettext's own tools: what a translation must cover."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
from django.template import engines
from django.template.base import Lexer, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

WEB = Path(__file__).parents[2] / "web"
FOLDER = WEB / "locale" / "es" / "LC_MESSAGES"
CATALOGUE = polib.pofile(str(FOLDER / "django.po"), wrapwidth=0)

#: Functions of django.utils.translation -> which of their arguments are context, words, and words for many.
CALLS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS |= {f"{name}_lazy": places for name, places in CALLS.items()} | {"gettext_noop": (None, 0, None)}

#: What holds words a reader sees, as an argument by this name or as what is raised.
SHOWN = {"label", "help_text", "empty_label", "verbose_name"}
RAISED = {"ValidationError", "PermissionDenied", "NotFound"}
READ_ALOUD = re.compile(r'\b(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"')


#: What is called the same in every language, addresses among it.
NAMES = re.compile(r"\b(?:Plurivox|DOI|PMID|NPI|ORCID|WebVTT|CSV|JSON|UTC|ISO)\b|(?<!\w)/[\w/.-]*")


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """One message: its context or "", the words, and the words for many or ""."""

    context: str
    one: str
    many: str


def of(entry: polib.POEntry) -> Words:
    return Words(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sdi]|(%[sdi])", text))


def pattern(entry: polib.POEntry) -> re.Pattern[str]:
    """What the English of this entry looks like on a page, whatever stands in its gaps."""
    forms = [
        ".+?".join(re.escape(" ".join(part.split())) for part in re.split(r"%\(\w+\)[sdi]", form.replace("%%", "%")))
        for form in (entry.msgid, entry.msgid_plural)
        if form
    ]
    # White space beside a gap was split off with the part before or after it.
    return re.compile("|".join(form.replace(".+?", r"\s*.+?\s*") for form in forms))


def letters(text: str) -> int:
    """How many letters stand outside the gaps of a message."""
    return len(re.findall(r"[^\W\d_]", re.sub(r"%\(\w+\)[sdi]", "", text)))


def templates() -> list[Path]:
    return sorted(path for kind in ("*.html", "*.txt") for path in (WEB / "templates").rglob(kind))


def modules() -> list[Path]:
    return sorted(path for path in WEB.rglob("*.py") if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def in_template(path: Path) -> Iterator[Words]:
    nodes = engines["django"].engine.from_string(path.read_text(encoding="utf-8")).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        if node.filter_expression.var.literal is not None:
            context = node.message_context.resolve({}) if node.message_context else ""
            yield Words(context, str(node.filter_expression.var.literal).replace("%", "%%"), "")
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        context = node.message_context.resolve({}) if node.message_context else ""
        many = node.render_token_list(node.plural)[0] if node.plural else ""
        yield Words(context, node.render_token_list(node.singular)[0], many)


def _known(tree: ast.Module) -> dict[str, str]:
    """How the module calls each of these functions -> the function."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in CALLS
    }


def in_module(path: Path) -> Iterator[Words]:
    known = _known(parsed(path))
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            context, one, many = (_text(node, place) for place in CALLS[known[node.func.id]])
            yield Words(context, one, many)


def frozen_in_module(path: Path) -> Iterator[str]:
    """Messages that are said once, when the module is read, in whatever language that happens to be."""
    known = _known(parsed(path))

    def walk(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
                name = known.get(child.func.id, "")
                if name and not name.endswith(("_lazy", "_noop")):
                    yield f"line {child.lineno}: {ast.unparse(child)}"
            yield from walk(child)

    yield from walk(parsed(path))


def _text(call: ast.Call, place: int | None) -> str:
    if place is None:
        return ""
    argument = call.args[place]
    assert isinstance(argument, ast.Constant), f"line {call.lineno}: what is translated is one literal"
    return argument.value


def bare_in_module(path: Path) -> Iterator[str]:
    """Sentences that are raised or shown on a form as they stand, and so could only be read in English."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shown = [word.value for word in node.keywords if word.arg in SHOWN]
            shown += node.args[:1] if name in RAISED else []
            for value in shown:
                bare = isinstance(value, ast.Constant) and isinstance(value.value, str) and letters(value.value)
                if bare or isinstance(value, ast.JoinedStr):
                    yield f"line {value.lineno}: {ast.unparse(value)}"


def bare_in_template(path: Path) -> Iterator[str]:
    """Words between tags, or in an attribute that is read aloud, which no translation reaches."""
    kept, inside = [], False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            inside = name in ("blocktranslate", "blocktrans") or (inside and not name.startswith("endblocktrans"))
        elif token.token_type is TokenType.TEXT and not inside:
            kept.append(token.contents)
    source = "".join(kept).replace("&nbsp;", " ").replace("&amp;", "&")
    # A condition inside a tag may have left the tag's own signs; attributes and all, tags hold no text.
    for text in [*re.split(r"<[^<>]*>", source), *READ_ALOUD.findall(source)]:
        if letters(NAMES.sub("", text)):
            yield " ".join(text.split())
