"""Whether the books agree: every quantity that is known in two ways, compared in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from config.core.fields import QuantityField
from warehouse.models import ProductionOrder, Reservation, StockItem, StockLevel, StockMove
from warehouse.states import HOLDING


@dataclass(frozen=True)
class Comparison:
    """A quantity known in two ways: each is SQL for rows of (place, product, lot or 0, quantity)."""

    name: str
    place: str  # the table and the column that say what a place is called
    says: str
    rows: str
    other_says: str
    other_rows: str

    def differences(self):
        """(place, product, lot or None, quantity, other quantity) where the two differ."""
        table, label = self.place.split(".")
        return _rows(
            f"""
            SELECT place.{label}, product.sku, lot.code, sums.said, sums.other
            FROM (
                SELECT place, product, lot, SUM(said) AS said, SUM(other) AS other FROM (
                    SELECT place, product, lot, quantity AS said, 0 AS other FROM ({self.rows}) one
                    UNION ALL
                    SELECT place, product, lot, 0, quantity FROM ({self.other_rows}) two
                ) AS both_ways
                GROUP BY place, product, lot HAVING SUM(said) <> SUM(other)
            ) AS sums
            LEFT JOIN warehouse_{table} place ON place.id = sums.place
            LEFT JOIN warehouse_product product ON product.id = sums.product
            LEFT JOIN warehouse_lot lot ON lot.id = sums.lot
            ORDER BY 1, 2, 3
            """  # noqa: S608 -- all of it is written below
        )

    def findings(self):
        for place, sku, lot, said, other in self.differences():
            goods = f"{sku}, lot {lot}" if lot else sku
            yield (
                f"{place}, {goods}: {self.says} {_quantity(said)}, "
                f"{self.other_says} {_quantity(other)}"
            )


def examine() -> Iterator[tuple[str, list[str]]]:
    """(what was compared, a sentence for each place where it does not agree)."""
    for each in COMPARISONS:
        yield each.name, list(each.findings())
    yield "Nothing below nothing", list(_below_nothing())
    yield "Nothing crosses warehouses", list(_crossings())


def mismatches() -> list[str]:
    """Every sentence of every comparison; none where all is right."""
    return [f"{name}: {finding}" for name, findings in examine() for finding in findings]


def figures() -> dict[str, int]:
    """How much there was to compare."""
    return {
        "movements": StockMove.objects.count(),
        "stock items": StockItem.objects.there().count(),
        "levels": StockLevel.objects.count(),
        "reservations held": Reservation.objects.active().count(),
        "orders that hold materials": ProductionOrder.objects.filter(status__in=HOLDING).count(),
    }


def _below_nothing():
    for place, sku, quantity in _rows(BELOW_NOTHING):
        yield f"{place}, {sku}: the shelf says {_quantity(quantity)}"
    for place, sku, *sums in _rows(OVERSOLD):
        on_hand, held, reserved = map(_quantity, sums)
        yield f"{place}, {sku}: on hand {on_hand}, of it in hold {held} and reserved {reserved}"


def _crossings():
    for what, sql in CROSSINGS:
        yield from (f"{what} {name}" for (name,) in _rows(sql))


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _quantity(units):
    return f"{Decimal(int(units)).scaleb(-QuantityField.PLACES).normalize():f}"


_SHELVES = "SELECT {place} AS place, product_id AS product, {lot} AS lot, quantity FROM warehouse_stockitem"
_MATERIALS = """
    SELECT line.order_id AS place, line.product_id AS product, 0 AS lot, line.quantity
    FROM warehouse_materialline line JOIN warehouse_productionorder o ON o.id = line.order_id
    WHERE o.status IN ({statuses})
"""

COMPARISONS = [
    Comparison(
        "Ledger and shelves",
        "location.code",
        "the ledger says",
        """
        SELECT to_location_id AS place, product_id AS product, COALESCE(lot_id, 0) AS lot, quantity
        FROM warehouse_stockmove WHERE to_location_id IS NOT NULL
        UNION ALL
        SELECT from_location_id, product_id, COALESCE(lot_id, 0), -quantity
        FROM warehouse_stockmove WHERE from_location_id IS NOT NULL
        """,
        "the shelf says",
        _SHELVES.format(place="location_id", lot="COALESCE(lot_id, 0)"),
    ),
    Comparison(
        "Shelves and levels",
        "warehouse.name",
        "the shelves say",
        _SHELVES.format(place="warehouse_id", lot="0"),
        "the level says on hand",
        "SELECT warehouse_id AS place, product_id AS product, 0 AS lot, on_hand AS quantity "
        "FROM warehouse_stocklevel",
    ),
    Comparison(
        "Quality hold and levels",
        "warehouse.name",
        "the places of quality hold say",
        """
        SELECT item.warehouse_id AS place, item.product_id AS product, 0 AS lot, item.quantity
        FROM warehouse_stockitem item JOIN warehouse_location bin ON bin.id = item.location_id
        WHERE bin.kind = 'hold'
        """,
        "the level says held",
        "SELECT warehouse_id AS place, product_id AS product, 0 AS lot, held AS quantity "
        "FROM warehouse_stocklevel",
    ),
    Comparison(
        "Reservations and levels",
        "warehouse.name",
        "the reservations say",
        "SELECT warehouse_id AS place, product_id AS product, 0 AS lot, quantity "
        "FROM warehouse_reservation WHERE active",
        "the level says reserved",
        "SELECT warehouse_id AS place, product_id AS product, 0 AS lot, reserved AS quantity "
        "FROM warehouse_stocklevel",
    ),
    Comparison(
        "Orders and reservations",
        "productionorder.number",
        "the order needs",
        _MATERIALS.format(statuses="'allocated', 'processing'"),
        "its reservations hold",
        """
        SELECT line.order_id AS place, held.product_id AS product, 0 AS lot, held.quantity
        FROM warehouse_reservation held JOIN warehouse_materialline line ON line.id = held.material_id
        WHERE held.active
        """,
    ),
    Comparison(
        "Orders and picking lists",
        "productionorder.number",
        "the order needs",
        _MATERIALS.format(statuses="'processing', 'completed'"),
        "its picking lists bring",
        """
        SELECT material.order_id AS place, item.product_id AS product, 0 AS lot, share.quantity
        FROM warehouse_pickshare share
        JOIN warehouse_materialline material ON material.id = share.material_id
        JOIN warehouse_pickline line ON line.id = share.line_id
        JOIN warehouse_stockitem item ON item.id = line.item_id
        """,
    ),
    Comparison(
        "Parts of other desks and picking lists",
        "reservation.document",
        "its reservation is for",
        """
        SELECT id AS place, product_id AS product, 0 AS lot, quantity FROM warehouse_reservation
        WHERE (active OR issued_id IS NOT NULL)
        AND id IN (SELECT reservation_id FROM warehouse_pickshare)
        """,
        "its picking lists bring",
        """
        SELECT share.reservation_id AS place, item.product_id AS product, 0 AS lot, share.quantity
        FROM warehouse_pickshare share
        JOIN warehouse_pickline line ON line.id = share.line_id
        JOIN warehouse_stockitem item ON item.id = line.item_id
        WHERE share.reservation_id IS NOT NULL
        """,
    ),
    Comparison(
        "Picking lists and their orders",
        "pickinglist.number",
        "its lines ask for",
        """
        SELECT line.picking_list_id AS place, item.product_id AS product,
            COALESCE(item.lot_id, 0) AS lot, line.asked AS quantity
        FROM warehouse_pickline line
        JOIN warehouse_stockitem item ON item.id = line.item_id
        JOIN warehouse_pickinglist list ON list.id = line.picking_list_id
        WHERE list.status IN ('open', 'picking')
        """,
        "its orders' shares are",
        """
        SELECT line.picking_list_id AS place, item.product_id AS product,
            COALESCE(item.lot_id, 0) AS lot, share.quantity
        FROM warehouse_pickshare share
        JOIN warehouse_pickline line ON line.id = share.line_id
        JOIN warehouse_stockitem item ON item.id = line.item_id
        JOIN warehouse_pickinglist list ON list.id = line.picking_list_id
        WHERE list.status IN ('open', 'picking')
        """,
    ),
    Comparison(
        "Picked goods and picking lists",
        "location.code",
        "there lies",
        """
        SELECT item.location_id AS place, item.product_id AS product,
            COALESCE(item.lot_id, 0) AS lot, item.quantity
        FROM warehouse_stockitem item JOIN warehouse_location bin ON bin.id = item.location_id
        WHERE bin.kind = 'staging'
        """,
        "the picking lists brought",
        """
        SELECT bin.id AS place, item.product_id AS product, COALESCE(item.lot_id, 0) AS lot,
            line.picked AS quantity
        FROM warehouse_pickline line
        JOIN warehouse_stockitem item ON item.id = line.item_id
        JOIN warehouse_pickinglist list ON list.id = line.picking_list_id
        JOIN warehouse_location bin ON bin.warehouse_id = line.warehouse_id AND bin.kind = 'staging'
        WHERE list.status IN ('open', 'picking')
        UNION ALL
        SELECT bin.id, item.product_id, COALESCE(item.lot_id, 0), share.quantity
        FROM warehouse_pickshare share
        JOIN warehouse_materialline material ON material.id = share.material_id
        JOIN warehouse_productionorder o ON o.id = material.order_id AND o.status = 'processing'
        JOIN warehouse_pickline line ON line.id = share.line_id
        JOIN warehouse_stockitem item ON item.id = line.item_id
        JOIN warehouse_pickinglist list ON list.id = line.picking_list_id AND list.status = 'done'
        JOIN warehouse_location bin ON bin.warehouse_id = line.warehouse_id AND bin.kind = 'staging'
        UNION ALL
        SELECT bin.id, item.product_id, COALESCE(item.lot_id, 0), share.quantity
        FROM warehouse_pickshare share
        JOIN warehouse_reservation held ON held.id = share.reservation_id AND held.active
        JOIN warehouse_pickline line ON line.id = share.line_id
        JOIN warehouse_stockitem item ON item.id = line.item_id
        JOIN warehouse_pickinglist list ON list.id = line.picking_list_id AND list.status = 'done'
        JOIN warehouse_location bin ON bin.warehouse_id = line.warehouse_id AND bin.kind = 'staging'
        """,
    ),
    Comparison(
        "Completed orders and what they used up",
        "productionorder.number",
        "the order needed",
        _MATERIALS.format(statuses="'completed'"),
        "the ledger says used up",
        """
        SELECT o.id AS place, move.product_id AS product, 0 AS lot, move.quantity
        FROM warehouse_stockmove move
        JOIN warehouse_posting posting ON posting.id = move.posting_id
        JOIN warehouse_productionorder o ON o.number = posting.document
        LEFT JOIN warehouse_stockmove undone ON undone.reverses_id = move.id
        WHERE posting.reason = 'consume' AND undone.id IS NULL
        """,
    ),
    Comparison(
        "Inbound orders and what came",
        "inboundorder.number",
        "its lines say received",
        """
        SELECT line.inbound_id AS place, line.product_id AS product, 0 AS lot,
            line.received AS quantity
        FROM warehouse_inboundline line JOIN warehouse_inboundorder o ON o.id = line.inbound_id
        WHERE o.reversed_at IS NULL
        """,
        "the ledger says",
        """
        SELECT o.id AS place, move.product_id AS product, 0 AS lot, move.quantity
        FROM warehouse_stockmove move
        JOIN warehouse_posting posting ON posting.id = move.posting_id
        JOIN warehouse_inboundorder o ON o.number = posting.document
        LEFT JOIN warehouse_stockmove undone ON undone.reverses_id = move.id
        WHERE posting.reason IN ('receive', 'produce') AND undone.id IS NULL
        """,
    ),
    Comparison(
        "Inbound orders and what was put away",
        "inboundorder.number",
        "its lines say put away",
        "SELECT inbound_id AS place, product_id AS product, 0 AS lot, stored AS quantity "
        "FROM warehouse_inboundline",
        "its receipts say",
        """
        SELECT line.inbound_id AS place, line.product_id AS product, 0 AS lot,
            receipt.stored AS quantity
        FROM warehouse_inboundreceipt receipt
        JOIN warehouse_inboundline line ON line.id = receipt.line_id
        """,
    ),
    Comparison(
        "Issued parts and the ledger",
        "posting.document",
        "its reservation was for",
        "SELECT issued_id AS place, product_id AS product, 0 AS lot, quantity "
        "FROM warehouse_reservation WHERE issued_id IS NOT NULL",
        "the ledger says issued",
        """
        SELECT held.issued_id AS place, move.product_id AS product, 0 AS lot, move.quantity
        FROM warehouse_reservation held
        JOIN warehouse_stockmove move ON move.posting_id = held.issued_id
        """,
    ),
]


BELOW_NOTHING = """
    SELECT bin.code, product.sku, item.quantity FROM warehouse_stockitem item
    JOIN warehouse_location bin ON bin.id = item.location_id
    JOIN warehouse_product product ON product.id = item.product_id
    WHERE item.quantity < 0 ORDER BY 1, 2
"""
OVERSOLD = """
    SELECT house.name, product.sku, level.on_hand, level.held, level.reserved
    FROM warehouse_stocklevel level
    JOIN warehouse_warehouse house ON house.id = level.warehouse_id
    JOIN warehouse_product product ON product.id = level.product_id
    WHERE on_hand < 0 OR held < 0 OR reserved < 0 OR on_hand < held + reserved ORDER BY 1, 2
"""


def _apart(name, table, parent, key):
    """(what, SQL): rows of the table whose warehouse is not that of what they belong to."""
    return name, (
        f"SELECT child.id FROM warehouse_{table} child "  # noqa: S608 -- names of our own tables
        f"JOIN warehouse_{parent} parent ON parent.id = child.{key} "
        "WHERE child.warehouse_id <> parent.warehouse_id ORDER BY 1"
    )


CROSSINGS = [
    _apart("material", "materialline", "productionorder", "order_id"),
    _apart("output", "outputline", "productionorder", "order_id"),
    _apart("reservation", "reservation", "materialline", "material_id"),
    _apart("stock item", "stockitem", "location", "location_id"),
    _apart("movement from", "stockmove", "location", "from_location_id"),
    _apart("movement to", "stockmove", "location", "to_location_id"),
    _apart("picking line of list", "pickline", "pickinglist", "picking_list_id"),
    _apart("picking line of item", "pickline", "stockitem", "item_id"),
    _apart("inbound line", "inboundline", "inboundorder", "inbound_id"),
    _apart("inbound order", "inboundorder", "productionorder", "production_id"),
    _apart("discrepancy", "discrepancy", "stockitem", "item_id"),
    (
        "share",
        "SELECT share.id FROM warehouse_pickshare share "
        "JOIN warehouse_pickline line ON line.id = share.line_id "
        "JOIN warehouse_materialline material ON material.id = share.material_id "
        "WHERE line.warehouse_id <> material.warehouse_id ORDER BY 1",
    ),
    (
        "share of reservation",
        "SELECT share.id FROM warehouse_pickshare share "
        "JOIN warehouse_pickline line ON line.id = share.line_id "
        "JOIN warehouse_reservation held ON held.id = share.reservation_id "
        "WHERE line.warehouse_id <> held.warehouse_id ORDER BY 1",
    ),
    (
        "receipt",
        "SELECT receipt.id FROM warehouse_inboundreceipt receipt "
        "JOIN warehouse_inboundline line ON line.id = receipt.line_id "
        "JOIN warehouse_location bin ON bin.id = receipt.location_id "
        "WHERE line.warehouse_id <> bin.warehouse_id ORDER BY 1",
    ),
]
