"""What the database refuses: an application that is changed, or decided twice. It may be erased: it names a person."""

from django.db import migrations

from web.guards import Guard, guarded

GUARDS = {
    "application_facts_stay": Guard(
        "application",
        "UPDATE OF public_id, name, kind, email, credentials, specialty, affiliation, orcid, npi, register_url, "
        "licence_number, evidence, no_conflicts, conflicts, at",
        "1 = 1",
        "an application is never changed",
    ),
    "application_decided_once": Guard(
        "application", "UPDATE", "OLD.state <> 'waiting'", "an application that was decided stays decided"
    ),
}


class Migration(migrations.Migration):
    dependencies = [('experts', '0003_specialties_of_topics')]
    operations = [guarded(GUARDS)]
