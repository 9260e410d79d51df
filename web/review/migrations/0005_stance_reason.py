"""A peer may say why they disagree, and may take back what they said."""

import importlib

from django.db import migrations, models

from web.guards import guarded

#: Adding a column makes the table anew on SQLite, and its guards go: they are taken down before and put back after.
BEFORE = {
    name: guard
    for file in ("0002_guards", "0004_guards")
    for name, guard in importlib.import_module(f"web.review.migrations.{file}").GUARDS.items()
    if guard.table == "stance"
}
KEPT = guarded(BEFORE)


class Migration(migrations.Migration):

    dependencies = [('review', '0004_guards')]

    operations = [
        migrations.RunPython(KEPT.reverse_code, KEPT.code),
        migrations.RemoveConstraint(model_name='stance', name='stance_kind_known'),
        migrations.AddField(model_name='stance', name='reason', field=models.TextField(blank=True, default=''), preserve_default=False),
        migrations.AlterField(
            model_name='stance',
            name='kind',
            field=models.TextField(choices=[('agree', 'I agree'), ('agree-if', 'I agree, if'), ('disagree', 'I disagree'), ('outside', 'Outside my field'), ('retracted', 'I take back what I said')]),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['agree', 'agree-if', 'disagree', 'outside', 'retracted'])), name='stance_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'disagree'), ('reason', ''), _connector='OR'), name='stance_reason_fits'),
        ),
        KEPT,
    ]
