from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0007_client_version"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="serviceorder", name="order_serial"),
        migrations.AddIndex(
            model_name="serviceorder",
            index=models.Index(
                Upper("serial"), name="order_same_serial", condition=~models.Q(serial="")
            ),
        ),
    ]
