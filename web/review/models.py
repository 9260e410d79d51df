"""The table of comparisons: ids, offsets and words of closed lists, and no answer's text (invariant I8)."""

from __future__ import annotations

from django.db import models

from web.questions.models import Question


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
