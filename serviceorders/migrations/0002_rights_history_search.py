from django.db import migrations

from config.core.append_only import append_only
from config.core.roles import Role, grant_rights
from config.core.search_index import search_index

DESK = [Role.MANAGER, Role.TECHNICIAN, Role.DISPATCHER]
READERS = [*DESK, Role.READ_ONLY]

RIGHTS = {
    "serviceorder": {
        "view_serviceorder": READERS,
        "intake": DESK,
        "repair": [Role.MANAGER, Role.TECHNICIAN],
        "decide": DESK,
        "deliver": DESK,
        "reopen": [Role.MANAGER],
    },
    "booking": {"view_booking": READERS, "manage_booking": DESK},
    "client": {"view_client": READERS, "add_client": DESK, "change_client": DESK},
    "servicetype": {
        "view_servicetype": READERS,
        "add_servicetype": [Role.MANAGER],
        "change_servicetype": [Role.MANAGER],
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("serviceorders", "0001_initial"),
        ("core", "0002_roles_and_cache"),
    ]

    operations = [
        grant_rights("serviceorders", RIGHTS),
        append_only("serviceorders_serviceorderhistory"),
        append_only("serviceorders_bookinghistory"),
        append_only("serviceorders_payment"),
        search_index("serviceorders_serviceorder"),
        search_index("serviceorders_client"),
        search_index("serviceorders_booking"),
    ]
