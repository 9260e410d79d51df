"""What a statement warns of: an emergency, a contraindication, or mortal danger with something to do. Part of step 5.

The words are data (cues.toml), the medicines the vocabulary's. One expert's warning is never outvoted: it leads.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set

from plurivox import terms
from plurivox.cues import Cue, Reading, Token, read

#: Cues that warn where somebody is told so; and those of help that is needed now, which lead the others.
_SAID = frozenset({"emergency", "prompt", "forbidden"})
_HELP = frozenset({"emergency", "grave"})

#: How the lead of a list ends.
_LEADS = (":", " include", " includes", " including")

#: Words between a denial and the call for help that it denies: "no need to", "not necessary to", "no es necesario".
_LINKS = frozenset(
    ["a", "able", "always", "an", "be", "for", "has", "have", "is", "necessary", "need", "needed", "needs", "normally",
     "reason", "required", "should", "the", "to", "usually",
     "es", "falta", "hace", "hay", "necesario", "necesita", "que", "tiene"]
)  # fmt: skip

#: How words begin that tell to refrain, where a danger is named beside them: "left untreated" does not.
_REFRAIN = ("avoid", "should not", "must not", "stop", "never", "stay away", "do not", "don't", "give up")

#: How orders begin, which are statements where a subject stands before them: "cells do not use insulin".
_ORDERS = ("do not", "don't", "never", "stop ", "seek medical", "go to ")

#: Words right before an order.
_LEADING = frozenset({"also", "always", "immediately", "must", "please", "should", "so", "then", "therefore"})

#: Words of a statement, behind whose "and" no order stands: "they have no periods and do not begin".
_FINITE = frozenset({"are", "can", "has", "have", "if", "is", "may", "they", "was", "we", "were", "who", "will", "you"})

#: Words before "to" that make an order of what follows: "you need to go to the hospital".
_URGING = frozenset({"best", "has", "have", "hesitate", "important", "need", "needs", "try", "wait"})

#: Words that open the case for which an order is given, with no comma behind it: "if you have asthma do not take it".
_CASES = frozenset(
    ["after", "at", "before", "during", "for", "if", "in", "once", "unless", "until", "when", "whenever", "while",
     "with"]
)  # fmt: skip

#: Words that make what follows a statement about them.
_SUBJECTS = frozenset(
    ["body", "cells", "children", "he", "i", "it", "men", "patients", "people", "results", "she", "tests", "that",
     "they", "to", "we", "which", "who", "women", "you"]
)  # fmt: skip

#: Words between what is to be avoided and the words that say so, at most: "avoid a, b and other medicines such as c".
_REACH = 16

#: Words between "not recommended for" and whom it is not for, at most.
_NEAR = 5

#: What ends the reach of "avoid": a sentence, the reason or the way, or drugs that are no medicine, stand behind it.
_ENDS = frozenset(
    {".", ";", ":", "!", "?", "by", "because", "since", "so", "to", "unless", "illegal", "illicit", "recreational"}
)

#: What stands before words that open a sentence or an item of a list.
_OPENERS = frozenset({".", ";", ":", "!", "?"})

#: Words before "should be avoided" that only say which: "ask about drugs that should be avoided".
_PICKING = frozenset({"that", "which", "who"})

#: Verbs behind "and" or a comma that tell to do something else: "avoid spicy food and take antacids".
_INSTEAD = frozenset({"take", "use", "try", "ask", "treat"})


def is_warning(text: str) -> bool:
    """Whether a statement warns: an emergency, a contraindication, or mortal danger with something to do about it.

    >>> is_warning("Call an ambulance if your face droops."), is_warning("Migraine is not dangerous.")
    (True, False)
    """
    return bool(warning(text))


def warning(text: str) -> str:
    """The words that make a statement a warning, an exact slice of it; "" where it warns of nothing.

    >>> warning("Avoid alcohol while you take metronidazole."), warning("Avoid alcohol.")
    ('Avoid alcohol while you take metronidazole', '')
    """
    found = read(text)
    return _danger(found) or _contraindication(found)


def calls_for_help(text: str) -> bool:
    """Whether a statement that warns says to get help now, or that something is an emergency; such lead the others.

    >>> calls_for_help("Call an ambulance if your face droops."), calls_for_help("Do not drive during an attack.")
    (True, False)
    """
    found = read(text)
    return any(cue.value in _HELP for cue in _warning_alone(found, _dangers(found)))


def _dangers(found: Reading) -> tuple[Cue, ...]:
    """The cues of danger that are not denied."""
    denials = {cue.end for cue in found.of("negation")}
    return tuple(c for c in found.of("warning") if c.value != "prepared" and not _denied(found.tokens, c, denials))


def _warning_alone(found: Reading, dangers: Sequence[Cue]) -> Iterator[Cue]:
    """Those that warn with nothing beside them: a call to get help or care, what is forbidden, what is an emergency.

    To name an emergency ("an emergency kit") is no warning; the lead of a list is one only where it says itself what to
    do or not to do: "Call 911 if you have:".
    """
    prepared = {cue.clause for cue in found.of("warning", "prepared")}
    open_ended = found.text.rstrip().endswith((*_LEADS, "?"))
    for cue in dangers:
        said = cue.value in _SAID and cue.clause not in prepared and _is_said(found, cue)
        if said or (cue.value == "grave" and not open_ended):
            yield cue


def _danger(found: Reading) -> str:
    """The words of what warns alone, or of a danger that the sentence says what to do about.

    A danger alone ("the disease can be fatal") is a fact about the disease; it warns when the sentence tells the reader
    what to do, to watch for or not to do.
    """
    dangers = _dangers(found)
    for cue in _warning_alone(found, dangers):
        return found.slice(cue)
    if found.text.rstrip().endswith(_LEADS):
        return ""
    watched = bool(found.of("watching"))
    avoided = any(
        c.value == "down" and not c.denied and _words(found, c).startswith(_REFRAIN) for c in found.of("axis.advice")
    )
    for cue in dangers:
        if cue.value in ("danger", "life") and (watched or (avoided and cue.value == "danger")):
            return found.slice(cue)
    return ""


def _words(found: Reading, cue: Cue) -> str:
    """The words of a cue, an apostrophe lost or bent put right."""
    return " ".join(token.word for token in found.tokens[_at(found.tokens, cue.start) : _at(found.tokens, cue.end)])


def _is_said(found: Reading, cue: Cue) -> bool:
    """Whether it is said to somebody: "do not take it", not "cells do not take it" or "who should not take it"."""
    at = _at(found.tokens, cue.start)
    near = reversed(found.tokens[max(0, at - _REACH - 1) : at])
    words = [token.word for token in itertools.takewhile(lambda token: token.clause == cue.clause, near)]
    before = [word for word in words if word[0].isalnum()]
    if not before:
        return True
    low = _words(found, cue)
    if not low.startswith(_ORDERS):
        return not (before[0] == "who" and low.startswith("should"))
    if before[0] in ("and", "or", "but"):
        return _FINITE.isdisjoint(before)
    if before[0] == "to":
        return not _URGING.isdisjoint(before[1:2]) and "may" not in before
    opens = found.text[cue.start].isupper() or before[-1] in _CASES
    return before[0] in _LEADING or (opens and before[0] not in _SUBJECTS)


def _denied(tokens: Sequence[Token], cue: Cue, denials: Set[int]) -> bool:
    """Whether the cue is denied, by words that end at `denials`: a call for help, where nothing but links lies between.

    "You do not need to call 911" calls nobody; "if he does not wake up call 911" and "do not wait to call 911" do. An
    order not to do something is not denied by one before it.
    """
    if not cue.denied or cue.value not in _SAID:
        return cue.denied
    at = _at(tokens, cue.start)
    if cue.value == "forbidden":
        return tokens[at].word not in ("do", "don't", "never")
    at -= 1
    while at >= 0 and tokens[at].end not in denials and tokens[at].word in _LINKS:
        at -= 1
    return at >= 0 and tokens[at].end in denials


def _at(tokens: Sequence[Token], place: int) -> int:
    """Which token is the first that starts at this place of the text or behind it."""
    return bisect_left(tokens, place, key=lambda token: token.start)


def _contraindication(found: Reading) -> str:
    """From the words that say to avoid it to the medicine, or from the medicine to the words for whom it is not.

    To be kept from a medicine, or from something beside a medicine, is a contraindication; to avoid food, stress or an
    illness is advice. Of the medicines the nearest decides, so time is linear but for a factor of its logarithm.
    """
    forbids = [cue for cue in found.of("contraindication") if not cue.denied]
    if not forbids or found.text.rstrip().endswith("?"):
        return ""
    tokens, medicines, whom = found.tokens, terms.medicines(found.text), found.of("contraindication", "whom")
    words = [token.word for token in tokens]
    for cue in forbids:
        first, last = _at(tokens, cue.start), _at(tokens, cue.end)
        at = bisect_left(medicines, (cue.end, 0))
        if cue.value == "before" or (cue.value == "opening" and (not first or words[first - 1] in _OPENERS)):
            if at < len(medicines) and _reaches(words[last : _at(tokens, medicines[at][0])]):
                return found.text[cue.start : medicines[at][1]]
        elif at and cue.value in ("after", "unfit") and words[first - 1] not in _PICKING:
            start = medicines[at - 1][0]
            end = cue.end if cue.value == "after" else _whom(whom, cue, tokens)
            if end and _reaches(words[_at(tokens, start) : first]):
                return found.text[start:end]
    return ""


def _reaches(words: Sequence[str]) -> bool:
    """Whether these words between the two are few, and none of them ends what is to be avoided."""
    if len(words) > _REACH or not _ENDS.isdisjoint(words):
        return False
    return not any(b in _INSTEAD and a in ("and", ",", "then") for a, b in itertools.pairwise(words))


def _whom(whom: Sequence[Cue], cue: Cue, tokens: Sequence[Token]) -> int:
    """Where the words end that name whom it is not for, close behind; 0 where they name nobody."""
    at = bisect_left(whom, cue.end, key=lambda c: c.start)
    near = at < len(whom) and _at(tokens, whom[at].start) - _at(tokens, cue.end) <= _NEAR
    return whom[at].end if near else 0
