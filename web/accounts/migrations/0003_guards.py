"""What the database refuses of roles: a changed, deleted or revived grant."""

from django.db import migrations

from web.guards import guarded, only_ends

GUARDS = only_ends("role_grant", "account_id, role, topic_id, by_id, at", "ended_at", "a role")


class Migration(migrations.Migration):
    dependencies = [('accounts', '0002_grants')]
    operations = [guarded(GUARDS)]
