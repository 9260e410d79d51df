"""What the public page of a question shows of its comparison, and what has changed from one release to the next."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef

from plurivox import declared, model, records
from plurivox.editing import Of
from web.accounts.models import Account
from web.questions import queries as questions
from web.questions.models import Question
from web.review import drafts
from web.review.models import Edit, Release, Reply, Stance
from web.review.queries.comparisons import texts_of
from web.review.queries.drafts import fitting_releases
from web.review.queries.stances import Held, held_of, placed
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
    found: bool | None
    """Whether the program had the line so, and no person made it; None where the release does not say."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """Who released a comparison, when, until when it holds, and what stands beside its lines."""

    number: int
    reviewers: tuple[str, ...]
    at: datetime
    due_at: datetime
    sha256: str
    lines: tuple[ReleasedLine, ...]
    since: tuple[model.Stance, ...] = ()
    """What verified peers have declared since: shown beside, and counted in the next release."""

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


#: Whether the comparison of a question was released, and what was said of its statements, for `web.beside`.
BESIDE = {
    "releases": Release.objects.filter(question=OuterRef("pk"), ended_at__isnull=True),
    "stances": Stance.objects.filter(statement__revision__answer__question=OuterRef("pk")),
    "replies": Reply.objects.filter(statement__revision__answer__question=OuterRef("pk")),
}


class Standing(NamedTuple):
    """What the public page shows, as it is stored: offsets, from which no word has been cut yet."""

    state: Showing
    stored: str
    """The comparison in JSON; "" where none is shown."""
    release: ReleaseFacts | None
    held: tuple[Held, ...] = ()
    """What peers declared that counts: of a release what was counted in it and holds still, else all that holds."""
    since: tuple[Held, ...] = ()
    """What peers declared since the release."""

    def shown(self, entry: model.Entry) -> Shown:
        """The same with its words, cut from these answers, and with what peers declared counted in."""
        if not self.stored:
            return Shown(self.state, None, self.release)
        made = records.thaw(json.loads(self.stored), entry.question, entry.answers)
        since = tuple(placed(self.since, made).values())
        release = replace(self.release, since=since) if self.release and since else self.release
        return Shown(self.state, declared.counted(made, placed(self.held, made).values()), release)


def shown(row: Question, entry: model.Entry) -> Shown:
    """What the public page of this question shows now."""
    return shown_of([(row, entry)])[row.pk]


def shown_of(entries: Iterable[tuple[Question, model.Entry]]) -> dict[int, Shown]:
    """The same for several questions, by number, in a few queries."""
    entries = list(entries)
    standing = standing_of(entries)
    return {row.pk: standing[row.pk].shown(entry) for row, entry in entries}


def standing_of(
    entries: Iterable[tuple[Question, model.Entry]], present: Collection[str] = frozenset(BESIDE)
) -> dict[int, Standing]:
    """What the public pages of these questions show, as it is stored; only tables `present` are asked.

    A release is shown while its answers are exactly those published and its review has not ended; else what the
    machine made of exactly the published answers, where the site shows unreviewed comparisons; else none.
    """
    entries = list(entries)
    released = fitting_releases(entries) if "releases" in present else {}
    rest = [(row, entry) for row, entry in entries if row.pk not in released]
    made = texts_of(rest) if rest else {}
    names = _names(release.content for release in released.values())
    stances = held_of([row.pk for row, _ in entries]) if "stances" in present else {}
    found = {}
    for row, _entry in entries:
        held = stances.get(row.pk, ())
        if row.pk in released:
            release = released[row.pk]
            stored = json.dumps(release.content["comparison"], separators=(",", ":"), ensure_ascii=False)
            counted = drafts.released_stances(release.content)
            found[row.pk] = Standing(
                Showing.RELEASED,
                stored,
                facts(release, names),
                tuple(each for each in held if each.number in counted),
                tuple(each for each in held if each.number not in counted),
            )
        elif row.pk not in made:
            found[row.pk] = Standing(Showing.UPDATING, "", None)
        elif settings.SHOW_UNREVIEWED:
            found[row.pk] = Standing(Showing.MACHINE, made[row.pk], None, held)
        else:
            found[row.pk] = Standing(Showing.WAITING, "", None)
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
                line.found,
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
    declared: bool
    """Whether what a peer declares of it came or went."""
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
    said = _declared(before.content) ^ _declared(after.content)
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
                any(place in key[1] for place, _peer, _kind in said),
                tuple(dict.fromkeys(edit.kind for edit in touching)),
                tuple(edit.reason for edit in touching if edit.reason),
            )
        )
    return tuple(changes)


def _listed(content: Mapping[str, Any]) -> dict[_Key, str]:
    """The lines of a release, each with the list it stands in."""
    made, place = content["comparison"], _places(content)
    lists = {**made["lists"], **content.get("declared", {})}
    points = {point["id"]: frozenset(place[i] for i in point["statements"]) for point in made["points"]}
    found: dict[_Key, str] = {}
    for name in ("agreed", "single"):
        found.update({(Of.POINT.value, points[i]): name for i in lists[name]})
    for i in lists["differing"]:
        relation = made["relations"][i]
        found[Of.RELATION.value, frozenset((place[relation["a"]], place[relation["b"]]))] = relation["kind"]
    for where, _peer, kind in _declared(content):
        if kind in _AGAINST:
            found[kind, frozenset([where])] = _AGAINST[kind]
    return found


#: A stance that stands against a statement -> how that statement stands.
_AGAINST = {
    model.StanceKind.DISAGREE.value: model.RelationKind.OPPOSES.value,
    model.StanceKind.AGREE_IF.value: model.RelationKind.QUALIFIES.value,
}


def _declared(content: Mapping[str, Any]) -> set[tuple[tuple[Any, ...], str, str]]:
    """The stances that were counted in a release: of which statement, by whom, and of which kind."""
    place = _places(content)
    stances = content.get("declared", {}).get("stances", ())
    return {(place[each["statement"]], each["peer"], each["kind"]) for each in stances}


def _places(content: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Where each statement of a release stands, by its id."""
    said = content["comparison"]["statements"]
    return {s["id"]: (s["answer"], content["answers"][s["answer"]], s["start"], s["end"]) for s in said}


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
