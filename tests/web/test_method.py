"""The page that says how often the comparison errs: the file of figures is read strictly, every figure has words."""

from __future__ import annotations

import copy
import json
import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from plurivox.model import ENGINE_VERSION
from web.pages import catalogue, method
from web.pages.templatetags.words import figure_sentences
from web.questions.models import Question

SHIPPED = json.loads(method.FILE.read_text(encoding="utf-8"))


def test_the_shipped_file_is_whole() -> None:
    """It loads, with each figure once, in the order of the page."""
    engine, figures = method.measured()
    assert engine
    assert [figure.id for figure in figures] == [*method.RATES, *method.COUNTS]


def test_every_figure_has_its_sentences() -> None:
    """What the engine is measured by is what a reader is told: precision and recall, or how many of how many."""
    assert set(catalogue.FIGURES) == {*method.RATES, *method.COUNTS}
    for figure in method.measured()[1]:
        sentences = figure_sentences(figure)
        numbers = (
            [figure.of, figure.found]
            if figure.id in method.COUNTS
            else [round(100 * figure.precision), round(100 * figure.recall)]
        )
        assert [int(n) for s in sentences for n in re.findall(r"\d+", s) if n != "100"] == [
            n for n in numbers if n != 100
        ]
        assert "%" not in "".join(sentences)


def changed(**figure: object) -> dict:  # type: ignore[type-arg]
    """The shipped file with something else said of what is agreed; a value of None takes the name out."""
    data = copy.deepcopy(SHIPPED)
    row = next(row for row in data["figures"] if row["id"] == "agreed")
    row.update(figure)
    for name in [name for name, value in row.items() if value is None]:
        del row[name]
    return data


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"engine": "1", "figures": []},
        {"engine": "", "figures": SHIPPED["figures"]},
        {"engine": 1, "figures": SHIPPED["figures"]},
        {"engine": "1", "figures": {}},
        SHIPPED | {"more": 1},
        SHIPPED | {"figures": SHIPPED["figures"][1:]},
        SHIPPED | {"figures": [*SHIPPED["figures"], SHIPPED["figures"][0]]},
        SHIPPED | {"figures": ["agreed", *SHIPPED["figures"][1:]]},
        changed(id="agree"),
        changed(id=["agreed"]),
        changed(precision=None),
        changed(recall=None),
        changed(precision=1.01),
        changed(precision=-0.1),
        changed(precision=float("nan")),
        changed(precision="0.8"),
        changed(precision=True),
        changed(recall=85),
        changed(pairs=1.5),
        changed(pairs=-1),
        changed(questions=True),
        changed(data=3),
        changed(found=0),
        changed(f1=0.8),
    ],
)
def test_a_file_that_is_not_whole_is_refused(data: object) -> None:
    """Nothing is guessed and nothing is left out: the sentence says what is wrong and who writes the file."""
    with pytest.raises(method.FiguresRefused, match="plurivox bench"):
        method.read(data)


@pytest.mark.parametrize("counts", [{"found": 3, "of": 2}, {"found": 0, "of": 0}, {"found": -1, "of": 2}, {"of": 2}])
def test_counts_are_of_something(counts: dict[str, int]) -> None:
    """As many as were looked at, at most, and some were looked at."""
    rows = [row for row in SHIPPED["figures"] if row["id"] != "false-oppositions"]
    with pytest.raises(method.FiguresRefused):
        method.read({"engine": "1", "figures": [*rows, {"id": "false-oppositions", **counts}]})


def test_what_may_be_left_out_may_be_left_out() -> None:
    """The sizes and the name of the data are told where they are known."""
    agreed = method.RATES.index("agreed")
    assert method.read(changed(pairs=None, questions=None, data=None))[1][agreed].pairs is None
    assert method.read(changed(precision=1))[1][agreed].precision == 1


def text(client: Client, address: str) -> str:
    tree = LexborHTMLParser(client.get(address).content.decode())
    return " ".join(tree.css_first("main").text(deep=True).split())


def test_the_page_says_the_figures_in_words(client: Client, db: None) -> None:
    """Of a hundred, how many; on what; by whom it was judged; and which version."""
    shown = text(client, "/method")
    engine, figures = method.measured()
    for figure in figures:
        assert str(catalogue.FIGURES[figure.id].name) in shown
        for sentence in figure_sentences(figure):
            assert sentence in shown
        assert f"data: {catalogue.DATA[figure.data]}" in shown
    assert "language models and not clinicians" in shown
    assert f"Measured with version {engine}." in shown


def test_the_page_says_when_another_version_was_measured(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new engine is not praised with the old one's figures."""
    monkeypatch.setattr(method, "measured", lambda: (ENGINE_VERSION, method.read(SHIPPED)[1]))
    assert "made with the same version" in text(client, "/method")
    monkeypatch.setattr(method, "measured", lambda: ("0.0.1", method.read(SHIPPED)[1]))
    assert f"version {ENGINE_VERSION}, which has not been measured yet" in text(client, "/method")


def test_data_that_we_have_no_words_for_is_not_named(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names in the file are the bench's own, and in English: none is read as it stands, in no language."""
    named = method.read(changed(data="some new part"))
    monkeypatch.setattr(method, "measured", lambda: named)
    for address in ("/method", "/es/method"):
        shown = text(client, address)
        assert "some new part" not in shown
        assert "points dev" not in shown
    page = LexborHTMLParser(client.get("/method").content.decode())
    assert len([fact for fact in page.css(".fact") if fact.text().startswith("data:")]) == len(named[1]) - 1


def test_the_twin_holds_the_same_figures(client: Client, db: None) -> None:
    """As the file has them."""
    twin = client.get("/method.json").json()
    assert twin["measured"] == SHIPPED["engine"]
    given = {row["id"]: row for row in SHIPPED["figures"]}
    for figure in twin["figures"]:
        assert {name: value for name, value in figure.items() if value not in (None, "")} == given[figure["id"]]


def test_readers_find_the_page(client: Client, library: list[Question]) -> None:
    """From every comparison's state line, and from the page on how it works."""
    compared = next(question for question in library if question.voices > 2)
    for address in (f"/q/{compared.slug}", "/about"):
        tree = LexborHTMLParser(client.get(address).content.decode())
        within = tree.css_first(".state") if address.startswith("/q") else tree.css_first("main")
        assert [link for link in within.css("a") if link.attributes["href"] == "/method"], address
