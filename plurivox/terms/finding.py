"""Terms in a statement: the longest names first, then what is said in parts is put together. Part of step 3.

"Trouble walking, speaking or swallowing" names three symptoms that no vocabulary lists in these words: a trouble and
the functions it touches. "Pain in the belly" and "belly pain" are one symptom. Two passes over the words, each linear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from plurivox.terms.lexicon import Lexicon
from plurivox.terms.vocabulary import Senses
from plurivox.terms.words import Words, key

#: Words that may stand between a trouble or feeling and what it is about.
MOST_FILLERS = 4

#: Words between two items of one enumeration: "the arms, and in the legs".
MOST_JOINING = 3

#: Names that one trouble or feeling is said of: keeps time linear in lists that never end.
LONGEST_RUN = 12

#: Words that join items of one enumeration.
JOINING = frozenset({"and", "or", "the", "your", "their", "a", "an", "in", "of", "to", "with", "both", "also"})

#: The sense of a name of what the question is about.
SUBJECT = "subject"

#: Stems of words beside which a word in capitals is read as a gene (symbols: HGNC guidelines, Bruford et al. 2020).
_GENES = frozenset({"gene", "mutation", "variant"})

_NO_GENES = frozenset({"DNA", "RNA", "FDA", "NIH", "USA", "CDC", "WHO", "HIV", "MRI", "NINDS", "NHLBI", "NOTE"})


class Found(NamedTuple):
    """A name in a statement: the words `first` to `last` (exclusive) and what they may mean."""

    first: int
    last: int
    senses: Senses


def find(
    words: Words, vocabulary: Lexicon[Senses], subject: Lexicon[Senses], long_forms: Mapping[str, str]
) -> list[Found]:
    """Names in the words, not overlapping, in order; the subject's own names hide what stands inside them.

    `subject` holds the names of the question's subject, `long_forms` what the answer's abbreviations stand for.
    """
    ours = [Found(*place) for place in subject.places(words)]
    ours += _abbreviated(words, vocabulary, subject, long_forms) if long_forms else []
    names = [Found(*place) for place in vocabulary.places(words)]
    found = _without_overlap(ours, names) if ours else names
    if not _GENES.isdisjoint(words.stems):
        taken = {at for item in found for at in range(item.first, item.last)}
        found += [
            Found(at, at + 1, {"gene": form})
            for at, form in enumerate(words.forms)
            if at not in taken and form not in long_forms and _is_gene(form)
        ]
        found.sort(key=_first)
    return found


def _abbreviated(
    words: Words, vocabulary: Lexicon[Senses], subject: Lexicon[Senses], long_forms: Mapping[str, str]
) -> list[Found]:
    """The answer's own abbreviations, as what they stand for; one that stands for no name hides what it looks like."""
    return [
        Found(at, at + 1, subject.names.get(long) or vocabulary.names.get(long) or {})
        for at, form in enumerate(words.forms)
        if (long := long_forms.get(form)) is not None
    ]


def _without_overlap(ours: Sequence[Found], names: Sequence[Found]) -> list[Found]:
    """Our places, and the names beside them; a longer name around one of ours wins: "type 1 diabetes" names another."""
    inside = {at: item for item in ours for at in range(item.first, item.last)}
    kept: list[Found] = []
    for name in names:
        hit = {id(inside[at]): inside[at] for at in range(name.first, name.last) if at in inside}.values()
        if all(_around(name, item) for item in hit):
            kept.append(name)
    covered = {at for name in kept for at in range(name.first, name.last)}
    left = [item for item in ours if item.first not in covered and item.senses]
    return sorted([*left, *kept], key=_first)


def _around(name: Found, item: Found) -> bool:
    return name.first <= item.first and item.last <= name.last and name.last - name.first > item.last - item.first


def _first(item: Found) -> int:
    return item.first


def _is_gene(text: str) -> bool:
    """Whether a word looks like the symbol of a gene: BRCA1, FLNA."""
    return len(text) in range(3, 9) and text.isascii() and text.isalnum() and text.isupper() and text not in _NO_GENES


def compose(found: Sequence[Found], words: Words, vocabulary: Lexicon[Senses], fillers: frozenset[str]) -> list[Found]:
    """The names, with troubles and feelings put together with the functions and sites they are about."""
    parts = _Parts(found, words, vocabulary, fillers)
    return sorted(parts.read(), key=lambda item: (item.first, item.last))


def are_joined(one: Found, other: Found, words: Words) -> bool:
    """Whether two names follow each other in one enumeration: by a comma, "and", "or"."""
    return 0 <= other.first - one.last <= MOST_JOINING and JOINING.issuperset(words.stems[one.last : other.first])


class _Parts:
    """One reading of the found names from left to right."""

    def __init__(
        self, found: Sequence[Found], words: Words, vocabulary: Lexicon[Senses], fillers: frozenset[str]
    ) -> None:
        self.found, self.words, self.vocabulary, self.fillers = found, words, vocabulary, fillers

    def read(self) -> Iterator[Found]:
        at = 0
        while at < len(self.found):
            item = self.found[at]
            about = self._run(at, "function") or self._run(at, "body-site")
            head = about and self._next(about[-1], 0)
            if about and head and "trouble" in head.senses and not self._led_on(about[-1] + 1):
                yield from self._troubles([self.found[n] for n in about], head)
                at = about[-1] + 2
            elif about and head and "feeling" in head.senses and "body-site" in item.senses:
                yield from self._feelings([self.found[n] for n in about], head)
                at = about[-1] + 2
            elif ("feeling" in item.senses or _troubled(item)) and (of := self._about(at)):
                build = self._troubles if _troubled(item) else self._feelings
                yield from build([self.found[n] for n in of], item)
                at = of[-1] + 1
            elif "symptom" in item.senses and (more := self._more(at)):
                lead, of = more
                yield item
                yield from self._troubles([self.found[n] for n in of], lead, apart=True)
                at = of[-1] + 1
            elif about and (trouble := self._shared(about[-1])):
                yield from self._troubles([self.found[n] for n in about], trouble, apart=True)
                at = about[-1] + 1
            else:
                yield item
                at += 1

    def _more(self, at: int) -> tuple[Found, list[int]] | None:
        """What follows a named symptom that starts with a trouble: "difficulty walking, speaking or swallowing"."""
        item = self.found[at]
        trouble = self._at(item.first)
        if item.last - item.first < 2 or not trouble or not self._is_joined(at):
            return None
        of = self._run(at + 1, "function")
        return (trouble, of) if of and not self._shared(of[-1]) else None

    def _shared(self, at: int) -> Found | None:
        """The trouble that ends the named symptom after functions: "balance and coordination problems"."""
        if "function" not in self.found[at].senses or not self._is_joined(at):
            return None
        item = self.found[at + 1]
        starts = self.vocabulary.names.get(self.words.stems[item.first], {})
        is_symptom = item.last - item.first == 2 and "symptom" in item.senses and "function" in starts
        return self._at(item.last - 1) if is_symptom else None

    def _at(self, word: int) -> Found | None:
        """The trouble that one word names by itself."""
        senses = self.vocabulary.names.get(self.words.stems[word], {})
        return Found(word, word + 1, senses) if "trouble" in senses else None

    def _is_joined(self, at: int) -> bool:
        """Whether name `at` and the next are joined by a comma, "and" or "or"."""
        if at + 1 >= len(self.found):
            return False
        return are_joined(self.found[at], self.found[at + 1], self.words)

    def _next(self, at: int, fillers: int) -> Found | None:
        """The name right after name `at`, with at most so many filler words between."""
        if at + 1 >= len(self.found):
            return None
        gap = self.words.stems[self.found[at].last : self.found[at + 1].first]
        if len(gap) > fillers or not self.fillers.issuperset(gap):
            return None
        return self.found[at + 1]

    def _about(self, at: int) -> list[int]:
        """What a trouble or feeling is about, when that stands after it."""
        follower = self._next(at, MOST_FILLERS)
        if follower is None:
            return []
        gap = self.words.stems[self.found[at].last : follower.first]
        if _troubled(self.found[at]) and "function" in follower.senses and not {"and", "or"} & set(gap[:1]):
            return self._run(at + 1, "function")
        if (
            "affect" not in self.found[at].senses
            and gap
            and gap[0] not in ("and", "or")
            and "body-site" in follower.senses
        ):
            return self._run(at + 1, "body-site")
        return []

    def _led_on(self, at: int) -> bool:
        """Whether the trouble at `at` rather speaks of what follows: "walking, trouble speaking"."""
        gap = self.words.starts[self.found[at].first] - self.words.end(self.found[at - 1].last - 1)
        return gap > 1 and bool(self._about(at))

    def _run(self, at: int, kind: str) -> list[int]:
        """Names of one kind from `at` on, joined by commas, "and", "or"."""
        run: list[int] = []
        while at < len(self.found) and len(run) < LONGEST_RUN and kind in self.found[at].senses:
            if run and not self._is_joined(at - 1):
                break
            run.append(at)
            at += 1
        return run

    def _troubles(self, about: Sequence[Found], head: Found, apart: bool = False) -> Iterator[Found]:
        trouble = _troubled(head)
        for item in about:
            name = item.senses.get("function") or item.senses["body-site"]
            yield self._put_together(item, head, len(about) == 1 and not apart, *_names(name, trouble))

    def _feelings(self, about: Sequence[Found], head: Found) -> Iterator[Found]:
        feeling = head.senses["feeling"]
        if len(about) == 1:
            name = about[0].senses["body-site"]
            yield self._put_together(about[0], head, True, *_felt(feeling, name))
        else:
            first, last = min(about[0].first, head.first), max(about[-1].last, head.last)
            senses = self.vocabulary.names.get(key(feeling), {})
            yield Found(first, last, {"symptom": senses.get("symptom", feeling)})
            if head.first < about[0].first:
                yield from about

    def _put_together(self, item: Found, head: Found, alone: bool, *names: str) -> Found:
        """The first of the names that the vocabulary knows, or the first as it stands."""
        known = (self.vocabulary.names.get(key(name), {}) for name in names)
        senses = next((s for s in known if "symptom" in s or "condition" in s), {"symptom": names[0]})
        first, last = (min(item.first, head.first), max(item.last, head.last)) if alone else (item.first, item.last)
        return Found(first, last, senses)


def _troubled(head: Found) -> str:
    """The trouble that a name speaks of: "problem", "loss", "delay", or "" """
    return head.senses.get("trouble") or head.senses.get("affect", "")


def _felt(feeling: str, site: str) -> tuple[str, ...]:
    return f"{site} {feeling}", f"{feeling} in the {site}", f"{feeling} of the {site}", feeling


def _names(name: str, trouble: str) -> tuple[str, ...]:
    if trouble == "loss":
        return f"loss of {name}", f"{name} problem"
    if trouble == "delay":
        return f"delayed {name}", f"{name} problem"
    return (f"{name} problem",)
