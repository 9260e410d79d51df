"""A comparison under review as its pages show it: line by line, and one line to be changed.

Reads through the apps' queries only; no HTML, no request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plurivox import page
from plurivox.editing import Of
from plurivox.errors import NotFound
from plurivox.model import RelationKind, State
from web.accounts import roles
from web.filters import choice
from web.questions import queries as questions
from web.questions.models import Question
from web.review import drafts, queries, rows, rules
from web.review.drafts import Draft
from web.review.models import Edit, Judgement, Release
from web.review.pages import (
    ComparisonPage,
    Done,
    GonePage,
    LinePage,
    Option,
    Standing,
    Vote,
    Way,
    WorkLine,
)
from web.review.states import JUDGES, STANDING, EditKind

#: Lines on one page of a list.
LINES = 10

#: The tabs of a comparison, in their order.
TABS = {
    "lead": _("Short answer and warnings"),
    "agreed": _("Agreed"),
    "differing": _("Differing"),
    "single": _("Only one says"),
    "doubts": _("Perhaps opposed"),
    "near": _("Perhaps the same"),
    "edits": _("Edits"),
    "history": _("History"),
}


#: What was stored on the way to the page -> the sentence that says so there.
STORED = {
    **dict.fromkeys(EditKind.values, _("Your edit is stored.")),
    EditKind.CONFIRM.value: _("Stored: the line is confirmed."),
    "undo": _("Stored: the edit is taken back."),
    "vote": _("Your vote is stored."),
}


def comparison_page(slug: str, tab: str, number: str, account: Any, stored: str = "", at: str = "") -> ComparisonPage:
    """One comparison under review, as this account may work on it. Raises NotFound.

    Where the tab has a row of the key `at`, its page is shown, whatever `number` says.
    """
    row = questions.question(slug)
    draft = queries.draft(row)
    tab = tab if tab in TABS else next(iter(TABS))
    built = page.build(draft.comparison) if draft else None
    lines = rows.lines_of(draft, built) if draft and built else []
    edits = queries.all_edits(row) if tab == "edits" else []
    old = drafts.replaced([edit for edit in edits if edit.ended_at is None])
    again = {edit.pk for edit in draft.again} if draft else set()
    warnings, digest = (rows.leads(built, of, lines) for of in (built.warnings, built.digest)) if built else ((), ())
    exact = _exact(draft)
    done = [_done(edit, exact, again, old) for edit in reversed(edits)]
    of_tab: dict[str, Sequence[Any]] = {"lead": (), **rows.lists_of(draft, lines), "edits": done, "history": ()}
    keys = [row.key for row in of_tab[tab]]
    at = at if at in keys else ""
    found = Paginator(of_tab[tab], LINES).get_page(keys.index(at) // LINES + 1 if at else number)
    may_edit, why_not_edit = _may(rules.check_may_edit, account, row)
    may_vote, why_not_vote = _may(rules.check_may_vote, account, row)
    votes = queries.votes(row, draft.sha256) if draft else []
    if may_vote and any(vote.by_id == account.pk for vote in votes) and len(votes) < JUDGES:
        may_vote, why_not_vote = False, str(_("You have voted on this. It waits for another reviewer."))
    if may_vote and draft and draft.comparison.state is not State.COMPARED:
        may_vote, why_not_vote = False, str(_("One expert alone cannot be compared."))
    standing = queries.standing_release(row)
    disputed = built.disputed if built else ()
    counts = {name: len(held) for name, held in of_tab.items() if name not in ("edits", "history")}
    counts["differing"] += len(disputed)
    counts["lead"] = len(warnings) + len(digest)
    return ComparisonPage(
        slug=row.slug,
        question=row.text,
        topic=row.topic.name if row.topic else "",
        stand=queries.stands([row])[row.pk],
        updating=draft is None,
        engine=draft.machine.engine if draft else "",
        base=draft.machine.input_digest if draft else "",
        sha256=draft.sha256 if draft else "",
        tab=tab,
        tabs=tuple(
            choice(
                {"list": tab},
                words,
                counts.get(name),
                list=name,
            )
            for name, words in TABS.items()
        ),
        lines=tuple(found.object_list) if tab in rows.LISTS else (),
        warnings=warnings if tab == "lead" else (),
        digest=digest if tab == "lead" else (),
        doubts=tuple(found.object_list) if tab == "doubts" else (),
        near=tuple(found.object_list) if tab == "near" else (),
        disputed=disputed if tab == "differing" else (),
        unaddressed=draft.comparison.lists.unaddressed if draft else (),
        edits=tuple(found.object_list) if tab == "edits" else (),
        again=len(again),
        history=queries.history_of(row) if tab == "history" else (),
        release=standing and _standing(row, standing),
        confirmed=draft.confirmed if draft else 0,
        total=len(lines),
        unplain=draft.unplain if draft else 0,
        votes=len(votes),
        voided=bool(draft) and queries.voided(row, account, draft.sha256),
        returned=tuple(_vote(vote) for vote in queries.last_return(row)),
        may_edit=may_edit,
        why_not_edit=why_not_edit,
        may_vote=may_vote and len(votes) < JUDGES,
        why_not_vote=why_not_vote,
        may_withdraw=roles.allowed(rules.check_may_withdraw, account, row),
        stored=STORED.get(stored, ""),
        at=at,
        number=found.number,
        pages=found.paginator.num_pages,
    )


def line_page(slug: str, key: str) -> LinePage:
    """One line of a comparison. Raises NotFound when it is not there any more."""
    row = questions.question(slug)
    draft = queries.draft(row)
    lines = _lines(draft)
    line = next((each for each in lines if each.key == key), None)
    if draft is None or line is None:
        raise NotFound(_("This line has changed or is gone. Go back to the comparison and look at it anew."))
    return _line_page(row, draft, lines, line)


def line_now(slug: str, named: Collection[str]) -> LinePage | None:
    """The row that most of these statements stand in now; None where none of them stands anywhere. Raises NotFound."""
    row = questions.question(slug)
    draft = queries.draft(row)
    lines = _lines(draft)
    held = [(len(set(named) & set(line.statements)), line) for line in lines if line.of is Of.POINT]
    most, line = max(held, key=lambda each: each[0], default=(0, None))
    return _line_page(row, draft, lines, line) if draft and line and most else None


def gone_page(slug: str, tab: str, text: str, reason: str) -> GonePage:
    """That a line is not there any more, with what was typed for it. Raises NotFound."""
    row = questions.question(slug)
    return GonePage(row.slug, row.text, tab if tab in TABS else next(iter(TABS)), text, reason)


def _line_page(row: Question, draft: Draft, lines: Sequence[WorkLine], line: WorkLine) -> LinePage:
    edits = queries.all_edits(row)
    old = drafts.replaced([edit for edit in edits if edit.ended_at is None])
    own = set(line.statements)
    voices = {s.id: s.voice for s in draft.comparison.statements}
    again = {edit.pk for edit in draft.again}
    exact = _exact(draft)
    places = drafts.places(draft.machine)
    here = {places[name] for name in own}
    return LinePage(
        row.slug,
        row.text,
        draft.machine.input_digest,
        line,
        tuple(
            Option(each.key, _label(each.quotes[0]))
            for each in lines
            if each.of is Of.POINT and each.key != line.key and line.of is Of.POINT
        ),
        tuple(
            Option(quote.statement, _label(quote), quote)
            for each in lines
            if each.of is Of.POINT
            for quote in each.quotes
            if quote.statement not in own and {voices[quote.statement]} != {voices[name] for name in own}
        ),
        tuple(
            _done(edit, exact, again, old)
            for edit in reversed(edits)
            if not here.isdisjoint((a, t, s, e) for a, t, s, e in edit.places.values())
        ),
    )


def keys(row: Question, draft: Draft | None, tab: str) -> list[str]:
    """The keys of the rows under this tab, in their order."""
    return [each.key for each in rows.lists_of(draft, _lines(draft)).get(tab, ())]


def way(asked: Mapping[str, str], sent: Mapping[str, str], line: WorkLine) -> Way:
    """Where the reviewer of this line came from, as the form that was sent or the address that was asked for tells."""

    def told(name: str) -> str:
        return sent.get(name) or asked.get(name, "")

    tab = told("list") if told("list") in TABS else line.list
    return Way(tab, told("page") if told("page").isdecimal() else "1", told("row") or line.key)


def key_over(row: Question, digest: str, of: Of, statements: Collection[str]) -> str:
    """The key of the line over these statements of the comparison of this digest, or of the row that most of them stand
    in; "" where the comparison is another now.
    """
    draft = queries.draft(row)
    if draft is None or draft.machine.input_digest != digest:
        return ""
    wanted = set(statements)
    held = [
        (line.of is of, len(wanted & set(line.statements)), line.key)
        for line in _lines(draft)
        if (line.of is Of.POINT and wanted & set(line.statements)) or (line.of is of and wanted == set(line.statements))
    ]
    return max(held)[2] if held else ""


def lines_by_key(row: Question, draft: Draft) -> dict[str, WorkLine]:
    """The lines of a draft by their keys."""
    return {line.key: line for line in _lines(draft)}


def _lines(draft: Draft | None) -> list[WorkLine]:
    """Every line of the three lists; none where there is no draft."""
    return rows.lines_of(draft, page.build(draft.comparison)) if draft else []


def _exact(draft: Draft | None) -> dict[tuple[Any, ...], str]:
    """The words at each place of today's comparison."""
    if draft is None:
        return {}
    stand = drafts.places(draft.machine)
    return {stand[s.id]: s.quote.exact for s in draft.machine.statements}


def _done(edit: Edit, exact: dict[tuple[Any, ...], str], again: set[int], replaced: frozenset[int]) -> Done:
    kind, of = EditKind(edit.kind), Of(edit.of)
    places = {name: tuple(place) for name, place in edit.places.items()}
    decided: str | Promise = ""
    if kind is EditKind.RELATE:
        decided = STANDING[RelationKind(edit.made[0])]
    elif kind is EditKind.REJECT and of is Of.RELATION:
        decided = _("The two are not set against each other; each stays in its own row.")
    return Done(
        edit.number,
        kind,
        decided,
        tuple(
            tuple(exact[places[name]] for name in group if places[name] in exact)
            for group in (edit.made if kind is EditKind.SPLIT else edit.on)
        ),
        edit.text,
        edit.reason,
        str(edit.by),
        edit.at,
        str(edit.ended_by) if edit.ended_by else "",
        edit.ended_at,
        edit.pk in replaced,
        edit.ended_at is None and edit.pk not in again,
    )


def _standing(row: Question, release: Release) -> Standing:
    counted = drafts.released_stances(release.content)
    since = [each for each in queries.held_of([row.pk]).get(row.pk, ()) if each.number not in counted]
    reviewers = (str(release.first.by), str(release.second.by))
    edits = queries.unseen_edits(row)
    return Standing(release.number, reviewers, release.at, release.due_at, edits, len(since))


def _vote(vote: Judgement) -> Vote:
    return Vote(vote.get_verdict_display(), vote.reason, str(vote.by), vote.at)


def _label(quote: page.Line) -> str:
    words = quote.exact.split()
    short = " ".join(words[:14]) + (" …" if len(words) > 14 else "")
    return f"{quote.expert.name}: {short}"


def _may(check: Any, account: Any, row: Question) -> tuple[bool, str]:
    """Whether a check lets it pass, and the sentence where not."""
    try:
        check(account, row)
    except PermissionDenied as error:
        return False, str(error)
    return True, ""
