"""The Spanish of the interface is whole: every message is there, says something, and fits the English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest

from tests.web import words_of_the_interface as interface
from tests.web.words_of_the_interface import CATALOGUE, FOLDER, WEB, Words

#: What to do when one of these tests fails.
TODO = "run `make messages`, then translate: docs/how-to/translate.md"


#: What is translated; what is not is found by one test, not by all.
DONE = CATALOGUE.translated_entries()


def name(path: Path) -> str:
    return str(path.relative_to(WEB))


def used() -> dict[Words, str]:
    """Every message of code and templates, and where it stands."""
    found = {words: name(path) for path in interface.templates() for words in interface.in_template(path)}
    return found | {words: name(path) for path in interface.modules() for words in interface.in_module(path)}


def test_every_message_is_in_the_catalogue() -> None:
    """And the catalogue holds no message that nobody shows any more."""
    code = {(words.context, words.one): where for words, where in used().items()}
    kept = {(entry.msgctxt or "", entry.msgid) for entry in CATALOGUE if not entry.obsolete}
    missing = {words: where for words, where in code.items() if words not in kept}
    assert not missing, f"{TODO}: {missing}"
    assert not kept - set(code), TODO
    assert len(code) > 400


def test_every_message_is_translated() -> None:
    """None is empty, and none is a guess that nobody has looked at."""
    left = [entry.msgid for entry in CATALOGUE if entry.fuzzy or not entry.translated()]
    assert not left, f"{TODO}: {left}"
    assert not CATALOGUE.obsolete_entries()
    assert len({(entry.msgctxt, entry.msgid) for entry in CATALOGUE}) == len(CATALOGUE), f"a message twice: {TODO}"


def test_messages_for_many_have_every_form() -> None:
    """As many as the language has, and in the catalogue wherever the code asks for one."""
    assert CATALOGUE.metadata["Plural-Forms"].startswith("nplurals=2;")
    plural = {(entry.msgctxt or "", entry.msgid): entry.msgid_plural for entry in CATALOGUE if entry.msgid_plural}
    for words, where in used().items():
        if words.many:
            assert plural.get((words.context, words.one)) == words.many, where
    for entry in DONE:
        assert sorted(entry.msgstr_plural) == ([0, 1] if entry.msgid_plural else []), entry.msgid


def test_translations_keep_the_gaps() -> None:
    """A name or a number that the English shows is shown in Spanish; in the singular a number may be a word."""
    for entry in DONE:
        every = interface.placeholders(entry.msgid) | interface.placeholders(entry.msgid_plural or "")
        if entry.msgid_plural:
            assert interface.placeholders(entry.msgstr_plural[0]) <= every, entry.msgid
            assert interface.placeholders(entry.msgstr_plural[1]) == interface.placeholders(entry.msgid_plural)
        else:
            assert interface.placeholders(entry.msgstr) == every, entry.msgid


def test_translations_end_as_the_english_ends() -> None:
    """A sentence stays a sentence, a label a label; questions and cries open as Spanish opens them."""
    for entry in DONE:
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
        for english, spanish in pairs:
            assert english[-1:].isspace() == spanish[-1:].isspace(), entry.msgid
            assert english.startswith("\n") == spanish.startswith("\n"), entry.msgid
            for sign in ".:":
                assert english.rstrip().endswith(sign) == spanish.rstrip().endswith(sign), entry.msgid
            assert len(re.findall(r"\?(?!\w)", spanish)) == spanish.count("¿"), entry.msgid
            assert spanish.count("!") == spanish.count("¡"), entry.msgid
            assert "“" not in spanish, f"{entry.msgid}: Spanish quotes with « and »"


def test_no_translation_calls_the_reader_tu_or_vos() -> None:
    """Patients are addressed as usted, everywhere."""
    familiar = re.compile(
        r"\b(tú|tu|tus|te|ti|tuyo|tuya|vos|vosotros|puedes|quieres|tienes|debes|escribe aquí)\b", re.I
    )
    for entry in DONE:
        for spanish in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not familiar.search(spanish), spanish


def test_the_compiled_catalogue_is_what_stands_in_the_source() -> None:
    """Users have no gettext: what is compiled here is what they read."""
    compiled = polib.mofile(str(FOLDER / "django.mo"))

    def said(catalogue: Iterable[polib.POEntry | polib.MOEntry]) -> dict[tuple[str, str], tuple[str, ...]]:
        return {
            (entry.msgctxt or "", entry.msgid): (entry.msgstr, *entry.msgstr_plural.values()) for entry in catalogue
        }

    assert said(compiled) == said(DONE), TODO
    assert compiled.metadata["Plural-Forms"] == CATALOGUE.metadata["Plural-Forms"]


def test_the_compiled_catalogue_is_part_of_the_package() -> None:
    """An installed site speaks Spanish too."""
    project = tomllib.loads((WEB.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert "*.mo" in project["tool"]["setuptools"]["package-data"]["*"]


@pytest.mark.parametrize("path", interface.templates(), ids=name)
def test_no_template_holds_words_that_cannot_be_translated(path: Path) -> None:
    """Every word that a reader sees or hears goes through translate or blocktranslate."""
    assert not list(interface.bare_in_template(path))


@pytest.mark.parametrize("path", interface.templates(), ids=name)
def test_no_template_spells_dates_of_one_language(path: Path) -> None:
    """Dates by the formats of the language: DATE_FORMAT, DATETIME_FORMAT, and c for machines."""
    formats = re.findall(r'\|(?:date|time):"([^"]*)"', path.read_text(encoding="utf-8"))
    machines = {"c", "Y-m-d", "Y-m-d H:i:s", "H:i", "H:i:s"}
    assert set(formats) <= machines | {"DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT"}


@pytest.mark.parametrize("path", interface.modules(), ids=name)
def test_no_module_refuses_or_asks_in_english_alone(path: Path) -> None:
    """What is raised for a person, and what names a field, goes through gettext."""
    if "management" in path.parts:
        return  # the operator's terminal speaks English
    assert not list(interface.bare_in_module(path))
    assert not re.findall(r'date_format\([^()\n]*, "j ', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", interface.modules(), ids=name)
def test_no_module_translates_before_it_knows_the_reader(path: Path) -> None:
    """What is said when a module is read is lazy: gettext there would freeze the language of the process."""
    assert not list(interface.frozen_in_module(path))
