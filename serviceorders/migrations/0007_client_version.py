from django.db import migrations, models

from config.core.search_index import search_index

clients = search_index("serviceorders_client")


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0006_approved_cost"),
    ]

    operations = [
        # SQLite makes the table anew for the column, and the triggers of its search go with the old one.
        clients.undone(),
        migrations.AddField(
            model_name="client",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        search_index("serviceorders_client"),
    ]
