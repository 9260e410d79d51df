"""What the database refuses besides: an appeal judged by whoever sent back what is appealed. Reviews are found by day."""

from django.db import migrations, models

from web.guards import Guard, guarded

#: Who sent back what is appealed, after the fact check.
SENT_BACK = (
    "EXISTS (SELECT 1 FROM submission s JOIN fact_check f ON f.submission_id = s.appeals_id "
    "WHERE s.id = NEW.submission_id AND f.by_id = NEW.by_id AND f.verdict = 'returned')"
)

#: Who voted on what is appealed.
VOTED = (
    "EXISTS (SELECT 1 FROM submission s JOIN vote v ON v.submission_id = s.appeals_id "
    "WHERE s.id = NEW.submission_id AND v.by_id = NEW.by_id)"
)

GUARDS = {
    "fact_check_on_appeal_by_others": Guard(
        "fact_check", "INSERT", f"{SENT_BACK} OR {VOTED}", "the facts of an appeal are checked by others"
    ),
    "vote_on_appeal_not_by_fact_checker": Guard(
        "vote", "INSERT", SENT_BACK, "an appeal is judged by nobody who sent it back"
    ),
}


class Migration(migrations.Migration):
    dependencies = [('checking', '0002_guards')]
    operations = [
        migrations.AddIndex(model_name='review', index=models.Index(fields=['due_at'], name='review_by_end')),
        guarded(GUARDS),
    ]
