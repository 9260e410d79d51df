"""Where the statements of an edit stand, over what a vote was given, and the lines drawn for a second look."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from web.guards import guarded

#: Adding columns makes the tables anew on SQLite, and their guards go (those of releases read judgements): they are taken
#: down before and put back after.
TABLES = ("edit", "judgement", "release")
BEFORE = importlib.import_module("web.review.migrations.0002_guards").GUARDS
KEPT = guarded({name: guard for name, guard in BEFORE.items() if guard.table in TABLES})


class Migration(migrations.Migration):

    dependencies = [
        ('questions', '0002_guards'),
        ('review', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(KEPT.reverse_code, KEPT.code),
        migrations.AddField(
            model_name='edit',
            name='of',
            field=models.TextField(choices=[('point', 'point'), ('relation', 'relation')], default='point'),
        ),
        migrations.AddField(
            model_name='edit',
            name='places',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='judgement',
            name='input_digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='edit',
            constraint=models.CheckConstraint(condition=models.Q(('of__in', ['point', 'relation'])), name='edit_of_known'),
        ),
        KEPT,
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('sound', models.BooleanField(blank=True, null=True)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_look', to='review.edit')),
            ],
            options={
                'db_table': 'second_look',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', True), ('judged_at__isnull', True), ('sound__isnull', True)), models.Q(('by__isnull', False), ('judged_at__isnull', False), ('sound__isnull', False)), _connector='OR'), name='second_look_whole')],
            },
        ),
    ]
