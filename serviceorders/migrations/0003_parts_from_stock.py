import django.db.models.deletion
from django.db import migrations, models

from config.core.agreement import refused_when
from config.core.search_index import search_index

bookings = search_index("serviceorders_booking")


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0002_rights_history_search"),
        ("warehouse", "0002_rights_rules_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="partused",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts_used",
                to="warehouse.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="partused",
            name="reservation",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="part",
                to="warehouse.reservation",
            ),
        ),
        refused_when(
            "serviceorders_partused",
            "serviceorders_part_agrees",
            "NEW.reservation_id IS NOT NULL AND NEW.product_id IS DISTINCT FROM "
            "(SELECT product_id FROM warehouse_reservation WHERE id = NEW.reservation_id)",
            "a part holds its own product",
        ),
        # SQLite makes the table anew for the column, and the triggers of its search go with the old one.
        bookings.undone(),
        migrations.AddField(
            model_name="booking",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        search_index("serviceorders_booking"),
    ]
