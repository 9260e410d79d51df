from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_guards'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='wanted_email',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='account',
            name='former_email',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='account',
            name='epoch',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
