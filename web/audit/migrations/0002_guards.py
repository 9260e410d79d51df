"""What the database refuses of the log: a changed or deleted entry, one out of its place in the chain."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed

GUARDS = {
    **never_changed("event", "an entry of the log"),
    "event_follows": Guard(
        "event",
        "INSERT",
        "NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM event), 0) OR NEW.previous <> "
        "COALESCE((SELECT sha256 FROM event ORDER BY number DESC LIMIT 1), '')",
        "an entry of the log follows the last one",
    ),
}


class Migration(migrations.Migration):
    dependencies = [('audit', '0001_initial')]
    operations = [guarded(GUARDS)]
