from django.db import migrations

from config.core.append_only import append_only
from config.core.roles import Role, grant_rights
from config.core.search_index import search_index

PLANNERS = [Role.MANAGER, Role.DISPATCHER]
DOERS = [*PLANNERS, Role.TECHNICIAN]
READERS = [*DOERS, Role.APPROVER, Role.WAREHOUSE, Role.READ_ONLY]

RIGHTS = {
    "workorder": {
        "view_workorder": READERS,
        "plan_work": PLANNERS,
        "do_work": DOERS,
        "reopen_work": [Role.MANAGER],
        "sign_off": [Role.MANAGER, Role.APPROVER],
    },
    "case": {"view_case": READERS, "handle_case": DOERS},
    "asset": {"view_asset": READERS, "add_asset": PLANNERS, "change_asset": PLANNERS},
    "site": {"view_site": READERS, "add_site": PLANNERS, "change_site": PLANNERS},
    "worktemplate": {
        "view_worktemplate": READERS,
        "add_worktemplate": PLANNERS,
        "change_worktemplate": PLANNERS,
    },
    "strategy": {
        "view_strategy": READERS,
        "add_strategy": PLANNERS,
        "change_strategy": PLANNERS,
    },
    "servicejob": {
        "view_servicejob": READERS,
        "add_servicejob": PLANNERS,
        "change_servicejob": PLANNERS,
    },
    "servicetask": {
        "view_servicetask": READERS,
        "add_servicetask": PLANNERS,
        "change_servicetask": PLANNERS,
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0001_initial"),
        ("core", "0002_roles_and_cache"),
    ]

    operations = [
        grant_rights("workorders", RIGHTS),
        append_only("workorders_workorderhistory"),
        append_only("workorders_casehistory"),
        append_only("workorders_meterreading"),
        search_index("workorders_workorder"),
        search_index("workorders_asset"),
        search_index("workorders_case"),
        search_index("workorders_servicejob"),
    ]
