"""The roles of the shop, which are Django groups, and how a migration gives them rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MANAGER = "manager", _("Manager")
    TECHNICIAN = "technician", _("Technician")
    WAREHOUSE = "warehouse", _("Warehouse")
    DISPATCHER = "dispatcher", _("Dispatcher")
    APPROVER = "approver", _("Approver")
    READ_ONLY = "read-only", _("Read only")


def grant(app_label, model, rights):
    """A migration step: each role in ``rights`` ({codename: [roles]}) holds those permissions of the model afterwards.

    Django makes permissions only after all migrations have run, so they are made here where they are missing.
    """

    def forwards(apps, schema_editor):
        content_type, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
            app_label=app_label, model=model
        )
        permissions = apps.get_model("auth.Permission").objects
        groups = apps.get_model("auth.Group").objects
        for codename, roles in rights.items():
            permission, _made = permissions.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": "Can " + codename.replace("_", " ")},
            )
            for role in roles:
                group, _made = groups.get_or_create(name=role)
                group.permissions.add(permission)

    return forwards
