"""What was made of a message, and which words decided, in words that a reader knows.

The engine works with stems ("diabete"); here each is shown as it stands in what was found, or as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from plurivox.model import Facet
from plurivox.search import Because, Made, Query, Why
from plurivox.terms.words import read, stem
from web.finding.found import Read, Reason

#: Characters from which a message is long, so that it is told what of it counted; and how many words are told.
LONG, COUNTED = 160, 8


class Texts:
    """Texts that the page shows, to find words in by their stems."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._read = [read(text) for text in texts if text]

    def __bool__(self) -> bool:
        return bool(self._read)

    def phrase(self, name: str) -> str:
        """The words of a name as they stand in one of the texts, rather not first in it; "" for none."""
        wanted, found = [stem(word) for word in name.split()], ""
        for words in self._read if wanted else ():
            for at in range(len(words.stems) - len(wanted) + 1):
                if list(words.stems[at : at + len(wanted)]) == wanted:
                    found = " ".join(words.forms[at : at + len(wanted)])
                    if at:
                        return found
        return found


def told(query: Query, texts: Texts) -> tuple[Read, ...]:
    """What a reader is told of how a message was read: slips, names by which else was searched, the side asked for.

    That a name has another is told where the other stands in what was found: only then did it matter. Where nothing was
    found, nothing is told.
    """
    return tuple(_told(query, texts))


def _told(query: Query, texts: Texts) -> Iterator[Read]:
    for made, words, read_as in query.made if texts else ():
        if made is Made.MENDED:
            yield Read(made, words, texts.phrase(read_as) or read_as)
        elif made in (Made.NAMED, Made.ABBREVIATED):
            there = texts.phrase(read_as)
            if there and there.lower() != words.lower():
                yield Read(made, words, there)
        elif made in (Made.TRANSLATED, Made.SIDE):
            yield Read(made, words, read_as)
    if any(made is Made.SET_ASIDE for made, _, _ in query.made):
        yield Read(Made.SET_ASIDE)


def counted(query: Query, text: str) -> tuple[str, ...]:
    """Of a long message the words that counted most, as it has them."""
    if len(text) < LONG:
        return ()
    words = [word for word in query.words if not word.isdigit()]
    heaviest = sorted(words, key=lambda word: -query.words[word])[:COUNTED]
    return tuple(dict.fromkeys(query.forms.get(word, word) for word in heaviest))


def reasons(because: Sequence[Because], query: Query, title: str, quote: str) -> tuple[Reason, ...]:
    """Why one question was found; what was said is not said again. Without a quote no reason speaks of a statement."""
    found, said = [], set[str]()
    for why, words in because:
        if why is Why.SIDE:
            found.append(Reason(why, (), Facet(words)))
        elif why is Why.MEANING or (why is Why.STATEMENT and quote and not words):
            found.append(Reason(why))
        elif why is not Why.STATEMENT or quote:
            there, others = _as_they_stand(words, query, Texts([quote if why is Why.STATEMENT else title]))
            if why is not Why.STATEMENT:
                there = [word for word in there if word not in said]
                said.update(part for word in there for part in (word, *word.split()))
            if there or (others and why is not Why.WORDS):
                found.append(Reason(why, tuple(there or others), None, bool(there)))
    return tuple(found)


def _as_they_stand(words: str, query: Query, text: Texts) -> tuple[list[str], list[str]]:
    """The words that stand in the text, by themselves or by what they were read as; and the others, slips mended."""
    there: dict[str, None] = {}
    others: dict[str, None] = {}
    for word in filter(None, words.split(", ")):
        read = [one for one in query.made if one.words.lower() == word.lower()]
        mended = next((one.read_as for one in read if one.made is Made.MENDED), word)
        phrases = (text.phrase(name) for name in (word, mended, *(one.read_as for one in read)))
        stands = next(filter(None, phrases), "")
        (there if stands else others)[(stands or mended).lower()] = None
    return list(there), list(others)
