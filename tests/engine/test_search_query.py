"""A message becomes what it asks: whatever is typed, in linear time, and what was made of it is said."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox.model import Facet
from plurivox.search import Index, Listing, Made
from plurivox.search import query as queries
from plurivox.search.index import nothing_known
from plurivox.search.query import LONGEST
from plurivox.search.reading import manners, translations
from plurivox.terms import vocabulary
from plurivox.terms.words import key
from tests import pace
from tests.engine.search_contract import EVIL, LIBRARY

KNOWN = nothing_known()


def made(text: str) -> dict[Made, list[tuple[str, str]]]:
    """What was made of a message, by kind."""
    found: dict[Made, list[tuple[str, str]]] = {}
    for kind, words, read_as in queries.read(text, KNOWN).made:
        found.setdefault(kind, []).append((words, read_as))
    return found


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("How can I get rid of gout?", Facet.TREATMENTS),
        ("Does metformin interact with alcohol", Facet.SIDE_EFFECTS),
        ("what brings on a migraine", Facet.CAUSES),
        ("is dementia genetically passed down", Facet.INHERITANCE),
        ("¿Cuáles son los síntomas de la gota?", Facet.SYMPTOMS),
        ("efectos secundarios de la metformina", Facet.SIDE_EFFECTS),
        ("can liver cancer be detected in a scan", Facet.DIAGNOSIS),
    ],
)
def test_the_side_is_read_from_consumers_words(text: str, facet: Facet) -> None:
    """English or Spanish, in titles' words or others."""
    assert facet in queries.read(text, KNOWN).sides


def test_a_story_weighs_less_than_the_question() -> None:
    """Words of the sentence that asks weigh more than those that tell what led to it; greetings weigh nothing."""
    query = queries.read("Hello. My uncle broke his elbow last summer. What helps against gout? Thank you", KNOWN)
    assert query.words["gout"] > query.words["elbow"]
    assert not {"hello", "thank"} & query.words.keys()
    assert "gout" in query.asked
    assert "elbow" not in query.asked
    assert {r.words for r in query.made if r.made is Made.SET_ASIDE} == {"Hello.", "Thank you"}


def test_a_title_weighs_most() -> None:
    """What stands in the subject line is what the message is about."""
    query = queries.read("Can it come from working in the cold?", KNOWN, title="Shingles")
    assert max(query.words, key=query.words.__getitem__) == "shingl"


@pytest.mark.parametrize(
    ("text", "words", "read_as"),
    [
        ("my diahrrea", "diahrrea", "diarrhea"),
        ("numonia in children", "numonia", "pneumonia"),
        ("Alzhimers", "Alzhimers", "alzheimer"),
    ],
)
def test_what_was_mended_is_said(text: str, words: str, read_as: str) -> None:
    """A slip is mended, and the reader sees what it was read as."""
    assert (words, read_as) in made(text)[Made.MENDED]


@pytest.mark.parametrize(
    "text", ["My mother was retired and happy in the garden", "I would like a softer pillow please"]
)
def test_everyday_words_are_left_alone(text: str) -> None:
    """Words of everyday English and of medical prose are not made into names of diseases."""
    index = Index(None)
    index.add([Listing("q", "Does a garden pillow make retired, happy mothers softer?")])
    assert Made.MENDED not in {reading.made for reading in queries.read(text, index.known).made}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("afib", "atrial fibrillation"),
        ("HTN", "high blood pressure"),
        ("t2d", "type 2 diabetes"),
        ("hba1c", "hemoglobin a1c test"),
        ("covid", "covid-19"),
        ("my sugar is high", "diabetes"),
        ("stage 4 breast cancer", "metastatic breast cancer"),
        ("it burns when I pee", "painful urination"),
        ("can't sleep", "insomnia"),
        ("fibrilación auricular", "atrial fibrillation"),
        ("me duele y tengo la tensión alta", "high blood pressure"),
        ("mi azúcar está muy alta", "diabetes"),
        ("EPOC", "chronic obstructive pulmonary disease"),
        ("mamografía", "mammogram"),
    ],
)
def test_common_names_are_known(text: str, name: str) -> None:
    """What people call the commonest conditions and tests, in both languages; nothing of it is taken for a slip."""
    query = queries.read(text, KNOWN)
    assert key(name) in query.names or name in query.whole
    assert Made.MENDED not in {reading.made for reading in query.made}


def test_an_abbreviation_is_no_slip() -> None:
    """Capitals among other words, or a short word that only one unheard of is near; a slip in a shout is one."""
    index = Index(None)
    index.add([Listing("q", "What is gout?", "Gout"), Listing("r", "What helps against migraine?", "Migraine")])
    for text in ("afzc", "is GOUR the same", "GOUR"):
        assert Made.MENDED not in {reading.made for reading in queries.read(text, index.known).made}, text
    for text in ("gour", "MY GOUR IS BAD"):
        assert "gout" in queries.read(text, index.known).words, text


def test_everyday_names_are_no_part_of_a_longer_name() -> None:
    """What is read as another name stands for it alone: no first word of a name that the vocabulary has."""
    known = vocabulary.load().names
    everyday = {name for name, instead in translations().names.items() if instead.everyday}
    assert len(everyday) > 100
    assert everyday.isdisjoint(known)
    long = {name for name in everyday if " " in name}
    assert not [name for name in known for one in long if f" {one} " in f" {name} "]


def test_consumer_words_and_spanish_are_explained() -> None:
    """What a thing is called in the vocabulary, and what Spanish was read as, is said with the words that decided."""
    assert ("presión alta", "high blood pressure") in made("¿Qué es la presión alta?")[Made.TRANSLATED]
    assert Made.NAMED in made("What is a heart attack?") or Made.ABBREVIATED in made("What is COPD?")
    assert "trama" not in queries.read("¿Cómo se trata?", KNOWN).words


def test_a_message_beyond_the_limit_is_cut_and_says_so() -> None:
    """What stands behind the limit is not read, and the reader is told."""
    long = "gout " * (LONGEST // 5) + " migraine"
    query = queries.read(long, KNOWN)
    assert Made.CUT in {reading.made for reading in query.made}
    assert "migrain" not in query.words


def test_an_empty_message_asks_nothing() -> None:
    """Nothing typed, nothing asked."""
    for text in ("", "   ", "?!", "\x00", "the of and"):
        query = queries.read(text, KNOWN)
        assert not query.words
        assert not query.names


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=400), st.text(max_size=40))
def test_no_message_raises(text: str, title: str) -> None:
    """Whatever is typed is read, searched, and suggested for."""
    index = Index(None)
    index.add(LIBRARY)
    results = index.search(text, title=title)
    assert len(results.found) <= 10
    index.suggest(text)


@pytest.fixture(scope="module")
def library() -> Index:
    """The library of the contract."""
    index = Index(None)
    index.add(LIBRARY)
    return index


@pytest.mark.parametrize("piece", EVIL)
def test_hostile_text_takes_linear_time(piece: str, library: Index) -> None:
    """Twice the text takes at most 2.6 times the time (promise R35), and never a second."""

    def work(length: int) -> None:
        text = (piece * (length // len(piece) + 1))[:length]
        library.search(text)
        library.suggest(text)

    pace.assert_linear(work, 100_000)
    pace.assert_within(1, lambda: work(100_000))


@pytest.mark.parametrize("make", [lambda n: f"x{n}qzv ", lambda n: "aeiou"[n % 5] * (n % 60) + " ", lambda n: f"{n} "])
def test_many_different_words_take_no_second(make: Callable[[int], str], library: Index) -> None:
    """A message in which every word is unknown is mended up to a limit only."""
    number = itertools.count()
    pace.assert_within(1, lambda: library.search("".join(make(next(number)) for _ in range(20_000))))


def test_the_data_is_whole() -> None:
    """Stop words are plain words, every side is a facet, and Spanish is kept without accents."""
    rules = manners()
    assert "gout" not in rules.stop
    assert {"hola", "gracias"} <= rules.stop
    assert len({facet for facet, _ in rules.sides}) == len(rules.sides)
    assert len(translations().names) > 350
    assert all(name.isascii() for name in translations().names)
