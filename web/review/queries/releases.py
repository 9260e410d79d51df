"""What the public page of a question shows of its comparison, and what has changed from one release to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from plurivox import model
from plurivox.editing import Of
from web.accounts.models import Account
from web.questions import queries as questions
from web.questions.models import Question
from web.review import drafts
from web.review.models import Edit, Release
from web.review.queries.comparisons import fresh_of
from web.review.queries.drafts import valid_releases
from web.review.states import EditKind, Move, Showing


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """What a reader may know of one line of a release beside its quotes."""

    of: Of
    statements: tuple[str, ...]
    point: str
    """The id of the point, as in `page.Row.point`; "" where the line is a difference of two statements."""
    heading: str
    """Words that a person wrote over the quotes, or ""."""
    plain: str
    """The same in plain language, by a person, or ""."""
    confirmed_by: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """Who released a comparison, when, until when it holds, and what stands beside its lines."""

    number: int
    reviewers: tuple[str, ...]
    at: datetime
    due_at: datetime
    sha256: str
    lines: tuple[ReleasedLine, ...]

    def of_point(self, point: str) -> ReleasedLine | None:
        """What stands beside the row of this point."""
        return next((line for line in self.lines if line.of is Of.POINT and line.point == point), None)

    def of_difference(self, a: str, b: str) -> ReleasedLine | None:
        """What stands beside the difference of these two statements."""
        pair = {a, b}
        return next((line for line in self.lines if line.of is Of.RELATION and set(line.statements) == pair), None)


class Shown(NamedTuple):
    """What the public page shows. No comparison means: the answers alone, and the sentence of the state."""

    state: Showing
    comparison: model.Comparison | None
    release: ReleaseFacts | None


def shown(row: Question, entry: model.Entry) -> Shown:
    """What the public page of this question shows now."""
    return shown_of([(row, entry)])[row.pk]


def shown_of(entries: Iterable[tuple[Question, model.Entry]]) -> dict[int, Shown]:
    """The same for several questions, by number, in a few queries.

    A release is shown while its answers are exactly those published and its review has not ended; else what the
    machine made of exactly the published answers, where the site shows unreviewed comparisons; else none.
    """
    entries = list(entries)
    released = valid_releases(entries)
    rest = [(row, entry) for row, entry in entries if row.pk not in released]
    made = fresh_of(rest) if rest else {}
    names = _names(release.content for release, _ in released.values())
    found = {}
    for row, _entry in entries:
        if row.pk in released:
            release, comparison = released[row.pk]
            found[row.pk] = Shown(Showing.RELEASED, comparison, facts(release, names))
        elif row.pk not in made:
            found[row.pk] = Shown(Showing.UPDATING, None, None)
        elif settings.SHOW_UNREVIEWED:
            found[row.pk] = Shown(Showing.MACHINE, made[row.pk], None)
        else:
            found[row.pk] = Shown(Showing.WAITING, None, None)
    return found


def facts(release: Release, names: Mapping[int, str]) -> ReleaseFacts:
    """What readers may know of a release. `names` are those of the accounts that confirmed lines."""
    return ReleaseFacts(
        release.number,
        (str(release.first.by), str(release.second.by)),
        release.at,
        release.due_at,
        release.content_sha256,
        tuple(
            ReleasedLine(
                line.of,
                line.statements,
                line.point,
                line.heading,
                line.plain,
                names.get(line.by, "") if line.by else "",
                line.at,
            )
            for line in drafts.read_lines(release.content)
        ),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One quote of a line that moved. `exact` is empty where the words are no longer published."""

    expert: str
    exact: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one line from one release to the next, and why."""

    move: Move
    before: str
    """The list it stood in: agreed, differing or single; "" where it is new."""
    after: str
    quotes: tuple[Said, ...]
    answers_changed: bool
    """Whether one of its answers changed, came or went; else reviewers moved it."""
    edits: tuple[str, ...]
    """What reviewers did to it meanwhile, as kinds of edit."""
    reasons: tuple[str, ...]
    """Why, in the words of the reviewers, where they gave any."""


@dataclass(frozen=True, slots=True)
class Past:
    """One release in the history of a comparison, and what had changed since the one before."""

    number: int
    reviewers: tuple[str, ...]
    at: datetime
    due_at: datetime
    ended_at: datetime | None
    ended_because: str
    first: bool
    changes: tuple[Change, ...]


def history_of(question: Question) -> tuple[Past, ...]:
    """The releases of this question's comparison, the newest first. Words that are not published now are not shown."""
    rows = list(Release.objects.filter(question=question).select_related("first__by", "second__by").order_by("number"))
    entry = questions.entry(question)
    texts = {answer.id: answer for answer in entry.answers}
    edits = list(Edit.objects.filter(question=question).order_by("number"))
    found = []
    for before, release in zip([None, *rows], rows, strict=False):
        changes = _changes(before, release, texts, edits) if before else ()
        found.append(
            Past(
                release.number,
                (str(release.first.by), str(release.second.by)),
                release.at,
                release.due_at,
                release.ended_at,
                release.ended_because,
                before is None,
                changes,
            )
        )
    return tuple(reversed(found))


#: A line across releases: whether a point or a relation, and where its statements stand.
_Key = tuple[str, frozenset[tuple[Any, ...]]]


def _changes(
    before: Release, after: Release, texts: Mapping[str, model.Answer], edits: Sequence[Edit]
) -> tuple[Change, ...]:
    old, new = _listed(before.content), _listed(after.content)
    meanwhile = [edit for edit in edits if before.at < edit.at <= after.at and edit.ended_at is None]
    changes = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key, ""), new.get(key, "")
        if was == now:
            continue
        move = Move.MOVED if was and now else Move.CAME if now else Move.WENT
        touching = [edit for edit in meanwhile if not _touched(edit).isdisjoint(key[1])]
        changed = any(
            before.content["answers"].get(place[0]) != after.content["answers"].get(place[0]) for place in key[1]
        )
        changes.append(
            Change(
                move,
                was,
                now,
                tuple(_said(place, texts) for place in sorted(key[1])),
                changed,
                tuple(dict.fromkeys(edit.kind for edit in touching)),
                tuple(edit.reason for edit in touching if edit.reason),
            )
        )
    return tuple(changes)


def _listed(content: Mapping[str, Any]) -> dict[_Key, str]:
    """The lines of a release, each with the list it stands in."""
    made = content["comparison"]
    place = {s["id"]: (s["answer"], content["answers"][s["answer"]], s["start"], s["end"]) for s in made["statements"]}
    points = {point["id"]: frozenset(place[i] for i in point["statements"]) for point in made["points"]}
    found: dict[_Key, str] = {}
    for name in ("agreed", "single"):
        found.update({(Of.POINT.value, points[i]): name for i in made["lists"][name]})
    for i in made["lists"]["differing"]:
        relation = made["relations"][i]
        found[Of.RELATION.value, frozenset((place[relation["a"]], place[relation["b"]]))] = relation["kind"]
    return found


def _touched(edit: Edit) -> frozenset[tuple[Any, ...]]:
    """Where the statements stand that an edit is about; words beside a point move no line."""
    if edit.kind in (EditKind.HEADING, EditKind.PLAIN, EditKind.CONFIRM):
        return frozenset()
    return frozenset(tuple(place) for place in edit.places.values())


def _said(place: Sequence[Any], texts: Mapping[str, model.Answer]) -> Said:
    answer = texts.get(place[0])
    if answer is None or answer.expert is None:
        return Said("", "")
    exact = answer.text[place[2] : place[3]] if answer.sha256 == place[1] else ""
    return Said(answer.expert.name, exact)


def _names(contents: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of the accounts that confirmed lines of these releases."""
    wanted = {line["by"] for content in contents for line in content["lines"] if line["by"] is not None}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=wanted)} if wanted else {}
