"""What the index is given of one published question, and nothing of what is not published. See GLOSSARY.md.

Never kept: an index holds words, vectors and ids, and no text that could be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plurivox.terms.words import key

#: Synonyms of a subject that are read; MedQuAD's longest lists hold hundreds of gene symbols.
MOST_SYNONYMS = 12

_ASIDE = re.compile(r"\(([^()]*)\)")

#: Words at the end of a subject that say what kind of page it is, and not what it is about.
_KIND_OF_PAGE = frozenset(
    key(words)
    for words in (
        "overview", "resources", "aftercare", "discharge", "self-care", "injection", "oral", "topical", "ophthalmic",
        "children", "adults", "what to ask your doctor", "introduction", "adult", "child", "infants", "newborn",
        "transdermal patch", "nasal spray", "oral inhalation", "rectal", "vaginal", "series", "management",
        "when you see the doctor", "what you need to know",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One published statement: its id, its words, and the voice that says it."""

    id: str
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One published question as the index is given it. `tags` are what a search may be narrowed to: "topic:asthma"."""

    id: str
    text: str
    subject: str = ""
    topic: str = ""
    kind: str = ""
    synonyms: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    tags: frozenset[str] = frozenset()

    def subjects(self) -> Iterator[str]:
        """The keys of all names of the subject, the subject's own first: with and without what stands in brackets.

        >>> list(Listing("k", "?", "Liver cancer - hepatocellular carcinoma", synonyms=("HCC (liver)",)).subjects())
        ['liver cancer hepatocelular carcinoma', 'liver cancer', 'hepatocelular carcinoma', 'hcc liver', 'hcc']
        """
        seen = {""}
        for name in (self.subject, *self.synonyms[:MOST_SYNONYMS]):
            for part in (name, _ASIDE.sub(" ", name), *name.split(" - ")):
                found = key(part)
                if found not in seen and found not in _KIND_OF_PAGE:
                    seen.add(found)
                    yield found
