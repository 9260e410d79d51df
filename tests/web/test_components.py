"""Parts that many pages share: the way to the pages before and after."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from selectolax.lexbor import LexborHTMLParser


def paging(number: int, pages: int, query: str) -> dict[str, str]:
    """Where the links to the other pages lead, by what they are to this one."""
    shown = {"number": number, "pages": pages, "query": query}
    tree = LexborHTMLParser(render_to_string("components/paging.html", shown))
    return {link.attributes["rel"] or "": link.attributes["href"] or "" for link in tree.css("nav.paging a")}


@pytest.mark.parametrize(
    ("number", "leads"),
    [
        (1, {"next": "?page=2"}),
        (2, {"prev": "?page=1", "next": "?page=3"}),
        (3, {"prev": "?page=2"}),
    ],
)
def test_a_page_leads_to_those_beside_it(number: int, leads: dict[str, str]) -> None:
    """And to none that is not there."""
    assert paging(number, 3, "") == leads


def test_the_other_pages_keep_what_was_chosen() -> None:
    """Filters and words that were searched for stay in the address."""
    assert paging(1, 2, "state=open&q=a%26b") == {"next": "?state=open&q=a%26b&page=2"}


def test_a_short_list_has_no_pages() -> None:
    """Nothing is shown where there is nowhere to go."""
    assert not paging(1, 1, "q=gout")
