"""The closed catalogue of sentences about a search: what was made of a message, why a question is there, the filters.

Each has a place for words; those are the reader's own, or stand in what was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plurivox.model import Facet
from plurivox.search import Made, Why
from web.facets import FACETS
from web.finding.found import Read, Reason

#: Filter -> its name
FILTERS = {
    "topic": gettext_lazy("Topic"),
    "specialty": gettext_lazy("Specialty"),
    "organisation": gettext_lazy("Organisation"),
    "expert": gettext_lazy("Expert"),
    "since": gettext_lazy("Answered in"),
    "agreement": gettext_lazy("The experts"),
}

#: What the experts do over a question -> how a filter calls it
AGREEMENT = {"agreed": gettext_lazy("agree on some points"), "differing": gettext_lazy("differ on some points")}


def read(one: Read) -> str:
    """What a reader is told of how some of the words were read."""
    words = {"words": one.words, "read_as": one.read_as}
    match one.made:
        case Made.MENDED:
            return _("Searched for “%(read_as)s” instead of “%(words)s”.") % words
        case Made.NAMED | Made.ABBREVIATED:
            return _("“%(words)s” was also read as “%(read_as)s”.") % words
        case Made.TRANSLATED:
            return _("“%(words)s” was read as the English “%(read_as)s”.") % words
        case Made.SIDE:
            return _("You seem to ask for: %(side)s.") % {"side": FACETS[Facet(one.read_as)][0]}
        case _:
            return _("What only greets or thanks was set aside.")


def counted(words: Sequence[str]) -> str:
    """That a long message was reduced, and to what."""
    return _("Of your long message these words counted most: %(words)s.") % {"words": ", ".join(words)}


def reason(one: Reason) -> str:
    """Why a question is among the results."""
    words = {"words": ", ".join(_("“%(word)s”") % {"word": word} for word in one.words)}
    match one.why:
        case Why.SUBJECT:
            sentence = _("It is about %(words)s.") if one.literally else _("It is about %(words)s, by another name.")
        case Why.NAMES:
            sentence = _("It names %(words)s.") if one.literally else _("It names %(words)s in other words.")
        case Why.SIDE:
            assert one.side is not None
            return _("It asks for the same: %(side)s.") % {"side": FACETS[one.side][0]}
        case Why.WORDS:
            sentence = _("It has your words %(words)s.")
        case Why.MEANING:
            return _("It is alike in meaning.")
        case _ if not one.words:
            return _("The statement is alike in meaning.")
        case _ if one.literally:
            sentence = _("The statement has %(words)s.")
        case _:
            sentence = _("The statement may speak of %(words)s in other words.")
    return sentence % words


def option(kind: str, value: str, name: str) -> str:
    """One value of a filter."""
    if kind == "agreement":
        return str(AGREEMENT[value])
    return _("%(year)s or later") % {"year": value} if kind == "since" else name


def narrowed(kind: str, value: str, name: str) -> str:
    """What the results are narrowed to."""
    return _("%(filter)s: %(value)s") % {"filter": FILTERS[kind], "value": option(kind, value, name)}
