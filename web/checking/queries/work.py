"""What the desk reads: where submissions stand, what a revision is held against, which reviews run, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import TruncDate

from web.accounts.models import Account
from web.checking.models import VOTES, Endorsement, FactCheck, Mark, Review, Verdict, Vote
from web.checking.states import Stage
from web.experts.models import Seat
from web.questions import queries as questions
from web.questions.models import Answer, AnswerStatus, Expert, Revision
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


def submission(number: int) -> Submission | None:
    """The submission of this number, with its answer, question and revision."""
    rows = Submission.objects.select_related("answer__question__topic", "answer__author", "revision", "by")
    return rows.filter(pk=number).first()


def others_of(row: Submission) -> list[Submission]:
    """The other submissions of the same answer, each with `stage`, the oldest first."""
    rows = staged().filter(answer=row.answer_id).exclude(pk=row.pk)
    return list(rows.select_related("revision").order_by("pk"))


def check_of(row: Submission) -> FactCheck | None:
    """The fact check of a submission."""
    return FactCheck.objects.filter(submission=row).select_related("by").first()


def votes_of(row: Submission) -> QuerySet[Vote]:
    """The votes on a submission. Who shows them looks first whether both are in."""
    return Vote.objects.filter(submission=row).select_related("by").order_by("number")


def mark_of(answer: int, number: int) -> Mark | None:
    """One mark of this answer."""
    return Mark.objects.select_related("answer__question").filter(pk=number, answer=answer).first()


def endorsement_of(answer: int, number: int) -> Endorsement | None:
    """One endorsement of this answer."""
    return Endorsement.objects.select_related("expert").filter(pk=number, revision__answer=answer).first()


def endorsements_by(experts: Iterable[Expert], revision: int | None) -> QuerySet[Endorsement]:
    """What these experts endorse of this revision now."""
    rows = Endorsement.objects.filter(revision=revision, expert__in=list(experts), ended_at__isnull=True)
    return rows.select_related("expert").order_by("pk")


def answer(number: int) -> Answer | None:
    """The answer of this number that readers see, or saw once."""
    row = Answer.objects.select_related("question__topic", "author", "live").filter(pk=number).first()
    return row if row is not None and (row.live_id is not None or once_published([row.pk])) else None


def base_of(submission: Submission) -> Revision | None:
    """The revision that it would replace: what was published when it was handed in, whatever came later; or None.

    Of an answer that was not published then, it is what was imported of its author, in whose place it would stand.

    So what is shown against it is all that changed since, over as many drafts as there were, and stays the same after a
    return.
    """
    rows = AnswerStatus.objects.filter(answer=submission.answer_id, state="published", at__lte=submission.at)
    last = rows.select_related("revision").order_by("-number").first()
    if last is not None:
        return last.revision
    return next((revision for _answer, revision in questions.imported_beside(submission.answer)), None)


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
