"""The JSON twin of a page holds what the page shows."""

from __future__ import annotations

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from web.questions.models import Expert, Question


def test_the_twin_of_a_question_holds_what_the_page_shows(client: Client, library: list[Question]) -> None:
    """Same quotes in the same order, same names, same answers."""
    for question in library:
        tree = LexborHTMLParser(client.get(f"/q/{question.slug}").content.decode())
        compared = client.get(f"/q/{question.slug}.json").json()["compared"]
        lines = [*compared["warnings"], *compared["digest"]]
        if compared["state"] == "compared":
            for section in compared["agreed"]:
                lines += [line for row in section["rows"] for line in (row["lead"], *row["others"])]
            lines += [line for d in compared["differing"] for line in (d["a"], d["b"])]
            for section in compared["single"]:
                lines += [line for row in section["rows"] for line in (row["lead"], *row["others"])]
        shown = [
            (q.css_first(".exact").text(strip=False), q.css_first(".name").text(strip=False))
            for q in tree.css(".quote")
        ]
        assert shown == [(line["exact"], line["expert"]["name"]) for line in lines]
        assert [a["answer"]["id"] for a in compared["answers"]] == [
            (node.id or "").removeprefix("answer-") for node in tree.css("article.answer")
        ]
        assert tree.css_first("h1").text() == compared["question"]


def test_every_page_names_its_twin(client: Client, library: list[Question]) -> None:
    """By a Link header and a link element, and the twin answers."""
    question, expert = library[0], Expert.objects.first()
    pages = ["/", "/topics", f"/q/{question.slug}", f"/e/{expert.slug}", f"/t/{question.topic.slug}", "/search?q=pain"]
    for address in pages:
        response = client.get(address)
        twin = response.headers["Link"].partition(">")[0].lstrip("<")
        tree = LexborHTMLParser(response.content.decode())
        assert tree.css_first("link[rel=alternate]").attributes["href"] == twin
        assert client.get(twin).headers["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_a_missing_page_is_told_in_the_form_that_was_asked_for(client: Client) -> None:
    """404 as a page and as JSON, with a code; the engine's table gives the status."""
    assert client.get("/q/nothing").status_code == 404
    twin = client.get("/q/nothing.json")
    assert (twin.status_code, twin.json()["error"]) == (404, "not-found")
    assert client.get("/nowhere.json").json()["error"] == "not-found"
