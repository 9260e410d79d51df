"""What the database refuses: facts about experts that change or vanish, and a verifier who writes for the expert."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered, only_ends

GUARDS = {
    **only_ends("seat", "expert_id, account_id, kind, by_id, at", "ended_at", "a seat"),
    **only_ends(
        "verification",
        "expert_id, what, specialty, licence_number, evidence, by_id, at, until",
        "ended_at",
        "a verification",
    ),
    "verification_by_another": Guard(
        "verification",
        "INSERT",
        "EXISTS (SELECT 1 FROM seat s WHERE s.expert_id = NEW.expert_id AND s.account_id = NEW.by_id)",
        "nobody verifies an expert for whom they write",
    ),
    **only_ends("suspension", "expert_id, reason, by_id, at", "ended_at", "a suspension"),
    **never_changed("disclosure", "a disclosure"),
    **numbered("disclosure", "expert_id", "a disclosure"),
}


class Migration(migrations.Migration):
    dependencies = [('experts', '0001_initial')]
    operations = [guarded(GUARDS)]
