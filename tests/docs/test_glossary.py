"""The glossary holds every noun of the code, in two sentences each."""

import inspect
import re
from enum import Enum
from pathlib import Path

import pytest

from plurivox import model

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
#: Word, the name of its class where it has one, what it means.
ENTRY = re.compile(r"^\*\*([^*]+?)\.?\*\*(?: \(`(\w+)`\)\.)?((?: |\n)(?:.+\n?)+)", re.M)
ENTRIES = {word: (code, " ".join(meaning.split())) for word, code, meaning in ENTRY.findall(TEXT)}
NOUNS = sorted(name for name, kind in inspect.getmembers(model, inspect.isclass) if kind.__module__ == model.__name__)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_of_the_model_has_an_entry(noun: str) -> None:
    """Each public class of plurivox/model.py stands in the glossary under its name in code."""
    assert noun in {code for code, _ in ENTRIES.values()}


def test_every_name_in_code_exists() -> None:
    """No entry names a class that is not there."""
    assert {code for code, _ in ENTRIES.values() if code} <= set(NOUNS)


@pytest.mark.parametrize("word", sorted(ENTRIES))
def test_an_entry_has_two_sentences(word: str) -> None:
    """An entry says what the word means in two sentences."""
    meaning = ENTRIES[word][1]
    assert len(re.findall(r"[.?!](?:\s|$)", meaning)) == 2, meaning


def test_words_are_listed_once() -> None:
    """No word has two entries."""
    assert len(ENTRIES) == len(ENTRY.findall(TEXT)) > 30


def test_relation_words_are_explained() -> None:
    """Each kind of relation is named in the glossary, in its reader's words."""
    meaning = ENTRIES["Relation kind"][1].lower()
    assert issubclass(model.RelationKind, Enum)
    words = {"same", "qualifies", "opposes", "cannot be compared", "unrelated"}
    assert len(words) == len(model.RelationKind)
    assert all(word in meaning for word in words)
