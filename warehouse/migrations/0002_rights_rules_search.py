from django.db import connection, migrations

from config.core.agreement import refused_when
from config.core.append_only import append_only
from config.core.migration_steps import DatabaseStep
from config.core.roles import Role, grant_rights
from config.core.search_index import search_index

STORE = [Role.MANAGER, Role.WAREHOUSE]
READERS = [*STORE, Role.TECHNICIAN, Role.DISPATCHER, Role.READ_ONLY]
MANAGER = [Role.MANAGER]

RIGHTS = {
    "productionorder": {
        "view_productionorder": READERS,
        "produce": STORE,
        "reverse": MANAGER,
    },
    "pickinglist": {"view_pickinglist": READERS, "pick": STORE},
    "inboundorder": {"view_inboundorder": READERS, "receive": STORE},
    "stockitem": {"view_stockitem": READERS, "move_stock": STORE, "settle_stock": MANAGER},
    "product": {"view_product": READERS, "add_product": STORE, "change_product": STORE},
    "recipe": {"view_recipe": READERS, "add_recipe": STORE, "change_recipe": STORE},
    "warehouse": {
        "view_warehouse": READERS, "add_warehouse": MANAGER, "change_warehouse": MANAGER,
    },
    "location": {"view_location": READERS, "add_location": MANAGER, "change_location": MANAGER},
    "merchant": {"view_merchant": READERS, "add_merchant": MANAGER, "change_merchant": MANAGER},
    "unit": {"view_unit": READERS, "add_unit": MANAGER, "change_unit": MANAGER},
}

KEPT = [
    "warehouse_posting",
    "warehouse_stockmove",
    "warehouse_recipeversion",
    "warehouse_recipeline",
    "warehouse_stockcount",
    "warehouse_countline",
    "warehouse_productionorderhistory",
    "warehouse_pickinglisthistory",
    "warehouse_inboundorderhistory",
]


def _elsewhere(table, key, column="warehouse_id"):
    """SQL: the row that NEW points to is of another warehouse (or of another product)."""
    return (
        f"NEW.{key} IS NOT NULL AND NEW.{column} <> "
        f"(SELECT {column} FROM warehouse_{table} WHERE id = NEW.{key})"
    )


CROSSES = "nothing crosses warehouses"
RULES = [
    ("materialline", "material", _elsewhere("productionorder", "order_id"), CROSSES),
    ("outputline", "output", _elsewhere("productionorder", "order_id"), CROSSES),
    ("reservation", "reservation", _elsewhere("materialline", "material_id"), CROSSES),
    ("stockitem", "item", _elsewhere("location", "location_id"), CROSSES),
    ("stockmove", "move_from", _elsewhere("location", "from_location_id"), CROSSES),
    ("stockmove", "move_to", _elsewhere("location", "to_location_id"), CROSSES),
    ("pickline", "line_of_item", _elsewhere("stockitem", "item_id"), CROSSES),
    ("pickline", "line_of_list", _elsewhere("pickinglist", "picking_list_id"), CROSSES),
    ("discrepancy", "discrepancy", _elsewhere("stockitem", "item_id"), CROSSES),
    ("inboundline", "inbound", _elsewhere("inboundorder", "inbound_id"), CROSSES),
    ("stockcount", "count", _elsewhere("location", "location_id"), CROSSES),
    (
        "pickshare",
        "share",
        "(SELECT warehouse_id FROM warehouse_materialline WHERE id = NEW.material_id) <> "
        "(SELECT warehouse_id FROM warehouse_pickline WHERE id = NEW.line_id)",
        CROSSES,
    ),
    (
        "inboundreceipt",
        "receipt",
        "(SELECT warehouse_id FROM warehouse_location WHERE id = NEW.location_id) <> "
        "(SELECT warehouse_id FROM warehouse_inboundline WHERE id = NEW.line_id)",
        CROSSES,
    ),
    (
        "productionorder",
        "order",
        "EXISTS (SELECT 1 FROM warehouse_materialline WHERE order_id = NEW.id "
        "AND warehouse_id <> NEW.warehouse_id)",
        CROSSES,
    ),
    (
        "location",
        "location",
        "EXISTS (SELECT 1 FROM warehouse_stockitem WHERE location_id = NEW.id "
        "AND warehouse_id <> NEW.warehouse_id)",
        CROSSES,
    ),
    ("stockitem", "item_lot", _elsewhere("lot", "lot_id", "product_id"), "a lot is of one product"),
    ("stockmove", "move_lot", _elsewhere("lot", "lot_id", "product_id"), "a lot is of one product"),
    *(
        (
            table,
            f"{table}_merchant",
            "(SELECT merchant_id FROM warehouse_product WHERE id = NEW.product_id) <> "
            f"(SELECT merchant_id FROM warehouse_{parent} WHERE id = NEW.{key})",
            "the goods are of another merchant",
        )
        for table, parent, key in [
            ("materialline", "productionorder", "order_id"),
            ("outputline", "productionorder", "order_id"),
            ("inboundline", "inboundorder", "inbound_id"),
        ]
    ),
]

UNITS = [
    ("pcs", "Pieces", 0),
    ("set", "Sets", 0),
    ("box", "Boxes", 0),
    ("kg", "Kilograms", 3),
    ("g", "Grams", 1),
    ("l", "Litres", 3),
    ("ml", "Millilitres", 1),
    ("m", "Metres", 3),
    ("h", "Hours", 2),
]


PLACES = [("DOCK", "receiving", 0), ("A-01", "storage", 10), ("HOLD", "hold", 900), ("STAGING", "staging", 950)]


def furnish():
    """A new shop has units of measure, one merchant, and one warehouse with a door and a place for picked goods."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO warehouse_unit (code, name, places) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            UNITS,
        )
        cursor.execute(
            "INSERT INTO warehouse_merchant (code, name, active) VALUES ('OWN', 'Own goods', TRUE) "
            "ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            "INSERT INTO warehouse_warehouse (code, name, address, active) "
            "SELECT 'MAIN', 'Main warehouse', '', TRUE "
            "WHERE NOT EXISTS (SELECT 1 FROM warehouse_warehouse)"
        )
        cursor.executemany(
            "INSERT INTO warehouse_location (warehouse_id, code, name, kind, walk, active) "
            "SELECT id, %s, '', %s, %s, TRUE FROM warehouse_warehouse WHERE code = 'MAIN' "
            "ON CONFLICT DO NOTHING",
            PLACES,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0001_initial"),
        ("core", "0002_roles_and_cache"),
    ]

    operations = [
        grant_rights("warehouse", RIGHTS),
        *(append_only(table) for table in KEPT),
        *(
            refused_when(f"warehouse_{table}", f"warehouse_{name}_agrees", condition, message)
            for table, name, condition, message in RULES
        ),
        search_index("warehouse_product"),
        search_index("warehouse_productionorder"),
        search_index("warehouse_inboundorder"),
        DatabaseStep(lambda editor: furnish(), lambda editor: None),
    ]
