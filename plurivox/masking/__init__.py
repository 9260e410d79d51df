"""Beside the data path: what in a text points to a person, found so that others never see it (feature D12).

Knows shapes with a check digit or a cue before them, and leaves doses, years, ages and readings alone. Never stores or
changes the text: `mask` makes another one, in which a word in brackets stands for each find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from plurivox.masking.numbers import is_card, is_dni, is_nhs, is_ssn

__all__ = ["WORDS", "Find", "Kind", "find", "mask"]


class Kind(Enum):
    """What was found."""

    EMAIL = "e-mail address"
    URL = "web address"
    PHONE = "phone number"
    NATIONAL = "national number"
    CARD = "card number"
    RECORD = "record number"
    BIRTH = "date of birth"
    ADDRESS = "street address"
    NAME = "name"


#: What stands in the masked text; the site may give words of another language.
WORDS = {kind: f"[{kind.value}]" for kind in Kind}


@dataclass(frozen=True, slots=True)
class Find:
    """One stretch of the text that points to a person."""

    kind: Kind
    start: int
    end: int


class _Shape(NamedTuple):
    kind: Kind
    expression: re.Pattern[str]
    sound: Callable[[str], bool]


def _any(found: str) -> bool:
    return True


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre)"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of| de)? {_MONTH}(?: de| del)?,? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
#: A word of a name: a capital and more letters, or an initial.
_PART = r"[A-ZÁÉÍÓÚÑÜ][\w'’]{1,20}(?:-[A-ZÁÉÍÓÚÑÜ][\w'’]{1,20})?|[A-Z]\."
_NAME = rf"(?:{_PART})(?: (?:(?:de|del|la|las|los|van|von|da|di|bin|al) ){{0,2}}(?:{_PART})){{0,3}}"
#: Spanish words behind a number that make it a measure.
_MEASURE = (
    r"(?:a[ñn]os?|mes(?:es)?|semanas?|d[ií]as?|horas?|h|minutos?|min|segundos?|veces|pasos|metros?|m|km|kil[óo]metros?|"
    r"kilos?|kg|gramos?|mg|ml|litros?|grados|por ciento|personas)"
)

#: A word of a Spanish street's name.
_STREET = r"[A-ZÁÉÍÓÚÑ][\wáéíóúñ'.-]{1,40}"
#: Capitals that follow "Dr" or "I am" and are no names.
_NO_NAMES = frozenset(
    [
        "I", "The", "A", "An", "My", "And", "Or", "But", "Google",
        "Who", "What", "Is", "Not", "On", "In", "At", "For", "With",
        "Since", "Still", "Scholl", "Pepper", "January", "February", "March", "April", "May",
        "June", "July", "August", "September", "October", "November", "December", "Monday", "Tuesday",
        "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Caucasian", "Asian", "African", "American",
        "Hispanic", "Indian", "Type", "Rh", "Allergic", "Diabetic", "Pregnant", "HIV", "El",
        "La", "Los", "Las", "Un", "Una", "Yo", "Mi", "Diagnosed", "Taking",
        "Having", "Male", "Female", "Strange", "Good", "Fine"]
)  # fmt: skip


def _digits(count: range) -> Callable[[str], bool]:
    return lambda found: sum(letter.isdigit() for letter in found) in count


def _named(found: str) -> bool:
    return found.split()[0].rstrip(".") not in _NO_NAMES


#: In the order of their certainty: what an earlier shape took is not read again.
_SHAPES = (
    _Shape(Kind.EMAIL, re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"), _any),
    _Shape(
        Kind.EMAIL,
        re.compile(
            r"[\w.+-]{1,64} ?(?:\(at\)|\[at\]| at ) ?[\w-]{1,40} ?(?:\(dot\)|\[dot\]| dot ) ?[a-z]{2,6}\b", re.I
        ),
        _any,
    ),
    _Shape(
        Kind.URL,
        re.compile(
            r"(?:https?://)?(?:www\.|m\.)?(?:facebook|instagram|twitter|x|tiktok|linkedin|t|youtube|reddit|github|threads)"
            r"\.(?:com|me)/[\w@./?=%-]{2,100}",
            re.I,
        ),
        _any,
    ),
    _Shape(Kind.URL, re.compile(r"https?://[^\s/]{1,80}/(?:~|@|users?/|profile/|people/)[\w.@-]{2,60}", re.I), _any),
    _Shape(Kind.URL, re.compile(r"(?<![\w.@])@[A-Za-z_][\w.]{2,30}\b"), _any),
    _Shape(Kind.CARD, re.compile(r"(?<![\d.,/])\d(?:[ -]?\d){12,18}(?![\d/])"), is_card),
    _Shape(Kind.NATIONAL, re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"), is_ssn),
    _Shape(Kind.NATIONAL, re.compile(r"(?<![\w.,/-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/-])"), is_nhs),
    _Shape(
        Kind.NATIONAL, re.compile(r"(?<!\w)(?:[XYZxyz][ -]?\d{7}|\d{2}\.?\d{3}\.?\d{3})[ -]?[A-Za-z](?!\w)"), is_dni
    ),
    _Shape(
        Kind.NATIONAL,
        re.compile(
            r"\b(?:SSN|social security|NHS|DNI|NIE|passport|pasaporte|seguridad social|curp)\b"
            r"(?: (?:number|no\.?|núm\.?|n\.?º|número)){0,2}[ :#]{0,2}(?:(?:is|es) )?"
            r"(?P<said>[A-Z]{0,4}\d[\d -]{5,16}\w?)",
            re.I,
        ),
        _digits(range(6, 19)),
    ),
    _Shape(
        Kind.BIRTH,
        re.compile(
            rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday|nac[ií](?:da|do)?(?: el)?|"
            rf"fecha de nacimiento|cumpleaños)[ :]{{0,2}}(?:is |on |es |el ){{0,2}}(?P<said>{_DATE})",
            re.I,
        ),
        _any,
    ),
    _Shape(
        Kind.RECORD,
        re.compile(
            r"\b(?:(?:medical |health |hospital )?record|MRN|chart|policy|insurance|member(?:ship)?|patient|case|claim|"
            r"medicare|medicaid|account|licen[cs]e|historia(?: clínica)?|póliza|afiliad[oa]|expediente|"
            r"tarjeta sanitaria|paciente|CIPA?)"
            r"(?: (?:id|card|number|no\.?|num|identification|policy|clínica|member|n[úu]mero)){0,3}"
            r"[ :#.]{0,3}(?:(?:is|es|nº|núm\.?) ?)?#?(?P<said>[A-Z]{0,4}-?\d[\dA-Z-]{4,18})\b",
            re.I,
        ),
        _digits(range(5, 19)),
    ),
    _Shape(
        Kind.PHONE,
        re.compile(r"(?<![\w+.,/-])(?:\+|00)\d{1,3}(?:[ .()-]{0,2}\d{1,5}){2,6}(?![\w/])"),
        _digits(range(8, 16)),
    ),
    _Shape(
        Kind.PHONE,
        re.compile(r"(?<![\w.,/-])\(\d{2,5}\) ?\d{3,4}(?:[ .-]?\d{2,4}){1,3}(?![\w/])"),
        _digits(range(8, 13)),
    ),
    _Shape(Kind.PHONE, re.compile(r"(?<![\w.,/-])(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?![\w/-])"), _any),
    _Shape(Kind.PHONE, re.compile(r"(?<![\w.,/-])0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?![\w/-])"), _digits(range(10, 12))),
    _Shape(Kind.PHONE, re.compile(r"(?<![\w.,/-])[6789]\d{2}[ .-]\d{3}[ .-]\d{3}(?![\w/-])"), _any),
    _Shape(Kind.PHONE, re.compile(r"(?<![\w.,/-])[6789]\d{2}[ .-]?\d{2}[ .-]\d{2}[ .-]\d{2}(?![\w/-])"), _any),
    _Shape(Kind.PHONE, re.compile(r"(?<![\w.,/-])(?:[67]\d{8}|[2-9]\d{2}[2-9]\d{6}|07\d{9})(?![\w/-])"), _any),
    _Shape(
        Kind.PHONE,
        re.compile(
            r"\b(?:call(?: me)?|phone|tel(?:ephone|éfono|efono)?|cell|mobile|whats ?app|text me|ring me|m[óo]vil|"
            r"ll[aá]m[ae]n?me|"
            r"n[úu]mero|number|reach me)\b[\w :.#]{0,16}?(?P<said>\+?\d(?:[ .()-]{0,2}\d){6,13})(?![\w/])",
            re.I,
        ),
        _digits(range(7, 15)),
    ),
    _Shape(
        Kind.ADDRESS,
        re.compile(
            r"(?<![\w.,/])\d{1,5}[A-Za-z]? (?:[NSEW]\.? )?(?:[A-Z0-9][\w'’.-]{0,20} ){1,4}"
            r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Crescent|Terrace|Place|Way|"
            r"Square|Parkway|Pkwy|Gardens|Grove|Hill|Row|Mews)\b\.?(?:,? (?:apt|apartment|flat|unit|#) ?\w{1,6})?"
        ),
        _any,
    ),
    _Shape(
        Kind.ADDRESS,
        re.compile(
            r"\b(?:calle|c/|avda\.?|avenida|plaza|paseo|carretera|camino|ronda|travesía) ?"
            r"(?:de |del |la |los |las |el ){0,3}"
            # A space must part the words of a name, else one word could be cut in every way.
            rf"{_STREET}(?: (?:de |del |la |y )?{_STREET}){{0,3}}(?: (?:del?|la|y))?,? ?"
            # "Camino unos 30 minutos" and "la plaza estaba llena y tengo 45 años" hold a measure, no number of a house.
            rf"(?:n[º°.]? ?)?\d{{1,4}}(?:,? ?\d{{1,2}}[º°]? ?\w?)?\b(?! ?{_MEASURE}\b)",
            re.I,
        ),
        _any,
    ),
    _Shape(Kind.ADDRESS, re.compile(r"\b(?:GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})\b"), _any),
    _Shape(
        Kind.NAME,
        re.compile(
            rf"\b(?i:my (?:full )?name is|name(?:'s|’s|:)|my name's|i am called|call me|me llamo|mi nombre es|se llama|"
            rf"(?:is|was) called|named|signed,?|regards,?|saludos,?|firmado,?) (?P<said>{_NAME})"
        ),
        _named,
    ),
    _Shape(
        Kind.NAME,
        re.compile(
            rf"\b(?:Dr|Dra|Doctor|Doctora|dr|dra|Mr|Mrs|Ms|Miss|Prof|Professor|"
            rf"Nurse|Sr|Sra|Srta|Don|Doña|doctor|doctora)\.? "
            rf"(?P<said>{_NAME})"
        ),
        _named,
    ),
    _Shape(
        Kind.NAME,
        re.compile(
            rf"\b(?i:my|mi) "
            rf"(?i:husband|wife|son|daughter|mother|father|mum|mom|dad|brother|sister|friend|boyfriend|girlfriend|"
            rf"partner|neighbou?r|boss|uncle|aunt|cousin|hijo|hija|madre|padre|esposo|esposa|marido|hermano|hermana|amigo|"
            rf"amiga|novio|novia|mamá|papá),? (?P<said>{_NAME})"
        ),
        _named,
    ),
    _Shape(
        Kind.NAME,
        re.compile(rf"\b(?:I am|I'm|I’m|Soy|soy|This is) (?P<said>(?:{_PART}) (?:{_PART})(?: (?:{_PART}))?)"),
        _named,
    ),
)


def find(text: str) -> tuple[Find, ...]:
    """Everything in the text that points to a person, in order, without overlap; twice the text takes twice the time.

    >>> [found.kind.value for found in find("Write to ada@example.org, 500 mg since 2019, 120/80.")]
    ['e-mail address']
    """
    found: list[Find] = []
    taken = bytearray(len(text))
    for shape in _SHAPES:
        for start, end in _places(shape, text):
            if not any(taken[start:end]):
                found.append(Find(shape.kind, start, end))
                taken[start:end] = b"\1" * (end - start)
    return tuple(sorted(found, key=lambda one: one.start))


def mask(text: str, words: dict[Kind, str] | None = None) -> str:
    """The text with a word in brackets in the place of each find.

    >>> mask("My name is Ada Test, call 555-010-0199.")
    'My name is [name], call [phone number].'
    """
    said, at = "", 0
    for one in find(text):
        said += text[at : one.start] + (words or WORDS)[one.kind]
        at = one.end
    return said + text[at:]


def _places(shape: _Shape, text: str) -> Iterator[tuple[int, int]]:
    for match in shape.expression.finditer(text):
        group = "said" if "said" in shape.expression.groupindex else 0
        if shape.sound(match[group]):
            yield match.span(group)
