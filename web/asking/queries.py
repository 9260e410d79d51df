"""The only functions that read what the public asks. Askers are read by their own secret address alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.utils.translation import gettext as _

from plurivox.errors import NotFound
from web.asking.models import Asked, AskedState, AskedStatus, Asker, Follower
from web.asking.states import DECIDED, PENDING
from web.questions import queries as questions
from web.questions.models import Question, Topic


def asked() -> QuerySet[Asked]:
    """Every question from the public that was not erased, with its `state`."""
    last = AskedStatus.objects.filter(asked=OuterRef("pk")).order_by("-number")
    return Asked.objects.filter(erased_at__isnull=True).annotate(
        state=Subquery(last.values("state")[:1], output_field=TextField())
    )


def pending() -> QuerySet[Asked]:
    """What waits for an editor: urgent ones first, then the oldest."""
    urgent = Case(When(state=AskedState.ESCALATED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return asked().filter(state__in=PENDING).annotate(rank=urgent).order_by("rank", "at", "pk")


def decided() -> QuerySet[Asked]:
    """What was decided, the newest first."""
    return asked().filter(state__in=DECIDED).select_related("question").order_by("-at", "-pk")


def one(number: int) -> Asked:
    """One question from the public, for editors. Raises NotFound."""
    found = asked().select_related("question").filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such question, or whoever asked has erased it. Go back to the list."))
    return found


def own(public_id: str) -> Asked:
    """One's own question, by its secret address; also one that was erased. Raises NotFound."""
    found = Asked.objects.select_related("question", "question__merged_into").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no question at this address. Check that the link is whole."))
    return found


def statuses(row: Asked) -> list[AskedStatus]:
    """The steps of a question from the public, the first first."""
    return list(AskedStatus.objects.filter(asked=row).select_related("by").order_by("number"))


def asker(row: Asked) -> Asker | None:
    """Where to write to whoever asked, while it is kept."""
    return Asker.objects.filter(asked=row).first()


def question(slug: str) -> Question:
    """A question at the desk, shown to readers or not. Raises NotFound."""
    rows = Question.objects.select_related("topic", "merged_into")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise NotFound(_("There is no question of that name. Go back to the list."))
    return found


def target(words: str) -> Question | None:
    """The question that somebody names by its address or its last part."""
    slug = words.strip().split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2].removesuffix(".json")
    return Question.objects.filter(slug=slug).first()


def all_questions(words: str) -> QuerySet[Question]:
    """Questions at the desk whose text holds these words, the newest first."""
    return questions.holding(Question.objects.select_related("topic").order_by("-pk"), words)


def topics() -> QuerySet[Topic]:
    """Every topic, by name."""
    return Topic.objects.order_by("name")


def follower(token: str) -> Follower:
    """Who follows a question, by their secret address. Raises NotFound."""
    found = Follower.objects.select_related("question").filter(token=token).first()
    if found is None:
        raise NotFound(_("There is nothing at this address: it was ended, or the link is not whole."))
    return found


def to_tell(at: datetime) -> QuerySet[Follower]:
    """Who follows a question and has confirmed it."""
    return Follower.objects.filter(confirmed_at__isnull=False, confirmed_at__lte=at).select_related("question")
