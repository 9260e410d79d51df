"""The rows of a comparison under review, tab by tab: lines of the lists, what leads the page, and what is doubted.

Made of a draft and the page that readers would get of it; asks no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from plurivox import page
from plurivox.editing import Of
from plurivox.model import Relation, RelationKind
from web.accounts.models import Account
from web.review.drafts import Draft, LineFacts
from web.review.pages import DoubtLine, LeadLine, NearLine, WorkLine

#: The lists of a comparison that readers see.
LISTS = ("agreed", "differing", "single")


def lines_of(draft: Draft, built: page.QuestionPage) -> list[WorkLine]:
    """Every line of the three lists of a draft, in the order in which a reader meets them on the page `built`."""
    said = {(facts.of, frozenset(facts.statements)): facts for facts in draft.lines}
    names = {account.pk: str(account) for account in _accounts(draft)}
    made: list[WorkLine] = []
    for name, sections in (("agreed", built.agreed), ("single", built.single)):
        for section in sections:
            for found in section.rows:
                facts = said[Of.POINT, frozenset(line.statement for line in found.lines)]
                experts = tuple(expert.name for expert in found.experts)
                peers = tuple(dict.fromkeys(stance.peer.name for stance in found.declared))
                made.append(_line(found.point, name, found.lines, experts, facts, names, peers))
    for found in built.differing:
        a, b = found.a.statement, found.b.statement
        facts = said[Of.RELATION, frozenset((a, b))]
        experts = (found.a.expert.name, found.b.expert.name)
        made.append(_line(_pair(a, b), "differing", (found.a, found.b), experts, facts, names, (), found))
    return made


def leads(built: page.QuestionPage, quotes: Sequence[page.Line], lines: Sequence[WorkLine]) -> tuple[LeadLine, ...]:
    """These quotes of the warnings or of the short answer, each with the lines that it stands in."""
    _, homes = _places(lines)
    return tuple(
        LeadLine(quote, tuple(homes.get(quote.statement, ())), quote.statement in built.opposed) for quote in quotes
    )


def lists_of(draft: Draft | None, lines: Sequence[WorkLine]) -> dict[str, Sequence[WorkLine | DoubtLine | NearLine]]:
    """The rows of each tab that reviewers work on, by the tab."""
    lists: dict[str, Sequence[WorkLine | DoubtLine | NearLine]]
    lists = {name: [line for line in lines if line.list == name] for name in LISTS}
    doubts = draft.comparison.doubts if draft else ()
    quotes, homes = _places(lines)
    return lists | {"doubts": _doubts(doubts, quotes, homes), "near": _near(doubts, quotes, homes)}


def _pair(a: str, b: str) -> str:
    """The key of a row that is two statements."""
    return "r" + hashlib.sha256("\n".join(sorted((a, b))).encode()).hexdigest()[:16]


def _doubts(
    doubts: Sequence[Relation], quotes: Mapping[str, page.Line], homes: Mapping[str, list[WorkLine]]
) -> list[DoubtLine]:
    """What the engine asks reviewers to look at as perhaps opposed, the likeliest first."""
    made = []
    for doubt in doubts:
        if doubt.kind is RelationKind.OPPOSES and doubt.a in homes and doubt.b in homes:
            both = [line for line in homes[doubt.a] if doubt.b in line.statements]
            key = (both or homes[doubt.a])[0].key
            pair = _pair(doubt.a, doubt.b)
            made.append(DoubtLine(pair, quotes[doubt.a], quotes[doubt.b], doubt.why, key, bool(both)))
    return made


def _near(
    doubts: Sequence[Relation], quotes: Mapping[str, page.Line], homes: Mapping[str, list[WorkLine]]
) -> list[NearLine]:
    """What stands alone although another expert may say it, the likeliest first."""
    made = []
    for doubt in doubts:
        if doubt.kind is not RelationKind.SAME or doubt.a not in homes or doubt.b not in homes:
            continue
        for own, other in ((doubt.a, doubt.b), (doubt.b, doubt.a)):
            if all(line.list == "single" for line in homes[own]):
                made.append(
                    NearLine(_pair(own, other), quotes[own], quotes[other], homes[own][0].key, tuple(homes[other]))
                )
                break
    return made


def _places(lines: Sequence[WorkLine]) -> tuple[dict[str, page.Line], dict[str, list[WorkLine]]]:
    """Of each statement (id) its quote, and the rows that it stands in."""
    quotes: dict[str, page.Line] = {}
    homes: dict[str, list[WorkLine]] = {}
    for line in lines:
        for quote in line.quotes if line.of is Of.POINT else ():
            quotes[quote.statement] = quote
            homes.setdefault(quote.statement, []).append(line)
    return quotes, homes


def _line(
    key: str,
    name: str,
    quotes: tuple[page.Line, ...],
    experts: tuple[str, ...],
    facts: LineFacts,
    names: dict[int, str],
    declared: tuple[str, ...],
    difference: page.Difference | None = None,
) -> WorkLine:
    return WorkLine(
        key,
        facts.of,
        name,
        quotes,
        experts,
        difference.kind if difference else None,
        difference.why.rule if difference else "",
        difference.why.score if difference else None,
        names.get(facts.by, "") if facts.by else "",
        facts.at,
        facts.heading,
        facts.plain,
        declared,
    )


def _accounts(draft: Draft) -> list[Account]:
    return list({edit.by_id: edit.by for edit in draft.edits}.values())
