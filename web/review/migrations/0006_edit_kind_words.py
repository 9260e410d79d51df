"""What joins two rows is called so; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('review', '0005_stance_reason')]

    operations = [
        migrations.AlterField(
            model_name='edit',
            name='kind',
            field=models.TextField(choices=[('confirm', 'Confirm'), ('reject', 'Reject: these do not belong together'), ('split', 'Split'), ('merge', 'Join'), ('relate', 'Say how the two stand'), ('heading', 'Heading'), ('plain', 'Plain line')]),
        ),
    ]
