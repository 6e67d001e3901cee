"""The roles of the shop, which are Django groups, and how a migration gives them rights."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from config.core.migration_steps import DatabaseStep


class Role(models.TextChoices):
    MANAGER = "manager", _("Manager")
    TECHNICIAN = "technician", _("Technician")
    WAREHOUSE = "warehouse", _("Warehouse")
    DISPATCHER = "dispatcher", _("Dispatcher")
    APPROVER = "approver", _("Approver")
    READ_ONLY = "read-only", _("Read only")


_ROLE = "INSERT INTO auth_group (name) VALUES (%s) ON CONFLICT DO NOTHING"
_TYPE = "INSERT INTO django_content_type (app_label, model) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_PERMISSION = """
INSERT INTO auth_permission (content_type_id, codename, name)
SELECT id, %s, %s FROM django_content_type WHERE app_label = %s AND model = %s
ON CONFLICT DO NOTHING
"""
_GRANT = """
INSERT INTO auth_group_permissions (group_id, permission_id)
SELECT auth_group.id, auth_permission.id FROM auth_group, auth_permission
JOIN django_content_type ON django_content_type.id = auth_permission.content_type_id
WHERE auth_group.name = %s AND codename = %s AND app_label = %s AND model = %s
ON CONFLICT DO NOTHING
"""


def make_roles():
    """Every role is a group afterwards."""
    with connection.cursor() as cursor:
        cursor.executemany(_ROLE, [(str(role),) for role in Role])


def grant(app_label, tables):
    """Each role holds its permissions of the app's models afterwards: ``tables`` are {model: {codename: [roles]}}.

    Django makes permissions only after all migrations have run, so they are made here where they are missing.
    """
    with connection.cursor() as cursor:
        for model, rights in tables.items():
            cursor.execute(_TYPE, [app_label, model])
            for codename, roles in rights.items():
                name = "Can " + codename.replace("_", " ")
                cursor.execute(_PERMISSION, [codename, name, app_label, model])
                cursor.executemany(
                    _GRANT, [(str(role), codename, app_label, model) for role in roles]
                )


def grant_rights(app_label, tables):
    """A migration step: ``grant`` for one app."""
    return DatabaseStep(lambda editor: grant(app_label, tables), lambda editor: None)
