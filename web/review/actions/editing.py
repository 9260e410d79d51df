"""The only functions that write edits of comparisons, and the second looks that are drawn from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plurivox import editing
from plurivox.editing import Of
from plurivox.errors import EditUnfit, StatementUnknown
from plurivox.model import Comparison
from web.audit.actions import record
from web.questions.models import Question
from web.review import drafts, queries, rules
from web.review.models import Edit, SecondLook
from web.review.states import LOOKED_AT_TWICE, EditKind


@dataclass(frozen=True, slots=True)
class Words:
    """A heading or a plain line over these statements, which stand in one point."""

    kind: EditKind
    on: tuple[str, ...]
    text: str


@transaction.atomic
def edit_line(
    *, question: Question, change: editing.Edit | Words, base: str, reason: str = "", by: Any, at: datetime
) -> Edit:
    """Do this to a line of the draft that the person saw; `base` is its input digest.

    Raises PermissionDenied when `by` may not, and ValidationError when the answers have changed meanwhile, when it does
    not fit the lines as they stand, or when words are not tied to quotes.
    """
    row = locked(question)
    rules.check_may_edit(by, row)
    rules.check_length(reason)
    draft = queries.draft(row)
    rules.check_base(draft.machine.input_digest if draft else "", base)
    assert draft is not None
    if isinstance(change, Words):
        stored = _words(draft, change)
    else:
        try:
            editing.edited(draft.comparison, [change])
        except (EditUnfit, StatementUnknown) as error:
            raise ValidationError(error.sentence, code=error.code) from error
        stored = _stored(change)
    stand = drafts.places(draft.machine)
    number = 1 + (Edit.objects.filter(question=row).aggregate(last=Max("number"))["last"] or 0)
    made = Edit.objects.create(
        question=row,
        number=number,
        input_digest=draft.machine.input_digest,
        places={name: list(stand[name]) for name in sorted(_named(stored))},
        reason=reason.strip(),
        by=by,
        at=at,
        **stored,
    )
    record("edited", "comparison", row.pk, by=by, at=at, edit=number, kind=made.kind)
    if made.kind in (EditKind.CONFIRM, EditKind.REJECT) and _drawn(row, number):
        SecondLook.objects.create(edit=made, at=at)
    return made


@transaction.atomic
def undo_edit(*, question: Question, number: int, by: Any, at: datetime) -> None:
    """Take an edit back; what stood before it stands again. Raises PermissionDenied and ValidationError."""
    row = locked(question)
    rules.check_may_edit(by, row)
    edit = Edit.objects.filter(question=row, number=number, ended_at__isnull=True).first()
    if edit is None:
        raise ValidationError(_("This edit has been taken back already."), code="undone-already")
    _end(edit, by, at)


@transaction.atomic
def look_again(*, edit: Edit, sound: bool, by: Any, at: datetime) -> None:
    """The second look at a line, blind to the first. Raises PermissionDenied and ValidationError."""
    rules.check_may_vote(by, edit.question)
    rules.check_second_look(edit, by)
    changed = SecondLook.objects.filter(edit=edit, judged_at__isnull=True).update(sound=sound, by=by, judged_at=at)
    if not changed:
        raise ValidationError(_("Somebody else has judged this line meanwhile."), code="decided-already")
    record("looked-again", "comparison", edit.question_id, by=by, at=at, edit=edit.number)


def locked(question: Question) -> Question:
    """The question, held until the end of the transaction: of two who decide at once one comes second."""
    Question.objects.select_for_update().get(pk=question.pk)
    return Question.objects.select_related("topic").get(pk=question.pk)


def _end(edit: Edit, by: Any, at: datetime) -> None:
    Edit.objects.filter(pk=edit.pk).update(ended_by=by, ended_at=at)
    record("undid", "comparison", edit.question_id, by=by, at=at, edit=edit.number)


def _stored(change: editing.Edit) -> dict[str, Any]:
    """The engine's edit as it is stored: what it is on, and what comes of it."""
    match change:
        case editing.Confirm():
            return {"kind": EditKind.CONFIRM, "of": change.of.value, "on": [list(change.on)]}
        case editing.Reject():
            made = [[name] for name in change.on] if change.of is Of.POINT else []
            return {"kind": EditKind.REJECT, "of": change.of.value, "on": [list(change.on)], "made": made}
        case editing.Split():
            return {"kind": EditKind.SPLIT, "on": [list(change.on)], "made": [list(group) for group in change.into]}
        case editing.Merge():
            whole = list(dict.fromkeys(name for group in change.on for name in group))
            return {"kind": EditKind.MERGE, "on": [list(group) for group in change.on], "made": [whole]}
        case editing.Relate():
            on = [[change.a, change.b]]
            return {"kind": EditKind.RELATE, "of": Of.RELATION.value, "on": on, "made": [change.kind.value]}


def _words(draft: drafts.Draft, words: Words) -> dict[str, Any]:
    """A heading or a plain line as it is stored, once it has been held against the quotes."""
    comparison = draft.comparison
    exact = {s.id: s.quote.exact for s in comparison.statements}
    longest = rules.LONGEST_HEADING if words.kind is EditKind.HEADING else rules.LONGEST_PLAIN
    row = next((list(point.statements) for point in comparison.points if set(words.on) <= set(point.statements)), [])
    if not row:
        raise ValidationError(_("These quotes do not stand in one row. Look at it anew."), code="edit-unfit")
    rules.check_words(words.text, [exact[name] for name in words.on], _texts(comparison), longest)
    return {"kind": words.kind, "on": [list(words.on)], "made": [row], "text": " ".join(words.text.split())}


def _named(stored: dict[str, Any]) -> set[str]:
    """The statements that a stored edit names; of two that are related, what is made is no statement."""
    groups = stored["on"] if stored["kind"] == EditKind.RELATE else [*stored["on"], *stored.get("made", ())]
    return {name for group in groups for name in group}


def _texts(comparison: Comparison) -> list[tuple[str, str]]:
    return [(answer.expert.name if answer.expert else answer.id, answer.text) for answer in comparison.answers]


def _drawn(question: Question, number: int) -> bool:
    """Whether this edit is one of the share that is looked at twice: by chance, and the same whoever asks."""
    chance = hashlib.sha256(f"{question.key} {number}".encode()).digest()
    return int.from_bytes(chance[:4], "big") < LOOKED_AT_TWICE * 2**32
