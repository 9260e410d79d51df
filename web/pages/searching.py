"""The page of a search: what was typed, what was found, and every way to narrow it as an address. No HTML.

What somebody types stays with them: it is looked at for danger and searched for, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import ValidationError

from web import limits, tickets
from web.asking import checks, rules
from web.asking.pages import Advice, advice
from web.asking.views.public import ASK
from web.filters import Choice, choice
from web.finding import queries
from web.finding.found import Option, Searched, read_filters
from web.pages import search_catalogue

#: Characters of a search: a page of a letter. More is refused and never cut.
LONGEST = 2_000

#: What an address has that asks for results which are held back beside a crisis.
ANYWAY = "anyway"


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the results: its name, and each value that does so."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found, and what to do where it found no answer."""

    words: str
    refused: str
    """Why it was not searched for, in a sentence, or ""."""
    advice: Advice | None
    """What to do in need, where the words may tell of danger now."""
    held: bool
    """Whether results are held back: the words may be of despair, and what they happen to fit is no help."""
    found: Searched | None
    """None where nothing was typed, or it was refused, or results are held back."""
    chosen: tuple[Choice, ...]
    """What the results are narrowed to; each leads to the results without it."""
    filters: tuple[Filter, ...]
    query: str
    """The words and what narrows them, as an address has them; where results are held back, the one that shows them."""
    alone: str
    """The words alone."""
    ticket: str
    """For the form in which experts can be asked the same; "" where it is not offered."""


def search_page(asked: Mapping[str, str], *, to_send: bool = True) -> SearchPage:
    """The page of what this address asks for; `to_send` where it may hold a form."""
    words, filters = queries.typed(asked.get("q", "")), read_filters(asked)
    refused = _refused(words)
    if not words or refused:
        checks.warm()
        return SearchPage(words, refused, None, False, None, (), (), "", "", "")
    alarm = checks.alarm(words)
    anyway = {ANYWAY: "1"} if asked.get(ANYWAY) else {}
    alone, offered = {"q": words, **anyway}, to_send and len(words) >= rules.SHORTEST
    if alarm.of_despair and not anyway:
        there = choice({"q": words}, "", None, **{ANYWAY: "1"}).query
        return SearchPage(words, "", advice(alarm), True, None, (), (), there, there, "")
    found = queries.search(words, filters, asked.get("page", ""))
    here = {**alone, **filters.chosen}
    return SearchPage(
        words,
        "",
        advice(alarm) if alarm.leads else None,
        False,
        found,
        tuple(_without(here, option) for option in found.chosen),
        tuple(_filters(here, found.options)),
        choice(here, "").query,
        choice(alone, "").query,
        tickets.issue(ASK).text if offered else "",
    )


def _refused(words: str) -> str:
    try:
        limits.check_length(words, LONGEST)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _without(here: Mapping[str, str], option: Option) -> Choice:
    rest = {kind: value for kind, value in here.items() if kind != option.kind}
    return Choice(search_catalogue.narrowed(option.kind, option.value, option.name), choice(rest, "").query, True)


def _filters(here: Mapping[str, str], options: Iterable[Option]) -> Iterator[Filter]:
    for kind, values in groupby(options, lambda option: option.kind):
        choices = (
            choice(here, search_catalogue.option(kind, each.value, each.name), each.count, **{kind: each.value})
            for each in values
        )
        yield Filter(str(search_catalogue.FILTERS[kind]), tuple(choices))
