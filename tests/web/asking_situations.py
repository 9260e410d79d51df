"""What the public asks, as tests speak of it: asked by the same actions and forms that readers use."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.web.situations import NOW, OURS, account
from web.accounts.models import Account, Role
from web.asking import actions
from web.asking.models import Asked
from web.finding import engine

_numbers = itertools.count()

#: A question that is neither urgent nor about a person.
PLAIN = "Does honey help children with a cough at night?"
#: One that is urgent, and one that points to a person.
URGENT = "My dad has crushing chest pain and his left arm is numb. What should we do?"
PERSONAL = "My name is Ada Test, call me on 555-010-0199. Does honey help with a cough?"


def forget_model() -> None:
    """Look for the sentence model anew, where the settings say now."""
    engine.encoder.cache_clear()
    engine.keeping_encoder.cache_clear()


def editor(name: str = "edith") -> Account:
    """An editor of every topic."""
    return account(name, Role.EDITOR)


def asked(text: str = PLAIN, **facts: Any) -> Asked:
    """A question from the public that waits."""
    given: dict[str, Any] = {
        "masked": text,
        "urgent": (),
        "email": "",
        "language": "en",
        "submission": f"{next(_numbers):032}",
        "at": NOW,
    }
    return actions.ask(text=text, **given | facts)


def reader(**headers: str) -> Client:
    """A reader whose browser says that our own page sent its forms."""
    return Client(headers={"accept-language": "en", **OURS, **headers})


def read(response: Any) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def words(response: Any) -> str:
    return " ".join(read(response).css_first("main").text().split())


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def look(client: Client, text: str, address: str = "/ask", **typed: str) -> Any:
    """The first step of the form."""
    ticket = hidden(client.get(address), "ticket")
    return client.post(address, {"ticket": ticket, "text": text} | typed)


def send(client: Client, text: str, address: str = "/ask", **typed: str) -> Any:
    """Both steps: look, agree, send."""
    looked = look(client, text, address)
    given = {"ticket": hidden(looked, "ticket"), "seen": hidden(looked, "seen"), "text": text, "agree": "on"}
    return client.post(address, given | typed)
