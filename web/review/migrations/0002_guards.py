"""What the database refuses: changed reports, statuses, edits, votes and releases, and a vote by an author."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered, only_ends

FACTS = "question_id, kind, line, point, statements, input_digest, engine, reason, submission, made_at"
OWN = "NEW.expert_id = (SELECT author_id FROM statement WHERE id = NEW.statement_id)"

GUARDS = {
    "line_report_never_changed": Guard("line_report", f"UPDATE OF {FACTS}", "1 = 1", "a report is never changed"),
    "line_report_note_only_erased": Guard(
        "line_report",
        "UPDATE OF note, erased_at, erased_by_id",
        "NEW.note <> '' OR OLD.erased_at IS NOT NULL",
        "a note can only be erased, once",
    ),
    "line_report_never_deleted": Guard("line_report", "DELETE", "1 = 1", "a report is never deleted"),
    **never_changed("report_status", "a status"),
    **numbered("report_status", "report_id", "a status"),
    **only_ends("edit", "question_id, number, input_digest, kind, made, text, reason, by_id, at", "ended_at", "an edit"),
    **numbered("edit", "question_id", "an edit"),
    **never_changed("judgement", "a judgement"),
    "judgement_by_no_author": Guard(
        "judgement",
        "INSERT",
        "EXISTS (SELECT 1 FROM seat t JOIN answer a ON a.author_id = t.expert_id WHERE a.question_id = NEW.question_id "
        "AND a.live_id IS NOT NULL AND t.account_id = NEW.by_id)",
        "nobody judges a comparison that quotes them",
    ),
    **only_ends(
        "release",
        "question_id, number, input_digest, engine, model, content, content_sha256, first_id, second_id, at, due_at",
        "ended_at",
        "a release",
    ),
    **numbered("release", "question_id", "a release"),
    "release_of_two_judgements": Guard(
        "release",
        "INSERT",
        "2 <> (SELECT COUNT(DISTINCT j.by_id) FROM judgement j WHERE j.id IN (NEW.first_id, NEW.second_id) "
        "AND j.question_id = NEW.question_id AND j.content_sha256 = NEW.content_sha256 AND j.verdict = 'approved')",
        "a release follows two approvals of exactly its content",
    ),
    **never_changed("stance", "a stance"),
    "stance_on_another": Guard("stance", "INSERT", OWN, "nobody takes a stance on their own statement"),
}


class Migration(migrations.Migration):
    dependencies = [('review', '0001_initial'), ('experts', '0002_guards'), ('questions', '0002_guards')]
    operations = [guarded(GUARDS)]
