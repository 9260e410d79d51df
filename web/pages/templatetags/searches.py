"""Filters of the page of a search. They choose sentences of the catalogue, and write none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template

from web.finding.found import Read, Reason
from web.pages import search_catalogue

register = template.Library()


@register.filter
def told(read: Iterable[Read]) -> list[str]:
    """What was made of a message, each in a sentence."""
    return [search_catalogue.read(one) for one in read]


@register.filter
def counted(words: Sequence[str]) -> str:
    return search_catalogue.counted(words)


@register.filter
def because(reasons: Iterable[Reason]) -> str:
    """Why a question was found, in sentences."""
    return " ".join(search_catalogue.reason(one) for one in reasons)
