"""A comparison over some of its answers, as a reader who leaves the others out sees it.

Beside the path: a comparison goes in, a smaller one comes out. Statements are never cut, joined or judged anew; what is
left of each point is counted anew by the code that `compare` uses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from plurivox import compare, declared, independence, points
from plurivox.model import Comparison, Point


def only(comparison: Comparison, answers: Collection[str]) -> Comparison:
    """The comparison over these answers (ids), in its own order; a point that loses a voice may leave the agreed list.

    A point of which no more is left than another holds is none of its own; of those left alike, the first stays.
    Ids that are not in it are ignored. What is declared by experts who are left out counts no more than what they
    answer, and who copies whom is asked of the answers that are left. The digest keeps those of its statements that are
    left. `input_digest` stays that of the whole, for it says of which answers this is a part.
    """
    kept = tuple(answer for answer in comparison.answers if answer.id in answers)
    if len(kept) == len(comparison.answers):
        return comparison
    said = tuple(statement for statement in comparison.statements if statement.answer in answers)
    voices = {statement.id: statement.voice for statement in said}
    left: dict[frozenset[str], Point] = {}
    for point in comparison.points:
        statements = tuple(i for i in point.statements if i in voices)
        heard = tuple(dict.fromkeys(voices[i] for i in statements))
        left.setdefault(frozenset(statements), Point(point.id, statements, heard))
    whole = set(points.maximal(group for group in left if group))
    found = tuple(point for group, point in left.items() if group in whole)
    related = tuple(r for r in comparison.relations if r.a in voices and r.b in voices)
    copies = independence.copies(kept)
    warned = compare.warnings(said, found)
    state, lists = compare.listed(comparison.question, kept, copies, said, found, related)
    part = replace(
        comparison,
        answers=kept,
        state=state,
        statements=said,
        set_aside=tuple(span for span in comparison.set_aside if span.answer in answers),
        points=found,
        relations=related,
        lists=lists,
        mentions=tuple(mention for mention in comparison.mentions if mention.statement in voices),
        digest=tuple(i for i in comparison.digest if i in voices and i not in warned),
        warnings=warned,
        copies=copies,
        stances=(),
        doubts=tuple(doubt for doubt in comparison.doubts if doubt.a in voices and doubt.b in voices),
    )
    gone = {answer.voice for answer in comparison.answers} - {answer.voice for answer in kept}
    return declared.counted(part, [stance for stance in comparison.stances if stance.peer.id not in gone])
