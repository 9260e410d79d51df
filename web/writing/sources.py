"""A source that an answer names: its kind, its words, and its DOI or PMID, checked by their form alone.

Nothing is asked of the network. What is named twice is one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plurivox.sources import limits
from plurivox.sources.text import NotCanonical, one_line
from web import languages
from web.writing.models import Citation

#: A DOI: directory code 10, a registrant of four to nine digits, and a name without blanks. ISO 26324; Crossref finds
#: 74.4 of 74.9 million of its DOIs by this form (https://www.crossref.org/blog/dois-and-matching-regular-expressions/).
DOI = re.compile(r"10\.\d{4,9}/[!-~]{1,300}")

#: A PMID: one to eight digits, the first not 0 (https://pubmed.ncbi.nlm.nih.gov/help/).
PMID = re.compile(r"[1-9]\d{0,7}")

#: What people copy in front of a DOI or a PMID.
_BEFORE_DOI = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi.org/", "doi:")
_BEFORE_PMID = ("https://pubmed.ncbi.nlm.nih.gov/", "pubmed.ncbi.nlm.nih.gov/", "pmid:")


@dataclass(frozen=True, slots=True)
class Source:
    """One source, as it is typed and as it is kept."""

    kind: str = Citation.Kind.OTHER.value
    text: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""

    @classmethod
    def of(cls, row: Citation) -> Source:
        """The stored row as a value."""
        return cls(row.kind, row.text, row.doi, row.pmid, row.url)

    def taken(self) -> Source:
        """In canonical form, what stands before a DOI or PMID set aside. Raises ValidationError: too long, or unfit."""
        try:
            text, url = one_line(" ".join(self.text.split())), one_line(self.url)
            doi, pmid = one_line(self.doi), one_line(self.pmid)
        except NotCanonical as error:
            sentence = _("This holds a character that no text may hold. Remove it and save again.")
            raise ValidationError(sentence, code="not-canonical") from error
        doi, pmid = _without(doi.lower(), _BEFORE_DOI), _without(pmid.lower(), _BEFORE_PMID).rstrip("/")
        for value, most in ((text, limits.LINE), (url, limits.URL), (doi, limits.KEY), (pmid, limits.KEY)):
            if len(value) > most:
                raise ValidationError(
                    _("%(length)s characters; %(most)s is the most")
                    % {"length": languages.count(len(value)), "most": languages.count(most)},
                    code="too-long",
                )
        kind = self.kind if self.kind in Citation.Kind.values else Citation.Kind.OTHER.value
        return Source(kind, text or doi or pmid or url, doi, pmid, url)

    @property
    def named(self) -> bool:
        """Whether anything at all is typed."""
        return bool(self.text or self.doi or self.pmid or self.url)


def merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources without those that are named again: by DOI, by PMID, or by the same words. Facts are joined."""
    given = [source for source in sources if source.named]
    kept: list[Source] = []
    for source in given:
        for at, known in enumerate(kept):
            if _same(known, source):
                kept[at] = replace(
                    known, doi=known.doi or source.doi, pmid=known.pmid or source.pmid, url=known.url or source.url
                )
                break
        else:
            kept.append(source)
    # One with a DOI and a PMID joins two that had one of them each.
    return tuple(kept) if len(kept) == len(given) else merged(kept)


def problems(source: Source) -> list[str]:
    """What keeps a source from being submitted, each with the way out."""
    found = []
    if source.doi and not DOI.fullmatch(source.doi):
        found.append(_("%(doi)s is no DOI. A DOI looks like 10.1056/NEJMoa2034577.") % {"doi": source.doi})
    if source.pmid and not PMID.fullmatch(source.pmid):
        found.append(_("%(pmid)s is no PMID. A PMID has up to eight digits, such as 33301246.") % {"pmid": source.pmid})
    if source.url and not source.url.lower().startswith(("https://", "http://")):
        found.append(_("The address of a source starts with https:// or http://."))
    return found


def _same(a: Source, b: Source) -> bool:
    """Whether both name one source; two that differ in DOI or PMID are two, whatever their words."""
    pairs: list[tuple[Any, Any]] = [(a.doi, b.doi), (a.pmid, b.pmid)]
    if any(one and other and one == other for one, other in pairs):
        return True
    if any(one and other for one, other in pairs):
        return False
    return a.text.casefold() == b.text.casefold()


def _without(text: str, before: tuple[str, ...]) -> str:
    for start in before:
        if text.startswith(start):
            return text.removeprefix(start).strip()
    return text
