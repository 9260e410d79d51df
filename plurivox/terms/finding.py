"""Terms in a statement: the longest names first, then what is said in parts is put together. Part of step 3.

"Trouble walking, speaking or swallowing" names three symptoms that no vocabulary lists in these words: a trouble and
the functions it touches. "Pain in the belly" and "belly pain" are one symptom. Two passes over the words, each linear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plurivox.terms.vocabulary import Senses, Vocabulary
from plurivox.terms.words import Word, key

#: Words that may stand between a trouble or feeling and what it is about.
MOST_FILLERS = 4

#: Names that one trouble or feeling is said of: keeps time linear in lists that never end.
LONGEST_RUN = 12

#: Words that join items of one enumeration.
JOINING = frozenset({"and", "or", "the", "your", "their", "a", "an", "in", "of", "to", "with", "both", "also"})

SUBJECT = "subject"

#: Stems of words beside which a word in capitals is read as a gene (symbols: HGNC guidelines, Bruford et al. 2020).
_GENES = frozenset({"gene", "mutation", "variant"})

_NO_GENES = frozenset({"DNA", "RNA", "FDA", "NIH", "USA", "CDC", "WHO", "HIV", "MRI", "NINDS", "NHLBI", "NOTE"})


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a statement: the words `first` to `last` (exclusive) and what they may mean."""

    first: int
    last: int
    senses: Senses


def find(
    words: Sequence[Word], vocabulary: Vocabulary, subject: frozenset[str], long_forms: Mapping[str, str]
) -> list[Found]:
    """Names in the words, not overlapping, in order; the subject's own names hide what stands inside them.

    `subject` holds keys of the question's subject, `long_forms` what the answer's abbreviations stand for.
    """
    found: list[Found] = []
    speaks_of_genes = any(word.stem in _GENES for word in words)
    longest = max((name.count(" ") + 1 for name in subject), default=0)
    firsts = {name.partition(" ")[0] for name in subject}
    at = 0
    while at < len(words):
        stem = words[at].stem
        long = long_forms.get(words[at].text)
        if long is not None:
            senses: Senses | None = {SUBJECT: long} if long in subject else vocabulary.senses.get(long)
            if senses:
                found.append(Found(at, at + 1, senses))
            at += 1
            continue
        most = max(vocabulary.reach.get(stem, 0), longest if stem in firsts else 0)
        for size in range(min(most, len(words) - at), 0, -1):
            name = stem if size == 1 else " ".join(word.stem for word in words[at : at + size])
            senses = {SUBJECT: name} if name in subject else vocabulary.senses.get(name)
            if senses:
                found.append(Found(at, at + size, senses))
                at += size - 1
                break
        else:
            if speaks_of_genes and _is_gene(words[at].text):
                found.append(Found(at, at + 1, {"gene": words[at].text}))
        at += 1
    return found


def _is_gene(text: str) -> bool:
    """Whether a word looks like the symbol of a gene: BRCA1, FLNA."""
    return len(text) in range(3, 9) and text.isascii() and text.isalnum() and text.isupper() and text not in _NO_GENES


def compose(
    found: Sequence[Found], words: Sequence[Word], vocabulary: Vocabulary, fillers: frozenset[str]
) -> list[Found]:
    """The names, with troubles and feelings put together with the functions and sites they are about."""
    parts = _Parts(found, words, vocabulary, fillers)
    return sorted(parts.read(), key=lambda item: (item.first, item.last))


class _Parts:
    """One reading of the found names from left to right."""

    def __init__(
        self, found: Sequence[Found], words: Sequence[Word], vocabulary: Vocabulary, fillers: frozenset[str]
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
            else:
                yield item
                at += 1

    def _next(self, at: int, fillers: int) -> Found | None:
        """The name right after name `at`, with at most so many filler words between."""
        if at + 1 >= len(self.found):
            return None
        gap = self.words[self.found[at].last : self.found[at + 1].first]
        if len(gap) > fillers or any(word.stem not in self.fillers for word in gap):
            return None
        return self.found[at + 1]

    def _about(self, at: int) -> list[int]:
        """What a trouble or feeling is about, when that stands after it."""
        follower = self._next(at, MOST_FILLERS)
        if follower is None:
            return []
        gap = [word.stem for word in self.words[self.found[at].last : follower.first]]
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
        gap = self.words[self.found[at - 1].last - 1].end, self.words[self.found[at].first].start
        return gap[1] - gap[0] > 1 and bool(self._about(at))

    def _run(self, at: int, kind: str) -> list[int]:
        """Names of one kind from `at` on, joined by commas, "and", "or"."""
        run: list[int] = []
        while at < len(self.found) and len(run) < LONGEST_RUN and kind in self.found[at].senses:
            if run:
                gap = self.words[self.found[at - 1].last : self.found[at].first]
                if len(gap) > 3 or any(word.stem not in JOINING for word in gap):
                    break
            run.append(at)
            at += 1
        return run

    def _troubles(self, about: Sequence[Found], head: Found) -> Iterator[Found]:
        trouble = _troubled(head)
        for item in about:
            name = item.senses.get("function") or item.senses["body-site"]
            yield self._put_together(item, head, len(about) == 1, *_names(name, trouble))

    def _feelings(self, about: Sequence[Found], head: Found) -> Iterator[Found]:
        feeling = head.senses["feeling"]
        if len(about) == 1:
            name = about[0].senses["body-site"]
            yield self._put_together(about[0], head, True, f"{name} {feeling}", feeling)
        else:
            first, last = min(about[0].first, head.first), max(about[-1].last, head.last)
            senses = self.vocabulary.senses.get(key(feeling), {})
            yield Found(first, last, {"symptom": senses.get("symptom", feeling)})

    def _put_together(self, item: Found, head: Found, alone: bool, *names: str) -> Found:
        """The first of the names that the vocabulary knows, or the first as it stands."""
        known = (self.vocabulary.senses.get(key(name), {}) for name in names)
        senses = next((s for s in known if "symptom" in s or "condition" in s), {"symptom": names[0]})
        first, last = (min(item.first, head.first), max(item.last, head.last)) if alone else (item.first, item.last)
        return Found(first, last, senses)


def _troubled(head: Found) -> str:
    """The trouble that a name speaks of: "problem", "loss", "delay", or "" """
    return head.senses.get("trouble") or head.senses.get("affect", "")


def _names(name: str, trouble: str) -> tuple[str, ...]:
    if trouble == "loss":
        return f"loss of {name}", f"{name} problem"
    if trouble == "delay":
        return f"delayed {name}", f"{name} problem"
    return (f"{name} problem",)
