"""Experts and topics whose names lose letters in ASCII get the slug that a new import gives them.

What was stored of two such people in one row stays in it: nothing tells whose an answer was. The next import of the
other's answers says so (AttributionUncertain).
"""

from django.db import migrations
from django.db.models import Q

from plurivox.model import slug


def renamed(apps, schema_editor):
    changed = Q()
    for noun, question in (("Expert", "answers__author"), ("Topic", "topic")):
        rows = apps.get_model("questions", noun).objects
        for pk, name, old in rows.values_list("pk", "name", "slug"):
            if "_" in (new := slug(name)) and new != old:
                rows.filter(pk=pk).update(slug=new)
                changed |= Q(**{question: pk})
    if changed:
        rows = apps.get_model("questions", "Question").objects.filter(changed).distinct()
        change = apps.get_model("questions", "Change")
        change.objects.bulk_create(change(question_id=pk) for pk in rows.values_list("pk", flat=True))


class Migration(migrations.Migration):
    dependencies = [('questions', '0006_answer_said_once')]
    operations = [migrations.RunPython(renamed, migrations.RunPython.noop)]
