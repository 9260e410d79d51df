"""What must hold after every step, whoever took it: the invariants of the data model, asked of the raw tables and of
the queries that readers' pages use."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from web import clock
from web.audit import queries as audit
from web.questions import queries
from web.questions.models import Question, Revision
from web.review.models import Comparison
from web.review.queries import shown

#: What is verified of an author whose words are shown.
_NEEDED = "what IN ('licence', 'organisation')"

#: Who ever wrote for an author before this check or vote, or handed in or saved what it is about.
_OWN = """SELECT 1 FROM {table} c JOIN submission s ON s.id = c.submission_id JOIN answer a ON a.id = s.answer_id
    JOIN revision r ON r.id = s.revision_id
    WHERE c.by_id = s.by_id
    OR EXISTS (SELECT 1 FROM seat t WHERE t.expert_id = a.author_id AND t.account_id = c.by_id AND t.at <= c.at)
    OR EXISTS (SELECT 1 FROM revision o WHERE o.answer_id = a.id AND o.saved_by_id = c.by_id AND o.number <= r.number)
"""

_LAST = "(SELECT MAX(l.number) FROM answer_status l WHERE l.answer_id = a.id)"

#: A sentence that must hold -> the rows that break it.
BROKEN = {
    "a statement is a slice of its revision (I1)": """SELECT 1 FROM statement s JOIN revision r ON r.id = s.revision_id
        WHERE s.exact <> substr(r.body, s.start + 1, s."end" - s.start)""",
    "a statement has its answer's author (I2)": """SELECT 1 FROM statement s JOIN revision r ON r.id = s.revision_id
        JOIN answer a ON a.id = r.answer_id WHERE s.author_id <> r.author_id OR s.author_id <> a.author_id""",
    "a shown revision has its answer's author (I2)": """SELECT 1 FROM answer a JOIN revision r ON r.id = a.live_id
        WHERE a.author_id IS NULL OR r.author_id IS NULL OR a.author_id <> r.author_id OR r.answer_id <> a.id""",
    "published is what has a live revision (I4)": """SELECT 1 FROM answer a
        WHERE (a.state = 'published') <> (a.live_id IS NOT NULL)""",
    "revisions are numbered without a gap (I5)": """SELECT 1 FROM revision r GROUP BY r.answer_id
        HAVING COUNT(*) <> MAX(r.number) OR MIN(r.number) <> 1""",
    "nobody checks their own (I6)": _OWN.format(table="fact_check"),
    "nobody votes on their own (I6)": _OWN.format(table="vote"),
    "a shown answer has a review by two others that runs (I6)": """SELECT 1 FROM answer a WHERE a.origin = 'desk'
        AND a.live_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM review v WHERE v.revision_id = a.live_id
        AND v.ended_at IS NULL AND v.due_at = a.due_at AND 2 = (SELECT COUNT(DISTINCT o.by_id) FROM vote o
        WHERE o.submission_id = v.submission_id AND o.verdict = 'passed'))""",
    "a review is of a submission of its own revision (I6)": """SELECT 1 FROM review v JOIN submission s
        ON s.id = v.submission_id WHERE s.revision_id <> v.revision_id OR s.answer_id <> v.answer_id""",
    "one submission has one row (I11)": """SELECT 1 FROM submission s GROUP BY s.by_id, s.key HAVING COUNT(*) > 1""",
    "a shown author is verified for as long (I14)": f"""SELECT 1 FROM answer a WHERE a.origin = 'desk'
        AND a.live_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verification v WHERE v.expert_id = a.author_id
        AND v.ended_at IS NULL AND v.{_NEEDED} AND v.until >= a.shown_until)""",
    "nothing of a suspended author is live (I14)": """SELECT 1 FROM answer a JOIN expert e ON e.id = a.author_id
        WHERE a.live_id IS NOT NULL AND e.suspended_at IS NOT NULL""",
    "an expert is suspended by a row (I14)": """SELECT 1 FROM expert e WHERE (e.suspended_at IS NOT NULL) <>
        EXISTS (SELECT 1 FROM suspension s WHERE s.expert_id = e.id AND s.ended_at IS NULL)""",
    "what is shown ends with its review": """SELECT 1 FROM answer a WHERE a.origin = 'desk' AND a.live_id IS NOT NULL
        AND (a.shown_until IS NULL OR a.due_at IS NULL OR a.shown_until > a.due_at OR a.reviewed_at >= a.due_at)""",
    "the state is that of the last step": f"""SELECT 1 FROM answer a JOIN answer_status t ON t.answer_id = a.id
        AND t.number = {_LAST} WHERE t.state <> a.state""",
    "what is live is that of the last step": f"""SELECT 1 FROM answer a JOIN answer_status t ON t.answer_id = a.id
        AND t.number = {_LAST} WHERE a.origin = 'desk' AND a.live_id IS NOT NULL AND a.live_id <> t.revision_id""",
    "a release has two approvals of its content": """SELECT 1 FROM release r WHERE 2 <> (SELECT COUNT(DISTINCT j.by_id)
        FROM judgement j WHERE j.id IN (r.first_id, r.second_id) AND j.content_sha256 = r.content_sha256
        AND j.question_id = r.question_id AND j.verdict = 'approved')""",
    "every step stands in the log (I10)": """SELECT 1 FROM answer_status t WHERE NOT EXISTS (SELECT 1 FROM event e
        WHERE e.noun = 'answer' AND e.key = CAST(t.answer_id AS text) AND e.verb = t.state AND e.at = t.at)""",
}

_ALL = " UNION ALL ".join(
    f"SELECT {number}, COUNT(*) FROM ({sql}) broken{number}" for number, sql in enumerate(BROKEN.values())
)


def check_tables() -> None:
    """Every sentence, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        counts = dict(cursor.fetchall())
    broken = [sentence for number, sentence in enumerate(BROKEN) if counts[number]]
    assert not broken, broken


def check_shown(now: datetime) -> list[tuple[int, int | None, datetime | None]]:
    """What the queries of readers' pages give: nothing past its time, nobody's words but their own, voices counted.

    The answers that are shown are returned, each with its revision and its end.
    """
    rows = list(queries.published().select_related("live", "author"))
    voices: dict[int, set[int]] = {}
    for row in rows:
        assert row.live is not None
        assert row.author is not None
        assert row.state == "published"
        assert row.live.author_id == row.author_id, "another's words (I2)"
        assert row.author.suspended_at is None, "of a suspended author (I14)"
        assert row.shown_until is None or row.shown_until > now, "past its time (I14)"
        assert hashlib.sha256(row.live.body.encode()).hexdigest() == row.live.sha256, "not what was stored (I3)"
        voices.setdefault(row.question_id, set()).add(row.author_id)
    for question in Question.objects.only("pk", "voices"):
        heard = len(voices.get(question.pk, ()))
        assert question.voices >= heard, "more voices than are counted"
        if question.voices > heard:  # time alone has hidden some; the job that settles counts anew
            ended = question.answers.filter(live__isnull=False, shown_until__lte=now)
            authors = ended.values_list("author", flat=True).distinct()
            assert question.voices <= heard + len(set(authors)), "voices that nobody has"
    return [(row.pk, row.live_id, row.shown_until) for row in rows]


def check_compared(question: Question) -> str:
    """What is shown of a comparison is over exactly what is published, and quotes it exactly (I7); which is shown."""
    if not Comparison.objects.filter(question=question).exists():
        return ""
    entry = queries.entry(question)
    found = shown(question, entry)
    if found.comparison is None:
        return str(found.state.value)
    texts = {answer.id: answer.text for answer in entry.answers}
    for statement in found.comparison.statements:
        quote = statement.quote
        assert texts[statement.answer][quote.start : quote.end] == quote.exact, "a quote that is none (I1)"
    if found.release is not None:
        assert found.release.due_at > clock.now(), "a release past its time"
    return str(found.state.value)


def check_log() -> None:
    """The audit log is one unbroken chain."""
    assert audit.broken() is None


def revisions() -> dict[int, tuple[int, int | None, str]]:
    """Every revision with its answer, its author and its text, to be compared with what it was before (I3)."""
    return {pk: (answer, author, body) for pk, answer, author, body in _kept(Revision)}


def _kept(model: type[Revision]):  # type: ignore[no-untyped-def]
    return model.objects.values_list("pk", "answer", "author", "body")
