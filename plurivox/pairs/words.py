"""The words of a text for matching: stems, how rare each is in medical prose, numbers, and words that deny.

Matching text is derived here and never shown; quotes come from the stored text alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from plurivox.model import Statement

#: A run of letters and digits, inner apostrophes kept.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def listed(text: str) -> tuple[str, ...]:
    """The words of a list written as prose."""
    return tuple(text.split())


#: Words too common to say what a statement is about.
STOP = frozenset(
    listed(
        """
    a about also an and any are as at be been being but by called can did do does for from had has have he her his
    how if in include included includes including into is it its known many may might more most no not of often on
    or other people person she some sometimes such than that the their them there these they this those to usually
    was were what when which who will with would you your
    """
    )
)

#: Words that deny what follows or what they stand in.
DENY = frozenset(
    listed(
        """
    absent aren't can't cannot doesn't don't isn't lack neither never no none nor not rarely unaffected unlikely
    without won't
    """
    )
)

#: Numbers that prose spells out; "one" is left out, for it is mostly a pronoun.
SPELLED = {
    word: str(n) for n, word in enumerate(listed("two three four five six seven eight nine ten eleven twelve"), 2)
}

#: Endings that are cut off, in this order, twice at most ("developmental" -> "develop").
ENDINGS = listed(
    """
    ization isation ational fulness iveness ically ations ation ments ement ment ness ities ity ingly edly ings ing
    ies ied ers er ed es s ly ous ive al ic e y
    """
)

#: Letters that stay before an ending; the three commonest leave shorter words ("eyes", "body", "bodies"), for others
#: would make one word of two ("liver", "living"; "ear", "early").
LETTERS = 4
FEWER = {"s": 3, "ies": 3, "y": 3}

#: Sentences of MedQuAD's answers (Ben Abacha and Demner-Fushman 2019, CC BY 4.0) that the rarity table was counted in.
COUNTED = 179_899

#: A stem that the table does not hold is taken to stand in this many of them; the table keeps those in five or more.
UNSEEN = 3


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its commonest endings; short words and those with digits stay.

    >>> stem("treatments"), stem("treated"), stem("liver"), stem("living"), stem("HER2")
    ('treat', 'treat', 'liver', 'living', 'her2')
    """
    found = word.lower().replace("’", "'").removesuffix("'s")
    if not found.isalpha():
        return found
    for _ in range(2):
        for ending in ENDINGS:
            if found.endswith(ending) and len(found) - len(ending) >= FEWER.get(ending, LETTERS):
                found = found[: -len(ending)]
                break
        else:
            break
    return found


def stems(text: str) -> list[str]:
    """The stems of a text, in order.

    >>> stems("Seizures often begin early.")
    ['seizur', 'often', 'begin', 'earl']
    """
    return [stem(word) for word in WORD.findall(text)]


#: A statement of fewer words is read under its heading ("Symptoms may include: drooling").
FEW = 12


#: Words that point back where they stand among a statement's first LOOK.
BACK = frozenset(listed("it its he she they them their these those this that such others another"))
LOOK = 3


def in_context(statements: Sequence[Statement]) -> list[str]:
    """The statements as a network reads them: one line each, a short one under its heading.

    Before one that points back ("It also causes ...") the statement before it in its answer stands as context, ended by
    a line break (vectors.interaction.BREAK).
    """
    order = sorted(range(len(statements)), key=lambda i: (statements[i].answer, statements[i].quote.start))
    plain = {i: " ".join(statements[i].quote.exact.split()) for i in order}
    found = dict(plain)
    for before, at in zip([None, *order], order, strict=False):
        statement, text = statements[at], plain[at]
        if statement.heading is not None and len(text.split()) < FEW:
            found[at] = f"{' '.join(statement.heading.exact.split()).rstrip(':')}: {text}"
        elif before is not None and statements[before].answer == statement.answer and _points_back(text):
            found[at] = f"{plain[before]}\n{text}"
    return [found[i] for i in range(len(statements))]


def _points_back(text: str) -> bool:
    return any(word.lower() in BACK for word in WORD.findall(text)[:LOOK])


def rarity(found: str) -> float:
    """How rare a stem is: the logarithm of sentences counted by sentences that hold it (inverse document frequency)."""
    return math.log(COUNTED / (_counts().get(found, UNSEEN) + 1))


@cache
def _counts() -> dict[str, int]:
    text = (resources.files("plurivox.pairs") / "rarity.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[0]: int(row[1]) for row in rows}


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, those spelled out included.

    >>> sorted(numbers("Two in 10 people"))
    ['10', '2']
    """
    spelled = (SPELLED.get(word.lower()) for word in WORD.findall(text))
    return frozenset([*NUMBER.findall(text), *filter(None, spelled)])


def denies(text: str) -> bool:
    """Whether the text holds a word that denies."""
    return any(word.lower().replace("’", "'") in DENY for word in WORD.findall(text))
