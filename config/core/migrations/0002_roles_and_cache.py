from django.core.management import call_command
from django.db import migrations

from config.core.roles import Role, grant


RIGHTS = {
    "shopprofile": {"change_shopprofile": [Role.MANAGER]},
    "email": {
        "view_email": [Role.MANAGER, Role.DISPATCHER],
        "change_email": [Role.MANAGER, Role.DISPATCHER],
    },
    "invitation": {"add_invitation": [Role.MANAGER]},
}


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def make_roles(apps, schema_editor):
    groups = apps.get_model("auth.Group").objects
    for role in Role:
        groups.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        *(
            migrations.RunPython(grant("core", model, rights), migrations.RunPython.noop)
            for model, rights in RIGHTS.items()
        ),
    ]
