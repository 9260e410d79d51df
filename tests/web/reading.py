"""What a reader or the desk gets to read: a page, asked for and taken apart."""

from __future__ import annotations

from typing import Any

from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode


def parsed(response: Any) -> LexborHTMLParser:
    """The page that came."""
    return LexborHTMLParser(response.content.decode())


def source(client: Client, address: str, status: int = 200) -> str:
    """The page at this address as it is written, which comes with this status."""
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def read(client: Client, address: str, status: int = 200) -> LexborHTMLParser:
    """The page at this address, which comes with this status."""
    response = client.get(address)
    assert response.status_code == status, address
    return parsed(response)


def text(node: LexborNode | None) -> str:
    """The text of a piece of a page that is there, as it stands."""
    assert node is not None
    return node.text(deep=True, strip=False)


def words(node: LexborNode | None) -> str:
    """The words of a piece of a page that is there."""
    assert node is not None
    return " ".join(node.text(deep=True).split())
