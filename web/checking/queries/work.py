"""What the desk reads: where submissions stand, what a revision is held against, which reviews run, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import TruncDate

from web.accounts.models import Account
from web.checking.models import VOTES, FactCheck, Review, Verdict, Vote
from web.checking.states import Stage
from web.experts.models import Seat
from web.questions.models import Answer, AnswerStatus, Revision
from web.writing.models import Submission


def staged() -> QuerySet[Submission]:
    """Every submission with `stage`. What is open ends when the answer is withdrawn or handed in anew."""
    facts = FactCheck.objects.filter(submission=OuterRef("pk"))
    votes = Vote.objects.filter(submission=OuterRef("pk")).order_by()
    counted = votes.values("submission").annotate(count=Count("pk"))
    left = Exists(Submission.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))) | Exists(
        AnswerStatus.objects.filter(answer=OuterRef("answer"), state="withdrawn", at__gte=OuterRef("at"))
    )
    return Submission.objects.annotate(
        facts=Subquery(facts.values("verdict")[:1]), in_votes=Subquery(counted.values("count")[:1])
    ).annotate(
        stage=Case(
            When(facts=Verdict.RETURNED, then=Value(Stage.RETURNED.value)),
            When(Q(in_votes=VOTES) & Exists(votes.filter(verdict=Verdict.RETURNED)), then=Value(Stage.RETURNED.value)),
            When(in_votes=VOTES, then=Value(Stage.PASSED.value)),
            When(left, then=Value(Stage.LEFT.value)),
            When(facts=Verdict.PASSED, then=Value(Stage.VOTES.value)),
            default=Value(Stage.FACTS.value),
            output_field=TextField(),
        )
    )


def stage(submission: Submission) -> Stage:
    """Where this submission stands now."""
    return Stage(staged().values_list("stage", flat=True).get(pk=submission.pk))


def base_of(submission: Submission) -> Revision | None:
    """The revision that it would replace: what was published when it was handed in, whatever came later; or None.

    So what is shown against it is all that changed since, over as many drafts as there were, and stays the same after a
    return.
    """
    older = Q(revision__number__lt=submission.revision.number)
    if submission.kind == Submission.Kind.RENEWAL:
        older |= Q(revision=submission.revision_id)
    rows = AnswerStatus.objects.filter(older, answer=submission.answer_id, state="published", at__lte=submission.at)
    last = rows.select_related("revision").order_by("-number").first()
    return last.revision if last else None


def once_published(answers: Iterable[int]) -> set[int]:
    """Those of these answers that readers have seen."""
    return set(
        AnswerStatus.objects.filter(answer__in=list(answers), revision__isnull=False).values_list("answer", flat=True)
    )


def running(at: datetime) -> QuerySet[Review]:
    """The reviews that hold at this moment."""
    return Review.objects.filter(ended_at__isnull=True, due_at__gt=at)


def due_days(first: date, last: date) -> dict[date, int]:
    """How many reviews that hold end on each of these days, by the calendar of UTC."""
    start = datetime.combine(first, time.min, UTC)
    end = datetime.combine(last, time.max, UTC)
    rows = (
        Review.objects.filter(ended_at__isnull=True, due_at__range=(start, end))
        .annotate(day=TruncDate("due_at", tzinfo=UTC))
        .values("day")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return dict(rows.values_list("day", "count"))


def told(answer: Answer) -> list[Account]:
    """Who is told of an answer: who keeps it, and the expert or the stewards for whom it is written."""
    seats = Seat.objects.filter(expert=answer.author_id, ended_at__isnull=True)
    wanted = Q(pk__in=seats.filter(kind__in=[Seat.Kind.SELF, Seat.Kind.STEWARD]).values("account"))
    if answer.keeper_id:
        wanted |= Q(pk=answer.keeper_id, pk__in=seats.values("account"))
    return list(Account.objects.filter(wanted, is_active=True).order_by("pk"))
