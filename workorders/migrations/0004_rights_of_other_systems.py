from django.db import migrations

from config.core.roles import Role, grant_rights

MANAGERS = [Role.MANAGER]

RIGHTS = {
    "apitoken": {
        "view_apitoken": MANAGERS,
        "add_apitoken": MANAGERS,
        "change_apitoken": MANAGERS,
    },
    "webhook": {
        "view_webhook": MANAGERS,
        "add_webhook": MANAGERS,
        "change_webhook": MANAGERS,
    },
    "delivery": {"view_delivery": MANAGERS, "change_delivery": MANAGERS},
}


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0003_batches_and_api"),
        ("core", "0002_roles_and_cache"),
    ]

    operations = [grant_rights("workorders", RIGHTS)]
