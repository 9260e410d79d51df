"""What the database refuses: a check by whoever wrote, a vote out of turn, a review without two votes, and publishing without one."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered, only_ends

#: Whoever submitted, wrote for the author, or saved a revision of the answer, is not the one who checks it.
WROTE = (
    "EXISTS (SELECT 1 FROM submission s JOIN answer a ON a.id = s.answer_id WHERE s.id = NEW.submission_id AND ("
    "s.by_id = NEW.by_id OR EXISTS (SELECT 1 FROM seat t WHERE t.expert_id = a.author_id AND t.account_id = NEW.by_id) "
    "OR EXISTS (SELECT 1 FROM revision r WHERE r.answer_id = a.id AND r.saved_by_id = NEW.by_id)))"
)

#: An answer that was written here and is shown.
SHOWN = "NEW.live_id IS NOT NULL AND NEW.origin = 'desk'"

GUARDS = {
    **never_changed("fact_check", "a fact check"),
    "fact_check_by_another": Guard("fact_check", "INSERT", WROTE, "nobody checks what they wrote"),
    **never_changed("vote", "a vote"),
    **numbered("vote", "submission_id", "a vote"),
    "vote_by_another": Guard("vote", "INSERT", WROTE, "nobody votes on what they wrote"),
    "vote_after_fact_check": Guard(
        "vote",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM fact_check f WHERE f.submission_id = NEW.submission_id AND f.verdict = 'passed')",
        "a vote follows a fact check that was passed",
    ),
    "vote_not_by_fact_checker": Guard(
        "vote",
        "INSERT",
        "EXISTS (SELECT 1 FROM fact_check f WHERE f.submission_id = NEW.submission_id AND f.by_id = NEW.by_id)",
        "who checked the facts does not vote",
    ),
    "vote_on_appeal_by_others": Guard(
        "vote",
        "INSERT",
        "EXISTS (SELECT 1 FROM submission s JOIN vote v ON v.submission_id = s.appeals_id "
        "WHERE s.id = NEW.submission_id AND v.by_id = NEW.by_id)",
        "an appeal is judged by others",
    ),
    **only_ends("review", "answer_id, revision_id, submission_id, at, due_at", "ended_at", "a review"),
    "review_after_two_votes": Guard(
        "review",
        "INSERT",
        "2 <> (SELECT COUNT(*) FROM vote v JOIN submission s ON s.id = v.submission_id WHERE s.id = NEW.submission_id "
        "AND s.revision_id = NEW.revision_id AND s.answer_id = NEW.answer_id AND v.verdict = 'passed')",
        "a review follows two votes for its revision",
    ),
    "answer_shown_while_reviewed": Guard(
        "answer",
        "UPDATE OF live_id, due_at, shown_until",
        SHOWN + " AND NOT EXISTS (SELECT 1 FROM review r WHERE r.revision_id = NEW.live_id AND r.ended_at IS NULL "
        "AND r.due_at = NEW.due_at)",
        "an answer is published by the review of its revision",
    ),
    "answer_shown_while_verified": Guard(
        "answer",
        "UPDATE OF live_id, due_at, shown_until",
        SHOWN + " AND NOT EXISTS (SELECT 1 FROM verification v WHERE v.expert_id = NEW.author_id "
        "AND v.ended_at IS NULL AND v.what IN ('licence', 'organisation') AND v.until >= NEW.shown_until)",
        "an answer is published while its author is verified",
    ),
    "review_ends_after_answer": Guard(
        "review",
        "UPDATE OF ended_at",
        "EXISTS (SELECT 1 FROM answer a WHERE a.live_id = NEW.revision_id AND a.origin = 'desk' "
        "AND a.due_at = NEW.due_at)",
        "an answer is taken back before its review ends",
    ),
    "verification_ends_after_answers": Guard(
        "verification",
        "UPDATE OF ended_at",
        "OLD.what IN ('licence', 'organisation') AND EXISTS (SELECT 1 FROM answer a WHERE a.author_id = NEW.expert_id "
        "AND a.live_id IS NOT NULL AND a.origin = 'desk' AND NOT EXISTS (SELECT 1 FROM verification v "
        "WHERE v.expert_id = NEW.expert_id AND v.id <> NEW.id AND v.ended_at IS NULL "
        "AND v.what IN ('licence', 'organisation') AND v.until >= a.shown_until))",
        "answers are taken back before what was verified of their author ends",
    ),
    **never_changed("correction", "a correction"),
    **only_ends("mark", "answer_id, revision_id, kind, reason, expert_id, by_id, at", "ended_at", "a mark"),
    **only_ends("endorsement", "revision_id, expert_id, by_id, at", "ended_at", "an endorsement"),
    "endorsement_of_another": Guard(
        "endorsement",
        "INSERT",
        "NEW.expert_id = (SELECT author_id FROM revision WHERE id = NEW.revision_id)",
        "nobody endorses their own answer",
    ),
}


class Migration(migrations.Migration):
    dependencies = [('checking', '0001_initial'), ('experts', '0002_guards'), ('writing', '0002_guards'), ('questions', '0002_guards')]
    operations = [guarded(GUARDS)]
