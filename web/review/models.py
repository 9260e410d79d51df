"""The tables of comparisons and of what readers report about their lines. No workflow here.

A comparison holds ids, offsets and words of closed lists, and no answer's text (invariant I8). A report holds nothing
of who sent it. Reports and their statuses are only added to; the database itself refuses the rest (migration 0003).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThanOrEqual

from plurivox.editing import Of
from web.questions.models import Expert, Question, Statement
from web.review.lines import EVERYWHERE, ONLY_OF, Kind, Reason
from web.review.states import LONGEST_NOTE, EditKind, ReplyState, StanceKind, Status, Verdict


class Comparison(models.Model):
    """What the engine said of one question, over exactly the answers that `input_digest` names.

    It is shown only while that digest is the digest of what is published now (invariant I7).
    """

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="comparison")
    input_digest = models.CharField(max_length=64)
    engine = models.TextField()
    model = models.CharField(max_length=64, blank=True)
    content = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "comparison"

    def __str__(self) -> str:
        return f"comparison of question {self.question_id}"


#: Kinds of line that are a point, and so have its id.
_POINTS = (Kind.AGREED, Kind.SINGLE)


def _fits() -> Q:
    """A reason that is special to some kinds of line stands only beside those."""
    allowed = Q(reason__in=[reason.value for reason in EVERYWHERE])
    for reason, kinds in ONLY_OF.items():
        allowed |= Q(reason=reason.value, kind__in=[kind.value for kind in kinds])
    return allowed


class LineReport(models.Model):
    """What one reader says is wrong with one line, as that reader saw it. Open until a status says otherwise.

    `line` names the line across comparisons (`lines.key`); `submission` is the form's own number, so that a form sent
    twice is one report. Of who sent it nothing is kept.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="reports")
    kind = models.TextField(choices=[(word, word) for word in Kind.values])
    line = models.CharField(max_length=32)
    point = models.TextField(blank=True)
    statements = models.JSONField()
    input_digest = models.CharField(max_length=64)
    engine = models.TextField()
    reason = models.TextField(choices=[(word, word) for word in Reason.values])
    note = models.TextField(blank=True)
    submission = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "line_report"
        indexes = (models.Index(F("line"), F("id").desc(), name="line_report_by_line"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="line_report_kind_known"),
            models.CheckConstraint(condition=_fits(), name="line_report_reason_fits"),
            models.CheckConstraint(
                condition=(Q(kind__in=_POINTS) & ~Q(point="")) | (~Q(kind__in=_POINTS) & Q(point="")),
                name="line_report_names_point",
            ),
            models.CheckConstraint(
                condition=~Q(line="") & ~Q(input_digest="") & ~Q(engine="") & ~Q(submission=""),
                name="line_report_is_whole",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), LONGEST_NOTE), name="line_report_note_short"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False, note=""),
                name="line_report_erased_has_no_note",
            ),
        )

    def __str__(self) -> str:
        return f"report {self.pk} of a line of question {self.question_id}"


class ReportStatus(models.Model):
    """One decision on one report: who, when, what and why. Added and never changed; the last one holds.

    Numbers run from 1: an odd one closes the report, an even one opens it again.
    """

    report = models.ForeignKey(LineReport, models.PROTECT, related_name="statuses")
    number = models.PositiveIntegerField()
    status = models.TextField(choices=[(word, word) for word in Status.values])
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "report_status"
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="report_status_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="report_status_number_from_one"),
            models.CheckConstraint(
                condition=(Exact(F("number") % 2, 1) & Q(status__in=[Status.KEPT, Status.MENDED, Status.DISMISSED]))
                | (Exact(F("number") % 2, 0) & Q(status=Status.OPEN)),
                name="report_status_follows",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & LessThanOrEqual(Length("reason"), LONGEST_NOTE),
                name="report_status_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.status}, step {self.number} of report {self.report_id}"


class Edit(models.Model):
    """What a reviewer did to one line of a comparison before its release: confirmed, rejected, split, merged, named.

    It was made on the comparison of `input_digest`. `on` names points or relations by their statements, `made` what
    comes of them, so that each line keeps its lineage; `text` is a heading or a plain line that a person wrote, and
    then `made` is the whole row that it was written over, more than `on` where it rests on some of the quotes alone.
    `places` says where each statement stands: its answer, the hash of its text, start and end; the edit holds for
    another comparison only where the same words stand at the same places. Numbered within a question; an edit is
    undone and never changed.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    kind = models.TextField(choices=EditKind.choices)
    of = models.TextField(choices=[(of.value, of.value) for of in Of], default=Of.POINT.value)
    on = models.JSONField()
    made = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "edit"
        constraints = (
            models.UniqueConstraint(fields=["question", "number"], name="edit_number_once"),
            models.CheckConstraint(condition=Q(kind__in=EditKind.values), name="edit_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["heading", "plain"]) & ~Q(text="")
                | ~Q(kind__in=["heading", "plain"]) & Q(text=""),
                name="edit_text_fits",
            ),
            models.CheckConstraint(condition=Q(of__in=[of.value for of in Of]), name="edit_of_known"),
        )

    def __str__(self) -> str:
        return f"edit {self.number} of question {self.question_id}"


class Judgement(models.Model):
    """One of the two votes on a whole comparison, edits included. Blind until both are in."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="judgements")
    input_digest = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    """Of the comparison as edited: a vote is about exactly that."""
    number = models.PositiveIntegerField()
    verdict = models.TextField(choices=Verdict.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "judgement"
        constraints = (
            models.UniqueConstraint(fields=["question", "content_sha256", "number"], name="judgement_number_once"),
            models.UniqueConstraint(fields=["question", "content_sha256", "by"], name="judgement_once_a_person"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=2), name="judgement_one_of_two"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="judgement_verdict_known"),
            models.CheckConstraint(condition=Q(verdict="approved") | ~Q(reason=""), name="judgement_has_reason"),
        )

    def __str__(self) -> str:
        return f"judgement {self.number} of question {self.question_id}"


class Release(models.Model):
    """A comparison that two reviewers approved, frozen with its hash. Shown while its answers are what is published."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    engine = models.TextField()
    model = models.CharField(max_length=64, blank=True)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    first = models.ForeignKey(Judgement, models.PROTECT, related_name="+")
    second = models.ForeignKey(Judgement, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "release"
        constraints = (
            models.UniqueConstraint(fields=["question", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("at")), name="release_ends"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="release_by_two"),
        )

    def __str__(self) -> str:
        return f"release {self.number} of question {self.question_id}"


class SecondLook(models.Model):
    """That a line which one reviewer judged is drawn for another, who judges it without knowing what the first said."""

    edit = models.OneToOneField(Edit, models.PROTECT, related_name="second_look")
    at = models.DateTimeField()
    sound = models.BooleanField(null=True, blank=True)
    """What the second says: the line is right as the machine made it, or not. Empty while it waits."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "second_look"
        constraints = (
            models.CheckConstraint(
                condition=Q(sound__isnull=True, by__isnull=True, judged_at__isnull=True)
                | Q(sound__isnull=False, by__isnull=False, judged_at__isnull=False),
                name="second_look_whole",
            ),
        )

    def __str__(self) -> str:
        return f"second look at edit {self.edit_id}"


class Stance(models.Model):
    """What a verified peer says of one statement of another expert (feature E6); the last one holds.

    `condition` is on what they agree, `reason` why they disagree: words that the peer typed.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="stances")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=StanceKind.choices)
    condition = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "stance"
        constraints = (
            models.UniqueConstraint(fields=["statement", "expert", "number"], name="stance_number_once"),
            models.CheckConstraint(condition=Q(kind__in=StanceKind.values), name="stance_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="agree-if") & ~Q(condition="") | ~Q(kind="agree-if") & Q(condition=""),
                name="stance_condition_fits",
            ),
            models.CheckConstraint(condition=Q(kind="disagree") | Q(reason=""), name="stance_reason_fits"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: statement {self.statement_id}"


class Reply(models.Model):
    """An expert's reply where a statement of theirs stands as opposed. Shown once an editor has let it through."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="replies")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.TextField(choices=ReplyState.choices, default=ReplyState.WAITING)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "reply"
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="reply_has_text"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True)
                | Q(state="shown", decided_by__isnull=False)
                | Q(state="refused", decided_by__isnull=False) & ~Q(reason=""),
                name="reply_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="reply_decided_by_another"
            ),
        )

    def __str__(self) -> str:
        return f"reply to statement {self.statement_id}"
