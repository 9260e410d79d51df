"""Numbers that prove themselves: which digits are a card, an NHS number, a Spanish DNI or NIE, a US SSN."""

from __future__ import annotations

#: The letter of a DNI is the remainder of its number by 23 (Real Decreto 1553/2005).
_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def digits(said: str) -> str:
    """The digits alone."""
    return "".join(letter for letter in said if letter.isdigit())


def is_card(said: str) -> bool:
    """Whether 13 to 19 digits pass the check of ISO/IEC 7812 (Luhn), and are not all the same.

    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    number = digits(said)
    if not 13 <= len(number) <= 19 or len(set(number)) == 1:
        return False
    total = 0
    for n, digit in enumerate(map(int, reversed(number))):
        doubled = digit * 2 if n % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_nhs(said: str) -> bool:
    """Whether ten digits pass the check of the NHS number (modulus 11).

    >>> is_nhs("943 476 5919"), is_nhs("943 476 5918")
    (True, False)
    """
    number = digits(said)
    if len(number) != 10 or len(set(number)) == 1:
        return False
    check = 11 - sum(int(digit) * (10 - n) for n, digit in enumerate(number[:9])) % 11
    return check != 10 and check % 11 == int(number[9])


def is_dni(said: str) -> bool:
    """Whether eight digits, or X, Y or Z and seven, go with their letter.

    >>> is_dni("12345678Z"), is_dni("X1234567L"), is_dni("12345678A")
    (True, True, False)
    """
    number = said.upper().replace(" ", "").replace("-", "").replace(".", "")
    body = number[:-1].translate(str.maketrans("XYZ", "012"))
    return body.isdigit() and len(body) == 8 and _DNI[int(body) % 23] == number[-1]


def is_ssn(said: str) -> bool:
    """Whether the three parts are ones that the US administration gives out (never 000, 666 or from 900 on).

    >>> is_ssn("123-45-6789"), is_ssn("000-45-6789"), is_ssn("900-45-6789")
    (True, False, False)
    """
    area, group, serial = said.split("-")
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"
