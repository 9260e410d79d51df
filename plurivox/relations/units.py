"""Units, number words and shares in words: what a figure counts, as data. Part of step 5; decides nothing."""

from __future__ import annotations

_DAY = 1.0
#: unit word -> (kind, size in the kind's own unit). Times in days, lengths in cm, masses in mg, volumes in ml.
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("second", "seconds"), ("time", 1 / 86400)),
    **dict.fromkeys(("minute", "minutes", "min"), ("time", 1 / 1440)),
    **dict.fromkeys(("hour", "hours", "h"), ("time", 1 / 24)),
    **dict.fromkeys(("day", "days"), ("time", _DAY)),
    **dict.fromkeys(("week", "weeks"), ("time", 7.0)),
    **dict.fromkeys(("month", "months"), ("time", 30.4)),
    **dict.fromkeys(("year", "years"), ("time", 365.25)),
    **dict.fromkeys(("decade", "decades"), ("time", 3652.5)),
    **dict.fromkeys(("%", "percent", "per-cent"), ("share", 1.0)),
    **dict.fromkeys(("mg", "milligram", "milligrams"), ("mass", 1.0)),
    **dict.fromkeys(("g", "gram", "grams"), ("mass", 1000.0)),
    **dict.fromkeys(("mcg", "microgram", "micrograms"), ("mass", 0.001)),
    **dict.fromkeys(("kg", "kilogram", "kilograms", "kilos"), ("mass", 1000000.0)),
    **dict.fromkeys(("ml", "milliliters", "millilitres"), ("volume", 1.0)),
    **dict.fromkeys(("l", "liter", "liters", "litre", "litres"), ("volume", 1000.0)),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"), ("length", 1.0)),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), ("length", 0.1)),
    **dict.fromkeys(("calories", "kcal"), ("calories", 1.0)),
    **dict.fromkeys(("units", "unit", "iu"), ("units", 1.0)),
    **dict.fromkeys(("times", "fold"), ("times", 1.0)),
    **dict.fromkeys(("dose", "doses", "shots", "injections"), ("doses", 1.0)),
    **dict.fromkeys(("tablet", "tablets", "capsules", "pills"), ("tablets", 1.0)),
    **dict.fromkeys(("cup", "cups", "coffee", "coffees", "glass", "glasses"), ("cups", 1.0)),
    **dict.fromkeys(("egg", "eggs"), ("eggs", 1.0)),
    **dict.fromkeys(("seizures",), ("seizures", 1.0)),
    **dict.fromkeys(("copy", "copies"), ("copies", 1.0)),
    **dict.fromkeys(("parent", "parents"), ("parents", 1.0)),
    **dict.fromkeys(("pens", "pen"), ("pens", 1.0)),
}

WORDS = {
    w: float(n)
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {
    "a": 1.0,
    "an": 1.0,
    "single": 1.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "forty-five": 45.0,
    "hundred": 100.0,
    "dozen": 12.0,
}

#: Shares in words, in percent.
SHARES: dict[tuple[str, ...], float] = {
    ("half",): 50.0,
    ("one", "third"): 33.3,
    ("a", "third"): 33.3,
    ("one-third",): 33.3,
    ("two", "thirds"): 66.7,
    ("two-thirds",): 66.7,
    ("a", "quarter"): 25.0,
    ("one", "quarter"): 25.0,
    ("one-quarter",): 25.0,
    ("three", "quarters"): 75.0,
    ("three-quarters",): 75.0,
}

DECADES = {
    "teens": 10.0,
    "twenties": 20.0,
    "thirties": 30.0,
    "forties": 40.0,
    "fifties": 50.0,
    "sixties": 60.0,
    "seventies": 70.0,
    "eighties": 80.0,
    "nineties": 90.0,
}
