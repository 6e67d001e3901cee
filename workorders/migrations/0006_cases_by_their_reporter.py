from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0005_what_others_call_a_status"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(Lower("reporter_email"), name="case_reporter_email"),
        ),
    ]
