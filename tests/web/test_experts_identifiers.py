"""Numbers and links of registers, and names: what is accepted, refused, or sent to a person (E3, R36)."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from tests.web.experts_situations import application, expert
from web.experts import flags, identifiers, names

#: The name that somebody wants to be taken for.
KNOWN = "Dr Clara Moreno"

#: Letters of other scripts that look like Latin ones.
TWINS = {"C": "С", "l": "ӏ", "a": "а", "r": "г", "M": "М", "o": "о", "e": "е", "n": "п"}

HIDDEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u3164", "\u115f", "\ufe0f", "\u034f")
BIDI = (
    "\u202a",
    "\u202b",
    "\u202d",
    "\u202e",
    "\u202c",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u061c",
)


@pytest.mark.parametrize("text", ["1234567893", "1245319599", " 1234-567-893 ", "1993999998"])
def test_an_npi_whose_check_digit_fits_is_accepted(text: str) -> None:
    """The published example, and others of the same rule."""
    assert len(identifiers.npi(text)) == 10


@pytest.mark.parametrize(
    "text", ["1234567890", "123456789", "12345678931", "3234567893", "abcdefghij", "１２３４５６７８９３"]
)
def test_an_npi_that_cannot_be_one_is_refused(text: str) -> None:
    """A wrong check digit, length or first digit, and digits of other scripts."""
    with pytest.raises(ValidationError):
        identifiers.npi(text)


def test_every_slip_of_one_digit_in_an_npi_is_found() -> None:
    """The Luhn formula finds every single wrong digit."""
    right = "1234567893"
    for place in range(10):
        for digit in "0123456789":
            if digit != right[place]:
                with pytest.raises(ValidationError):
                    identifiers.npi(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0001-5109-3700", "0000-0001-5109-3700"),
        ("000000021694233x", "0000-0002-1694-233X"),
    ],
)
def test_an_orcid_whose_checksum_fits_is_accepted_in_one_spelling(text: str, whole: str) -> None:
    """Bare, as a link, with or without hyphens; X stands for ten."""
    assert identifiers.orcid(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0098",
        "0000-0002-1694-2330",
        "0000-0002-1825-009",
        "https://evil.org/0000-0002-1825-0097",
        "X000",
    ],
)
def test_an_orcid_that_cannot_be_one_is_refused(text: str) -> None:
    """A wrong checksum, a wrong length, another site's link."""
    with pytest.raises(ValidationError):
        identifiers.orcid(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://register.example.org/1",
        "javascript:alert(1)",
        "https://user:word@register.example.org/",
        "https://register.example.org:8443/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://register.example.org/a b",
        'https://register.example.org/"><b>',
        "https://ex\u0430mple.org/",
        "//register.example.org/",
        "https://[::1",
        "https://register.example.org/" + "a" * 400,
    ],
)
def test_a_register_link_that_is_none_is_refused(text: str) -> None:
    """No other scheme, no hidden user, no bare address, nothing that breaks out."""
    with pytest.raises(ValidationError):
        identifiers.register_url(text)


def test_a_register_link_is_kept_as_it_is() -> None:
    """With its path and query."""
    link = "https://www.registers.nhs.example.co.uk/doctors?id=12"
    assert identifiers.register_url(f" {link} ") == link


def impostors() -> list[tuple[str, str]]:
    """Two hundred names that are made to be taken for KNOWN: mixed, hidden, turned around, or alike."""
    found: list[tuple[str, str]] = []
    places = range(1, len(KNOWN))
    found += [("hidden", KNOWN[:at] + sign + KNOWN[at:]) for sign in HIDDEN for at in places][:90]
    found += [("bidi", KNOWN[:at] + sign + KNOWN[at:]) for sign in BIDI for at in places][:70]
    for at, letter in enumerate(KNOWN):
        if letter in TWINS:
            found.append(("mixed", KNOWN[:at] + TWINS[letter] + KNOWN[at + 1 :]))
    cyrillic = "".join(TWINS.get(letter, letter) for letter in "Clara Moreno")
    found += [("mixed", f"{title} {cyrillic}") for title in ("Dr", "Prof", "Dame", "Mr")]
    alike = [
        "Clara Moreno",
        "Dr. Clara Moreno",
        "Clara Moreno MD",
        "DR CLARA MORENO",
        "Dr Clara Morеno".replace("е", "é"),
    ]
    alike += [
        "Prof Clara M0reno",
        "Dr C1ara Moreno",
        "Dr Clara Morenö",
        "Dr Cíara Moreno",
        "Dr Clàra Moreno",
        "ClaraMoreno",
    ]
    alike += [
        "Clara-Moreno",
        "Dr Clara Rnoreno",
        "Dr Ciara Moreno",
        "Dr Clara Mor3no",
        "Dr. med. Clara Moreno".replace("med. ", ""),
    ]
    alike += [unicodedata.normalize("NFD", f"Dr Clar{letter} Moreno") for letter in "áàâäãå"]
    alike += [
        "Ｄｒ Ｃｌａｒａ Ｍｏｒｅｎｏ",
        "𝐂𝐥𝐚𝐫𝐚 𝐌𝐨𝐫𝐞𝐧𝐨",
        "Dr Clarɑ Moreno",
        "Dr Clara Moreηo".replace("η", "n"),
        "Dr  Clara   Moreno",
    ]
    found += [("alike", name) for name in alike]
    found += [("mixed", KNOWN.replace("a", twin)) for twin in ("а", "α", "ɑ", "ａ")]
    return found


def test_there_are_two_hundred_impostors() -> None:
    """The measure that promise R36 asks for."""
    assert len(set(impostors())) >= 200


@pytest.mark.django_db
def test_no_impostor_comes_in_unseen() -> None:
    """Each name that is made to look like an expert's is refused, or flagged to the editor who decides (R36)."""
    expert(KNOWN)
    row = application("Somebody Else")
    passed = []
    for kind, name in impostors():
        try:
            row.name = names.clean(name)
        except ValidationError:
            continue
        seen = {flag.kind for flag in flags.of_application(row)}
        if not seen & {flags.Kind.SAME_NAME, flags.Kind.LOOKALIKE}:
            passed.append((kind, name))
    assert passed == []


@pytest.mark.parametrize(
    "name",
    [
        "Ján Novák", "Siobhán O’Brien", "Jean-Luc Dupont, MD", "Björk Guðmundsdóttir", "Nguyễn Thị Minh", "李明",
        "山田 太郎", "김민준", "Δημήτρης Παπαδόπουλος", "Иван Петров", "محمد علي", "אברהם כהן", "प्रिया शर्मा",
        "Sample Heart Society (Leeds)", "St. John’s Hospital & Partners", "Ōta Kenji (太田 健司)",
    ],
)  # fmt: skip
def test_names_of_the_world_are_accepted(name: str) -> None:
    """In any one script, with the marks that names have; decomposed letters become one."""
    assert names.clean(unicodedata.normalize("NFD", name)) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["", "   ", "12345", "a" * 200, "<b>Ada</b>", "Ada 😀", "Ada\x00Test"])
def test_what_is_no_name_is_refused(name: str) -> None:
    """Nothing, numbers alone, markup, pictures, controls."""
    with pytest.raises(ValidationError):
        names.clean(name)


@pytest.mark.django_db
def test_different_people_are_not_flagged() -> None:
    """A flag that always shows is no flag."""
    for name in ("Dr Ada Test", "Dr Ben Test", "Clara Morena", "Maria Clara Moreno"):
        expert(name)
    assert [flag.kind for flag in flags.of_application(application(KNOWN)) if flag.slug] == []
