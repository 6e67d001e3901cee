import django.db.models.deletion
from django.conf import settings
from config.core.migration_steps import CreateTable
from django.db import migrations, models

from config.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_what_people_are_told"),
    ]

    operations = [
        CreateTable(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_number", models.CharField(max_length=20)),
                ("to_number", models.CharField(db_index=True, max_length=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_number", ""), _negated=True),
                            models.Q(("to_number", ""), _negated=True),
                            models.Q(("from_number", models.F("to_number")), _negated=True),
                        ),
                        name="hand_over_joins_two_records",
                    ),
                    models.UniqueConstraint(
                        fields=("from_number", "to_number"), name="one_hand_over_of_a_pair"
                    ),
                ],
            },
        ),
        append_only("core_handover"),
    ]
