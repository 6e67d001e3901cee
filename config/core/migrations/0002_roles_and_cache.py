from django.core.management import call_command
from django.db import migrations

from config.core.migration_steps import DatabaseStep
from config.core.roles import Role, grant_rights, make_roles


RIGHTS = {
    "shopprofile": {"change_shopprofile": [Role.MANAGER]},
    "email": {
        "view_email": [Role.MANAGER, Role.DISPATCHER],
        "change_email": [Role.MANAGER, Role.DISPATCHER],
    },
    "invitation": {"add_invitation": [Role.MANAGER]},
}


def make_cache_table(editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        DatabaseStep(make_cache_table, lambda editor: None),
        DatabaseStep(lambda editor: make_roles(), lambda editor: None),
        grant_rights("core", RIGHTS),
    ]
