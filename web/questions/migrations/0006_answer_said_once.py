"""What an expert publishes here takes the place of what was imported of theirs; the database refuses both at once."""

from django.db import migrations, models

from web.guards import Guard, guarded, set_aside

#: A new constraint makes the table anew on SQLite.
ASIDE, BACK = set_aside()

#: Another answer of the same author to the same question that is shown, one of the two written here.
BESIDE = (
    "NEW.live_id IS NOT NULL AND EXISTS (SELECT 1 FROM answer a WHERE a.question_id = NEW.question_id "
    "AND a.author_id = NEW.author_id AND a.id <> NEW.id AND a.live_id IS NOT NULL "
    "AND (a.origin = 'desk' OR NEW.origin = 'desk'))"
)

GUARDS = {
    "answer_said_once": Guard(
        "answer",
        "UPDATE OF live_id, question_id, author_id",
        BESIDE,
        "an expert who answers here stands on a page once",
    ),
}

STATES = [
    ('unconfirmed', 'Attribution to be confirmed'),
    ('draft', 'Not yet published'),
    ('published', 'Published'),
    ('withdrawn', 'Withdrawn'),
    ('suspended', 'Taken back while its author is suspended'),
    ('lapsed', 'Taken back until it is reviewed again or its author verified again'),
    ('replaced', 'Replaced by what its author wrote here'),
]


class Migration(migrations.Migration):

    dependencies = [('questions', '0005_change')]

    operations = [
        ASIDE,
        migrations.RemoveConstraint(model_name='answer', name='answer_state_known'),
        migrations.AlterField(
            model_name='answer',
            name='state',
            field=models.TextField(choices=STATES, default='unconfirmed'),
        ),
        migrations.AlterField(
            model_name='answerstatus',
            name='state',
            field=models.TextField(choices=STATES),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [state for state, _ in STATES])), name='answer_state_known'),
        ),
        BACK,
        guarded(GUARDS),
    ]
