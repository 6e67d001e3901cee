from django.db import migrations, models
from django.db.models.functions import Lower

from config.core.search_index import search_index

properties = search_index("vendors_property")


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0003_drafting_and_pictures"),
    ]

    operations = [
        # SQLite makes the table anew for the column, and the triggers of its search go with the old one.
        properties.undone(),
        migrations.AddField(
            model_name="property",
            name="own",
            field=models.BooleanField(default=False, editable=False),
        ),
        properties,
        migrations.AddConstraint(
            model_name="property",
            constraint=models.UniqueConstraint(
                condition=models.Q(("own", True)), fields=("own",), name="one_property_of_our_own"
            ),
        ),
        migrations.AddIndex(
            model_name="property",
            index=models.Index(Lower("email"), name="property_email"),
        ),
        migrations.AddIndex(
            model_name="property",
            index=models.Index(fields=["phone"], name="property_phone"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(Lower("email"), name="request_email"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["phone"], name="request_phone"),
        ),
    ]
