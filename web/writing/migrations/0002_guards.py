"""What the database refuses: changed sources, submissions and confirmations, and a submission of a foreign revision."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered, only_ends

GUARDS = {
    **never_changed("citation", "a source"),
    **never_changed("submission", "a submission"),
    "submission_of_own_revision": Guard(
        "submission",
        "INSERT",
        "NEW.answer_id IS DISTINCT FROM (SELECT answer_id FROM revision WHERE id = NEW.revision_id)",
        "a submission hands in a revision of its own answer",
    ),
    **never_changed("confirmation", "a confirmation"),
    **numbered("confirmation", "statement_id", "a confirmation"),
    **only_ends("request", "question_id, expert_id, specialty, facet, by_id, at", "ended_at", "a request"),
}


class Migration(migrations.Migration):
    dependencies = [('writing', '0001_initial')]
    operations = [guarded(GUARDS)]
