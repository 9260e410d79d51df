"""What the database refuses: a changed question from the public, and a step that is changed or left out."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered

GUARDS = {
    "asked_only_erased": Guard(
        "asked",
        "UPDATE OF text, public_id, submission, at, erased_at",
        "OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL",
        "a question from the public is only erased",
    ),
    "asked_never_deleted": Guard("asked", "DELETE", "1 = 1", "a question from the public is never deleted"),
    **never_changed("asked_status", "a step"),
    **numbered("asked_status", "asked_id", "a step"),
}


class Migration(migrations.Migration):
    dependencies = [('asking', '0001_initial')]
    operations = [guarded(GUARDS)]
