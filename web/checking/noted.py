"""The page model of one answer as the desk sees it: who checked it, what was noted of it, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.accounts import roles
from web.accounts.models import Role
from web.checking import queries, rules
from web.checking.models import Endorsement, Mark
from web.checking.queries.history import Changed
from web.checking.queries.public import Facts
from web.experts import queries as experts
from web.questions.models import Answer, Expert


@dataclass(frozen=True, slots=True)
class Voice:
    """As whom the account can mark or endorse."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class NotedPage:
    """One answer, and what this account can note of it."""

    answer: int
    key: str
    slug: str
    question: str
    expert: str
    state: str
    shown: bool
    text: str
    """What readers see; "" where they see nothing."""
    facts: Facts | None
    history: Changed | None
    may_mark: tuple[Voice, ...]
    """As whom; a reviewer without an expert's name has an empty slug."""
    may_endorse: tuple[Voice, ...]
    endorsed: tuple[tuple[int, str], ...]
    """Endorsements that the account can take back: number, and in whose name."""
    may_end: frozenset[int]
    """The numbers of the marks that it can end."""
    may_correct: bool
    mine: bool
    """Whether the account writes for its author."""
    filled: str
    """The name of the form that was refused, and that shows what was typed."""


def answer(number: int) -> Answer:
    """The answer of this number that readers see, or saw once. Raises NotFound."""
    row = queries.answer(number)
    if row is None:
        raise NotFound(_("There is no page at this address."))
    return row


def mark(answer: int, number: int) -> Mark:
    """One mark of this answer. Raises NotFound."""
    found = queries.mark_of(answer, number)
    if found is None:
        raise NotFound(_("There is no such mark."))
    return found


def endorsement(answer: int, number: int) -> Endorsement:
    """One endorsement of this answer. Raises NotFound."""
    found = queries.endorsement_of(answer, number)
    if found is None:
        raise NotFound(_("There is no such endorsement."))
    return found


def expert(account: Any, slug: str) -> Expert | None:
    """The expert of this name for whom the account writes."""
    return next((each for each in experts.experts_of(account) if each.slug == slug), None)


def noted_page(row: Answer, account: Any, at: datetime, filled: str = "") -> NotedPage:
    """What stands beside this answer, for this account; `filled` names the form that was sent and refused."""
    facts = queries.facts_of([row], at).get(row.pk)
    marks = [mark(row.pk, each.id) for each in facts.marks] if facts else []
    mine = experts.experts_of(account)
    ends = list(queries.endorsements_by(mine, row.live_id))
    shown = facts is not None
    endorsed = {each.expert_id for each in ends}
    return NotedPage(
        answer=row.pk,
        key=row.key,
        slug=row.question.slug,
        question=row.question.text,
        expert=row.author.name if row.author else "",
        state=row.get_state_display(),
        shown=shown,
        text=row.live.body if row.live and shown else "",
        facts=facts,
        history=queries.history_of(row, at),
        may_mark=tuple(
            Voice(each.slug, each.name) if each else Voice("", _("Medical reviewer"))
            for each in (None, *mine)
            if shown and roles.allowed(rules.check_may_mark, account, row, each, at)
        ),
        may_endorse=tuple(
            Voice(each.slug, each.name)
            for each in mine
            if shown and each.pk not in endorsed and roles.allowed(rules.check_may_endorse, account, row, each, at)
        ),
        endorsed=tuple((each.pk, each.expert.name) for each in ends),
        may_end=frozenset(each.pk for each in marks if roles.allowed(rules.check_may_end_mark, account, each)),
        may_correct=roles.holds(account, Role.EDITOR, topic=row.question.topic_id),
        mine=row.author_id in {each.pk for each in mine},
        filled=filled,
    )
