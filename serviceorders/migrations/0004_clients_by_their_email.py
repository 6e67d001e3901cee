from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0003_parts_from_stock"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="client",
            index=models.Index(Lower("email"), name="client_email_in_small"),
        ),
    ]
