"""Tags about languages: the page in the others, and the mark of what stands in the experts' own."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from web import languages

register = template.Library()


@dataclass(frozen=True, slots=True)
class Version:
    """This page in one language: `path` within the site, `address` for other sites, `here` where it is this one."""

    code: str
    name: str
    path: str
    address: str
    here: bool


@register.simple_tag(takes_context=True)
def versions(context: Context, name: str = "") -> tuple[Version, ...]:
    """This page in every language that it has, or the page of that name; none at the desk, which follows the account.

    Where there is no page at this address there is none in another language either.
    """
    request = context.request  # type: ignore[attr-defined]
    match = request.resolver_match
    if not name and (languages.at_desk(request) or match is None):
        return ()
    query = "" if name else request.META.get("QUERY_STRING", "")
    found = []
    for code, its_name in settings.LANGUAGES:
        with override(code):
            path = reverse(name) if name else reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        path += f"?{iri_to_uri(query)}" if query else ""
        found.append(Version(code, its_name, path, request.build_absolute_uri(path), code == get_language()))
    return tuple(found)


@register.simple_tag
def theirs() -> SafeString | str:
    """The attribute of an element that holds experts' words, on a page in another language than theirs."""
    return "" if get_language() == languages.EXPERTS else format_html(' lang="{}"', languages.EXPERTS)


@register.simple_tag
def translated() -> bool:
    """Whether this page is in another language than the experts' words on it."""
    return get_language() != languages.EXPERTS
