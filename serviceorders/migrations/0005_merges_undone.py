import django.db.models.deletion
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

from config.core.migration_steps import CreateTable


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0004_clients_by_their_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTable(
            name="ClientMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.PositiveBigIntegerField(unique=True)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("added_at", models.DateTimeField()),
                ("lent", models.JSONField(default=list)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("bookings", models.ManyToManyField(related_name="+", to="serviceorders.booking")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="serviceorders.client",
                    ),
                ),
                (
                    "inside",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="serviceorders.clientmerge",
                    ),
                ),
                (
                    "orders",
                    models.ManyToManyField(related_name="+", to="serviceorders.serviceorder"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("client", None), ("inside", None), _connector="XOR"),
                        name="merged_into_one",
                    )
                ],
            },
        ),
    ]
