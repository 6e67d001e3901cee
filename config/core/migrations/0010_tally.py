from django.db import migrations, models

from config.core.migration_steps import CreateTable


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_first_link_version'),
    ]

    operations = [
        CreateTable(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=250, unique=True)),
                ('until', models.BigIntegerField()),
                ('times', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['until'], name='tally_until')],
            },
        ),
    ]
