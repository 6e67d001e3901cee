import django.db.models.deletion
from django.db import migrations, models

from config.core.agreement import refused_when

OF_MATERIAL = (
    "(SELECT warehouse_id FROM warehouse_materialline WHERE id = NEW.material_id) <> "
    "(SELECT warehouse_id FROM warehouse_pickline WHERE id = NEW.line_id)"
)
OF_RESERVATION = (
    "(SELECT warehouse_id FROM warehouse_reservation WHERE id = NEW.reservation_id) <> "
    "(SELECT warehouse_id FROM warehouse_pickline WHERE id = NEW.line_id)"
)


def agrees(*conditions):
    """No share is written for which one of the conditions holds."""
    condition = " OR ".join(conditions)
    message = "nothing crosses warehouses"
    return refused_when("warehouse_pickshare", "warehouse_share_agrees", condition, message)


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0002_rights_rules_search")]

    operations = [
        # SQLite makes the table anew, and its trigger goes with the old one.
        agrees(OF_MATERIAL).undone(),
        migrations.AddField(
            model_name="pickinglist",
            name="reservations",
            field=models.ManyToManyField(related_name="picking_lists", to="warehouse.reservation"),
        ),
        migrations.AddField(
            model_name="pickshare",
            name="reservation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="warehouse.reservation",
            ),
        ),
        migrations.AlterField(
            model_name="pickshare",
            name="material",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="warehouse.materialline",
            ),
        ),
        migrations.AddConstraint(
            model_name="pickshare",
            constraint=models.CheckConstraint(
                condition=models.Q(material__isnull=True, reservation__isnull=False)
                | models.Q(material__isnull=False, reservation__isnull=True),
                name="share_is_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pickshare",
            constraint=models.UniqueConstraint(
                fields=["line", "reservation"], name="one_share_a_reservation"
            ),
        ),
        agrees(OF_MATERIAL, OF_RESERVATION),
    ]
