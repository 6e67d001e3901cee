from decimal import Decimal

import django.core.validators
from django.db import migrations

import config.core.fields
from config.core.migration_steps import DatabaseStep

# What was approved until now: by the client the amount of their link, by staff the estimate as it stands.
APPROVED_UNTIL_NOW = """
UPDATE serviceorders_serviceorder SET approved_cost = CASE (
    SELECT actor FROM serviceorders_serviceorderhistory AS line
    WHERE line.order_id = serviceorders_serviceorder.id AND went_to = 'approved'
    ORDER BY line.id DESC LIMIT 1
) WHEN 'client' THEN (
    SELECT amount FROM serviceorders_decisionlink AS link
    JOIN serviceorders_answer AS answer ON answer.link_id = link.id
    WHERE link.order_id = serviceorders_serviceorder.id AND answer.kind = 'approved'
    ORDER BY link.version DESC LIMIT 1
) ELSE estimated_cost END
WHERE status IN ('approved', 'repairing', 'testing') AND (
    SELECT went_to FROM serviceorders_serviceorderhistory AS line
    WHERE line.order_id = serviceorders_serviceorder.id AND went_to <> came_from
    AND went_to IN ('awaiting_approval', 'approved', 'rejected', 'completed', 'cancelled')
    ORDER BY line.id DESC LIMIT 1
) = 'approved'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0005_merges_undone"),
    ]

    operations = [
        migrations.AddField(
            model_name="serviceorder",
            name="approved_cost",
            field=config.core.fields.MoneyField(
                decimal_places=3,
                editable=False,
                max_digits=14,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal(0))],
            ),
        ),
        DatabaseStep(lambda editor: editor.execute(APPROVED_UNTIL_NOW), lambda editor: None),
    ]
