"""Numbers of a statement with what they count: ages, times, shares, doses, pressures, as ranges of one unit.

Step 5. Reads figures and number words; never computes with a patient's values and never rounds what is shown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plurivox import cues
from plurivox.cues import Token
from plurivox.relations.units import DECADES, SHARES, UNITS, WORDS

#: Words before a figure that leave its lower end open, words before or after it that leave the upper end open.
_MOST = (
    *("under", "below", "before", "less than", "fewer than", "within", "up to", "at most", "no more than", "until"),
    *(
        "before the age of",
        "under the age of",
        "by age",
        "before age",
        "not more than",
        "maximum of",
        "below age",
        "by the age of",
        "by about the age of",
        "by about age",
    ),
)
_LEAST = (
    *("over", "above", "after", "at least", "older than", "beyond", "exceeding", "past", "more than", "no less than"),
    *("higher than", "larger than", "after the age of", "over the age of", "from the age of", "over age", "after age"),
)
_OR_MORE = (
    "or more",
    "or over",
    "or older",
    "or higher",
    "or above",
    "or longer",
    "and over",
    "and older",
    "and above",
)

_OR_LESS = ("or younger", "or less", "or fewer", "or lower", "or under", "or below", "and younger", "and under")

#: Before "a day" it is a length of time; elsewhere a rate ("three times a day"), which is no quantity of its own.
_SPAN = frozenset(
    ["about", "within", "for", "after", "in", "least", "than", "nearly", "almost", "roughly", "over", "half"]
)

#: Open ends of a range are held this far from the named end, as a factor, when two ranges are compared.
OPEN = math.inf


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure or range: `low` to `high` in the unit of `kind`; infinite where the words leave an end open."""

    kind: str
    low: float
    high: float
    start: int
    end: int
    clause: int

    @property
    def named(self) -> tuple[float, ...]:
        """The ends that the words name."""
        return tuple(x for x in (self.low, self.high) if 0 < x < math.inf)


@lru_cache(maxsize=16384)
def read(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in reading order, without overlaps.

    >>> [(q.kind, q.low, q.high) for q in read("usually between ages 3 and 5, in 1 of 4 children")]
    [('age', 3.0, 5.0), ('share', 25.0, 25.0)]
    """
    words = cues.read(text).tokens
    starts = [n for n, token in enumerate(words) if token.word in _OPENING or token.word[0].isdigit()]
    if not starts or not (any(map(str.isdigit, text)) or _WORDY.search(text.lower())):
        return ()
    found: list[Quantity] = []
    following = 0
    for at in starts:
        if at < following:
            continue
        quantity, following = _at(text, words, at)
        if quantity and found and _decade(words, at) and _joined(words, found[-1], quantity):
            before = found.pop()
            quantity = Quantity("age", before.low, quantity.high, before.start, quantity.end, quantity.clause)
        if quantity:
            found.append(quantity)
    return tuple(found)


def _decade(words: Sequence[Token], at: int) -> bool:
    return words[at].word in DECADES


def _joined(words: Sequence[Token], one: Quantity, two: Quantity) -> bool:
    """Whether two decades are one range: "late fifties or early sixties"."""
    between = [t.word for t in words if one.end <= t.start < two.start]
    links = {"or", "to", "and", "early", "mid", "late", "their"}
    return one.kind == "age" and one.high <= two.high and 0 < len(between) <= _LONGEST_LINK and links >= set(between)


#: Words between two decades that are one range.
_LONGEST_LINK = 3


#: Without a digit or one of these no text is looked at closer.
_WORDY = re.compile(
    "half|third|quarter|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twent|thirt|fort|fift|sixt"
    "|sevent|ninet|teen| a day| a week|single|every |yearly|annual|monthly|weekly"
)


#: "1,000" and "1,234.5"; in "1,5" the comma is a point.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _number(token: Token) -> float | None:
    word = token.word
    if word[0].isdigit():
        if "/" in word:
            return None
        plain = word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
        try:
            return float(plain)
        except ValueError:
            return None
    return WORDS.get(word)


def _at(text: str, words: Sequence[Token], at: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a token and the token after it."""
    first = words[at]
    for size in (2, 1):
        value = SHARES.get(tuple(t.word for t in words[at : at + size]))
        whole = _word(words, at + size) not in ("an", "a", "year", "hour", "day")
        if value is not None and at + size <= len(words) and whole:
            return _bounded("share", value, value, words, at, at + size), at + size
    if first.word == "half" and _word(words, at + 1) in ("a", "an") and _word(words, at + 2) in UNITS:
        return _unit(text, words, at, at + 2, 0.5, 0.5)
    if first.word in DECADES:
        low = DECADES[first.word]
        before = _word(words, at - 1)
        low, high = {"early": (low, low + 4), "mid": (low + 3, low + 6), "late": (low + 6, low + 9)}.get(
            before, (low, low + 9)
        )
        return Quantity("age", low, high, first.start, first.end, first.clause), at + 1
    if "/" in first.word and first.word[0].isdigit():
        upper, lower = first.word.split("/")[:2]
        if upper.isdigit() and lower.isdigit() and int(upper) > int(lower) >= 30:
            return Quantity("pressure", float(upper), float(lower), first.start, first.end, first.clause), at + 1
        return None, at + 1
    if first.word == "every" or first.word in YEARLY:
        return _interval(words, at)
    number = _number(first)
    if number is None or (first.word in ("a", "an") and _word(words, at + 1) not in UNITS):
        return None, at + 1
    low = high = number
    after = at + 1
    if tuple(_word(words, n) for n in range(after, after + 3)) == ("and", "a", "half"):
        return _unit(text, words, at, after + 3, number + 0.5, number + 0.5)
    if _word(words, after + 1) in _MASSES and _word(words, after + 2) in _PIECES and (each := _number(words[after])):
        return _unit(text, words, at, after + 1, number * each, number * each)
    link, last = _word(words, after), after + 2
    second = _number(words[after + 1]) if link in ("to", "and", "or", "over") and after + 1 < len(words) else None
    if link == "over" and second is not None and low > second >= 40:
        return Quantity("pressure", low, second, first.start, words[after + 1].end, first.clause), after + 2
    if second is None and after < len(words) and words[after].word[0].isdigit() and _dash(text, words, at):
        second, last = _number(words[after]), after + 1
    if (
        second is not None
        and second > low
        and (link != "and" or _between(words, at) or _word(words, after + 2) in UNITS)
    ):
        high, after = second, last
    return _unit(text, words, at, after, low, high)


#: "Two 500 mg tablets" are one gram.
_MASSES = frozenset(unit for unit, (kind, _) in UNITS.items() if kind == "mass")
_PIECES = frozenset({"tablet", "tablets", "capsule", "capsules", "pills", "pill"})

#: Words that say how often by themselves, in days.
YEARLY = {"yearly": 365.25, "annually": 365.25, "annual": 365.25, "monthly": 30.4, "weekly": 7.0}

#: Words that a quantity may begin with; else it begins with a figure.
_OPENING = frozenset({"every", *(share[0] for share in SHARES), *DECADES, *YEARLY, *WORDS})


def _interval(words: Sequence[Token], at: int) -> tuple[Quantity | None, int]:
    """How often: "every three years", "every other year", "yearly"; "every 12 to 24 months" is a range."""
    first, after = words[at], at + 1
    if first.word in YEARLY:
        days = YEARLY[first.word]
        return Quantity("interval", days, days, first.start, first.end, first.clause), after
    low = high = 1.0
    if _word(words, after) in ("other", "second"):
        low, high, after = 2.0, 2.0, after + 1
    elif after < len(words) and (number := _number(words[after])):
        low, high, after = number, number, after + 1
        if _word(words, after) in ("to", "or") and after + 1 < len(words) and (upper := _number(words[after + 1])):
            low, high, after = min(low, upper), max(low, upper), after + 2
    kind, size = UNITS.get(_word(words, after), ("", 0.0))
    if kind != "time":
        return None, at + 1
    return Quantity("interval", low * size, high * size, first.start, words[after].end, first.clause), after + 1


def bare_ages(text: str, known: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Ages that only the question calls so: "starting at 40", "from 50 to 70", under a question for an age."""
    words = cues.read(text).tokens
    found = []
    for at, token in enumerate(words):
        number = _number(token) if token.word.isdigit() else None
        if number is None or not 0 < number < OLDEST or any(q.start <= token.start < q.end for q in known):
            continue
        if _word(words, at - 1) in _BEFORE_AGE and _word(words, at + 1) not in _NOT_AGE:
            found.append(_bounded("age", number, number, words, at, at + 1))
    return tuple(found)


#: Years that no age reaches.
OLDEST = 120.0

#: Words before a bare figure that may be an age, and words after one that is something else.
_BEFORE_AGE = frozenset({"at", "from", "before", "after", "until", "by", "over", "under", "below", "past"})
_NOT_AGE = frozenset({*UNITS, "in", "of", "out", "percent", "per", "people", "women", "men"})


def _unit(
    text: str, words: Sequence[Token], at: int, after: int, low: float, high: float
) -> tuple[Quantity | None, int]:
    following = _word(words, after)
    if following in ("in", "of", "out") or (
        following in ("people", "children", "women", "men") and _word(words, after + 1) in ("in", "of")
    ):
        skip = after + 1
        while _word(words, skip) in ("of", "every", "in", "the"):
            skip += 1
        whole = _number(words[skip]) if skip < len(words) else None
        if whole and whole >= high and whole > 1 and _word(words, skip) not in ("a", "an"):
            if _word(words, skip + 1) == "to" and skip + 2 < len(words) and (rarest := _number(words[skip + 2])):
                return _bounded("share", 100 * low / rarest, 100 * high / whole, words, at, skip + 3), skip + 3
            return _bounded("share", 100 * low / whole, 100 * high / whole, words, at, skip + 1), skip + 1
    if following == "per" and _word(words, after + 1) == "cent":
        return _bounded("share", low, high, words, at, after + 2), after + 2
    part = following.split("-")
    if part[0] in UNITS:
        kind, size = UNITS[part[0]]
        end = after + 1
        if _word(words, end) in ("to", "or") and _word(words, end + 2) == following:
            upper = _number(words[end + 1])
            if low == high and upper is not None and upper > low:
                high, end = upper, end + 3
        if kind == "time" and words[at].word in ("a", "an") and _word(words, at - 1) not in _SPAN:
            return None, end
        if kind == "time" and (
            _age_word(words, end)
            or "old" in part
            or _age_before(words, at)
            or (part[0].startswith("year") and _word(words, end) == "old")
            or (part[0] in ("month", "months") and _word(words, at - 1) == "at")
        ):
            kind, size = "age", size / 365.25
        over = _over(text, words, end)
        if kind == "mass" and _word(words, over) in ("kilogram", "kg", "kilo"):
            kind, end = "mass per kg", over + 1
        elif kind in ("mass", "volume") and (volume := _VOLUMES.get(_word(words, over))):
            kind, size, end = "concentration", size / volume, over + 1
        return _bounded(kind, low * size, high * size, words, at, end), end
    if "-year-old" in words[at].word or (words[at].word != "one" and _age_before(words, at)):
        return _bounded("age", low, high, words, at, after), after
    return None, after


#: Volumes that a concentration is told by, in litres.
_VOLUMES = {"deciliter": 0.1, "decilitre": 0.1, "dl": 0.1, "liter": 1.0, "litre": 1.0, "l": 1.0, "ml": 0.001}


def _over(text: str, words: Sequence[Token], at: int) -> int:
    """The place of what a unit that ends before `at` is told by, after "per", "for each" or a stroke; else -1."""
    if _word(words, at) in ("per", "a"):
        return at + 1
    if _word(words, at) == "for" and _word(words, at + 1) in ("each", "every"):
        return at + 2
    return at if at < len(words) and text[words[at - 1].end : words[at].start].strip() == "/" else -1


def _age_word(words: Sequence[Token], at: int) -> bool:
    return _word(words, at) in ("old", "of") and (_word(words, at) == "old" or _word(words, at + 1) == "age")


def _age_before(words: Sequence[Token], at: int) -> bool:
    before = [_word(words, n) for n in range(max(0, at - 4), at)]
    return "age" in before or "ages" in before or "aged" in before


def _between(words: Sequence[Token], at: int) -> bool:
    return any(_word(words, n) in ("between", "ages", "age") for n in range(max(0, at - 4), at))


def _dash(text: str, words: Sequence[Token], at: int) -> bool:
    """Whether nothing but a dash stands between two figures."""
    return at + 1 < len(words) and text[words[at].end : words[at + 1].start].strip() in ("-", "–", "—", "−", "‑")


def _word(words: Sequence[Token], at: int) -> str:
    return words[at].word if 0 <= at < len(words) else ""


def _bounded(kind: str, low: float, high: float, words: Sequence[Token], at: int, end: int) -> Quantity:
    """The quantity with its open end, as "under", "at least" or "or more" beside it say."""
    near = [_word(words, n) for n in range(max(0, at - 5), at)]
    tail = [_word(words, n) for n in range(end, end + 4)]
    if low == high:
        limit = " ".join(near)
        if limit.endswith(_MOST) or " ".join(tail).startswith(_OR_LESS):
            low = 0.0
        elif limit.endswith(_LEAST) or " ".join(tail).startswith(_OR_MORE):
            high = OPEN
    return Quantity(kind, low, high, words[at].start, words[end - 1].end, words[at].clause)


#: Figures that differ by no more than this part are the same: twelve months and a year.
ROUNDED = 0.002


def conflict(a: Quantity, b: Quantity) -> float:
    """How far two quantities of one kind are from saying the same: 0 the same, 1 disjoint.

    For closed ranges one minus the shared part of their union on a logarithmic scale; an open end counts as the named
    one, so that "within 72 hours" and "about 48 hours" differ by their figures.
    """
    if a.kind == "pressure":
        return 0.0 if (a.low, a.high) == (b.low, b.high) else 1.0
    lo_a, hi_a, lo_b, hi_b = *_ends(a), *_ends(b)
    union = max(hi_a, hi_b) - min(lo_a, lo_b)
    if union <= ROUNDED * max(hi_a, hi_b):
        return 0.0
    return 1.0 - max(0.0, min(hi_a, hi_b) - max(lo_a, lo_b)) / union


def disjoint(a: Quantity, b: Quantity) -> bool:
    """Whether no value fits both."""
    if a.kind == "pressure":
        return (a.low, a.high) != (b.low, b.high)
    return a.high < b.low or b.high < a.low


def _ends(q: Quantity) -> tuple[float, float]:
    low, high = min(q.named, default=0.0), max(q.named, default=0.0)
    return low, high
