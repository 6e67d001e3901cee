from django.db import connection, migrations

from config.core.append_only import append_only
from config.core.migration_steps import DatabaseStep
from config.core.roles import Role, grant_rights
from config.core.search_index import search_index

DESK = [Role.MANAGER, Role.DISPATCHER]
READERS = [*DESK, Role.READ_ONLY]
MANAGER = [Role.MANAGER]

RIGHTS = {
    "servicerequest": {"view_servicerequest": READERS, "handle": DESK},
    "vendorworkorder": {"view_vendorworkorder": READERS, "dispatch": DESK},
    "message": {"view_message": READERS, "read_inbox": DESK},
    "vendor": {"view_vendor": READERS, "add_vendor": DESK, "change_vendor": DESK},
    "property": {"view_property": READERS, "add_property": DESK, "change_property": DESK},
    "trade": {"view_trade": READERS, "add_trade": MANAGER, "change_trade": MANAGER},
}

TRADES = {
    "plumbing": "Plumbing",
    "electrical": "Electrical",
    "hvac": "Heating and cooling",
    "drywall": "Drywall",
    "paint": "Paint",
    "roofing": "Roofing",
    "gutters_siding": "Gutters and siding",
    "flooring": "Flooring",
    "tile": "Tile",
    "cabinets_countertops": "Cabinets and countertops",
    "doors_windows": "Doors and windows",
    "appliances": "Appliances",
    "landscaping_drainage": "Landscaping and drainage",
    "concrete_masonry": "Concrete and masonry",
    "insulation": "Insulation",
    "garage_door": "Garage door",
    "pest_control": "Pest control",
    "cleaning": "Cleaning",
    "general": "General",
}


def name_trades():
    """The first set of trades (spec 30); a company adds its own."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO vendors_trade (slug, name, active) VALUES (%s, %s, TRUE) ON CONFLICT DO NOTHING",
            list(TRADES.items()),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0001_initial"),
        ("core", "0002_roles_and_cache"),
    ]

    operations = [
        grant_rights("vendors", RIGHTS),
        append_only("vendors_servicerequesthistory"),
        append_only("vendors_vendorworkorderhistory"),
        search_index("vendors_servicerequest"),
        search_index("vendors_vendorworkorder"),
        search_index("vendors_vendor"),
        search_index("vendors_property"),
        DatabaseStep(lambda editor: name_trades(), lambda editor: None),
    ]
