"""Words with their place, and the stem under which spellings of one word meet.

Part of step 3. The text is never changed: a word keeps its offsets, and its stem is derived beside it. Plurals,
possessives, case, accents and British or American spellings share a stem; word classes do not ("itch" is not "itchy").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: One word: letters and digits, with apostrophes inside. Each character is read once.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

#: Plurals that no rule finds.
_IRREGULAR = {
    "feet": "foot", "teeth": "tooth", "children": "child", "women": "woman", "men": "man", "metastases": "metastasis",
    "diagnoses": "diagnosis", "vertebrae": "vertebra", "testes": "testis", "bronchi": "bronchus", "ova": "ovum",
    "psychoses": "psychosis", "neuroses": "neurosis", "prostheses": "prosthesis", "orthoses": "orthosis",
    "thromboses": "thrombosis", "bacteria": "bacterium", "fungi": "fungus", "viruses": "virus", "sinuses": "sinus",
    "fetuses": "fetus", "uteri": "uterus", "gases": "gas", "biases": "bias", "pelves": "pelvis", "lenses": "lens",
    "stimuli": "stimulus", "nuclei": "nucleus", "emboli": "embolus", "thrombi": "thrombus", "calves": "calf",
}  # fmt: skip

#: Endings of the singular that look like a plural: virus, pelvis, abscess.
_SINGULAR = ("ss", "us", "is")

#: Shorter words keep their spelling: gas, his, toe, hour.
_FEWEST = 4

_SPELLINGS = (("ae", "e"), ("oe", "e"), ("sulph", "sulf"), ("isation", "ization"), ("ageing", "aging"), ("ll", "l"))
_ENDINGS = (("our", "or"), ("oural", "oral"), ("oured", "ored"), ("ouring", "oring"), ("tre", "ter"), ("bre", "ber"),
            ("yse", "yze"), ("grey", "gray"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order: as they stand, their stems, and where they start, in code points of the text."""

    forms: Sequence[str]
    stems: Sequence[str]
    starts: Sequence[int]

    def end(self, at: int) -> int:
        """Where word `at` ends in the text."""
        return self.starts[at] + len(self.forms[at])


def read(text: str) -> Words:
    """The words of a text.

    >>> read("Tumours of the oesophagus, X-rays").stems
    ['tumor', 'of', 'the', 'esophagus', 'x', 'ray']
    """
    forms = _WORD.findall(text)
    return Words(forms, [stem(form) for form in forms], [match.start() for match in _WORD.finditer(text)])


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The stems of a text's words, joined by spaces: two spellings of one term have one key.

    >>> key("Alzheimer’s diseases") == key("Alzheimer disease")
    True
    """
    return " ".join(stem(m[0]) for m in _WORD.finditer(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Lower case, no accent, no possessive, singular, American spelling.

    >>> stem("Biopsies"), stem("diarrhoea"), stem("kidneys")
    ('biopsy', 'diarrhea', 'kidney')
    """
    low = word.lower()
    if not low.isascii():
        low = unicodedata.normalize("NFKD", low.replace("’", "'"))
        low = "".join(c for c in low if not unicodedata.combining(c))
    low = low.removesuffix("'s").replace("'", "")
    low = _IRREGULAR.get(low) or _singular(low)
    if len(low) > _FEWEST:
        for british, american in _SPELLINGS:
            low = low.replace(british, american)
        for british, american in _ENDINGS:
            if low.endswith(british):
                low = low.removesuffix(british) + american
                break
    return low


def _singular(low: str) -> str:
    if len(low) < _FEWEST or low.endswith(_SINGULAR) or not low.endswith("s"):
        return low
    if low.endswith("ies") and len(low) > _FEWEST:
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes")) and not low.endswith("aches"):
        return low[:-2]
    return low[:-1]
