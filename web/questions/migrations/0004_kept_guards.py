"""What the database refuses: an answer that was written here and passes for an imported one, to be shown unreviewed."""

from django.db import migrations

from web.guards import Guard, guarded

GUARDS = {
    "answer_keeps_origin": Guard(
        "answer",
        "UPDATE OF origin",
        "NEW.origin <> OLD.origin",
        "an answer that was written here stays one that is reviewed",
    ),
}


class Migration(migrations.Migration):
    dependencies = [('questions', '0003_answer_declined')]
    operations = [guarded(GUARDS)]
