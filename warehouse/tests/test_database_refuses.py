"""What the database itself refuses, by whatever door it comes. Run on PostgreSQL too, by tests/test_same_on_postgresql.py."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from warehouse import services
from warehouse.models import (
    InboundLine,
    Lot,
    Merchant,
    Posting,
    Product,
    StockItem,
    StockLevel,
    StockMove,
)
from warehouse.tests.shelves import completed, put, take

MANY = 10_000  # one piece, in ten-thousandths


@contextmanager
def refused(match, error=IntegrityError):
    """The database refuses, and says why; what came before stands."""
    with pytest.raises(error, match=match), transaction.atomic():
        yield


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(table, **values):
    columns = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    sql(f"INSERT INTO warehouse_{table} ({columns}) VALUES ({marks})", *values.values())


@pytest.fixture
def shelf(stocked, tea):
    return StockItem.objects.get(product=tea, location__code="A-01")


@pytest.fixture
def lot(make_product):
    """A lot of another product than tea."""
    return Lot.objects.create(product=make_product("HONEY", lot_tracked=True), code="H-7")


@pytest.fixture
def outside(elsewhere):
    """A shelf of another warehouse."""
    return elsewhere.locations.get(code="E-01")


@pytest.fixture
def order(stocked, make_order, manager):
    """Allocated."""
    return take(make_order(2), "confirm", by=manager)


def test_stock_below_nothing(shelf):
    with refused("no_negative_item"):
        sql("UPDATE warehouse_stockitem SET quantity = -1 WHERE id = %s", shelf.pk)
    with refused("no_negative_stock|reserve_only_what_is_there"):
        sql("UPDATE warehouse_stocklevel SET on_hand = -1")
    with refused("no_negative_reserved"):
        sql("UPDATE warehouse_stocklevel SET reserved = -1")


def test_more_reserved_than_is_there(shelf, tea):
    with refused("reserve_only_what_is_there"):
        sql("UPDATE warehouse_stocklevel SET reserved = on_hand + 1 WHERE product_id = %s", tea.pk)
    with refused("reserve_only_what_is_there"):
        sql(
            "UPDATE warehouse_stocklevel SET held = on_hand, reserved = 1 WHERE product_id = %s",
            tea.pk,
        )


@pytest.mark.parametrize("table", ["stockmove", "posting"])
def test_a_ledger_that_is_edited(shelf, table):
    column = {"stockmove": "quantity", "posting": "document"}[table]
    for statement in (
        f"UPDATE warehouse_{table} SET {column} = {column}",
        f"DELETE FROM warehouse_{table}",
    ):
        with refused("never changed or deleted", DatabaseError):
            sql(statement)


def test_a_movement_of_nothing_from_nowhere_or_to_where_it_lies(shelf):
    line = move_of(shelf)
    with refused("move_quantity_positive"):
        insert("stockmove", **line | {"quantity": 0})
    with refused("move_has_an_end"):
        insert("stockmove", **line | {"from_location_id": None})
    with refused("move_goes_somewhere"):
        insert("stockmove", **line | {"to_location_id": shelf.location_id})
    insert("stockmove", **line)


def test_a_movement_that_is_undone_twice(shelf):
    line = move_of(shelf) | {"reverses_id": StockMove.objects.first().pk}
    insert("stockmove", **line)
    with refused("(?i)unique"):
        insert("stockmove", **line)


def test_movements_that_cross_warehouses(shelf, outside):
    crosses = "nothing crosses warehouses"
    with refused(crosses):
        insert("stockmove", **move_of(shelf) | {"warehouse_id": outside.warehouse_id})
    with refused(crosses):
        insert("stockmove", **move_of(shelf) | {"to_location_id": outside.pk})


def move_of(shelf):
    """A movement off the shelf."""
    return {
        "posting_id": Posting.objects.first().pk,
        "warehouse_id": shelf.warehouse_id,
        "product_id": shelf.product_id,
        "quantity": MANY,
        "from_location_id": shelf.location_id,
        "to_location_id": None,
    }


def test_goods_that_lie_in_another_warehouse_than_their_place(shelf, outside):
    with refused("nothing crosses warehouses"):
        insert(
            "stockitem",
            warehouse_id=shelf.warehouse_id,
            location_id=outside.pk,
            product_id=shelf.product_id,
            quantity=0,
        )
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_stockitem SET location_id = %s WHERE id = %s", outside.pk, shelf.pk)
    with refused("nothing crosses warehouses"):
        sql(
            "UPDATE warehouse_location SET warehouse_id = %s WHERE id = %s",
            outside.warehouse_id,
            shelf.location_id,
        )


def test_lines_of_an_order_that_cross_warehouses(order, outside):
    east = outside.warehouse_id
    for table in ("materialline", "outputline"):
        with refused("nothing crosses warehouses"):
            sql(f"UPDATE warehouse_{table} SET warehouse_id = %s", east)
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_productionorder SET warehouse_id = %s", east)
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_reservation SET warehouse_id = %s", east)


def test_picking_that_crosses_warehouses(order, outside, manager, tea):
    take(order, "start_picking", by=manager)
    line = order.current_lists.get().lines.get(item__product=tea)
    there = put(tea, 1, "E-01", by=manager, warehouse="EAST")
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_pickline SET item_id = %s WHERE id = %s", there.pk, line.pk)
    with refused("nothing crosses warehouses"):
        sql(
            "UPDATE warehouse_pickline SET warehouse_id = %s, item_id = %s WHERE id = %s",
            there.warehouse_id,
            there.pk,
            line.pk,
        )
    theirs = services.open_order(
        by=manager,
        warehouse=outside.warehouse,
        name="Theirs",
        merchant=order.merchant,
        materials=[(tea, Decimal(1))],
        outputs=[(tea, Decimal(1))],
    )
    with refused("nothing crosses warehouses"):
        insert(
            "pickshare",
            line_id=line.pk,
            material_id=theirs.materials.get().pk,
            quantity=MANY,
        )
    held = services.reserve(tea, Decimal(1), warehouse=outside.warehouse, document="WO-2026-0001")
    with refused("nothing crosses warehouses"):
        insert("pickshare", line_id=line.pk, reservation_id=held.pk, quantity=MANY)


def test_a_share_of_a_picking_line_that_is_for_nobody_or_for_two(order, house, manager, tea):
    take(order, "start_picking", by=manager)
    share = order.current_lists.get().lines.get(item__product=tea).shares.get()
    held = services.reserve(tea, Decimal(1), warehouse=house, document="WO-2026-0001")
    with refused("share_is_for_one"):
        share.reservation = held
        share.save()
    with refused("share_is_for_one"):
        share.material = share.reservation = None
        share.save()


def test_picked_beyond_what_is_asked(order, manager):
    take(order, "start_picking", by=manager)
    with refused("picked_up_to_asked"):
        sql("UPDATE warehouse_pickline SET picked = asked + 1")


def test_goods_that_come_in_another_warehouse_than_they_are_expected(
    stocked, outside, manager, merchant, tea
):
    inbound = services.open_inbound(
        by=manager,
        warehouse=stocked,
        merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(2))],
    )
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_inboundline SET warehouse_id = %s", outside.warehouse_id)
    take(inbound, "receive", by=manager)
    with refused("nothing crosses warehouses"):
        sql("UPDATE warehouse_inboundreceipt SET location_id = %s", outside.pk)
    with refused("stored_up_to_receipt"):
        sql("UPDATE warehouse_inboundreceipt SET stored = quantity + 1")


def test_the_goods_of_another_merchant(order, manager, tea):
    theirs = Product.objects.create(
        merchant=Merchant.objects.create(code="ACME", name="Acme"),
        sku="TEA",
        name="Their tea",
        unit=tea.unit,
    )
    done = completed(order_like(order, manager), by=manager)
    for table in ("materialline", "outputline", "inboundline"):
        with refused("the goods are of another merchant"):
            sql(f"UPDATE warehouse_{table} SET product_id = %s", theirs.pk)
    assert done.inbounds.exists()


def order_like(order, manager):
    return services.open_order(
        by=manager,
        warehouse=order.warehouse,
        name="Another",
        merchant=order.merchant,
        materials=[(line.product, Decimal(1)) for line in order.materials.all()],
        outputs=[(line.product, Decimal(1)) for line in order.outputs.all()],
    )


def test_a_lot_of_another_product(shelf, lot):
    with refused("a lot is of one product"):
        sql("UPDATE warehouse_stockitem SET lot_id = %s WHERE id = %s", lot.pk, shelf.pk)
    with refused("a lot is of one product"):
        insert("stockmove", **move_of(shelf) | {"lot_id": lot.pk})


def test_two_rows_for_the_same_goods_at_the_same_place(shelf, lot, manager):
    same = {
        "warehouse_id": shelf.warehouse_id,
        "location_id": shelf.location_id,
        "product_id": shelf.product_id,
        "quantity": 0,
    }
    with refused("(?i)unique"):
        insert("stockitem", **same)
    put(lot.product, 1, "A-01", by=manager, lot=lot.code)
    with refused("(?i)unique"):
        insert("stockitem", **same | {"product_id": lot.product_id, "lot_id": lot.pk})
    level = StockLevel.objects.get(product=shelf.product)
    with refused("(?i)unique"):
        insert(
            "stocklevel",
            warehouse_id=level.warehouse_id,
            product_id=level.product_id,
            on_hand=0,
            held=0,
            reserved=0,
        )


def test_two_places_for_picked_goods(stocked):
    with refused("(?i)unique"):
        insert(
            "location",
            warehouse_id=stocked.pk,
            code="X",
            name="",
            kind="staging",
            walk=0,
            active=True,
        )


def test_a_second_reservation_of_a_line(order):
    row = order.materials.first().reservations.get()
    with refused("(?i)unique"):
        insert(
            "reservation",
            warehouse_id=row.warehouse_id,
            product_id=row.product_id,
            quantity=MANY,
            document=order.number,
            material_id=row.material_id,
            active=True,
            at=row.at,
        )


def test_an_issued_reservation_that_still_holds(order, manager, tea):
    part = services.reserve(tea, Decimal(1), warehouse=order.warehouse, document="OS-2026-0001")
    services.issue(part, by=manager)
    with refused("issued_holds_nothing"):
        sql("UPDATE warehouse_reservation SET active = TRUE WHERE id = %s", part.pk)


def test_a_status_nobody_knows(order, manager):
    take(order, "start_picking", by=manager)
    for table in ("productionorder", "pickinglist"):
        with refused("status_known"):
            sql(f"UPDATE warehouse_{table} SET status = 'lost'")
