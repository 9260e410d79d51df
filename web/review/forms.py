"""The shape of what is typed at the desk about reports and comparisons. What is allowed stands in rules.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plurivox import editing
from plurivox.editing import Of
from plurivox.model import RelationKind
from web.review.actions import Words
from web.review.pages import LinePage, WorkLine
from web.review.states import EditKind, StanceKind, Status, Verdict


class DecisionForm(forms.Form):
    """A decision on the reports of one line: what, why, and which reports the reviewer saw."""

    after = forms.ChoiceField(
        choices=Status.choices, error_messages={"required": _("Choose what becomes of these reports.")}
    )
    reason = forms.CharField(required=False, strip=True)
    before = forms.ChoiceField(choices=Status.choices)
    upto = forms.IntegerField(min_value=1)


class LineForm(forms.Form):
    """One edit of one line: what is done, on the comparison that was seen, and what that edit asks for."""

    do = forms.ChoiceField(choices=EditKind.choices)
    base = forms.CharField()
    chosen = forms.MultipleChoiceField(required=False)
    other = forms.ChoiceField(required=False)
    own = forms.ChoiceField(required=False)
    against = forms.ChoiceField(required=False)
    stands = forms.ChoiceField(required=False, choices=[(kind.value, kind.value) for kind in editing.STANDS])
    text = forms.CharField(required=False)
    reason = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, page: LinePage, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        own = [(quote.statement, quote.exact) for quote in page.line.quotes]
        self.fields["chosen"].choices = own  # type: ignore[attr-defined]
        self.fields["own"].choices = own  # type: ignore[attr-defined]
        self.fields["other"].choices = [(row.value, row.words) for row in page.rows]  # type: ignore[attr-defined]
        against = [(said.value, said.words) for said in page.statements]
        self.fields["against"].choices = against  # type: ignore[attr-defined]

    def change(self, line: WorkLine, rows: dict[str, WorkLine]) -> editing.Edit | Words | None:
        """The edit that was asked for; None, and an error at its field, where something of it is missing."""
        typed, on = self.cleaned_data, line.statements
        match EditKind(typed["do"]):
            case EditKind.CONFIRM:
                return editing.Confirm(on, line.of)
            case EditKind.REJECT:
                return editing.Reject(on, line.of)
            case EditKind.SPLIT:
                taken = tuple(name for name in on if name in typed["chosen"])
                if not taken or len(taken) == len(on):
                    return self._missing("chosen", _("Choose some of the quotes, and not all of them."))
                return editing.Split(on, (taken, tuple(name for name in on if name not in taken)))
            case EditKind.MERGE:
                if typed["other"] not in rows:
                    return self._missing("other", _("Choose the row that says the same."))
                return editing.Merge((on, rows[typed["other"]].statements))
            case EditKind.RELATE:
                a, b = on if line.of is Of.RELATION else (typed["own"] or on[0], typed["against"])
                if not b:
                    return self._missing("against", _("Choose the statement that it is set against."))
                if not typed["stands"]:
                    return self._missing("stands", _("Say how the two stand to each other."))
                return editing.Relate(a, b, RelationKind(typed["stands"]))
            case EditKind.HEADING | EditKind.PLAIN as kind:
                return Words(kind, tuple(name for name in on if name in typed["chosen"]), typed["text"])

    def _missing(self, field: str, sentence: Any) -> None:
        self.add_error(field, sentence)


class VoteForm(forms.Form):
    """One of the two votes, on exactly what was seen."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices, error_messages={"required": _("Choose: release it, or send it back.")}
    )
    reason = forms.CharField(required=False)
    content_sha256 = forms.CharField()


class ReasonForm(forms.Form):
    """Why something is taken off the page."""

    reason = forms.CharField(required=False)


class ReplyForm(forms.Form):
    """An author's reply to what stands against their statement."""

    statement = forms.CharField()
    text = forms.CharField(required=False)


class ReplyDecisionForm(forms.Form):
    """What an editor says of a reply."""

    reply = forms.IntegerField()
    shown = forms.ChoiceField(
        choices=[("yes", _("Let it through")), ("no", _("Refuse it"))],
        error_messages={"required": _("Choose: let it through, or refuse it.")},
    )
    reason = forms.CharField(required=False)


class StancesForm(forms.Form):
    """The stances of one expert on the statements of one page: a kind each, and words: a condition, or a reason."""

    def __init__(self, data: Any = None, *, statements: Sequence[str]) -> None:
        super().__init__(data)
        for name in statements:
            self.fields[f"stance-{name}"] = forms.ChoiceField(required=False, choices=StanceKind.choices)
            self.fields[f"words-{name}"] = forms.CharField(required=False)
